"""C17: a clerk finds and asks for any department's file, up to a grade; nothing more shows."""

import re

import pytest
from sqlalchemy import select

from models.customers import Customer
from models.files.places import Place
from models.files.records import CustomerFile
from models.lending.loans import Loan
from models.lending.requests import RequestLine
from models.platform.records import Setting
from models.words.access import Secrecy
from models.words.approvals import Verdict
from models.words.files import FileLife, PlaceKind
from models.words.kinds import Kind
from models.words.lending import Action, LineState, LoanMode
from models.words.permissions import Permission as P
from portal.access.policy import can, is_listed, listed
from portal.errors import NotFound
from portal.lending import decisions, desk, requests, returns
from portal.lending.locks import lock_approval, lock_line
from portal.office.search_documents import file_document
from portal.platform.search import index
from tests.support import asking, make
from tests.support.asking import ask
from tests.support.rows import locked
from tests.support.signing import BY_HAND

TITLE = "启澜精密机械服务合同"
HIDDEN = ("档案不存在", "There is no such")
TOKEN = re.compile(r'(content|value)="[\w=-]{40,}"')  # a new mask in every answer


def arrange(stage, **values):
    """A filed file of sales under a title and a business key; the chains and routes."""
    asking.chains(stage)
    (id,) = asking.files(stage, 1, title=TITLE, business_key="VIN7788", **values)
    with stage.work() as work:
        row = work.session.get(CustomerFile, id)
        index.index_record(work, row, file_document(work, row))
    return id


def put(stage, **values):
    with stage.work() as work:
        for name, value in values.items():
            work.session.merge(
                Setting(name=name, value={"value": value}, changed_at=work.now, changed_by=0)
            )


def found(stage, who, text):
    with stage.work(who) as work:
        return [(hit.id, hit.stub) for hit in index.search_records(work, text, [Kind.FILE])]


@pytest.mark.parametrize("text", ["启澜", "KH-2026-0001", "qilan", "jmjx", "启澜 0001"])
def test_c17_it_is_found_by_number_and_title_as_a_stub(stage, text):
    id = arrange(stage)
    assert found(stage, "bo", text) == [(id, True)]
    assert found(stage, "ann", text) == [(id, False)], "in reach it is the file itself"


@pytest.mark.parametrize("text", ["VIN7788", "7788", "恒通", "启澜 恒通"])
def test_c17_it_is_not_found_by_what_the_stub_does_not_show(stage, text):
    arrange(stage)
    assert found(stage, "bo", text) == []
    assert found(stage, "ann", text) != [], "its own department finds it by these"


@pytest.mark.parametrize(
    ("values", "customer", "up_to", "shown"),
    [
        ({}, Secrecy.NORMAL, "internal", True),
        ({}, Secrecy.NORMAL, "normal", False),
        ({}, Secrecy.NORMAL, "none", False),
        ({"secrecy": Secrecy.SECRET}, Secrecy.NORMAL, "internal", False),
        ({"secrecy": Secrecy.SECRET}, Secrecy.NORMAL, "secret", True),
        ({"secrecy": Secrecy.TOP}, Secrecy.NORMAL, "secret", False),
        ({}, Secrecy.SECRET, "internal", False),
    ],
)
def test_c17_the_grade_of_file_and_customer_decide(stage, values, customer, up_to, shown):
    id = arrange(stage, **values)
    put(stage, listed_up_to=up_to)
    with stage.work() as work:
        work.session.scalars(select(Customer)).one().secrecy = customer
    with stage.work("bo") as work:
        row = work.session.get(CustomerFile, id)
        clause = select(CustomerFile.id).where(listed(work.actor, CustomerFile))
        assert is_listed(work.actor, row) is shown
        assert list(work.session.scalars(clause)) == ([id] if shown else [])
        assert not can(work.actor, P.FILE_SEE, row)
    assert found(stage, "bo", "启澜") == ([(id, True)] if shown else [])


def test_c17_only_filed_files_are_listed(stage):
    kind, customer, box = make.file_class(stage), make.customer(stage), make.box(stage)
    id = make.draft(stage, kind, customer, box)
    with stage.work("bo") as work:
        assert work.session.get(CustomerFile, id).life is FileLife.DRAFT
        with pytest.raises(NotFound):
            work.get_listed(CustomerFile, id, P.FILE_SEE)


@pytest.mark.parametrize("who", ["sec", "sys", "audit"])
def test_c17_officers_have_no_part_in_it(stage, who):
    id = arrange(stage)
    assert found(stage, who, "启澜") == []
    with stage.work(who) as work, pytest.raises(NotFound):
        work.get_listed(CustomerFile, id, P.FILE_SEE)


