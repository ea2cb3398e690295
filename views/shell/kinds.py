"""How each kind of value is shown and filled in: cell, fact of a record page, control.

The keys are those of ``portal.platform.fields.kinds``, which defines the rest of a kind.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from wtforms import Field

from models.words.values import ValueKind as V
from views.shell import drawers, words
from views.shell.drawers import Drawer
from views.shell.forms import fields


@dataclass(frozen=True)
class Shown:
    """``control``: the form field. ``cell``, ``fact`` and ``paper``: functions that draw it in a
    list, on a record page and in print (where «today» would soon be wrong). ``few``: a column
    repeats few values, so each is drawn once a page. ``right``: aligned right, like numbers.
    """

    control: type[Field]
    cell: Drawer
    fact: Drawer
    paper: Callable[[Any], str] = drawers.on_paper
    few: bool = False
    right: bool = False


TEXT = Shown(fields.TextField, drawers.clipped, drawers.plain)
PLAIN = replace(TEXT, cell=drawers.plain)
WORD = Shown(fields.EnumField, drawers.word, drawers.word, few=True)
PHONE = Shown(fields.TelephoneField, drawers.phone, drawers.phone)
LOOKUP = replace(TEXT, control=fields.LookupField)

SHOWN: Mapping[V, Shown] = {
    V.TEXT: TEXT,
    V.LONG: replace(TEXT, control=fields.LongTextField, fact=drawers.lines),
    V.CODE: PLAIN,
    V.ADDRESS: TEXT,
    V.POSTCODE: TEXT,
    V.PHONE: PHONE,
    V.MOBILE: PHONE,
    V.EMAIL: TEXT,
    V.CREDIT_CODE: TEXT,
    V.ID_NUMBER: TEXT,
    V.INTEGER: Shown(fields.NumberField, drawers.number, drawers.number, right=True),
    V.MONEY: Shown(
        fields.MoneyField, drawers.money, drawers.money, drawers.amount_on_paper, right=True
    ),
    V.PERCENT: Shown(
        fields.PercentField, drawers.percent, drawers.percent, drawers.share_on_paper, right=True
    ),
    V.DATE: Shown(fields.DayField, drawers.day, drawers.day, drawers.day_on_paper),
    V.DUE: Shown(fields.DayField, drawers.due, drawers.due, drawers.day_on_paper),
    V.MOMENT: Shown(fields.MomentField, drawers.moment, drawers.moment, words.full),
    V.YESNO: Shown(fields.FlagField, drawers.yes_no, drawers.yes_no, few=True),
    V.WORD: WORD,
    V.SECRECY: replace(WORD, cell=drawers.secrecy, fact=drawers.secrecy),
    V.CHOICE: replace(TEXT, control=fields.ChoiceField),
    V.USER: replace(LOOKUP, cell=drawers.plain),
    V.DEPARTMENT: LOOKUP,
    V.PLACE: LOOKUP,
    V.CUSTOMER: LOOKUP,
    V.FILE: LOOKUP,
    V.MESSAGE: replace(TEXT, cell=drawers.message, fact=drawers.message, few=True),
    V.ACT: replace(TEXT, cell=drawers.act, fact=drawers.act, few=True),
    V.TASK: replace(TEXT, cell=drawers.task, fact=drawers.task),
}
