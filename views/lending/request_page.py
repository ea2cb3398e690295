"""What the page of a request says about it: what is asked, by whom, with what result."""

from models.lending.requests import AccessRequest
from models.words.lending import Action
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.lending.request_rules import REASONS
from views.shell.facts import Card, Fact
from views.shell.i18n import gettext as _


def request_facts(row: AccessRequest) -> list[Card]:
    """The card of a request; only the fields of its use."""
    who = row.visitor
    what = [
        Fact("applicant", N_("Applicant"), row.applicant.name, V.USER),
        Fact("department", N_("Department"), row.department.name if row.department else ""),
        Fact("action", N_("Use"), row.action, V.WORD),
        Fact(
            "category",
            N_("Category"),
            _(REASONS.get(row.purpose_category, "")) if row.purpose_category else "",
        ),
        *_typed_facts(row),
        Fact("purpose", N_("Purpose"), row.purpose, wide=True),
    ]
    if who:
        shown = f"{who.name} {who.organization} ****{who.id_tail} {who.relation}"
        what.append(Fact("visitor", N_("On behalf of"), shown, wide=True))
    if row.precheck_note:
        what.append(Fact("note", N_("Note on eligibility"), row.precheck_note, wide=True))
    if row.use_result:
        what.append(Fact("use_result", N_("Results of the use"), row.use_result, wide=True))
    if row.answer:
        what.append(Fact("answer", N_("Answer"), row.answer, wide=True))
    return [Card(N_("Request details"), what)]


def _typed_facts(row: AccessRequest) -> list[Fact]:
    if row.action is Action.VIEW:
        return [
            Fact("place", N_("Reading place"), row.place),
            Fact("planned_on", N_("Planned day"), row.planned_on, V.DATE),
        ]
    if row.action is Action.BORROW:
        return [
            Fact("mode", N_("Way of lending"), row.mode, V.WORD),
            Fact("term_days", N_("Term in days"), row.term_days, V.INTEGER),
        ]
    return [
        Fact("pages", N_("Pages to copy"), row.pages),
        Fact("copies", N_("Number of copies"), row.copies, V.INTEGER),
        Fact("external", N_("The copies leave the premises"), row.external, V.YESNO),
        Fact("return_by", N_("Return or destroy by"), row.return_by, V.DATE),
    ]