def test_c17_both_heads_decide_and_the_file_goes_over_and_comes_back(stage):
    """Asked for by bo of service: zhang of service and sun of sales both agree, then it is lent."""
    id = arrange(stage)
    wanted = ask(Action.BORROW, [id], mode=LoanMode.TAKE_OUT, term_days=10)
    request = asking.submitted(stage, "bo", wanted)
    approval = asking.cleared(stage, request)
    with stage.work("zhang") as work:
        decisions.decide_request(work, lock_approval(work, approval), verdict=Verdict.APPROVE)
    assert asking.lines(stage, request) == [LineState.OPEN], "the second head has not said yet"
    with stage.work("sun") as work:
        decisions.decide_request(work, lock_approval(work, approval), verdict=Verdict.APPROVE)
    (line,) = asking.line_ids(stage, request)
    with stage.work("wang") as work:
        desk.set_aside_file(work, lock_line(work, line))
    with stage.work("wang") as work:
        row = lock_line(work, line)
        counts = {"items": row.file.items_count, "pages": row.file.pages_count}
        loan = desk.hand_out_file(work, row, signed=BY_HAND, **counts).id
    with stage.work("wang") as work:
        row = returns.receive_loan(work, locked(work, Loan, loan))
        from models.words.lending import Condition

        returns.check_return(work, row, condition=Condition.INTACT, **counts)
    assert asking.lines(stage, request) == [LineState.DONE]


def test_c17_a_file_that_is_not_listed_cannot_be_asked_for(stage):
    id = arrange(stage, secrecy=Secrecy.SECRET)
    with stage.work("bo") as work, pytest.raises(NotFound):
        requests.draft_request(work, ask(Action.VIEW, [id]))
    assert stage.session.scalars(select(RequestLine)).all() == []


def test_c17_the_page_is_a_stub_and_all_else_answers_like_what_is_not_there(web):
    id = arrange(web)
    bo = web.as_("bo")
    page = bo.get(f"/files/{id}/")
    assert page.status_code == 200
    for text in (TITLE, "KH-2026-0001", "销售部", "在库", f"/requests/new/?files={id}"):
        assert text in page.text, text
    for text in ("恒通", "VIN7788", "欧文", "B1", "营业执照"):
        assert text not in TOKEN.sub("", page.text), f"the stub gives away {text}"
    assert "张经理" in page.text, "who will decide"
    assert "孙经理" in page.text
    with web.work() as work:
        work.session.get(CustomerFile, id).secrecy = Secrecy.SECRET
    hidden, missing = bo.get(f"/files/{id}/"), bo.get("/files/999999/")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert TOKEN.sub("", hidden.text) == TOKEN.sub("", missing.text)
    assert bo.get(f"/files/{id}/timeline/").status_code == 404


def test_c17_the_look_up_and_the_palette_offer_it(web):
    id = arrange(web)
    bo = web.as_("bo")
    assert [hit[0] for hit in bo.get("/lookup/file/?q=启澜").json] == [id]
    assert TITLE in bo.get(f"/lookup/file/?id={id}").json[0][1]
    assert bo.get("/lookup/file/").json == [], "nothing typed: only what is in reach"
    assert any(hit["url"] == f"/files/{id}/" for hit in bo.get("/palette/?q=启澜").json)
    assert TITLE not in bo.get("/files/").text
    searched = bo.get("/files/?search=启澜").text
    assert "其他部门有" in searched, "a list without a hit tells who has it"
    assert f'href="/files/{id}/">' in searched
    assert "其他部门有" not in bo.get("/files/?search=恒通").text, "not by what is hidden"
    form = bo.get(f"/requests/new/?files={id}&action=view").text
    assert TITLE in form


def test_c17_the_contents_open_while_the_approval_lasts(web):
    id = arrange(web)
    asking.approved(web, "bo", ask(Action.VIEW, [id]), "zhang", "sun")
    page = web.as_("bo").get(f"/files/{id}/").text
    assert 'id="papers"' in page
    web.pass_time(days=30)
    assert 'id="papers"' not in web.as_("bo").get(f"/files/{id}/").text


def test_c17_the_stub_says_which_room_how_long_each_may_take_and_offers_usual_purposes(web):
    id = arrange(web)
    with web.work() as work:
        file = work.session.get(CustomerFile, id)
        room = work.add(Place(sort=PlaceKind.ROOM, code="K", name="一号库房", label="一号库房"))
        room.path = f"/{room.id}/"
        box = work.session.get(Place, file.place_id)
        box.parent_id, box.path = room.id, f"/{room.id}/{box.id}/"
    bo = web.as_("bo")
    page = TOKEN.sub("", bo.get(f"/files/{id}/").text)
    assert "一号库房（具体柜位不公开）" in page
    assert "B1" not in page
    assert "个工作日内决定" in page
    phrase = "与客户对账核对往来凭证"
    link = re.search(rf'href="([^"]*purpose=[^"]*)">\s*{phrase}', page)[1].replace("&amp;", "&")
    form = bo.get(link).text
    assert re.search(rf'<textarea[^>]*id="purpose"[^>]*>\s*{phrase}', form)
    assert f'data-phrase="purpose">{phrase}' in form
    with web.work() as work:
        held = {"value": "-"}
        row = Setting(name="quick_purposes", value=held, changed_at=work.now, changed_by=1)
        work.session.add(row)
    for url in (f"/files/{id}/", link):
        assert "chip" not in bo.get(url).text
