"""The screens of filing: register, file page, papers, places with labels, classes, the ledger."""

import io
import re

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from models.customers import Customer
from models.files.places import Place
from models.files.records import CustomerFile, FileClass, Item
from models.people import Department
from models.platform.records import Setting
from models.platform.storage import Attachment
from models.words.customers import Gap, Moment
from models.words.files import FileLife, PlaceKind
from models.words.permissions import Permission as P
from portal.customers.gaps import mark_gaps
from portal.files import acceptance, filing, places, voiding
from portal.seed.files import seed_files
from tests.support import make

PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def room(web):
    """The first classes and places, and a customer of sales."""
    with web.work() as work:
        seed_files(work)
    web.customer = make.customer(web)
    with Session(web.arena.engine) as session:
        web.box = session.scalars(select(Place.id).where(Place.capacity.is_not(None))).first()
        web.cls = dict(session.execute(select(FileClass.code, FileClass.id)).all())
    return web


def rows(web, table, **where):
    with Session(web.arena.engine) as session:
        return session.scalars(select(table).filter_by(**where).order_by(table.id)).all()


def form(web, **values):
    return {
        "class_id": web.cls["KH"],
        "customer_id": web.customer,
        "title": "北京恒通客户档案",
        "medium": "paper",
        "secrecy": "",
        "place_id": web.box,
        **values,
    }


def test_f1_f4_filing_from_the_form_to_its_number(room):
    owen, sun, wang = (room.as_(n) for n in ("owen", "sun", "wang"))
    made = owen.post("/files/new/", data=form(room))
    assert made.status_code == 303, made.text
    page = made.location
    assert "北京恒通客户档案" in owen.get(page).text
    paper = {"title": "营业执照", "pages": "3", "dated_on": "2026-03-01", "form": "copy"}
    assert owen.post(f"{page}do/add_item/", data=paper).status_code == 303
    assert owen.post(f"{page}do/submit/", data={"sorted_out": "y"}).status_code == 303
    assert "等待 孙经理" in owen.get(page).text
    assert sun.post(f"{page}do/review/").status_code == 303
    assert re.search("等待 [^<]*王档", owen.get(page).text), "who may accept is named (A6)"
    assert wang.post(f"{page}do/accept/", data={}).status_code == 303
    file = rows(room, CustomerFile)[0]
    assert (file.number, file.life, file.place_id) == ("KH-2026-0001", FileLife.FILED, room.box)
    shown = wang.get(page).text
    for text in ("KH-2026-0001", "营业执照", "A库 / 01柜 / 1层 / 1盒"):
        assert text in shown
    listed = wang.get("/files/?custody=in_place&sort=-updated_at").text
    assert "KH-2026-0001" in listed
    assert "KH-2026-0001" in wang.get("/numbers/").text


def test_f1_a_second_file_for_the_key_is_refused_at_its_field(room):
    owen = room.as_("owen")
    owen.post("/files/new/", data=form(room))
    answer = owen.post("/files/new/", data=form(room, title="又一份"))
    assert answer.status_code == 422
    assert "又一份" in answer.text, "nothing typed is lost"
    assert len(rows(room, CustomerFile)) == 1


def test_r63_the_form_says_which_steps_are_open(room):
    owen = room.as_("owen")
    page = owen.post("/files/new/", data=form(room, place_id="")).location
    answer = owen.post(f"{page}do/submit/", data={"sorted_out": "y"})
    assert answer.status_code == 422
    assert answer.text.count("<li>") >= 2


def filed(room, number="KH-2026-9001"):
    return make.filed(room, room.cls["KH"], room.customer, room.box, number)


def test_the_page_shows_only_the_steps_that_are_open(room):
    page = f"/files/{filed(room)}/"
    assert "do/move/" in room.as_("wang").get(page).text
    assert "do/move/" not in room.as_("owen").get(page).text
    assert "/edit/" not in room.as_("owen").get(page).text
    assert room.as_("owen").get(f"{page}edit/").status_code == 403
    stub = room.as_("bo").get(page).text
    assert "仅目录可见" in stub, "out of reach: listed, no more (C17)"
    assert "/do/" not in stub
    assert room.as_("audit").get(page).status_code in (403, 404)


