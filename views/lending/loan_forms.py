"""Forms of the loan page: one small form for each act that asks for something."""

from models.words.kinds import Condition
from models.words.text import N_
from views.shell.forms import base
from views.shell.forms.fields import (
    DayField,
    Longest,
    LongTextField,
    LookupField,
    MoneyField,
    Needed,
    NumberField,
    TextField,
    WordField,
)


class ReasonForm(base.Form):
    wide = frozenset({"reason"})
    reason = LongTextField(N_("Reason"), [Needed(), Longest(500)])


class RecallForm(base.Form):
    wide = frozenset({"reason"})
    by = DayField(N_("Wanted back on"), [Needed()])
    reason = LongTextField(N_("Reason"), [Needed(), Longest(500)])


class ReceiveForm(base.Form):
    brought_by = TextField(
        N_("Brought by"), [Longest(60)], description=N_("Empty: the borrower in person")
    )


class CountForm(base.Form):
    items = NumberField(N_("Items counted"), [Needed()])
    pages = NumberField(N_("Pages counted"), [Needed()])
    condition = WordField(N_("Condition"), Condition, default=Condition.INTACT)


class CheckForm(CountForm):
    wide = frozenset({"remark"})
    remark = LongTextField(N_("Remark"), [Longest(500)])


class StatementForm(base.Form):
    wide = frozenset({"statement"})
    statement = LongTextField(N_("Statement"), [Needed(), Longest(1000)])


class ShelveForm(base.Form):
    place_id = LookupField(
        N_("Place"), "place", description=N_("Empty: back to where it came from")
    )


class AssessForm(base.Form):
    wide = frozenset({"assessment"})
    assessment = LongTextField(N_("Damage"), [Needed(), Longest(500)])
    amount = MoneyField(N_("Proposed amount (yuan)"), [Needed()])


class SearchForm(base.Form):
    wide = frozenset({"result"})
    where = TextField(N_("Where you looked"), [Needed(), Longest(200)])
    result = LongTextField(N_("What you found"), [Needed(), Longest(500)])


class DecideForm(base.Form):
    wide = frozenset({"reason"})
    amount = MoneyField(
        N_("Amount (yuan)"), [Needed()],
        description=N_("Doubles from the second case of a person in a month on"),
    )  # fmt: skip
    reason = LongTextField(N_("Decision"), [Needed(), Longest(500)])


class SettleForm(base.Form):
    voucher = TextField(N_("Voucher number"), [Needed(), Longest(60)])


class FoundForm(base.Form):
    where = TextField(N_("Where it was found"), [Needed(), Longest(200)])
    witness_id = LookupField(N_("Witness"), "user", [Needed()])
    place_id = LookupField(
        N_("Place"), "place", description=N_("Empty: back to where it came from")
    )
