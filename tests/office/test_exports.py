"""Registers and exported lists: cut and masked by role, small at once, large as a job (D7, SC-15)."""

import io
from contextlib import contextmanager
from datetime import timedelta

import openpyxl
import pytest
from sqlalchemy import select

from models.customers import Contact, Customer
from models.files.records import CustomerFile
from models.people import Role, RoleFieldRule
from models.platform.audit import AuditEntry
from models.platform.jobs import Job
from models.platform.numbering import NumberCounter
from models.platform.records import Setting
from models.platform.sheets import Export
from models.words.access import FieldRule, Secrecy
from models.words.kinds import Kind
from models.words.platform import ExportState
from portal.errors import Conflict, Invalid, NotAllowed, NotFound
from portal.office import build, export_terms, exports
from portal.office.catalog import LISTINGS, REPORTS
from portal.platform.numbering import ledger
from tests.support import make
from tests.support.lists import Desk as Writing
from tests.support.one_of_each import one_of_each


class Desk(Writing):
    @contextmanager
    def reading(self):
        with self.stage.work(self.who) as work:
            yield work


def make_export(stage, source, who="wang", purpose="月底盘点", **args):
    with stage.work(who) as work:
        return exports.ask_export(work, source, args, purpose).id


def book(stage, id, who="wang"):
    with stage.work(who) as work:
        path, export = exports.take_export(work, id)
        return openpyxl.load_workbook(io.BytesIO(path.read_bytes())), export


def table(page):
    """Rows from the heading (the widest row) to the total, as dicts by heading."""
    rows = [[c.value for c in row] for row in page.iter_rows()]
    head = next(i for i, r in enumerate(rows) if sum(v is not None for v in r) == page.max_column)
    found = []
    for row in rows[head + 1 :]:
        if not any(v is not None for v in row) or str(row[0]).startswith(
            ("合计", '="合计', "无记录")
        ):
            break
        found.append(dict(zip(rows[head], row, strict=True)))
    return found


@pytest.fixture
def filed(stage):
    customer = make.customer(stage)
    with stage.work() as work:
        ledger.draw_number(work, "KH-{year}-{seq:4}", Kind.FILE, None)
        row = work.session.get(Customer, customer)
        row.phone, row.registered_capital = "010-62345678", 1_000_000
        work.add(Contact(customer_id=customer, name="李四", mobile="13812345678"))
    return make.filed(stage, make.file_class(stage), customer, make.box(stage))


@pytest.mark.parametrize("name", list(REPORTS))
def test_every_register_of_the_house_can_be_made(stage, filed, name):
    id = make_export(
        stage, f"report:{name}", **({"file": "KH-2026-9001"} if "item" in name else {})
    )
    made, export = book(stage, id)
    report = REPORTS[name]
    texts = " ".join(str(c.value) for row in made.worksheets[0].iter_rows() for c in row)
    assert report.code in texts
    assert export.sha256 in texts
    assert export.name.endswith(".xlsx")
    assert len(made.worksheets) == (2 if report.tallies else 1)


EMPTY = {"copyings", "deficiencies", "differences", "loans", "penalties", "requests", "viewings"}


@pytest.mark.parametrize("name", list(LISTINGS))
def test_every_list_can_be_exported_as_filtered(stage, filed, name):
    who = "audit" if name == "audit" else "wang"
    id = make_export(stage, f"list:{name}", who)
    page = book(stage, id, who)[0].worksheets[0]
    assert table(page) or name in EMPTY
    assert page.max_column >= 5


def test_customer_overview_has_real_types_words_and_the_ids_to_come_back(stage, filed):
    """R-42: the overview of customers."""
    row = table(book(stage, make_export(stage, "report:customer_register"))[0].worksheets[0])[0]
    found = stage.session.scalars(select(Customer)).one()
    values = list(row.values())
    assert values[2] == "北京恒通商贸有限公司"
    assert 1_000_000 in values
    assert values[-2:] == [found.id, found.revision]
    assert "KH-2026-9001" in values


def test_what_the_list_masks_the_sheet_masks_and_what_it_hides_is_not_there(stage, filed):
    role = stage.session.scalars(select(Role).where(Role.code == "custodian")).one()
    for field, rule in (("phone", FieldRule.MASKED), ("registered_capital", FieldRule.HIDDEN)):
        stage.session.add(
            RoleFieldRule(role_id=role.id, subject=Kind.CUSTOMER, field=field, rule=rule)
        )
    stage.session.commit()
    page = book(stage, make_export(stage, "report:customer_register"))[0].worksheets[0]
    texts = [str(c.value) for row in page.iter_rows() for c in row]
    assert not [t for t in texts if "62345678" in t or t.startswith("1000000")]
    assert [t for t in texts if t.startswith("010") and "*" in t]
    unmasked = book(stage, make_export(stage, "report:customer_register", "li"), "li")[0]
    assert "010-62345678" in [c.value for row in unmasked.worksheets[0].iter_rows() for c in row]


