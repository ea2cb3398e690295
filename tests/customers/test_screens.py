"""The screens of customers: list, card, form, duplicates, hand-over, look-ups and reveal."""

import html
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from models.customers import Contact, Customer
from models.people import RoleFieldRule
from models.platform.audit import AuditEntry
from models.words.access import FieldRule
from models.words.customers import ContactRole, CustomerState
from models.words.kinds import Kind
from models.words.labels import label
from portal.customers.cards import create_customer, edit_customer
from portal.office import finding
from tests.support import make

CARD = {
    "name": "北京恒通集团有限公司",
    "legal_representative": "王伟",
    "address": "北京市海淀区",
    "postcode": "100080",
    "phone": "010-62345678",
    "business_scope": "软件",
    "registered_capital": "1000000",
    "unified_credit_code": "91350100M000100Y43",
}
PERSON = {"name": "李娜", "mobile": "13800138000", "birthday": "1990-01-02"}
WORDS = {"customer_type": "business", "lifecycle": "partnered", "secrecy": "normal"}


@pytest.fixture
def card(web):
    with web.work("owen") as work:
        return create_customer(work, CARD, [PERSON]).id


def test_record_is_opened_with_three_statements(web, card, statements):
    """Who asks, the card with its contacts, and all that stands beside it (decision 14)."""
    client = web.as_("owen")
    client.post(f"/customers/{card}/comments/", data={"text": "来电询价"})
    assert "来电询价" in client.get(f"/customers/{card}/").text
    with statements() as asked:
        client.get(f"/customers/{card}/")
    assert len(asked) == 3, "\n".join(asked)
    client.get("/customers/")
    with statements() as of_list:
        client.get("/customers/")
    assert len(asked) < len(of_list)


def field(page, name):
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.text)[1]


def row(web, id):
    with web.work() as work:
        return work.session.scalar(select(Customer).where(Customer.id == id))


def fresh_form(client):
    page = client.get("/customers/new/")
    assert page.status_code == 200
    return {
        **CARD,
        **WORDS,
        "submission": field(page, "submission"),
        "contacts-0-name": "李娜",
        "contacts-0-mobile": "138 0013 8000",
        "contacts-0-role": "buyer",
    }


def test_a_card_is_opened_in_the_browser(web):
    client = web.as_("owen")
    answer = client.post("/customers/new/", data=fresh_form(client) | {"traits_headcount": "12"})
    assert answer.status_code == 303, re.findall(r'class="err".*?</p>', answer.text)
    page = client.get(answer.location)
    assert page.status_code == 200
    for text in ("北京恒通集团有限公司", "HH-202600001", "李娜", "138****8000", "12"):
        assert text in page.text
    assert "13800138000" not in page.text


def test_cf02_nothing_typed_is_lost_and_every_field_speaks_chinese(web):
    client = web.as_("owen")
    data = fresh_form(client) | {"postcode": "12", "contacts-0-mobile": "99", "address": ""}
    answer = client.post("/customers/new/", data=data)
    assert answer.status_code == 422
    for text in (
        "邮编为 6 位数字",
        "手机号为 1 开头的 11 位数字",
        "请填写地址",
        'value="12"',
        'value="99"',
        "北京恒通集团有限公司",
    ):
        assert text in answer.text


def test_a7_a_duplicate_is_shown_linked_and_can_be_confirmed(web, card):
    client = web.as_("owen")
    data = fresh_form(client) | {"unified_credit_code": "", "name": "北京恒通（集团）公司"}
    answer = client.post("/customers/new/", data=data)
    assert answer.status_code == 422
    assert f'href="/customers/{card}/"' in answer.text
    assert 'name="confirmed"' in answer.text
    again = client.post("/customers/new/", data=data | {"confirmed": "y"})
    assert again.status_code == 303


