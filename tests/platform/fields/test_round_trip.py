"""Every kind of value goes the whole way: form → row → list → sheet → import, and into JSON."""

import io
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
import sqlalchemy as sql

from models.types import UtcDateTime, enum_type
from models.words.access import Secrecy
from models.words.files import PlaceKind
from models.words.values import ValueKind as V
from portal.platform.fields.json_form import from_json, to_json
from portal.platform.fields.kind import Spec
from portal.platform.fields.kinds import KINDS
from portal.platform.imports import reading
from portal.platform.language import translate_text
from portal.platform.sheets import fast_xlsx, xlsx
from portal.platform.sheets.register import spell_value
from portal.platform.sheets.sheet import Column, Sheet
from views.shell import cells
from views.shell.forms import fields
from views.shell.forms.base import Form
from views.shell.kinds import SHOWN

TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Case:
    """A value of a kind, what a form posts for it, filters that find it and miss it."""

    value: Any
    posted: str
    finds: str
    misses: str
    type: Any = field(default_factory=sql.String)
    spec: Spec = field(default_factory=Spec)
    called: str = ""  # what lists and sheets say of a record


def text(value: str, misses: str = "～") -> Case:
    return Case(value, value, value[1:4], misses)


def record(name: str) -> Case:
    return Case(7, "7", "7", "8", sql.Integer(), Spec(spellings={name.casefold(): 7}), name)


def chosen(words: type[StrEnum], value: StrEnum, label: str, other: StrEnum) -> Case:
    spec = Spec(words=words, spellings={label: value})
    return Case(value, value.value, value.value, other.value, enum_type(words), spec)


def day() -> Case:
    return Case(TODAY, "2026-11-23", "2026-11-20..2026-11-23", "2026-11-24..", sql.Date())


NUMBER = Case(1234, "1,234", "1000..2000", "..1000", sql.Integer())
MONEY = Case(Decimal("1234567.89"), "1,234,567.89", "1234567..", "..99", sql.Numeric(18, 2))
MOMENT = Case(
    datetime(2026, 11, 22, 17, 30, tzinfo=UTC),  # the 23rd in Shanghai
    "2026-11-23T01:30",
    "2026-11-23",
    "2026-11-22",
    UtcDateTime(),
)
CASES: dict[V, Case] = {
    V.TEXT: text("北京恒通商贸有限公司"),
    V.LONG: text("第一行\n第二行"),
    V.CODE: text("KH-202600001"),
    V.ADDRESS: text("北京市海淀区中关村大街1号"),
    V.POSTCODE: text("010020"),
    V.PHONE: text("010-62345678"),
    V.MOBILE: text("13812345678"),
    V.EMAIL: text("name@example.com"),
    V.CREDIT_CODE: text("91350100M000100Y43"),
    V.ID_NUMBER: text("11010519491231002X"),
    V.INTEGER: NUMBER,
    V.MONEY: MONEY,
    V.PERCENT: Case(Decimal("0.833"), "83.3%", "0.8..0.9", "0.9..", sql.Numeric(18, 6)),
    V.DATE: day(),
    V.DUE: day(),
    V.MOMENT: MOMENT,
    V.YESNO: Case(True, "y", "1", "0", sql.Boolean()),
    V.WORD: chosen(PlaceKind, PlaceKind.BOX, "盒", PlaceKind.ROOM),
    V.SECRECY: chosen(Secrecy, Secrecy.SECRET, "秘密", Secrecy.TOP),
    V.CHOICE: Case("asvs", "asvs", "asvs", "dengbao"),
    V.USER: record("张慧"),
    V.DEPARTMENT: record("客务部"),
    V.PLACE: record("A-03"),
    V.CUSTOMER: record("KH-202600001"),
    V.FILE: record("DA-2026-0212"),
    V.MESSAGE: text("Make the list"),
    V.ACT: text("customer.create"),
    V.TASK: text("send_mail"),
}
TABLE = sql.Table(
    "round_trip", sql.MetaData(), *(sql.Column(kind, case.type) for kind, case in CASES.items())
)


def control(kind: V) -> Any:
    made, case = SHOWN[kind].control, CASES[kind]
    if made is fields.EnumField:
        return made("x", case.spec.words)
    if made is fields.ChoiceField:
        return made("x", lambda: [("asvs", "ASVS"), ("dengbao", "等保")])
    return made("x", kind) if made is fields.LookupField else made("x")


Everything = type("Everything", (Form,), {f"of_{kind}": control(kind) for kind in V})