def test_rows_are_cut_by_who_may_see_and_export_them(stage, filed):
    make.customer(stage, "上海乙方贸易有限公司", owner="bo")
    sun = table(
        book(stage, make_export(stage, "report:customer_register", "sun"), "sun")[0].worksheets[0]
    )
    assert [list(r.values())[2] for r in sun] == ["北京恒通商贸有限公司"]
    wang = table(book(stage, make_export(stage, "report:customer_register"))[0].worksheets[0])
    assert len(wang) == 2


def test_sc15_who_may_not_export_is_refused_and_the_refusal_is_kept(stage, filed):
    with pytest.raises(NotAllowed), stage.work("ann", about="export") as work:
        exports.ask_export(work, "report:customer_register", {}, "只是看看")
    with pytest.raises(NotAllowed), stage.work("sun") as work:
        exports.ask_export(work, "report:number_ledger", {}, "只是看看")
    refused = select(AuditEntry).where(AuditEntry.refused)
    assert [e.actor["name"] for e in stage.session.scalars(refused)] == ["安安"]


def test_sc15_only_its_asker_may_take_it_and_each_time_is_recorded(stage, filed):
    id = make_export(stage, "report:customer_register")
    with pytest.raises(NotFound):
        book(stage, id, "he")
    book(stage, id)
    book(stage, id)
    happened = stage.session.scalars(
        select(AuditEntry.happened).where(AuditEntry.subject == Kind.EXPORT)
    ).all()
    assert happened == ["finish", "export", "download", "download"]


def test_the_entry_names_purpose_filters_rows_and_hash(stage, filed):
    id = make_export(stage, "report:file_catalogue", **{"from": "2026-01-01"})
    entry = stage.session.scalars(select(AuditEntry).where(AuditEntry.happened == "export")).one()
    export = stage.session.get(Export, id)
    assert entry.details["facts"] == {
        "report": "report:file_catalogue",
        "filters": {"from": "2026-01-01"},
        "purpose": "月底盘点",
        "rows": 1,
        "sha256": export.sha256,
    }


@pytest.mark.parametrize(
    ("source", "args", "field"),
    [
        ("report:file_catalogue", {"from": "x"}, "from"),
        ("report:file_catalogue", {"from": "2026-02-01", "to": "2026-01-01"}, "to"),
        ("report:item_catalogue", {}, "file"),
    ],
)
def test_wrong_parameters_are_told_at_their_field(stage, source, args, field):
    with pytest.raises(Invalid) as caught:
        make_export(stage, source, **args)
    assert caught.value.field == field


def test_d7_a_purpose_is_needed_for_graded_files_or_many_rows_and_optional_else(stage, filed):
    sources = ("list:files", "report:file_catalogue")
    for source in sources:
        assert make_export(stage, source, purpose="")
    with stage.work() as work:
        work.session.scalars(select(CustomerFile)).first().secrecy = Secrecy.SECRET
    for source in sources:
        with pytest.raises(Invalid) as caught:
            make_export(stage, source, purpose="看看")
        assert caught.value.field == "purpose"
        assert make_export(stage, source, purpose="月底盘点")
    assert make_export(stage, "list:customers", purpose=""), "this customer has no high grade"
    with stage.work() as work:
        none = {"value": 0}
        work.add(Setting(name="export_purpose_rows", value=none, changed_at=work.now, changed_by=0))
    with pytest.raises(Invalid):
        make_export(stage, "list:customers", purpose="")


def test_d7_every_sheet_about_files_knows_whether_graded_ones_are_in_it(stage, filed):
    """A register that joins files is asked; one that only counts them holds no record."""
    with stage.work() as work:
        work.session.scalars(select(CustomerFile)).first().secrecy = Secrecy.TOP
    graded = set()
    with stage.work("li") as work:
        for name in [*(f"list:{n}" for n in LISTINGS), *(f"report:{n}" for n in REPORTS)]:
            try:
                found = build.find_source(work, name, {})
            except (NotAllowed, Invalid):
                continue
            if export_terms.holds_graded(work, found):
                graded.add(name)
    assert {"list:files", "report:file_catalogue"} <= graded
    assert "list:customers" not in graded


@pytest.mark.parametrize("source", ["report:nothing", "list:nothing", "nothing", "list:users"])
def test_what_is_not_in_the_catalogue_is_not_there(stage, source):
    with pytest.raises(NotFound):
        make_export(stage, source)


