"""The palette's records: found, pinned and opened last; functions by their own names first."""

import pytest

from models.customers import Customer
from portal.customers.writing import reindex_customers
from portal.platform.search import visited
from tests.support import make
from views.office.functions import Function, closeness

LOANS = Function("借阅登记簿", "/loans/", "借出、续借、归还、还档")


@pytest.fixture
def card(web):
    """A customer of owen's that the index knows."""
    id = make.customer(web)
    with web.work() as work:
        reindex_customers(work, work.session.get(Customer, id))
    return id


def records(client, text=""):
    found = client.get("/palette/", query_string={"q": text}).json
    return [(each["record"], each["pinned"]) for each in found if "record" in each]


def test_ux14_a_page_marks_its_record_by_a_request_of_its_own(web, card):
    owen = web.as_("owen")
    page = owen.get(f"/customers/{card}/")
    assert f'data-pin="customer:{card}"' in page.text
    assert records(owen) == [], "reading the page writes nothing"
    assert owen.post("/palette/opened/", data={"record": f"customer:{card}"}).json == {
        "pinned": False
    }
    assert records(owen) == [(f"customer:{card}", False)]
    shown = owen.get("/palette/").json[0]
    assert (shown["text"], shown["group"]) == ("北京恒通商贸有限公司", "最近打开")
    assert records(web.as_("sun")) == []


def test_ux14_a_record_is_pinned_and_unpinned_and_search_shows_it(web, card):
    owen, key = web.as_("owen"), f"customer:{card}"
    for wanted in (True, False):
        said = owen.post("/palette/pin/", data={"record": key, "pinned": str(int(wanted))})
        assert said.json == {"pinned": wanted}
        assert records(owen, "恒通") == [(key, wanted)]
        assert owen.post("/palette/opened/", data={"record": key}).json == {"pinned": wanted}


@pytest.mark.parametrize("record", ["", "customer", "customer:x", "nothing:1", "audit:1", ":1"])
def test_ux14_what_is_no_record_is_not_found(web, record):
    for path in ("opened", "pin"):
        answer = web.as_("owen").post(f"/palette/{path}/", data={"record": record, "pinned": "1"})
        assert answer.status_code == 404


def test_ux14_a_strangers_record_and_a_missing_one_answer_alike(web, card):
    bo = web.as_("bo")
    for id in (card, 10**6):
        for path in ("opened", "pin"):
            answer = bo.post(f"/palette/{path}/", data={"record": f"customer:{id}", "pinned": "1"})
            assert answer.status_code == 404, (id, path)
    assert records(bo) == []


def test_ux14_one_pin_too_many_is_told_in_words(web, card, monkeypatch):
    monkeypatch.setattr(visited, "MOST", 0)
    answer = web.as_("owen").post(
        "/palette/pin/", data={"record": f"customer:{card}", "pinned": "1"}
    )
    assert answer.status_code == 413
    assert answer.json["message"] == "你已固定 0 条记录，请先取消一条。"


def test_a_functions_own_name_goes_before_what_else_it_is_called():
    alike = [
        Function("复制登记", "/a/", "借阅"),
        Function("我的借阅", "/b/"),
        LOANS,
        Function("借阅", "/c/"),
    ]
    found = sorted(alike, key=lambda each: closeness(each, "借阅"))
    assert [each.url for each in found] == ["/c/", "/loans/", "/b/", "/a/"]
    assert [closeness(LOANS, typed) for typed in ("jydjb", "djb", "续借", "xj", "客户")] == [
        0 + 3,
        0 + 4,
        5,
        8,
        None,
    ]


def test_the_palette_offers_functions_by_their_own_names_first(web):
    found = [each["text"] for each in web.as_("li").get("/palette/?q=借阅").json]
    own = [text for text in found if "借阅" in text]
    assert found[: len(own)] == own
    assert len(own) > 1
