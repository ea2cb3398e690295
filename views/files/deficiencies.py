"""缺件台账 and 处罚台账: missing parts of files, and penalties that people decide on."""

from collections.abc import Sequence
from typing import Any

from models.files.deficiencies import Deficiency, Penalty
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.access.policy import can
from portal.files import completeness
from portal.files.completeness_rules import DEFICIENCY, PENALTY
from portal.files.deficiency_lists import DEFICIENCIES, PENALTIES
from portal.work import Work
from views.files.forms import HandInForm, LookedForm, ReasonForm
from views.shell import words
from views.shell.acts import Act
from views.shell.facts import Card, Fact
from views.shell.records import RecordView


def _is_other(work: Work, row: Deficiency) -> bool:
    return work.actor.id not in (row.owner_id, row.offered_by)


def _is_not_own(work: Work, row: Penalty) -> bool:
    return work.actor.id != row.owner_id


def _is_own(work: Work, row: Penalty) -> bool:
    return work.actor.id == row.owner_id


class DeficiencyView(RecordView):
    listing = DEFICIENCIES
    one = N_("missing part")
    icon = "clipboard-x"
    head = ("part", "file", "fault", "owner", "cure_by", "note")
    purpose = N_("Parts missing at filing, and who provides them by when")
    acts = (
        Act(
            "offer",
            N_("Hand in what was missing"),
            completeness.offer_part,
            HandInForm,
            DEFICIENCY,
            primary=True,
            done=N_("«%(name)s» was handed in; a custodian will check it."),
        ),
        Act(
            "cure",
            N_("Confirm complete"),
            completeness.cure_deficiency,
            LookedForm,
            DEFICIENCY,
            open=_is_other,
            primary=True,
            done=N_("«%(name)s» is complete."),
        ),
        Act(
            "deny",
            N_("Still incomplete"),
            completeness.deny_cure,
            ReasonForm,
            DEFICIENCY,
            open=_is_other,
        ),
        Act(
            "drop",
            N_("Not needed after all"),
            completeness.drop_deficiency,
            ReasonForm,
            DEFICIENCY,
            open=_is_other,
            danger=True,
        ),
    )

    def facts(self, work: Work, row: Deficiency) -> Sequence[Card]:
        file = row.file
        about = [
            Fact("file", N_("File"), f"{file.number} {file.title}", href=f"/files/{file.id}/"),
            Fact("part", N_("Part"), row.part),
            Fact("fault", N_("What is wrong"), row.fault, V.WORD),
            Fact("state", N_("State"), row.state, V.WORD),
            Fact("owner", N_("Owner"), row.owner.name, V.USER),
            Fact("department", N_("Department"), row.department.name if row.department else ""),
            Fact("found_on", N_("Found on"), row.found_on, V.DATE),
            Fact("cure_by", N_("To be completed by"), row.cure_by, V.DATE),
            Fact("offered_on", N_("Handed in on"), row.offered_on, V.DATE),
            Fact("closed_on", N_("Completed on"), row.closed_on, V.DATE),
            Fact("note", N_("Noted at filing"), row.note, wide=True),
        ]
        cards = [Card(N_("Missing part"), about)]
        if row.penalties and can(work.actor, P.PENALTY_SEE, row):
            penalties = [
                Fact(
                    f"day{p.id}",
                    f"{p.day}",
                    f"{p.amount:,.2f} · {words.label(p.state)}",
                    href=f"/penalties/{p.id}/",
                )
                for p in row.penalties
            ]
            cards.append(Card(N_("Penalties"), penalties))
        return cards


class PenaltyView(RecordView):
    listing = PENALTIES
    one = N_("penalty")
    icon = "receipt"
    head = ("owner", "day", "amount", "times", "part", "file", "appeal")
    purpose = N_("Proposed from the calendar, decided by people; no money moves automatically")
    acts = (
        Act(
            "confirm",
            N_("Confirm"),
            completeness.confirm_penalty,
            machine=PENALTY,
            open=_is_not_own,
            primary=True,
            confirm=N_("Confirm the penalty of %(name)s?"),
        ),
        Act(
            "appeal",
            N_("Appeal"),
            completeness.appeal_penalty,
            ReasonForm,
            PENALTY,
            open=_is_own,
            done=N_("Your appeal was submitted for a decision."),
        ),
        Act(
            "uphold",
            N_("Uphold"),
            completeness.uphold_penalty,
            ReasonForm,
            PENALTY,
            open=_is_not_own,
            primary=True,
        ),
        Act(
            "drop",
            N_("Drop"),
            completeness.drop_penalty,
            ReasonForm,
            PENALTY,
            open=_is_not_own,
            danger=True,
        ),
    )

    def title(self, row: Penalty) -> str:
        return f"{row.owner.name} {row.day}"

    def facts(self, work: Work, row: Penalty) -> Sequence[Card]:  # noqa: ARG002
        lack: Any = row.deficiency
        return [
            Card(
                "",
                [
                    Fact("owner", N_("Person"), row.owner.name, V.USER),
                    Fact(
                        "department",
                        N_("Department"),
                        row.department.name if row.department else "",
                    ),
                    Fact("day", N_("Day"), row.day, V.DATE),
                    Fact("amount", N_("Amount (yuan)"), row.amount, V.MONEY),
                    Fact("times", N_("Number in the month"), row.times, V.INTEGER),
                    Fact("factor", N_("Factor"), row.factor, V.INTEGER),
                    Fact("part", N_("Missing part"), lack.part, href=f"/deficiencies/{lack.id}/"),
                    Fact(
                        "file",
                        N_("File"),
                        f"{lack.file.number} {lack.file.title}",
                        href=f"/files/{lack.file_id}/",
                    ),
                    Fact("state", N_("State"), row.state, V.WORD),
                    Fact("decided_at", N_("Decided at"), row.decided_at, V.MOMENT),
                    Fact("appeal_until", N_("Appeal until"), row.appeal_until, V.DATE),
                    Fact("appeal", N_("Appeal"), row.appeal, wide=True),
                ],
            )
        ]
