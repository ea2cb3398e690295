"""Functions are found as the menu calls them, as people do, by pinyin and by initials."""

import pytest

from views.menu import all_views
from views.office.functions import ALSO, SHORTCUTS, Function, closeness

LOANS = Function("借阅登记簿", "/loans/", "借出、续借、归还、还档")


@pytest.mark.parametrize(
    "typed", ["借阅", "登记簿", "续借", "还档", "jieyue", "jydjb", "xujie", "XJ", "gui huan", "hd"]
)
def test_a_function_is_called_many_things(typed):
    assert closeness(LOANS, typed) is not None


@pytest.mark.parametrize("typed", ["客户", "kehu", "kh", "阅借", "9"])
def test_it_is_not_called_everything(typed):
    assert closeness(LOANS, typed) is None


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("改密码", "/me/password"),
        ("gmm", "/me/password"),
        ("催还", "/loans/?overdue=1"),
        ("cuihuan", "/loans/?overdue=1"),
        ("导入客户", "/imports/"),
        ("报表", "/reports/"),
        ("请假", "/delegations/"),
        ("mima", "/me/password"),
        ("库房", "/places/"),
        ("节假日", "/calendar/"),
    ],
)
def test_what_people_type_leads_there(web, typed, url):
    found = web.as_("wang").get("/palette/", query_string={"q": typed}).json
    assert url in [entry["url"] for entry in found]


def test_no_shortcut_leads_where_one_may_not_go(web):
    for login in ("owen", "wang", "li", "sun"):
        client = web.as_(login)
        for entry in client.get("/palette/").json:
            assert client.get(entry["url"]).status_code == 200, (login, entry)


def test_every_table_names_screens_that_are_there():
    endpoints = {view.endpoint for _heading, views in all_views() for view in views} | {"home"}
    assert set(ALSO) | {each.endpoint for each in SHORTCUTS} <= endpoints
