"""The table of kinds: what is masked, how a sheet sets it, what is empty. Written out once more."""

from dataclasses import FrozenInstanceError

import pytest

from models.words.values import ValueKind as K
from portal.platform.fields import kinds
from portal.platform.fields.kind import Filter, SheetColumn, Spec

KINDS = kinds.KINDS


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (K.TEXT, "北京恒通", "北***"),
        (K.ADDRESS, "北京市海淀区中关村大街1号", "北京市海淀区*******"),
        (K.PHONE, "010-62345678", "010*****5678"),
        (K.MOBILE, "13812345678", "138****5678"),
        (K.EMAIL, "name@example.com", "n***@example.com"),
        (K.CREDIT_CODE, "91350100M000100Y43", "91********0Y43"),
        (K.ID_NUMBER, "11010519491231002X", "1********X"),
        *(
            (kind, "123456", "1*****")
            for kind in (
                K.INTEGER,
                K.MONEY,
                K.PERCENT,
                K.DATE,
                K.DUE,
                K.MOMENT,
                K.YESNO,
                K.WORD,
                K.SECRECY,
                K.USER,
                K.CODE,
            )
        ),
    ],
)
def test_d4_what_is_left_of_each_kind(kind, value, shown):
    assert kinds.mask(kind, value) == shown


WIDE, WRAPPED = {"text": True, "narrowest": 12}, {"text": True, "wraps": True}
SHEETS = {
    K.CODE: SheetColumn("@", **WIDE),
    K.POSTCODE: SheetColumn("@", text=True, narrowest=7),
    K.PHONE: SheetColumn("@", text=True, narrowest=13),
    K.MOBILE: SheetColumn("@", **WIDE),
    K.CREDIT_CODE: SheetColumn("@", text=True, narrowest=19),
    K.ID_NUMBER: SheetColumn("@", text=True, narrowest=19),
    K.INTEGER: SheetColumn("#,##0_ ", narrowest=6),
    K.MONEY: SheetColumn("#,##0.00_ ", narrowest=12),
    K.PERCENT: SheetColumn("0.0%", narrowest=7),
    K.DATE: SheetColumn("yyyy-mm-dd", centred=True, day=True, narrowest=10),
    K.DUE: SheetColumn("yyyy-mm-dd", centred=True, day=True, narrowest=10),
    K.MOMENT: SheetColumn("yyyy-mm-dd hh:mm", centred=True, narrowest=15),
}


@pytest.mark.parametrize("kind", K)
def test_how_a_sheet_sets_each_kind(kind):
    assert KINDS[kind].sheet == SHEETS.get(kind, SheetColumn("@", **WRAPPED))


def test_what_a_kind_and_its_parts_are_unless_they_say_more():
    assert SheetColumn("@") == SheetColumn("@", False, False, False, False, 0)
    assert Spec() == Spec(None, None, None, None, None, {}, past=False)
    assert hash(Spec(spellings={"甲": 1})) == hash(Spec()), "kept by caches, whatever it spells"
    assert Filter("text", None) == Filter("text", None, "text")
    for value, name in (
        (SheetColumn("@"), "format"),
        (Spec(), "longest"),
        (Filter("text", None), "look"),
        (KINDS[K.TEXT], "help"),
    ):
        with pytest.raises(FrozenInstanceError):
            setattr(value, name, None)


def test_what_an_empty_field_is_kept_as():
    assert {kind: KINDS[kind].empty for kind in K if KINDS[kind].empty is not None} == {
        **dict.fromkeys(
            (
                K.TEXT,
                K.LONG,
                K.CODE,
                K.ADDRESS,
                K.POSTCODE,
                K.PHONE,
                K.MOBILE,
                K.EMAIL,
                K.CREDIT_CODE,
                K.ID_NUMBER,
                K.MESSAGE,
                K.ACT,
                K.TASK,
            ),
            "",
        ),
        K.YESNO: False,
    }


def test_a_column_is_ordered_by_itself_and_a_long_text_by_nothing():
    assert {kind for kind in K if KINDS[kind].sort is None} == {K.LONG}
    assert KINDS[K.TEXT].sort("column") == "column"