def test_a7_typing_asks_for_twins(web, card):
    url = "/customers/twins/"
    query = {"name": "北京恒通", "phone": "010 62345678"}
    page = web.as_("owen").get(url, query_string=query)
    assert (page.status_code, f"/customers/{card}/" in page.text) == (200, True)
    assert "HH-2026" not in web.as_("owen").get(url, query_string=query | {"but": str(card)}).text
    assert web.as_("ann").get(url, query_string=query).status_code == 403


def test_an_edit_changes_only_what_was_changed(web, card):
    client = web.as_("owen")
    page = client.get(f"/customers/{card}/edit/")
    assert page.status_code == 200
    assert "13800138000" not in page.text
    data = {
        **CARD,
        **WORDS,
        "lifecycle": "potential",
        "address": "上海市",
        "revision": field(page, "revision"),
        "opened": field(page, "opened"),
        "contacts-0-id": field(page, "contacts-0-id"),
        "contacts-0-name": "李娜",
        "contacts-0-role": "other",
        "contacts-0-mobile": "",
        "contacts-0-birthday": "1990-01-02",
    }
    answer = client.post(f"/customers/{card}/edit/", data=data)
    assert answer.status_code == 303, re.findall(r'class="err".*?</p>', answer.text)
    assert row(web, card).address == "上海市"
    with web.work() as work:
        assert work.session.scalar(select(Contact.mobile)) == "13800138000"
        entry = work.session.scalars(
            select(AuditEntry)
            .where(AuditEntry.subject == Kind.CUSTOMER)
            .order_by(AuditEntry.seq.desc())
        ).first()
    assert set(entry.details["changes"]) == {"address"}


@pytest.mark.parametrize(
    "search", ["恒通", "bjht", "hengtong", "00001", "李娜", "8000", "91350100M000100Y43"]
)
def test_the_list_finds(web, card, search):
    page = web.as_("wang").get("/customers/", query_string={"search": search})
    assert f'href="/customers/{card}/"' in page.text
    none = web.as_("wang").get("/customers/", query_string={"search": "深圳远航"})
    assert (none.status_code, f"/customers/{card}/" in none.text) == (200, False)


def opened(web, names):
    """A card for each name, in this order."""
    with web.work("owen") as work:
        for place, name in enumerate(names):
            phone = f"010-623456{place:02}"
            values = CARD | {"name": name, "phone": phone, "unified_credit_code": ""}
            create_customer(work, values, confirmed=True)


def test_what_begins_so_stands_first_in_the_list_unless_it_is_sorted(web):
    names = ("新北京恒通饭店", "北京恒通科技有限公司", "恒通北京恒通集团", "北京恒通")
    opened(web, names)

    def listed(query):
        page = web.as_("wang").get(f"/customers/?{query}").text
        return sorted(names, key=lambda name: page.index(f">{name}<"))

    assert listed("search=北京恒通") == [names[3], names[1], names[2], names[0]]
    assert listed("search=北京恒通&sort=number") == list(names)
    assert listed("") == list(reversed(names))


def test_what_begins_so_stands_first_of_many_pages_and_each_row_stands_once(web):
    others = [f"新恒通{number}号店" for number in range(50)]
    names = ["恒通老店", *others[:25], "恒通二店", *others[25:]]
    opened(web, names)
    link, found = "/customers/?search=恒通&size=20", []
    while link:
        page = web.as_("wang").get(link).text
        found += re.findall(r">((?:新恒通\d+号|恒通[老二])店)<", page)
        after = re.search('href="([^"]*)" rel="next"', page)
        link = html.unescape(after[1]) if after else ""
    assert found == ["恒通二店", "恒通老店", *reversed(others)]


def test_d4_a_masked_value_is_masked_everywhere(web, card):
    """ann sees mobiles masked and profiles not at all: list, columns, record, sort, filter."""
    client = web.as_("ann")
    assert "13800138000" not in client.get("/customers/").text
    assert "138****8000" in client.get("/customers/").text
    every = client.get("/customers/?cols=number,mobile,unified_credit_code,id_number").text
    assert "91350100M000100Y43" not in every
    page = client.get(f"/customers/{card}/").text
    assert "13800138000" not in page
    assert "1990-01-02" not in page
    assert "data-reveal" not in page  # she may not reveal
    assert client.get("/customers/?sort=unified_credit_code").status_code == 422
    assert client.get(f"/customers/{card}/edit/").status_code == 403


