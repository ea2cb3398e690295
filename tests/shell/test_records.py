"""RecordView: list, record page, forms, acts; every trap closed (rules/traps.md)."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from models.files.places import Place
from models.people import RoleFieldRule
from models.platform.audit import AuditEntry
from models.platform.jobs import Job
from models.platform.lists import SavedView
from models.platform.notices import Notice
from models.platform.records import Comment
from models.words.access import FieldRule
from models.words.files import PlaceKind
from models.words.kinds import Kind
from tests.shell.shelf_view import ShelfView
from tests.support.staging import application
from views.shell.record_talk import FIRST


@pytest.fixture(scope="module")
def app(shelves, config):
    app = application(shelves, config)
    app.extensions["admin"][0].add_view(ShelfView())
    return app


@pytest.fixture
def places(web):
    with web.work() as work:
        rows = [
            work.add(
                Place(
                    code=f"S{n:03}",
                    name=f"架{n}",
                    label=f"甲库{n}",
                    capacity=n,
                    sort=PlaceKind.ROOM if n % 3 == 0 else PlaceKind.SHELF,
                )
            )
            for n in range(1, 121)
        ]
        return [row.id for row in rows]


def row_ids(page):
    return [int(n) for n in re.findall(r'class="rowlink num" href="/shelves/(\d+)/"', page.text)]


def key(page, name="submission"):
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.text)[1]


def test_a_list_shows_rows_newest_first_with_a_count(web, places):
    page = web.as_("wang").get("/shelves/")
    assert page.status_code == 200
    assert row_ids(page) == places[::-1][:50]
    assert "120" in page.text


@pytest.mark.parametrize("sort", ["name", "what"])
def test_keyset_next_previous_and_jump_find_every_row_once(web, places, sort):
    client, url, seen = web.as_("wang"), f"/shelves/?sort={sort}", []
    for _ in range(3):
        page = client.get(url)
        seen += row_ids(page)
        found = re.search(r'<a href="([^"]+)" rel="next"', page.text)
        url = found[1].replace("&amp;", "&") if found else None
    assert sorted(seen) == places
    assert url is None
    back = re.search(r'<a href="([^"]+)" rel="prev"', page.text)[1].replace("&amp;", "&")
    assert row_ids(client.get(back)) == seen[50:100]
    assert row_ids(client.get("/shelves/?page=2")) == places[::-1][50:100]


def test_a_list_by_moments_pages_on(web):
    with web.work() as work:
        days = [timedelta(days=n % 5) for n in range(45)]
        rows = [
            work.add(Job(name="remind_due", asked_by=0, run_at=web.now + day, created_at=web.now))
            for day in days
        ]
        work.session.flush()
        made = {row.id for row in rows}
    client, url, seen = web.as_("sys"), "/jobs/?sort=run_at&size=20", []
    while url:
        page = client.get(url)
        assert page.status_code == 200
        seen += re.findall(r'class="rowlink num" href="/jobs/(\d+)/"', page.text)
        found = re.search(r'<a href="([^"]+)" rel="next"', page.text)
        url = found[1].replace("&amp;", "&") if found else None
    assert len(seen) == len(set(seen))
    assert made <= {int(id) for id in seen}


@pytest.mark.parametrize("down", ["", "-"])
def test_nulls_sort_last_and_no_page_loses_a_row(web, places, down):
    with web.work() as work:
        for row in work.session.scalars(select(Place).where(Place.capacity > 70)):
            row.capacity = None
    client, url, seen = web.as_("wang"), f"/shelves/?sort={down}capacity&size=20", []
    while url:
        page = client.get(url)
        seen += row_ids(page)
        found = re.search(r'<a href="([^"]+)" rel="next"', page.text)
        url = found[1].replace("&amp;", "&") if found else None
    assert sorted(seen) == places
    assert set(seen[70:]) == set(places[70:])


def test_filters_search_and_views_are_by_name_and_blank_ones_are_none(web, places):
    client = web.as_("wang")
    assert len(row_ids(client.get("/shelves/?sort=&search=&size=100"))) == 100
    rooms = client.get("/shelves/?sort=code&capacity_from=10&capacity_to=12")
    assert row_ids(rooms) == places[9:12]
    assert row_ids(client.get("/shelves/?search=架117")) == [places[116]]
    rooms = client.get("/shelves/?what=room&size=100")
    assert len(row_ids(rooms)) == 40
    assert 'aria-current="true">Rooms' in client.get("/shelves/?what=room").text
    empty = client.get("/shelves/?search=没有")
    assert empty.status_code == 200
    assert "Clear filters" not in empty.text  # Chinese by default
    assert "清除筛选" in empty.text


@pytest.mark.parametrize(
    "query",
    [
        "nothing=1",
        "sort=id;drop",
        "sort=nothing",
        "sort=-",
        "capacity_from=abc",
        "after=zzz",
        "after=WzEsMl0x",
        "flt0_0=1",
    ],
)
def test_unknown_names_and_broken_values_get_a_sentence_not_a_500(web, places, query):
    page = web.as_("wang").get(f"/shelves/?{query}")
    assert page.status_code in (200, 422)
    if page.status_code == 422:
        assert "显示全部" in page.text


@pytest.mark.parametrize("page", ["-1", "0", "abc", "99999999999999999999", "5000"])
def test_odd_pages_are_harmless(web, places, page):
    assert web.as_("wang").get(f"/shelves/?page={page}").status_code == 200


@pytest.mark.parametrize("path", ["0/", "999999/", "99999999999999999999999/", "abc/", "1,2/"])
def test_rows_that_are_not_there_are_404(web, places, path):
    assert web.as_("wang").get(f"/shelves/{path}").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "delete/",
        "action/",
        "ajax/update/",
        "ajax/lookup/?name=x",
        "export/csv/",
        "edit/?id=1",
        "details/?id=1",
    ],
)
def test_stock_endpoints_are_gone(web, places, path):
    """Trap 7, trap 12: no inline editing, no export by a GET."""
    client = web.as_("wang")
    assert client.get(f"/shelves/{path}").status_code == 404
    assert client.post(f"/shelves/{path}").status_code == 404


def test_who_may_not_see_the_list_is_refused(web, places):
    assert web.as_("audit").get("/shelves/").status_code == 403
    assert web.nobody().get("/shelves/").status_code == 302


def test_a_reader_sees_no_pencil_and_cannot_edit(web, places):
    client = web.as_("ann")
    assert "/edit/" not in client.get("/shelves/").text
    for path in (f"{places[0]}/edit/", "new/"):
        assert client.get(f"/shelves/{path}").status_code == 403
        assert client.post(f"/shelves/{path}", data={"name": "x"}).status_code == 403


def test_create_shows_problems_at_their_fields_and_keeps_what_was_typed(web, places):
    client = web.as_("wang")
    form = {"code": "bad", "name": "新架", "sort": "shelf", "capacity": "-1", "submission": "k1"}
    page = client.post("/shelves/new/", data=form)
    assert page.status_code == 422
    assert "Take another code than «bad»." in page.text
    assert 'value="新架"' in page.text
    assert page.text.count('aria-invalid="true"') == 2
    assert 'id="errsum"' in page.text
    empty = client.post("/shelves/new/", data={"submission": "k2", "sort": "shelf"})
    assert "请填写Rack mark" in empty.text


def test_create_saves_once_whatever_is_clicked_twice(web, places):
    client = web.as_("wang")
    form = {
        "code": "N1",
        "name": "新架",
        "sort": "shelf",
        "submission": key(client.get("/shelves/new/")),
    }
    first, second = client.post("/shelves/new/", data=form), client.post("/shelves/new/", data=form)
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    with web.work() as work:
        assert len(work.session.scalars(select(Place).where(Place.code == "N1")).all()) == 1


def test_what_a_form_does_not_declare_cannot_be_posted(web, places):
    """Trap 8: no column by its name alone."""
    client = web.as_("wang")
    form = {"code": "N2", "name": "x", "sort": "shelf", "active": "0", "path": "/9/", "id": "7"}
    client.post("/shelves/new/", data=form)
    with web.work() as work:
        row = work.session.scalars(select(Place).where(Place.code == "N2")).one()
        assert (row.active, row.path) == (True, "")


def test_edit_saves_only_what_changed_and_audits_it(web, places):
    client = web.as_("wang")
    page = client.get(f"/shelves/{places[0]}/edit/")
    form = {
        "code": "S001",
        "name": "改名",
        "sort": "shelf",
        "capacity": "1",
        "label": "甲库1",
        "revision": key(page, "revision"),
    }
    assert client.post(f"/shelves/{places[0]}/edit/", data=form).status_code == 303
    with web.work() as work:
        entry = work.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
        assert entry.details["changes"] == {"name": ["架1", "改名"]}


def test_two_editors_get_the_conflict_page_and_lose_nothing(web, places):
    """UX-7, trap 21: the second one sees who changed what."""
    client, other = web.as_("wang"), web.as_("he")
    url = f"/shelves/{places[0]}/edit/"
    page = client.get(url)
    form = {
        "code": "S001",
        "name": "甲改",
        "sort": "shelf",
        "capacity": "1",
        "label": "甲库1",
        "revision": key(page, "revision"),
        "opened": key(page, "opened"),
    }
    web.pass_time(minutes=1)
    client, other = web.as_("wang"), web.as_("he")
    there = {**form, "name": "乙改", "revision": key(other.get(url), "revision")}
    assert other.post(url, data=there).status_code == 303
    conflict = client.post(url, data=form)
    assert conflict.status_code == 409
    assert "乙改" in conflict.text
    assert "甲改" in conflict.text
    assert "何档" in conflict.text
    over = {**form, "revision": key(conflict, "revision")}
    assert client.post(url, data=over).status_code == 303
    with web.work() as work:
        assert work.session.get(Place, places[0]).name == "甲改"


def test_the_unexpected_is_a_number_and_never_a_statement(web, places):
    """Trap 16: an error tells nothing."""
    form = {"code": "N3", "name": "crash", "sort": "shelf"}
    page = web.as_("wang").post("/shelves/new/", data=form)
    assert page.status_code == 500
    assert "secret statement" not in page.text
    assert re.search(r"[0-9A-F]{6}", page.text)


def test_acts_are_open_or_absent_and_refusals_stand_at_their_field(web, places):
    client, url = web.as_("wang"), f"/shelves/{places[0]}/"
    assert "/do/rename/" in client.get(url).text
    assert "/do/rename/" not in web.as_("ann").get(url).text
    assert web.as_("ann").post(f"{url}do/close/").status_code == 403
    bad = client.post(f"{url}do/rename/", data={"name": "taken"})
    assert bad.status_code == 422
    assert "This name is taken." in bad.text
    assert client.post(f"{url}do/rename/", data={"name": "好名"}).status_code == 303
    assert client.post(f"{url}do/close/").status_code == 303
    assert client.get(f"{url}do/close/").status_code == 409
    assert client.get(f"{url}do/nothing/").status_code == 404


def test_posts_without_a_token_are_400(web, places):
    """Trap 1: no post without a token."""
    client = web.as_("wang")
    for path in ("new/", f"{places[0]}/edit/", f"{places[0]}/do/close/"):
        assert client.post(f"/shelves/{path}", token=False).status_code == 400


def rule(web, what):
    with web.work() as work:
        roles = work.session.scalars(select(RoleFieldRule.role_id).distinct()).all()
        from models.people import Role

        role = work.session.scalars(select(Role).where(Role.code == "custodian")).one()
        role.field_rules.append(RoleFieldRule(subject=Kind.PLACE, field="label", rule=what))
        return roles


def test_a_masked_field_is_masked_everywhere_and_no_oracle(web, places):
    """Trap 10: neither searched, filtered nor sorted by."""
    rule(web, FieldRule.MASKED)
    client = web.as_("wang")
    page = client.get("/shelves/")
    assert "甲***" in page.text
    assert "甲库" not in page.text
    assert client.get("/shelves/?label=甲库1").status_code == 422
    assert client.get("/shelves/?sort=label").status_code == 422
    assert "甲库" not in client.get(f"/shelves/{places[0]}/").text
    form = client.get(f"/shelves/{places[0]}/edit/")
    assert "甲库" not in form.text
    data = {
        "code": "S001",
        "name": "架1",
        "sort": "shelf",
        "capacity": "1",
        "label": "",
        "revision": key(form, "revision"),
    }
    assert client.post(f"/shelves/{places[0]}/edit/", data=data).status_code == 303
    with web.work() as work:
        assert work.session.get(Place, places[0]).label == "甲库1"


def test_a_hidden_field_is_absent_and_cannot_be_written(web, places):
    rule(web, FieldRule.HIDDEN)
    client = web.as_("wang")
    assert "Rack label" not in client.get("/shelves/").text
    assert "甲库" not in client.get("/shelves/?cols=code,label").text
    form = client.get(f"/shelves/{places[0]}/edit/")
    assert 'name="label"' not in form.text
    data = {
        "code": "S001",
        "name": "架1",
        "sort": "shelf",
        "capacity": "1",
        "label": "偷改",
        "revision": key(form, "revision"),
    }
    client.post(f"/shelves/{places[0]}/edit/", data=data)
    with web.work() as work:
        assert work.session.get(Place, places[0]).label == "甲库1"


def test_a_sheet_gets_the_page_without_its_frame(web, places):
    page = web.as_("wang").get(f"/shelves/{places[0]}/edit/", headers={"X-Partial": "sheet"})
    assert "<html" not in page.text
    assert 'class="admin-form"' in page.text


def test_a_lean_page(web, places):
    table = re.search(r"<tbody>(.*?)</tbody>", web.as_("wang").get("/shelves/").text, re.DOTALL)[1]
    assert len(table.encode()) < 20_000


def test_bulk_asks_then_does_each_row_and_says_what_was_skipped(web, places):
    """UX-2: each row is an act of its own."""
    client = web.as_("wang")
    data = {"action": "close", "id": [places[0], places[12]]}
    asked = client.post("/shelves/bulk/?what=room", data=data)
    assert asked.status_code == 200
    assert "Close 2 places?" in asked.text
    page = client.post("/shelves/bulk/?what=room", data={**data, "sure": "1"})
    assert "S013" in page.text
    assert "still holds files" in page.text
    with web.work() as work:
        closed = work.session.scalars(select(Place.id).where(Place.active.is_(False))).all()
        assert closed == [places[0]]


def test_bulk_over_all_that_match_and_many_become_a_job(web, places):
    client = web.as_("wang")
    with web.work() as work:
        work.session.add_all(
            [Place(code=f"B{n}", name="盒", sort=PlaceKind.BOX) for n in range(201)]
        )
    done = client.post(
        "/shelves/bulk/?what=room", data={"action": "close", "all": "1", "sure": "1"}
    )
    assert done.status_code == 303
    with web.work() as work:
        assert work.session.scalar(select(func.count()).where(Place.active.is_(False))) == 40
    many = client.post("/shelves/bulk/?what=box", data={"action": "close", "all": "1", "sure": "1"})
    assert many.status_code == 303
    with web.work() as work:
        job = work.session.scalars(select(Job).where(Job.name == "bulk_act")).one()
        assert len(job.args["ids"]) == 201
        assert job.asked_by == web.people["wang"]


@pytest.mark.parametrize("ids", [["1,2"], ["x"], ["1; drop"], ["99999999999999999999"]])
def test_bulk_takes_typed_ids_only(web, places, ids):
    """Trap 11: ids are numbers, and few."""
    data = {"action": "close", "sure": "1", "id": ids}
    assert web.as_("wang").post("/shelves/bulk/", data=data).status_code == 400


def test_bulk_without_rows_rights_or_name_is_refused(web, places):
    assert web.as_("wang").post("/shelves/bulk/", data={"action": "close"}).status_code == 422
    assert web.as_("wang").post("/shelves/bulk/", data={"action": "delete"}).status_code == 404
    data = {"action": "close", "sure": "1", "id": places[:1]}
    assert web.as_("ann").post("/shelves/bulk/", data=data).status_code == 403


def test_comments_tell_those_named_and_stand_in_the_timeline(web, places):
    url = f"/shelves/{places[0]}/"
    text = {"text": "请看一下，@何档 明天处理"}
    assert web.as_("wang").post(f"{url}comments/", data=text).status_code == 303
    page = web.as_("ann").get(url)
    assert "请看一下" in page.text
    assert "请看一下" not in web.as_("ann").get(f"{url}timeline/?show=changes").text
    with web.work() as work:
        told = work.session.scalars(select(Notice)).one()
        assert (told.user_id, told.topic) == (web.people["he"], "comment.named")
    assert web.as_("audit").post(f"{url}comments/", data=text).status_code == 403
    web.as_("wang").post(f"{url}comments/", data={"text": "  "})
    with web.work() as work:
        assert work.session.scalar(select(func.count()).select_from(Comment)) == 1


def test_a_long_history_shows_its_newest_lines_and_the_earlier_ones_when_asked(web, places):
    client, url = web.as_("wang"), f"/shelves/{places[0]}/"
    for n in range(FIRST):
        client.post(f"{url}comments/", data={"text": f"第{n:02}条"})
    page = client.get(url).text
    assert page.count('<div class="q">') == FIRST
    assert "earlier=1" not in page
    client.post(f"{url}comments/", data={"text": "最新一条"})
    page = client.get(url).text
    assert "最新一条" in page
    assert "第00条" not in page
    assert f'href="{url}timeline/?show=all&amp;earlier=1" data-partial="#timeline"' in page
    assert "更早的动态" in page
    assert "show=comments&amp;earlier=1" in client.get(f"{url}timeline/?show=comments").text
    whole = client.get(f"{url}timeline/?show=all&earlier=1").text
    assert whole.count('<div class="q">') == FIRST + 1
    assert "第00条" in whole
    assert "earlier=1" not in whole


def test_the_timeline_shows_changes_but_not_of_masked_fields(web, places):
    client, url = web.as_("wang"), f"/shelves/{places[0]}/"
    form = {
        "code": "S001",
        "name": "改名",
        "sort": "shelf",
        "capacity": "1",
        "label": "乙库",
        "revision": key(client.get(f"{url}edit/"), "revision"),
    }
    assert client.post(f"{url}edit/", data=form).status_code == 303
    assert "<ins>乙库</ins>" in client.get(url).text
    rule(web, FieldRule.MASKED)
    page = web.as_("wang").get(url).text
    assert "<ins>改名</ins>" in page
    assert "乙库" not in page
    assert "甲库1" not in page


def keep(client, name, sharing="own", query="?what=cabinet"):
    return client.post(f"/shelves/views/{query}", data={"name": name, "sharing": sharing})


def test_views_are_kept_by_name_and_shared_by_scope(web, places):
    """UX-1: a view is a list's address, kept by name."""
    wang = web.as_("wang")
    assert keep(wang, "我的库房").status_code == 303
    assert keep(wang, "室内", "department", "?capacity_from=100&sort=-name").status_code == 303
    assert keep(wang, "众人", "all").status_code == 403
    assert keep(web.as_("li"), "众人", "all", "?what=shelf").status_code == 303
    page = wang.get("/shelves/?what=cabinet&size=50").text
    here = re.search(r'<a href="[^"]+" aria-current="true">(.*?)</a>', page, re.DOTALL)[1]
    assert "我的库房" in here
    he, ann = web.as_("he").get("/shelves/").text, web.as_("ann").get("/shelves/").text
    assert ("我的库房" in he, "室内" in he, "众人" in he) == (False, True, True)
    assert ("我的库房" in ann, "室内" in ann, "众人" in ann) == (False, False, True)
    counts = wang.get("/shelves/counts/").json
    assert counts["/shelves/"] == "120"
    assert sorted(counts.values()) == sorted(["120", "40", "0", "21", "80"])


