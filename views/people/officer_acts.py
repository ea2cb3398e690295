"""Screen of what waits for a second officer, and of what two officers have settled (SEC-3)."""

from flask import flash

from models.officers import OfficerAct
from models.people import User
from models.words.access import FieldRule, Reach, Secrecy
from models.words.labels import label
from models.words.people import OfficerActSort, OfficerActState
from models.words.permissions import Permission
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.people import confirming, second_officer
from portal.people.lists import OFFICER_ACTS
from portal.people.second_officer_rules import SECOND
from portal.work import Work
from views.people.forms import ReasonForm
from views.people.link_flash import flash_link
from views.people.role_fields import FIELD_NAMES
from views.shell import words
from views.shell.acts import Act
from views.shell.context import config
from views.shell.facts import Card, Fact
from views.shell.i18n import gettext as _
from views.shell.i18n import say_words
from views.shell.records import RecordView

DONE = N_("Confirmed. It holds from now on, and all officers have been told.")


def _confirm(work: Work, row: OfficerAct) -> None:
    issued = confirming.confirm_act(work, row)
    flash(_(DONE), "success")
    if row.receiver and row.sort is OfficerActSort.LINK:
        flash_link(row.receiver, issued)


def _may_confirm(work: Work, row: OfficerAct) -> bool:
    return confirming.confirm_objection(work, row) is None


def _mine(work: Work, row: OfficerAct) -> bool:
    return row.maker_id == work.actor.id


class OfficerActsView(RecordView):
    listing = OFFICER_ACTS
    one = N_("Act of two officers")
    purpose = N_("Links for officers, appointments and wider rights: one asks, another confirms")
    icon = "people-fill"
    acts = (
        Act(
            "second_confirm",
            N_("Confirm"),
            _confirm,
            machine=SECOND,
            primary=True,
            open=_may_confirm,
            confirm=N_("Confirm this as the second officer? It is carried out at once."),
        ),
        Act(
            "second_refuse",
            N_("Refuse"),
            confirming.refuse_act,
            ReasonForm,
            machine=SECOND,
            danger=True,
            open=lambda work, row: not _mine(work, row),
            done=N_("Refused; nothing was changed."),
        ),
        Act(
            "second_withdraw",
            N_("Withdraw"),
            confirming.withdraw_act,
            machine=SECOND,
            danger=True,
            open=_mine,
            confirm=N_("Withdraw what you asked for?"),
            done=N_("Withdrawn; nothing was changed."),
        ),
        Act(
            "acknowledge",
            N_("Take note"),
            confirming.acknowledge_act,
            machine=SECOND,
            primary=True,
            confirm=N_("Take note of this reset? It leaves the workbench of the auditors."),
            done=N_("Noted."),
        ),
    )

    def title(self, row: OfficerAct) -> str:
        about = row.receiver.name if row.receiver else _(row.role.name) if row.role else ""
        return f"{words.label(row.sort)} · {about}"

    def facts(self, work: Work, row: OfficerAct) -> list[Card]:
        asked = [
            Fact("sort", N_("What"), row.sort, V.WORD),
            *_whom(row),
            *_wanted(row),
            Fact("maker", N_("Asked by"), row.maker.name if row.maker else _("the machine itself")),
            Fact("created_at", N_("Asked at"), words.full(row.created_at)),
            Fact("state", N_("State"), row.state, V.WORD),
        ]
        if row.state is OfficerActState.WAITING:
            asked += _who_confirms(work, row)
        cards = [Card("", asked)]
        if row.decider:
            cards.append(
                Card(
                    N_("Settled"),
                    [
                        Fact("decider", N_("Settled by"), row.decider.name),
                        Fact(
                            "decided_at",
                            N_("Settled at"),
                            words.full(row.decided_at) if row.decided_at else "",
                        ),
                        Fact("settlement", N_("Reason"), row.settlement, wide=True),
                    ],
                )
            )
        return cards


def _whom(row: OfficerAct) -> list[Fact]:
    if row.receiver is None:
        return [Fact("role", N_("Role"), _(row.role.name) if row.role else "")]
    facts = [Fact("receiver", N_("Person concerned"), row.receiver.name)]
    if row.sort is OfficerActSort.LINK:
        facts.append(Fact("mail", N_("Where the link goes"), _where(row.receiver), wide=True))
    return facts


def _where(person: User) -> str:
    if config().smtp and person.email:
        return _("By mail to %(mail)s", mail=person.email)
    return _("Shown once to whoever confirms")


def _wanted(row: OfficerAct) -> list[Fact]:
    """What follows from it, in words."""
    facts = [
        Fact(key, name, "、".join(words.role_name(code) for code in row.wanted[key]), wide=True)
        for key, name in (("added", N_("Roles given")), ("removed", N_("Roles taken")))
        if row.wanted.get(key)
    ]
    return facts + [
        Fact("right", _right(name), f"{_reach(old)} → {_reach(new)}", wide=True)
        for name, (old, new) in row.wanted.get("changes", {}).items()
    ]


def _right(name: str) -> str:
    if name == "clearance":
        return N_("Reads up to")
    if name in set(Permission):
        return label(Permission(name))
    return FIELD_NAMES.get(name.partition(".")[2], name)


def _reach(word: str) -> str:
    if not word:
        return _("No")
    known = next(each for each in (Reach, FieldRule, Secrecy) if word in set(each))
    return words.label(known(word))


def _who_confirms(work: Work, row: OfficerAct) -> list[Fact]:
    """Who may confirm, and why the reader may not: what is not offered says why."""
    second = second_officer.who_may_confirm(work.session, row)
    names = second_officer.names_of(work.session, second.ids)
    facts = [Fact("who", N_("Who confirms"), "、".join(names) or _("nobody"), wide=True)]
    if second.by_auditor:
        why = _(
            "An auditor stands in: nobody else is left who neither asked for it nor receives it."
        )
        facts.append(Fact("why", N_("Note"), why, wide=True))
    if objection := confirming.confirm_objection(work, row):
        facts.append(Fact("why_not", N_("Why not you"), say_words(objection), wide=True))
    return facts
