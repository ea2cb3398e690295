"""差异台账: counts that differed from a file, settled by somebody who did not count (C18)."""

from collections.abc import Sequence

from models.files.differences import Difference
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.files import differences
from portal.files.difference_list import DIFFERENCES
from portal.files.difference_rules import DIFFERENCE
from portal.work import Work
from views.files.forms import ReasonForm
from views.shell.acts import Act
from views.shell.facts import Card, Fact
from views.shell.i18n import gettext as _
from views.shell.records import RecordView


def _is_other(work: Work, row: Difference) -> bool:
    return work.actor.id != row.found_by


class DifferenceView(RecordView):
    listing = DIFFERENCES
    one = N_("difference in count")
    icon = "clipboard-minus"
    head = ("file", "source", "items", "pages", "found_at", "finder", "reason")
    purpose = N_("What was counted differently at hand-out, reading and return")
    acts = (
        Act(
            "explain",
            N_("Complete after all"),
            differences.explain_difference,
            ReasonForm,
            DIFFERENCE,
            open=_is_other,
            done=N_("The count of «%(name)s» stays as it is."),
        ),
        Act(
            "correct_count",
            N_("Correct the count"),
            differences.correct_count,
            ReasonForm,
            DIFFERENCE,
            open=_is_other,
            primary=True,
            done=N_("The count of «%(name)s» was corrected."),
        ),
    )

    def title(self, row: Difference) -> str:
        return f"{row.file.number} · {row.found_on}"

    def facts(self, work: Work, row: Difference) -> Sequence[Card]:  # noqa: ARG002
        file = row.file
        about = [
            Fact("file", N_("File"), f"{file.number} {file.title}", href=f"/files/{file.id}/"),
            Fact("state", N_("State"), row.state, V.WORD),
            Fact("source", N_("Found when"), row.source, V.WORD),
            Fact("number", N_("Under"), row.number),
            Fact("items", N_("Item count"), _pair(row.items_found, row.items_due)),
            Fact("pages", N_("Page count"), _pair(row.pages_found, row.pages_due)),
            Fact("found_at", N_("Found at"), row.found_at, V.MOMENT),
            Fact("finder", N_("Counted by whom"), row.finder.name, V.USER),
            Fact("reason", N_("Reason"), row.reason, wide=True),
        ]
        if row.settled_at:
            about += [
                Fact("settled_at", N_("Settled at"), row.settled_at, V.MOMENT),
                Fact("settler", N_("Settled by"), row.settler.name if row.settler else "", V.USER),
                Fact("settlement", N_("Settlement"), row.settlement, wide=True),
            ]
        return [Card(N_("Difference in count"), about)]


def _pair(found: int, due: int) -> str:
    return _("%(came)s of %(went)s", came=found, went=due)