def test_many_rows_become_a_job_with_the_same_sheet(stage, filed, monkeypatch):
    small = make_export(stage, "list:files")
    monkeypatch.setattr(
        "portal.settings.get",
        lambda _s, name: {"export_job_rows": 1, "export_days": 7, "export_purpose_rows": 9}.get(
            name, "x"
        ),
    )
    large = make_export(stage, "list:files")
    assert stage.session.get(Export, large).state is ExportState.WAITING
    with pytest.raises(Conflict):
        book(stage, large)
    assert stage.session.scalars(select(Job.name)).all() == ["make_export"]
    exports.make_export(Desk(stage), large)
    exports.make_export(Desk(stage), large)  # delivered twice: made once
    stage.session.expire_all()
    assert book(stage, large)[1].sha256 == stage.session.get(Export, small).sha256


def test_very_many_rows_take_the_fast_writer_with_the_same_data(stage, filed, monkeypatch):
    plain = make_export(stage, "list:files")
    monkeypatch.setattr(build, "BULK_ROWS", 0)
    fast = make_export(stage, "list:files")
    pages = [book(stage, id)[0].worksheets[0] for id in (plain, fast)]
    assert table(pages[0]) == table(pages[1])
    assert stage.session.get(Export, plain).sha256 == stage.session.get(Export, fast).sha256


def test_after_its_days_a_sheet_is_gone_but_its_entry_stays(stage, filed):
    id = make_export(stage, "report:file_catalogue")
    path = book_path(stage, id)
    stage.now += timedelta(days=7)
    with pytest.raises(Conflict):
        book(stage, id)
    with stage.work() as work:
        exports.expire_exports(work)
    stage.session.expire_all()
    assert stage.session.get(Export, id).state is ExportState.EXPIRED
    assert not path.exists()


def book_path(stage, id):
    with stage.work("wang") as work:
        return exports.take_export(work, id)[0]


def test_who_lost_the_right_can_no_longer_take_what_was_made(stage, filed):
    id = make_export(stage, "report:customer_register")
    role = stage.session.scalars(select(Role).where(Role.code == "custodian")).one()
    role.grants = [g for g in role.grants if g.permission != "customer:export"]
    stage.session.commit()
    with pytest.raises(NotAllowed):
        book(stage, id)


def test_i3_a_gap_in_the_numbers_is_a_line_of_its_own(stage):
    with stage.work() as work:
        ledger.draw_number(work, "KH-{year}-{seq:4}", Kind.FILE, None)
        counter = work.session.scalars(select(NumberCounter)).one()
        counter.last = 3  # as if two had been lost
        work.session.flush()
        ledger.draw_number(work, "KH-{year}-{seq:4}", Kind.FILE, None)
    rows = table(book(stage, make_export(stage, "report:number_ledger"))[0].worksheets[0])
    assert [r for r in rows if "2–3" in r.values()]
    assert len(rows) == 3


def test_papers_of_a_file_begin_on_the_page_after_those_before(stage, filed):
    found = stage.session.get(CustomerFile, filed)
    id = make_export(stage, "report:item_catalogue", file=found.number)
    row = table(book(stage, id)[0].worksheets[0])[0]
    assert "1–3" in row.values()


def test_loans_readings_and_copies_as_sheets_of_their_lists(stage):
    """One door for every list: filtered as shown, dates as dates, a stranger's rows absent."""
    ids = one_of_each(stage)
    for name, who in (("loans", "wang"), ("viewings", "wang"), ("copyings", "wang")):
        [row] = table(book(stage, make_export(stage, f"list:{name}", who), who)[0].worksheets[0])
        assert any("KH-2026-000" in str(value) for value in row.values()), (name, ids)
    strange = book(stage, make_export(stage, "list:loans", "zhang"), "zhang")[0]
    assert table(strange.worksheets[0]) == []
    with pytest.raises(NotAllowed):
        make_export(stage, "list:loans", "ann")


def test_a_large_sheet_whose_asker_lost_the_right_fails_and_is_audited(stage, filed, monkeypatch):
    monkeypatch.setattr(
        "portal.settings.get",
        lambda _s, name: {"export_job_rows": 1, "export_days": 7, "export_purpose_rows": 9}.get(
            name, "x"
        ),
    )
    large = make_export(stage, "list:files")
    role = stage.session.scalars(select(Role).where(Role.code == "custodian")).one()
    role.grants[:] = [g for g in role.grants if g.permission != "file:export"]
    stage.session.commit()
    with pytest.raises(NotAllowed):
        exports.make_export(Desk(stage), large)
    stage.session.expire_all()
    assert stage.session.get(Export, large).state is ExportState.FAILED
    kept = select(AuditEntry.happened).where(
        AuditEntry.subject == Kind.EXPORT, AuditEntry.subject_id == large
    )
    assert "fail" in stage.session.scalars(kept).all()