def test_i7_papers_are_corrected_as_a_draft_and_superseded_when_filed(room):
    draft = make.draft(room, room.cls["DA"], room.customer, room.box)
    item = rows(room, Item, file_id=draft)[0].id
    owen = room.as_("owen")
    values = {"title": "营业执照（新）", "pages": "4", "form": "original"}
    assert "营业执照" in owen.get(f"/files/{draft}/papers/{item}/edit/").text
    assert owen.post(f"/files/{draft}/papers/{item}/edit/", data=values).status_code == 303
    assert rows(room, Item, file_id=draft)[0].pages == 4
    assert owen.post(f"/files/{draft}/papers/{item}/remove/").status_code == 303
    assert rows(room, Item, file_id=draft) == []
    key = filed(room)
    item = rows(room, Item, file_id=key)[0].id
    assert owen.post(f"/files/{key}/papers/{item}/edit/", data=values).status_code == 422
    assert owen.post(f"/files/{key}/papers/{item}/supersede/", data=values).status_code == 303
    assert [i.superseded_by_id is None for i in rows(room, Item, file_id=key)] == [False, True]
    assert owen.post(f"/files/{key}/papers/{item}/up/").status_code == 303
    assert owen.post(f"/files/{key}/papers/{item}/nothing/").status_code == 404
    assert owen.get(f"/files/{draft}/papers/{item}/edit/").status_code == 404
    assert (
        room.as_("ann").post(f"/files/{key}/papers/{item}/supersede/", data=values).status_code
        == 403
    )


def test_r03_the_newest_paper_stands_on_top(room):
    draft = make.draft(room, room.cls["DA"], room.customer, room.box)
    owen = room.as_("owen")
    for year, title in (("2024", "旧函"), ("2026", "新函"), ("2026", "更新的函")):
        values = {"title": title, "pages": "1", "form": "original", "dated_on": f"{year}-05-01"}
        assert owen.post(f"/files/{draft}/do/add_item/", data=values).status_code == 303
    page = owen.get(f"/files/{draft}/").text
    places = [page.index(f">{title}<") for title in ("更新的函", "新函", "旧函")]
    assert places == sorted(places)


def test_bulk_review_accepts_what_it_may_and_names_the_rest(room):
    keys = [make.draft(room, room.cls["DA"], room.customer, room.box) for _ in range(3)]
    with room.work("owen") as work:
        for key in keys[:2]:
            filing.submit_file(
                work, work.get(CustomerFile, key, P.FILE_SEE, lock=True), sorted_out=True
            )
    answer = room.as_("li").post("/files/bulk/", data={"action": "review", "id": keys, "sure": "1"})
    assert answer.status_code in (200, 303), answer.text
    lives = [row.life for row in rows(room, CustomerFile)]
    assert lives == [FileLife.REVIEWED, FileLife.REVIEWED, FileLife.DRAFT]