def test_d4_a_hidden_column_is_absent_and_refused(web, card):
    with web.work() as work:
        for role in work.session.scalars(select(RoleFieldRule.role_id).distinct()).all():
            work.session.add(
                RoleFieldRule(
                    role_id=role, subject=Kind.CUSTOMER, field="address", rule=FieldRule.HIDDEN
                )
            )
    client = web.as_("owen")
    assert "北京市海淀区" not in client.get("/customers/?cols=number,address").text
    assert "北京市海淀区" not in client.get(f"/customers/{card}/").text
    assert 'name="address"' not in client.get(f"/customers/{card}/edit/").text


def test_cf01_customers_without_a_file_are_a_list_of_their_own(web, card):
    url = "/customers/?with_file=0&state=active"
    assert "尚未建档" in web.as_("wang").get("/customers/").text
    assert CARD["name"] in web.as_("wang").get(url).text
    arena = web.arena
    make.draft(arena, make.file_class(arena), card, make.box(arena))
    assert CARD["name"] not in web.as_("wang").get(url).text
    assert CARD["name"] in web.as_("wang").get("/customers/?with_file=1").text


def test_strangers_see_nothing(web, card):
    client = web.as_("bo")
    assert f"/customers/{card}/" not in client.get("/customers/").text
    for path in ("", "edit/", "do/archive/", "do/hand_over/"):
        assert client.get(f"/customers/{card}/{path}").status_code == 404
    assert client.post(f"/customers/{card}/do/archive/").status_code == 404
    assert web.as_("sec").get("/customers/").status_code == 403


def test_archive_has_an_undo(web, card):
    client = web.as_("owen")
    assert client.post(f"/customers/{card}/do/archive/").status_code == 303
    assert row(web, card).state is CustomerState.ARCHIVED
    assert f"/customers/{card}/do/restore/" in client.get(f"/customers/{card}/").text
    assert client.post(f"/customers/{card}/do/restore/").status_code == 303
    assert row(web, card).state is CustomerState.ACTIVE


def test_hand_over_in_bulk(web, card):
    with web.work("owen") as work:
        other = create_customer(
            work, {**CARD, "name": "上海远大", "unified_credit_code": "", "phone": "95588"}
        ).id
    client = web.as_("li")
    data = {
        "action": "hand_over",
        "id": [card, other],
        "owner_id": web.people["bo"],
        "sure": "1",
        "note": "",
    }
    answer = client.post("/customers/bulk/", data=data)
    assert answer.status_code in (200, 303), answer.text[:2000]
    assert {row(web, id).owner_id for id in (card, other)} == {web.people["bo"]}
    assert web.as_("owen").get(f"/customers/{card}/").status_code == 404


def test_lookups_are_cut_to_what_one_may_see(web, card):
    with web.work() as work:
        for kind in (Kind.USER, Kind.DEPARTMENT):
            finding.rebuild_index(work, kind)
    ask = {"q": "恒通"}
    assert [id for id, _ in web.as_("ann").get("/lookup/customer/", query_string=ask).json] == [
        card
    ]
    assert web.as_("bo").get("/lookup/customer/", query_string=ask).json == []
    assert web.as_("bo").get("/lookup/customer/", query_string={"id": card}).json == []
    ((id, text),) = web.as_("ann").get("/lookup/user/", query_string={"q": "bh"}).json
    assert (id, text.startswith("薄荷")) == (web.people["bo"], True)
    assert len(web.as_("ann").get("/lookup/department/").json) == 4
    assert web.as_("ann").get("/lookup/nothing/").status_code == 404
    assert web.nobody().get("/lookup/user/?q=a").status_code in (302, 401, 403)