def test_only_the_owner_removes_a_view(web, places):
    keep(web.as_("wang"), "室内", "department")
    with web.work() as work:
        id = work.session.scalars(select(SavedView.id)).one()
    assert web.as_("he").post(f"/shelves/views/{id}/remove/").status_code == 404
    assert web.as_("wang").post(f"/shelves/views/{id}/remove/").status_code == 303
    with web.work() as work:
        assert work.session.scalars(select(SavedView)).all() == []


def test_columns_are_chosen_by_name_and_the_link_stays(web, places):
    page = web.as_("wang").get("/shelves/?cols=name&cols=capacity&cols=nothing").text
    heads = re.findall(r"<th scope.*?</th>", page, re.DOTALL)
    shown = [re.sub(r"<.*?>", "", head).strip() for head in heads]
    assert shown[:3] == ["Rack mark", "Rack name", "Rack size"]


def test_a_new_record_starts_with_the_filters_choices(web, places):
    page = web.as_("wang").get("/shelves/new/?what=room&capacity=1..2")
    assert page.status_code == 200


def test_a_list_asks_the_database_few_questions(web, places, statements):
    client = web.as_("wang")
    client.get("/shelves/")
    with statements() as asked:
        client.get("/shelves/?sort=name&size=100")
    # session 1, actor 2, office name 1, saved views 1, count 1, rows 1
    assert len(asked) <= 7, asked
