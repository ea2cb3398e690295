"""Values that no clerk means: refused in words, or shown as what they are."""

import io
from datetime import date

import pytest
from sqlalchemy import select

from models.lending.requests import AccessRequest
from models.platform.imports import ImportBatch
from models.words.lending import Action
from models.words.permissions import Permission as P
from portal.errors import Invalid, Problems
from portal.lending import requests
from portal.platform.notices.comments import add_comment
from tests.support import asking, lists
from tests.support.asking import ask


@pytest.fixture
def office(stage):
    asking.chains(stage)
    return stage


@pytest.mark.parametrize(
    ("action", "field", "value"),
    [
        (Action.VIEW, "planned_on", date(9999, 12, 31)),
        (Action.BORROW, "term_days", 0),
    ],
)
def test_a_day_or_term_that_nobody_means_is_refused_at_its_field(office, action, field, value):
    wanted = ask(action, asking.files(office), **{field: value})
    with pytest.raises(Problems) as refused:
        asking.submitted(office, "ann", wanted)
    assert list(refused.value.problems) == [field]


def test_a_comment_of_nothing_to_see_is_blank_and_turns_no_page_around(office):
    with office.work("ann") as work:
        id = requests.draft_request(work, ask(Action.VIEW, asking.files(office))).id
    with office.work("ann") as work:
        row = work.get(AccessRequest, id, P.REQUEST_SEE)
        with pytest.raises(Invalid):
            add_comment(work, row, "\u200b", P.REQUEST_SEE)
        assert add_comment(work, row, "来\u202e电", P.REQUEST_SEE).text == "来电"


def test_an_uploaded_list_is_called_by_its_file_name_alone(stage):
    stream = io.BytesIO(lists.sheet([lists.row(1)]).getvalue())
    lists.bring_in(stage, stream, "../../../etc/x\u202exslx.xlsx")
    assert stage.session.scalar(select(ImportBatch.name)) == "xxslx.xlsx"


def test_a_search_longer_than_its_field_is_refused_in_words(web):
    answer = web.as_("owen").get("/customers/?search=" + "长" * 201)
    assert answer.status_code == 422
    assert "最多 200 个字" in answer.text
    assert 'maxlength="200"' in web.as_("owen").get("/customers/").text
