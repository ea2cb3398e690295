"""One card goes into another, as browsers ask for it (A7)."""

import re

import pytest
from sqlalchemy.orm import Session

from models.customers import Customer
from models.words.customers import CustomerState
from portal.customers.cards import create_customer, edit_customer
from portal.customers.twins import report_twins
from tests.customers.test_merging import CARD, OTHER, PERSON, SECOND
from tests.support.runs import Run


@pytest.fixture
def pair(web):
    """(the card that stays, the card that goes)"""
    with web.work("owen") as work:
        stays = create_customer(work, CARD, [PERSON]).id
        return stays, create_customer(work, OTHER, [PERSON, SECOND], confirmed=True).id


def row(web, id):
    with Session(web.arena.engine) as session:
        return session.get(Customer, id)


def compare(web, pair, who="li"):
    return web.as_(who).get(f"/customers/{pair[1]}/do/merge/?into={pair[0]}")


def send(web, pair, who="li", **values):
    page = compare(web, pair, who).text
    found = re.search(r'name="revision"[^>]*value="([^"]*)"', page)
    given = {"into_id": pair[0], "reason": "同一家公司", "revision": found[1] if found else ""}
    return web.as_(who).post(f"/customers/{pair[1]}/do/merge/", data={**given, **values})


def test_a7_the_record_offers_it_and_the_page_compares_side_by_side(web, pair):
    stays, goes = pair
    li = web.as_("li")
    page = li.get(f"/customers/{goes}/").text
    assert f'href="/customers/{goes}/do/merge/"' in page
    page = li.get(f"/customers/{goes}/do/merge/").text
    assert f"?into={stays}" in page  # what looks the same is offered
    page = compare(web, pair).text
    for name in ("name", "address", "phone", "unified_credit_code", "traits_headcount"):
        assert f'name="value-{name}"' in page
    assert 'name="value-postcode"' not in page  # they say the same
    assert OTHER["address"] in page
    assert CARD["address"] in page
    assert "合并后不能撤销" in page
    chosen = re.findall(r'name="value-(\w+)" value="goes"[^>]* checked', page)
    assert sorted(chosen) == ["traits_headcount", "unified_credit_code"]  # blanks are filled


def test_a7_it_is_done_and_each_card_points_to_the_other(web, pair):
    stays, goes = pair
    answer = send(web, pair, **{"value-address": "goes", "value-name": "stays"})
    assert (answer.status_code, answer.location) == (303, f"/customers/{stays}/")
    assert row(web, stays).address == OTHER["address"]
    assert row(web, goes).state is CustomerState.MERGED
    page = web.as_("li").get(f"/customers/{goes}/").text
    assert "已并入" in page
    assert f'href="/customers/{stays}/"' in page
    assert "作废·并入" in page
    assert f'href="/customers/{goes}/edit/"' not in page
    assert "/do/hand_over/" not in page
    assert OTHER["name"] in web.as_("li").get(f"/customers/{stays}/").text
    listed = web.as_("li").get("/customers/").text
    assert f'href="/customers/{stays}/"' in listed
    assert f'href="/customers/{goes}/"' not in listed
    assert f'href="/customers/{goes}/"' in web.as_("li").get("/customers/?state=merged").text
    found = web.as_("li").get(f"/lookup/customer/?q={row(web, goes).number}").json
    assert [hit[0] for hit in found] == [stays]
    assert web.as_("li").get(f"/customers/{goes}/edit/").status_code == 403
    assert compare(web, pair).status_code == 409


def test_a7_what_is_missing_is_told_and_nothing_chosen_is_lost(web, pair):
    answer = send(web, pair, reason="", **{"value-address": "goes"})
    assert answer.status_code == 422
    assert re.search(r'name="value-address" value="goes"[^>]* checked', answer.text)
    assert "原因" in answer.text
    assert send(web, pair, into_id="").status_code == 422
    assert row(web, pair[1]).state is CustomerState.ACTIVE


def test_a7_a_card_changed_meanwhile_is_compared_again(web, pair):
    answer = send(web, pair, revision=f"1:{pair[0]}:99")
    assert answer.status_code == 422
    assert "重新比对" in answer.text
    assert row(web, pair[1]).state is CustomerState.ACTIVE


@pytest.mark.parametrize(
    ("who", "status"), [("owen", 403), ("wang", 403), ("bo", 404), ("sun", 200)]
)
def test_a7_only_who_may_merge_gets_the_page(web, pair, who, status):
    assert compare(web, pair, who).status_code == status
    if status != 200:
        assert send(web, pair, who).status_code == status
        assert row(web, pair[1]).state is CustomerState.ACTIVE


def test_a7_while_editing_a_twin_is_offered_to_merge_into(web, pair):
    stays, goes = pair
    query = f"/customers/twins/?name={CARD['name']}&but={goes}"
    assert f"/customers/{goes}/do/merge/?into={stays}" in web.as_("li").get(query).text
    assert "/do/merge/" not in web.as_("owen").get(query).text
    assert "/do/merge/" not in web.as_("li").get(f"/customers/twins/?name={CARD['name']}").text


def test_d4_a_masked_value_is_compared_masked(web, pair):
    with web.work("sun") as work:
        edit_customer(
            work, work.session.get(Customer, pair[1]), {"id_number": "11010519491231002X"}
        )
    page = compare(web, pair).text
    assert 'name="value-id_number"' in page
    assert "11010519491231002X" not in page


def test_r70_the_monthly_notice_leads_to_the_register(web, pair):
    with web.work("owen") as work:
        create_customer(work, CARD, confirmed=True)
    report_twins(Run(web.arena))
    li = web.as_("li")
    assert "组疑似重复客户" in li.get("/bell/").text
    (notice,) = li.get("/bell/state/").json["notices"]
    assert li.get(f"/bell/{notice['id']}/").location == "/reports/customer_twins/"
