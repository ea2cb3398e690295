"""Forms of the loan page: one for each act that needs values."""

from models.words.lending import Condition
from models.words.text import N_
from models.words.values import ValueKind as V
from views.shell.forms import base
from views.shell.forms.fields import (
    DayField,
    EnumField,
    LongTextField,
    LookupField,
    MoneyField,
    NumberField,
    TextField,
)
from views.shell.forms.validators import MaxLength, Required


class ReasonForm(base.Form):
    wide = frozenset({"reason"})
    reason = LongTextField(N_("Reason"), [Required(), MaxLength(500)])


class RecallForm(base.Form):
    wide = frozenset({"reason"})
    by = DayField(
        N_("Requested back on"),
        [Required()],
        description=N_("The next working day at the earliest, and not later than it is due now"),
    )
    reason = LongTextField(N_("Reason"), [Required(), MaxLength(500)])


class ReceiveForm(base.Form):
    """What came back and who brought it; what is not counted at once is counted next."""

    wide = frozenset({"remark"})
    brought_by = TextField(
        N_("Brought by"), [MaxLength(60)], description=N_("Blank: the borrower in person")
    )
    items = NumberField(N_("Items counted"), description=N_("Blank: counted in the next step"))
    pages = NumberField(N_("Pages counted"), description=N_("Blank: counted in the next step"))
    condition = EnumField(N_("Condition"), Condition, default=Condition.INTACT)
    remark = LongTextField(N_("Remark"), [MaxLength(500)])


class CountForm(base.Form):
    items = NumberField(N_("Items counted"), [Required()])
    pages = NumberField(N_("Pages counted"), [Required()])
    condition = EnumField(N_("Condition"), Condition, default=Condition.INTACT)


class CheckForm(CountForm):
    wide = frozenset({"remark"})
    remark = LongTextField(N_("Remark"), [MaxLength(500)])


class StatementForm(base.Form):
    wide = frozenset({"statement"})
    statement = LongTextField(N_("Statement"), [Required(), MaxLength(1000)])


class NoteForm(base.Form):
    wide = frozenset({"note"})
    note = LongTextField(N_("Note"), [Required(), MaxLength(1000)])


class ShelveForm(base.Form):
    place_id = LookupField(
        N_("Place"), V.PLACE, description=N_("Blank: back to its previous place")
    )


class AssessForm(base.Form):
    wide = frozenset({"assessment"})
    assessment = LongTextField(N_("Damage"), [Required(), MaxLength(500)])
    amount = MoneyField(N_("Proposed amount (yuan)"), [Required()])


class SearchForm(base.Form):
    wide = frozenset({"result"})
    where = TextField(N_("Where you looked"), [Required(), MaxLength(200)])
    result = LongTextField(N_("What you found"), [Required(), MaxLength(500)])


class DecideForm(base.Form):
    wide = frozenset({"reason"})
    amount = MoneyField(
        N_("Amount (yuan)"),
        [Required()],
        description=N_("Doubles from a person's second case in a month"),
    )
    reason = LongTextField(N_("Decision"), [Required(), MaxLength(500)])


class SettleForm(base.Form):
    voucher = TextField(N_("Voucher number"), [Required(), MaxLength(60)])
