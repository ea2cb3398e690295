"""A screen of twelve lines in Flask-Admin's words: everything a screen of the house does."""

import inspect
import io
import re

import openpyxl
import pytest
from sqlalchemy import select

from models.files.places import Place
from models.people import Delegation, Department, Role, RoleFieldRule
from models.platform.audit import AuditEntry
from models.words.access import FieldRule
from models.words.files import PlaceKind
from models.words.kinds import Kind
from tests.shell.dialect_view import StockView, StoreView, TeamView, TurnView
from tests.support.staging import application


@pytest.fixture(scope="module")
def app(shelves, config):
    app = application(shelves, config)
    app.extensions["admin"][0].add_views(StoreView(), TeamView(), TurnView())
    return app


@pytest.fixture
def stores(web):
    with web.work() as work:
        rows = [
            work.add(
                Place(
                    code=f"S{n:03}",
                    name=f"架{n}",
                    capacity=n,
                    keeper_id=web.people["wang" if n % 2 else "he"],
                    sort=PlaceKind.ROOM if n % 3 == 0 else PlaceKind.SHELF,
                )
            )
            for n in range(1, 121)
        ]
        return [row.id for row in rows]


def ids(page):
    return [int(n) for n in re.findall(r'class="rowlink num" href="/stores/(\d+)/"', page.text)]


def key(page, name="submission"):
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.text)[1]


def last_entry(web):
    with web.work() as work:
        return work.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()


def test_it_takes_no_more_lines_than_in_flask_admin():
    ours, theirs = (len(inspect.getsource(v).splitlines()) for v in (StoreView, StockView))
    assert ours == 12
    assert theirs == 11  # title, endpoint, and who may: said elsewhere, or nowhere


def test_the_list_sorts_pages_and_draws(web, stores):
    client = web.as_("wang")
    page = client.get("/stores/")
    assert ids(page) == stores[::-1][:50]
    assert "王档" in page.text
    assert "库房" in page.text
    second = re.search(r'<a href="([^"]+)" rel="next"', page.text)[1].replace("&amp;", "&")
    assert ids(client.get(second)) == stores[::-1][50:100]
    assert ids(client.get("/stores/?sort=capacity&size=20")) == stores[:20]
    by_keeper, url = [], "/stores/?sort=keeper"
    while url:
        page = client.get(url)
        by_keeper += ids(page)
        found = re.search(r'<a href="([^"]+)" rel="next"', page.text)
        url = found[1].replace("&amp;", "&") if found else None
    assert sorted(by_keeper) == stores
    assert client.get("/stores/?sort=name").status_code == 422  # not said to sort


def test_filters_and_search(web, stores):
    client = web.as_("wang")
    assert len(ids(client.get("/stores/?sort=code&size=100"))) == 100
    assert client.get("/stores/?sort_=room").status_code == 422
    assert ids(client.get("/stores/?capacity_from=10&capacity_to=12")) == stores[9:12][::-1]
    he = web.people["he"]
    assert ids(client.get(f"/stores/?keeper={he}&size=20")) == stores[::-1][:40:2]
    assert ids(client.get("/stores/?search=架117")) == [stores[116]]
    assert ids(client.get("/stores/?search=s11")) == stores[109:119][::-1]
    assert 'placeholder="Rack mark、Rack name"' in client.get("/stores/").text


def test_new_saves_by_the_rules_of_the_table(web, stores):
    client = web.as_("wang")
    page = client.get("/stores/new/")
    form = {"code": "N1", "name": "新架", "sort": "shelf", "capacity": "", "submission": key(page)}
    first, second = client.post("/stores/new/", data=form), client.post("/stores/new/", data=form)
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    entry = last_entry(web)
    assert (entry.subject, entry.happened) == (Kind.PLACE, "create")
    assert entry.details["changes"]["code"] == [None, "N1"]
    bad = client.post("/stores/new/", data={"code": "x" * 21, "sort": "shelf", "submission": "k"})
    assert bad.status_code == 422
    assert bad.text.count('aria-invalid="true"') == 2  # too long, and no name
    data = {**form, "sort": "castle", "keeper_id": "999999", "submission": "k3"}
    assert client.post("/stores/new/", data=data).status_code == 422
    data = {**form, "keeper_id": "999999", "submission": "k4"}
    assert "请选择列出的记录" in client.post("/stores/new/", data=data).text


def test_edit_and_conflict(web, stores):
    client, url = web.as_("wang"), f"/stores/{stores[0]}/edit/"
    page = client.get(url)
    form = {
        "code": "S001",
        "name": "甲改",
        "sort": "shelf",
        "capacity": "1",
        "keeper_id": str(web.people["wang"]),
        "revision": key(page, "revision"),
        "opened": key(page, "opened"),
        "active": "0",
        "path": "/9/",
    }
    other = web.as_("he")
    assert other.post(url, data={**form, "name": "乙改"}).status_code == 303
    assert last_entry(web).details["changes"] == {"name": ["架1", "乙改"]}
    conflict = client.post(url, data=form)
    assert conflict.status_code == 409
    assert "乙改" in conflict.text
    assert "甲改" in conflict.text
    over = {**form, "revision": key(conflict, "revision")}
    assert client.post(url, data=over).status_code == 303
    with web.work() as work:
        row = work.session.get(Place, stores[0])
        assert (row.name, row.active, row.path) == ("甲改", True, "")