@pytest.fixture(scope="module")
def rows():
    """A table with a column of each kind: a row of our values, and one of none."""
    engine = sql.create_engine("sqlite://", poolclass=sql.pool.StaticPool)
    TABLE.metadata.create_all(engine)
    with engine.connect() as connection:
        values = {str(kind): case.value for kind, case in CASES.items()}
        connection.execute(sql.insert(TABLE), [values, dict.fromkeys(values)])
        yield connection
    engine.dispose()


def test_every_kind_goes_the_way():
    assert set(CASES) == set(V) == set(SHOWN)


def test_what_a_form_posts_is_the_value_and_its_control_holds_it_again(app):
    posted = {f"of_{kind}": case.posted for kind, case in CASES.items()}
    with app.test_request_context("/", method="POST", data=posted):
        form = Everything(meta={"csrf": False})
        assert form.validate(), form.errors
        for kind, case in CASES.items():
            assert form[f"of_{kind}"].data == case.value
    with app.test_request_context("/"):
        for kind, case in CASES.items():
            again = KINDS[kind].typed(case.value)
            assert KINDS[kind].parse(again, case.spec) == case.value
            assert form[f"of_{kind}"]() != ""


@pytest.mark.parametrize("kind", V)
def test_a_row_is_found_by_its_value_and_missed_by_another(kind, rows):
    case, known, column = CASES[kind], KINDS[kind], TABLE.c[kind]

    def found(asked: str) -> list[Any]:
        clause = known.filter.clause(column, asked, case.spec.words)
        return list(rows.scalars(sql.select(column).where(clause)))

    assert found(case.finds) == [case.value]
    assert found(case.misses) == []


@pytest.mark.parametrize("kind", V)
def test_a_column_is_ordered_by_its_values_or_by_nothing(kind, rows):
    known, column = KINDS[kind], TABLE.c[kind]
    if known.sort is None:
        assert kind is V.LONG
        return
    order = known.sort(column).desc().nulls_last()
    assert rows.scalars(sql.select(column).order_by(order)).first() == CASES[kind].value


@pytest.mark.parametrize("kind", V)
def test_a_cell_and_a_fact_show_the_value_escaped(kind, app):
    case = CASES[kind]
    shown = case.called or case.value
    with app.test_request_context("/"):
        columns = [Listed(kind)]
        cell = cells.table_body(columns, [(1, shown)], TODAY, cells.Look("number", "/x/"))
        fact = cells.cell(kind, shown, TODAY)
        hostile = cells.cell(kind, "<b>", TODAY) if KINDS[kind].filter.look == "text" else ""
        empty = cells.cell(kind, None, TODAY)
    assert ('<td class="n">' in cell) is SHOWN[kind].right
    assert fact not in ("", "None")
    assert "<b>" not in hostile
    assert "—" in empty


@dataclass(frozen=True)
class Listed:
    cell: V
    name: str = "x"
    called: None = None
    parts: None = None
    spell: None = None


@pytest.fixture(scope="module", params=[xlsx, fast_xlsx])
def read_back(request, tmp_path_factory):
    """All kinds in one sheet of either writer, read by the reader of imports: kind → text."""
    kinds = list(V)
    values = [
        CASES[kind].called or spell_value(CASES[kind].value, translate_text) for kind in kinds
    ]
    sheet = Sheet("全部", [Column(kind, kind) for kind in kinds], [values])
    stream = io.BytesIO()
    if request.param is xlsx:
        xlsx.write_xlsx([sheet], stream)
    else:
        fast_xlsx.write_fast(sheet, stream)
    path = tmp_path_factory.mktemp("sheets") / "all.xlsx"
    path.write_bytes(stream.getvalue())
    with reading.read_table(path) as found:
        read = [cells for _, cells in found.rows]
    head = next(i for i, cells in enumerate(read) if cells[: len(kinds)] == [str(k) for k in kinds])
    return dict(zip(kinds, read[head + 1], strict=False))


@pytest.mark.parametrize("kind", V)
def test_a_sheet_brings_the_value_back(kind, read_back):
    case = CASES[kind]
    assert KINDS[kind].take(read_back[kind], case.spec) == case.value


@pytest.mark.parametrize("kind", V)
def test_json_brings_the_value_back(kind):
    case = CASES[kind]
    kept = to_json(case.value)
    python = case.spec.words or (type(case.value) if kind is V.CHOICE else KINDS[kind].python)
    assert from_json(kept, python) == case.value
    assert KINDS[kind].take(kept, case.spec) == case.value
    assert from_json(None, python) is None


@pytest.mark.parametrize("kind", V)
def test_the_example_of_the_help_is_taken(kind):
    known = KINDS[kind]
    if known.example and known.filter.look in ("text", "range"):
        assert known.take(known.example, Spec(today=TODAY)) not in (None, "")
