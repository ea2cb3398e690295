"""The one table of kinds of value: what a field is, everywhere it is met.

How a kind is drawn stands beside it in ``views.shell.kinds``, under the same keys.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from models.words.text import N_
from models.words.values import ValueKind as V
from portal.platform.fields import clauses, identifiers, masks, parsing, phones, taking
from portal.platform.fields.kind import Filter, KindOfValue, SheetColumn
from portal.platform.search import tokens


def as_it_is(column: Any) -> Any:
    """Ordered by the column itself."""
    return column


FOLDED = SheetColumn("@", text=True, wraps=True)
WHOLE = SheetColumn("@", text=True, narrowest=12)
DAY = SheetColumn("yyyy-mm-dd", centred=True, day=True, narrowest=10)

TEXT = KindOfValue(
    python=str,
    empty="",
    parse=parsing.text,
    typed=parsing.typed,
    take=taking.short,
    mask=masks.leaving(1, 0),
    filter=Filter("text", clauses.text),
    sort=as_it_is,
    sheet=FOLDED,
    tokens=tokens.of_name,
    help=N_("Text"),
    example="北京恒通商贸有限公司",
)
RECORD = KindOfValue(
    python=int,
    empty=None,
    parse=parsing.record,
    typed=parsing.typed,
    take=taking.record,
    mask=masks.leaving(1, 0),
    filter=Filter("lookup", clauses.record),
    sort=as_it_is,
    sheet=FOLDED,
    tokens=tokens.of_name,
    help=N_("Number or name of a record"),
    example="HH-202600001",
)

KINDS: Mapping[V, KindOfValue] = {
    V.TEXT: TEXT,
    V.LONG: replace(
        TEXT,
        parse=parsing.lines,
        take=taking.long,
        sort=None,
        help=N_("Text of several lines"),
    ),
    V.CODE: replace(
        TEXT,
        take=taking.code,
        sheet=WHOLE,
        tokens=tokens.of_number,
        help=N_("A number or code"),
        example="HH-202600001",
    ),
    V.ADDRESS: replace(
        TEXT,
        mask=masks.leaving(6, 0),
        help=N_("An address"),
        example="北京市海淀区中关村大街1号",
    ),
    V.POSTCODE: replace(
        TEXT,
        sheet=replace(WHOLE, narrowest=7),
        take=taking.checked(identifiers.normalize_postcode),
        tokens=tokens.of_code,
        help=N_("A postcode of 6 digits"),
        example="100080",
    ),
    V.PHONE: replace(
        TEXT,
        sheet=replace(WHOLE, narrowest=13),
        take=taking.checked(phones.normalize_phone),
        mask=masks.leaving(3, 4),
        tokens=tokens.of_phone,
        help=N_("A phone with its area code, or a mobile number"),
        example="010-62345678",
    ),
    V.MOBILE: replace(
        TEXT,
        sheet=WHOLE,
        take=taking.checked(phones.normalize_mobile),
        mask=masks.leaving(3, 4),
        tokens=tokens.of_phone,
        help=N_("A mobile number of 11 digits"),
        example="13812345678",
    ),
    V.EMAIL: replace(
        TEXT,
        take=taking.checked(identifiers.normalize_email),
        mask=masks.of_email,
        tokens=tokens.of_code,
        help=N_("An e-mail address"),
        example="name@example.com",
    ),
    V.CREDIT_CODE: replace(
        TEXT,
        sheet=replace(WHOLE, narrowest=19),
        take=taking.checked(identifiers.normalize_credit_code),
        mask=masks.leaving(2, 4),
        tokens=tokens.of_code,
        help=N_("A unified social credit code of 18 characters"),
        example="91350100M000100Y43",
    ),
    V.ID_NUMBER: replace(
        TEXT,
        sheet=replace(WHOLE, narrowest=19),
        take=taking.id_number,
        mask=masks.leaving(1, 1),  # between them stand the place and the day of birth
        tokens=tokens.of_code,
        help=N_("An identity number of 18 characters"),
        example="11010519491231002X",
    ),
    V.INTEGER: KindOfValue(
        python=int,
        empty=None,
        parse=parsing.number,
        typed=parsing.typed,
        take=taking.number,
        mask=masks.leaving(1, 0),
        filter=Filter("range", clauses.numbers),
        sort=as_it_is,
        sheet=SheetColumn("#,##0_ ", narrowest=6),
        tokens=None,
        help=N_("A whole number"),
        example="120",
    ),
    V.MONEY: KindOfValue(
        python=Decimal,
        empty=None,
        parse=parsing.money,
        typed=parsing.typed,
        take=taking.money,
        mask=masks.leaving(1, 0),
        filter=Filter("range", clauses.numbers),
        sort=as_it_is,
        sheet=SheetColumn("#,##0.00_ ", narrowest=12),
        tokens=None,
        help=N_("An amount in yuan; in units of 10,000 yuan if the heading says 万元"),
        example="1000000",
    ),
    V.PERCENT: KindOfValue(
        python=Decimal,
        empty=None,
        parse=parsing.percent,
        typed=parsing.typed_percent,
        take=taking.percent,
        mask=masks.leaving(1, 0),
        filter=Filter("range", clauses.numbers),
        sort=as_it_is,
        sheet=SheetColumn("0.0%", narrowest=7),
        tokens=None,
        help=N_("A percentage"),
        example="83.3%",
    ),
    V.DATE: KindOfValue(
        python=date,
        empty=None,
        parse=parsing.day,
        typed=parsing.typed,
        take=taking.day,
        mask=masks.leaving(1, 0),
        filter=Filter("range", clauses.days, "date"),
        sort=as_it_is,
        sheet=DAY,
        tokens=None,
        help=N_("A date, e.g. 2026-11-23"),
        example="2026-11-23",
    ),
    V.DUE: KindOfValue(
        python=date,
        empty=None,
        parse=parsing.day,
        typed=parsing.typed,
        take=taking.day,
        mask=masks.leaving(1, 0),
        filter=Filter("range", clauses.days, "date"),
        sort=as_it_is,
        sheet=DAY,
        tokens=None,
        help=N_("A day by which it has to be done, e.g. 2026-11-23"),
        example="2026-11-23",
    ),
    V.MOMENT: KindOfValue(
        python=datetime,
        empty=None,
        parse=parsing.moment,
        typed=parsing.typed_moment,
        take=taking.moment,
        mask=masks.leaving(1, 0),
        filter=Filter("range", clauses.moments, "date"),
        sort=as_it_is,
        sheet=SheetColumn("yyyy-mm-dd hh:mm", centred=True, narrowest=15),
        tokens=None,
        help=N_("A day and time, e.g. 2026-11-23 09:30"),
        example="2026-11-23 09:30",
    ),
    V.YESNO: KindOfValue(
        python=bool,
        empty=False,
        parse=parsing.yes,
        typed=parsing.typed_yes,
        take=taking.yes,
        mask=masks.leaving(1, 0),
        filter=Filter("select", clauses.flag),
        sort=as_it_is,
        sheet=FOLDED,
        tokens=None,
        help=N_("Yes or no"),
        example="是",
    ),
    V.WORD: KindOfValue(
        python=str,  # the field's own vocabulary, where it has one
        empty=None,
        parse=parsing.word,
        typed=parsing.typed,
        take=taking.word,
        mask=masks.leaving(1, 0),
        filter=Filter("select", clauses.word),
        sort=as_it_is,
        sheet=FOLDED,
        tokens=None,
        help=N_("One of the words listed"),
        example="",
    ),
    V.SECRECY: KindOfValue(
        python=str,
        empty=None,
        parse=parsing.word,
        typed=parsing.typed,
        take=taking.word,
        mask=masks.leaving(1, 0),
        filter=Filter("select", clauses.word),
        sort=as_it_is,
        sheet=FOLDED,
        tokens=None,
        help=N_("A grade of secrecy"),
        example="内部",
    ),
    V.CHOICE: replace(
        TEXT,
        empty=None,
        filter=Filter("select", clauses.choice),
        help=N_("One of the list"),
        example="",
    ),
    V.USER: replace(
        RECORD,
        tokens=tokens.of_person,
        help=N_("Name or employee number of a colleague"),
        example="李四",
    ),
    V.DEPARTMENT: replace(RECORD, help=N_("Name of a department"), example="市场部"),
    V.PLACE: replace(RECORD, help=N_("Number of a place"), example="A-03"),
    V.CUSTOMER: replace(RECORD, help=N_("Number or name of a customer")),
    V.FILE: replace(RECORD, help=N_("Number or title of a file"), example="DA-2026-0212"),
    V.MESSAGE: replace(TEXT, tokens=None, help=N_("A sentence of the portal itself")),
    V.ACT: replace(TEXT, tokens=None, help=N_("What was done"), example="customer.create"),
    V.TASK: replace(TEXT, tokens=None, help=N_("A job by its name"), example="send_mail"),
}


def mask(kind: V, value: str) -> str:
    """``value`` as those see it who may not read it whole."""
    return KINDS[kind].mask(value)