def test_uploads_and_downloads_are_safe_and_private(room):
    key = filed(room)
    owen = room.as_("owen")
    sent = {"file": [(io.BytesIO(PDF), "应诉通知书.pdf"), (io.BytesIO(b"<svg/>"), "x.svg")]}
    answer = owen.post(f"/attachments/file/{key}/", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 303
    (row,) = rows(room, Attachment)
    page = owen.get(f"/files/{key}/").text
    assert "应诉通知书.pdf" in page
    assert f"/attachments/{row.id}/download/" in page
    item = rows(room, Item, file_id=key)[0].id
    scan = {"file": (io.BytesIO(PDF), "执照扫描.pdf"), "item_id": str(item)}
    owen.post(f"/attachments/file/{key}/", data=scan, content_type="multipart/form-data")
    assert [a.item_id for a in rows(room, Attachment)] == [None, item]
    assert "属于“营业执照”" in owen.get(f"/files/{key}/").text
    got = owen.get(f"/attachments/{row.id}/download/")
    assert got.data == PDF
    got.close()
    assert got.headers["Content-Security-Policy"].startswith("sandbox")
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E5%BA%94")
    assert room.as_("ann").get(f"/attachments/{row.id}/download/").status_code == 403
    assert room.as_("bo").get(f"/attachments/{row.id}/download/").status_code == 404
    assert room.nobody().get(f"/attachments/{row.id}/download/").status_code in (302, 401, 403)
    assert owen.post("/attachments/rock/1/", data={}).status_code in (404, 422)
    assert owen.post(f"/attachments/file/{key}/", data={}).status_code == 422
    li = room.as_("li")
    assert li.get(f"/attachments/{row.id}/withdraw/").status_code == 200
    assert li.post(f"/attachments/{row.id}/withdraw/", data={"reason": "误传"}).status_code == 303
    assert owen.get(f"/attachments/{row.id}/download/").status_code == 404


def test_b1_the_tree_of_places_its_labels_and_its_form(room):
    wang = room.as_("wang")
    filed(room)
    tree = wang.get("/places/").text
    assert tree.count("<progress") == 8, "room, cabinet, two shelves, four boxes"
    assert "1 / 100" in tree
    made = wang.post(
        "/places/new/", data={"sort": "room", "code": "B", "name": "B库", "active": "y"}
    )
    assert made.status_code == 303, made.text
    again = wang.post("/places/new/", data={"sort": "room", "code": "B", "active": "y"})
    assert again.status_code == 422
    assert wang.get(made.location).status_code == 200
    page = wang.get(f"{made.location}labels/").text
    assert "qr.svg" in page
    code = wang.get(f"{made.location}qr.svg")
    assert code.content_type.startswith("image/svg+xml")
    assert b"<script" not in code.data
    assert b"style=" not in code.data
    assert room.as_("ann").post("/places/new/", data={}).status_code == 403
    box = wang.get(f"/places/{room.box}/edit/")
    assert box.status_code == 200


def test_a2_classes_are_edited_with_a_live_preview(room):
    li, key = room.as_("li"), room.cls["KH"]
    told = li.get("/file_classes/preview/?value={class}-{year}-{seq:3}&code=ab")
    assert told.json == {"text": "AB-2026-001"}
    assert "message" in li.get("/file_classes/preview/?value={what}").json
    page = li.get(f"/file_classes/{key}/edit/").text
    values = dict(re.findall(r'name="(revision|opened)"[^>]*value="([^"]*)"', page))
    answer = li.post(
        f"/file_classes/{key}/edit/",
        data={
            **values,
            "code": "KH",
            "name": "客户档案",
            "active": "y",
            "numbering": "{class}{year}{seq:5}",
            "key_label": "客户编号",
            "deadline_amount": "7",
            "deadline_unit": "calendar_days",
            "secrecy": "internal",
            "loan_modes": ["on_site"],
            "take_out_up_to": "normal",
            "term_days": "21",
            "due_mode": "skip_to_next_workday",
            "renewals": "1",
        },
    )
    assert answer.status_code == 303, answer.text
    row = rows(room, FileClass, id=key)[0]
    assert (row.version, row.term_days, row.numbering) == (2, 21, "{class}{year}{seq:5}")
    assert li.get(f"/file_classes/{key}/").status_code == 200
    assert room.as_("wang").get(f"/file_classes/{key}/edit/").status_code == 403


def test_i3_the_ledger_lists_void_numbers_and_gaps_with_reasons(room):
    draft = make.draft(room, room.cls["DA"], room.customer, room.box)
    with room.work("owen") as work:
        filing.submit_file(
            work, work.get(CustomerFile, draft, P.FILE_SEE, lock=True), sorted_out=True
        )
    with room.work("sun") as work:
        filing.review_file(work, work.get(CustomerFile, draft, P.FILE_SEE, lock=True))
    with room.work("wang") as work:
        acceptance.accept_file(work, work.get(CustomerFile, draft, P.FILE_SEE, lock=True))
    wang, gm = room.as_("wang"), room.as_("gm")
    assert wang.post(f"/files/{draft}/do/ask_void/", data={"reason": "错号"}).status_code == 303
    assert wang.post(f"/files/{draft}/do/void/").status_code in (403, 422)
    assert gm.post(f"/files/{draft}/do/void/").status_code == 303
    assert rows(room, CustomerFile)[0].life is FileLife.VOID
    assert "错号" in wang.get("/numbers/gaps/?scope=DA-2026-{seq:4}").text
    assert "DA-2026-0001" in wang.get("/numbers/?state=void").text
    assert wang.get("/numbers/1/").status_code == 200
    assert room.as_("ann").get("/numbers/").status_code == 403


def test_filters_and_views_of_the_register(room):
    key = filed(room)
    with room.work("owen") as work:
        file = work.get(CustomerFile, key, P.FILE_SEE)
        assert file.department_id == work.session.scalar(
            select(Department.id).where(Department.code == "sales")
        )
    wang = room.as_("wang")
    for query, found in (
        (f"place={room.box}", True),
        ("place=999", False),
        ("late=1", False),
        ("mine=1", False),
        ("custody=out", False),
        (f"customer={room.customer}", True),
        ("customer=恒通", True),
        (f"class={room.cls['KH']}", True),
        ("void_asked=1", False),
        ("my_review=1", False),
    ):
        text = wang.get(f"/files/?{query}").text
        assert ("KH-2026-9001" in text) is found, query
    assert voiding.OPEN_LINES


def asked(client, path):
    """How many statements one page takes."""
    seen = []

    def hear(*told):
        seen.append(told[2])

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(Engine, "before_cursor_execute", hear)
    return len(seen)


def test_the_register_and_a_page_ask_no_more_when_there_is_more(room):
    key = filed(room)
    wang = room.as_("wang")
    wang.get("/files/")
    few = {path: asked(wang, path) for path in ("/files/", f"/files/{key}/", "/places/")}
    with room.work() as work:
        for n in range(30):
            make.new_draft(work, room.people["owen"], room.cls["DA"], room.customer, room.box)
            work.add(
                Item(file_id=key, sequence=n + 2, title=f"第{n}件", pages=1, dated_on=work.today)
            )
            work.add(
                Attachment(
                    subject="file",
                    subject_id=key,
                    name=f"{n}.pdf",
                    media_type="application/pdf",
                    size=1,
                    sha256="0",
                    storage_key=f"k{n}",
                    uploaded_by=room.people["owen"],
                )
            )
    many = {path: asked(wang, path) for path in few}
    assert many == few
    assert few["/files/"] <= 16, few


def test_r04_labels_from_the_register_to_the_sheet_and_back(room):
    ids = [
        make.filed(room, room.cls["KH"], room.customer, room.box, f"KH-2026-900{n}", key=str(n))
        for n in (1, 2)
    ]
    wang, given = room.as_("wang"), ",".join(map(str, ids))
    led = wang.post("/files/bulk/", data={"action": "print_label", "id": [str(id) for id in ids]})
    assert led.location == f"/labels/?ids={given}"
    page = wang.get(led.location).text
    assert "KH-2026-9001" in page
    sheet = wang.post("/labels/", data={"ids": given, "shape": "sticker", "skip": "2"}).text
    assert sheet.count("lb-code") == 2
    assert sheet.count('class="left-out"') == 2
    assert "KH-2026-9002" in sheet
    assert all(row.label_version == 1 for row in rows(room, CustomerFile))
    with room.work() as work:
        work.session.get(CustomerFile, ids[0]).label_stale = True
    assert "标签与登记内容不一致" in wang.get(f"/files/{ids[0]}/").text
    assert "有 1 枚标签待更换" in wang.get("/desk/").text
    assert "KH-2026-9001" in wang.get("/files/?label_stale=1").text
    assert "KH-2026-9002" not in wang.get("/files/?label_stale=1").text
    assert wang.post(f"/files/{ids[0]}/do/confirm_label/").status_code == 303
    assert "标签待更换" not in wang.get("/desk/").text
    assert room.as_("owen").get(f"/labels/?ids={given}").status_code == 403
    assert wang.get("/labels/?ids=4711").status_code == 404
    assert (
        wang.post("/labels/", data={"ids": given, "shape": "cover", "skip": "5"}).status_code == 422
    )


def test_b2_a_batch_moved_by_mistake_goes_back_from_the_list(room):
    ids = [
        make.filed(room, room.cls["KH"], room.customer, room.box, f"KH-2026-900{n}", key=str(n))
        for n in (1, 2, 3)
    ]
    with room.work() as work:
        other = work.session.scalars(
            select(Place.id).where(Place.capacity.is_not(None), Place.id != room.box)
        ).first()
    wang, chosen = room.as_("wang"), {"id": [str(id) for id in ids], "sure": "1"}
    moved = {"action": "move", "place_id": str(other), **chosen}
    assert wang.post("/files/bulk/", data=moved).status_code == 303
    assert {row.place_id for row in rows(room, CustomerFile)} == {other}
    assert "KH-2026-9003" in wang.get("/files/?moved_today=1").text
    assert wang.post(f"/files/{ids[2]}/do/move_back/").status_code == 303
    back = wang.post("/files/bulk/", data={"action": "move_back", **chosen})
    assert "KH-2026-9003" in back.text, "the one that is back already is named, and stays"
    assert {row.place_id for row in rows(room, CustomerFile)} == {room.box}


def test_b2_a_box_is_carried_and_carried_back_over_its_page(room):
    wang = room.as_("wang")
    with room.work("wang") as work:
        values = {"sort": PlaceKind.ROOM, "code": "Z", "name": "Z库"}
        far = places.save_place(work, None, values).id
    url = f"/places/{room.box}"
    moved = wang.post(f"{url}/do/move/", data={"parent_id": str(far)}, follow_redirects=True)
    assert "Z库 / " in moved.text
    assert f'data-undo="{url}/do/move_back/"' in moved.text
    back = wang.post(f"{url}/do/move_back/", follow_redirects=True)
    assert "A库 / 01柜 / 1层 / 1盒</span>" in back.text
    assert room.as_("ann").post(f"{url}/do/move/", data={"parent_id": str(far)}).status_code == 403


def test_cf02_the_form_of_a_file_names_what_it_needs_before_it_refuses(room):
    """The office's needs without a customer; with one, what the card of that customer lacks."""
    owen = room.as_("owen")
    plain = owen.get("/files/new/").text
    assert "建档" not in between(plain), "nothing is needed as shipped"
    with room.work() as work:
        held = {"value": "postcode,address"}
        name = Moment.OPEN_FILE.value
        row = Setting(name=name, value=held, changed_at=work.now, changed_by=1)
        work.session.add(row)
        card = work.session.get(Customer, room.customer)
        card.address = "北京市海淀区"
        mark_gaps(card, frozenset({Gap.ADDRESS, Gap.POSTCODE}))
    assert "建档要求客户卡上有：地址、邮编。" in between(owen.get("/files/new/").text)
    asked = {"customer_id": str(room.customer)}
    for url in ("/files/new/", "/files/terms/"):
        query = asked | {"class_id": room.cls["KH"]}
        page = owen.get(url, query_string=query).text
        assert "建档前，这个客户的客户卡还要填写：邮编。" in " ".join(page.split()), url
        assert f'href="/customers/{room.customer}/"' in page
    refused = owen.post("/files/new/", data=form(room))
    assert (refused.status_code, "邮编" in refused.text) == (422, True)


def between(page):
    """The part of a page that says what the file will be."""
    return " ".join(page.partition('id="terms"')[2].partition("</section>")[0].split())
