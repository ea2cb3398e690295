"""What somebody tries who means no good: made-up ids, places in lists, moments, other people's secrets."""

import io

import pytest

from portal.services import customers
from tests.web.test_customers import CARD, PERSON, WORDS, field
from views.records import RecordView

IDS = ("9" * 18, "9" * 30, "9" * 5000, "²", "٣", "-1", "1e9", "0x1", "")


@pytest.fixture
def card(web):
    with web.work("owen") as work:
        return customers.create(work, CARD, [PERSON]).id


@pytest.mark.parametrize("id", IDS)
def test_an_id_that_is_none_is_never_an_error_of_ours(web, card, id):
    client = web.as_("owen")
    asked = [
        client.get("/lookup/customer/", query_string={"id": id}),
        client.get("/lookup/file/", query_string={"id": id}),
        client.get("/bell/", query_string={"before": id}),
        client.get("/requests/new/", query_string={"files": f"{id},{id}"}),
        client.get("/customers/new/", query_string={"owner": id}),
        client.get("/customers/twins/", query_string={"name": "北京恒通", "but": id}),
        client.get("/files/", query_string={"class": id}),
        client.post("/reveal/", data={"kind": "contact", "id": id, "field": "mobile", "reason": "x"}),
        client.post("/inbox/approve/", data={"id": [id, id]}),
        client.post(f"/attachments/customer/{card}/", data={
            "item_id": id, "file": (io.BytesIO(b"%PDF-1.4"), "notice.pdf")}),
    ]  # fmt: skip
    assert all(answer.status_code < 500 for answer in asked), asked


@pytest.mark.parametrize("text", ["0001-01-01T00:00", "9999-12-31T23:59", "0001-01-01T00:00+14:00"])
def test_a_moment_at_the_edge_of_time_is_refused_in_words(web, text):
    answer = web.as_("ann").post("/delegations/new/", data={
        "to_id": str(web.people["owen"]), "starts_at": text, "ends_at": text,
        "reason": "年假"})  # fmt: skip
    assert answer.status_code == 422


def test_d4_the_conflict_page_tells_no_more_than_the_record(web, card):
    """Somebody who sees mobiles masked must not read them by provoking a conflict."""
    client = web.as_("owen")
    page = client.get(f"/customers/{card}/edit/")
    answer = client.post(f"/customers/{card}/edit/", data={
        **CARD, **WORDS, "address": "上海市", "revision": "0", "opened": field(page, "opened"),
        "contacts-0-id": field(page, "contacts-0-id"), "contacts-0-name": "李四",
        "contacts-0-role": "other", "contacts-0-mobile": "", "contacts-0-birthday": "",
    })  # fmt: skip
    assert answer.status_code == 409
    assert "13800138000" not in answer.text
    assert "138****8000" in answer.text
    assert "上海市" in answer.text


def test_every_sortable_column_has_a_type_a_place_can_be_read_back_into(web):
    views = [v for v in web.app.extensions["admin"][0]._views if isinstance(v, RecordView)]
    for view in views:
        for column in view.listing.columns:
            if column.sort and not callable(column.value):
                assert column.value.type.python_type, (view.listing.name, column.name)