def test_d4_reveal_answers_with_the_value_or_a_sentence(web, card):
    with web.work() as work:
        contact = work.session.scalar(select(Contact.id))
    asked = {"kind": "contact", "id": contact, "field": "mobile", "reason": "电话回访"}
    client = web.as_("owen")
    assert client.post("/reveal/", data=asked).json == {"value": "13800138000", "seconds": 15}
    short = client.post("/reveal/", data=asked | {"reason": "嗯"})
    assert (short.status_code, short.json["message"]) == (422, "请填写理由，至少 4 个字。")
    assert web.as_("ann").post("/reveal/", data=asked).status_code == 403
    assert web.as_("bo").post("/reveal/", data=asked).status_code == 404
    assert client.post("/reveal/", data=asked | {"kind": "user"}).status_code == 404
    assert client.post("/reveal/", data=asked, token=False).status_code == 400


def test_what_happens_to_a_contact_stands_in_the_history_of_its_customer(web, card):
    """Changed, added and taken off; masked as the card is, and nothing of a mere reordering."""
    web.now += timedelta(minutes=5)
    with web.work("sun") as work:
        row = work.session.get(Customer, card)
        people = [{"id": c.id} for c in row.contacts]
        people[0] |= {"mobile": "13911112222", "role": "owner"}
        edit_customer(work, row, {}, [*people, {"name": "赵新来", "mobile": "13711112222"}])
    page = web.as_("sun").get(f"/customers/{card}/timeline/").text
    assert "13911112222" in page
    assert "赵新来" in page
    assert label(ContactRole.OWNER) not in page  # in words, and in Chinese
    assert ">owner<" not in page
    page = web.as_("ann").get(f"/customers/{card}/timeline/").text
    assert "13911112222" not in page
    assert "***" in page
    web.now += timedelta(minutes=5)
    with web.work("sun") as work:
        row = work.session.get(Customer, card)
        edit_customer(work, row, {}, [{"id": c.id} for c in row.contacts[1:]])
    page = web.as_("sun").get(f"/customers/{card}/timeline/").text
    assert f"移出 {PERSON['name']}" in page  # who was taken off is still named
    with web.work("audit") as work:
        held = work.session.scalars(
            select(AuditEntry.details)
            .where(AuditEntry.subject == Kind.CUSTOMER)
            .order_by(AuditEntry.seq.desc())
        ).first()
    assert [len(ids) for ids in held["changes"]["contacts"]] == [2, 1]


def test_cf02_what_is_needed_at_a_moment_is_ticked_by_the_records_manager(web):
    li = web.as_("li")
    page = li.get("/settings/").text
    assert "导入客户时，除名称外必填" in page
    assert page.count('name="customer_needed_import" value="phone"') == 1
    li.post("/settings/", data={"customer_needed_import": ["", "phone", "contact"]})
    kept = li.get("/settings/").text.split('id="customer_needed_import"')[1].split("</fieldset>")[0]
    assert re.findall(r'value="(\w+)"\s+checked', kept) == ["phone", "contact"]
    answer = li.post("/settings/", data={"customer_needed_import": ["", "nonsense"]})
    assert answer.status_code == 422
    li.post("/settings/", data={"customer_needed_import": [""]})
    assert (
        "checked"
        not in li.get("/settings/")
        .text.split('id="customer_needed_import"')[1]
        .split("</fieldset>")[0]
    )


def test_a_fault_of_a_contact_names_contact_and_field_in_words(web):
    client = web.as_("owen")
    wrong = {**fresh_form(client), "contacts-0-birthday": "99999-12-31"}
    answer = client.post("/customers/new/", data=wrong)
    assert answer.status_code == 422
    said = re.search(r'class="errsum".*?</ul>', answer.text, re.DOTALL)[0]
    assert said.count("<li>") == 1, said
    assert "联系人 1 · 生日" in said
    assert "birthday</" not in said