def test_the_record_page_links_what_it_points_to(web, stores):
    page = web.as_("wang").get(f"/stores/{stores[0]}/").text
    assert f'<a href="/users/{web.people["wang"]}/">王档</a>' in page
    assert "Rack name" in page


def test_export_goes_through_our_door(web, stores):
    client = web.as_("wang")
    assert "/exports/new/?source=list%3Astores" in client.get("/stores/").text
    url = "/exports/new/?source=list:stores&capacity=1..3"
    asked = client.post(url, data={"purpose": "年末盘点库房"})
    assert asked.status_code == 303, asked.text
    assert last_entry(web).happened == "export"
    file = re.search(r"/exports/\d+/file/", client.get("/exports/").text)[0]
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(file, buffered=True).data)).active
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert {"S001", "S002", "S003", "架2", "王档"} <= set(cells)
    assert "S004" not in cells


def test_who_may_not_is_refused(web, stores):
    ann = web.as_("ann")
    assert ann.get("/stores/").status_code == 200
    assert "/edit/" not in ann.get("/stores/").text
    for path in ("new/", f"{stores[0]}/edit/"):
        assert ann.get(f"/stores/{path}").status_code == 403
        assert ann.post(f"/stores/{path}", data={"name": "x"}).status_code == 403
    assert last_entry(web).refused
    assert web.as_("audit").get("/stores/").status_code == 403
    assert ann.get("/exports/new/?source=list:stores").status_code in (200, 403)
    for path in ("delete/", "action/", "ajax/update/", "export/csv/", "edit/?id=1"):
        assert web.as_("wang").post(f"/stores/{path}").status_code == 404


def test_a_masked_field_is_masked_everywhere(web, stores):
    with web.work() as work:
        role = work.session.scalars(select(Role).where(Role.code == "custodian")).one()
        masked = RoleFieldRule(subject=Kind.PLACE, field="name", rule=FieldRule.MASKED)
        role.field_rules.append(masked)
    client = web.as_("wang")
    shown = re.search(r"<tbody>.*</tbody>", client.get("/stores/").text, re.DOTALL)[0]
    assert "架***" in shown
    assert "架1" not in shown
    assert ids(client.get("/stores/?search=架117")) == []
    assert ids(client.get("/stores/?search=s117")) == [stores[116]]
    assert "架117" not in client.get(f"/stores/{stores[116]}/").text
    assert "架117" not in client.get(f"/stores/{stores[116]}/edit/").text


def test_both_languages(web, stores):
    client = web.as_("wang")
    client.get("/sign_in/language/en")
    page = client.get("/stores/").text
    assert "Room" in page
    assert 'placeholder="Rack mark, Rack name"' in page


def test_what_must_be_there_once_is_refused_at_its_field(web):
    client, form = web.as_("sys"), {"name": "新部", "code": "sales", "position": "1"}
    page = client.post("/teams/new/", data=form)
    assert page.status_code == 422
    assert "已被使用，请换一个。" in page.text
    made = client.post("/teams/new/", data={**form, "code": "new", "position": ""})
    assert made.status_code == 303
    with web.work() as work:
        row = work.session.scalars(select(Department).where(Department.code == "new")).one()
        assert (row.position, row.parent_id) == (0, None)
    client, id = web.as_("sys"), row.id
    page = client.get(f"/teams/{id}/edit/")
    head = {**form, "code": "new", "head_id": str(web.people["sun"]), "position": "1"}
    data = {**head, "revision": key(page, "revision")}
    assert client.post(f"/teams/{id}/edit/", data=data).status_code == 303
    shown = client.get(f"/teams/{id}/").text
    assert "Second of all" in shown  # in the facts and in the timeline
    assert "First of all" in shown
    assert "孙经理" in shown
    page = client.get("/teams/?position=1")
    assert "Second of all" in re.search(r"<tbody>.*</tbody>", page.text, re.DOTALL)[0]
    assert 'data-tip="代码｜In every number"' in page.text
    assert client.get(f"/teams/new/?position=1&parent={id}").status_code == 200


def test_a_new_record_belongs_to_who_made_it(web):
    client = web.as_("owen")
    form = {"to_id": str(web.people["he"]), "reason": "出差", "starts_at": "2026-11-23T14:00"}
    page = client.post("/turns/new/", data={**form, "ends_at": "never"})
    assert page.status_code == 422
    made = client.post("/turns/new/", data={**form, "ends_at": "2026-11-24 14:00"})
    assert made.status_code == 303
    with web.work() as work:
        row = work.session.scalars(select(Delegation)).one()
        assert row.owner_id == web.people["owen"]
        assert row.department_id
        assert (row.starts_at.hour, row.state) == (6, "given")
    assert client.get(f"/turns/{row.id}/").status_code == 200
    assert client.get(f"/turns/{row.id}/edit/").status_code == 403
    assert web.as_("zhang").get(f"/turns/{row.id}/").status_code in (403, 404)
