"""Every list, form and record with rows in them: axe in both themes, no sideways scroll on phones."""

import pytest

from models.words.lending import Action
from tests.support import asking
from tests.support.asking import ask, cleared, submitted

PAGES = {
    "li": (
        "/",
        "/inbox/",
        "/customers/",
        "/customers/new/",
        "/requests/",
        "/requests/new/",
        "/requests/1/",
        "/loans/",
        "/desk/",
        "/viewings/",
        "/copyings/",
        "/approvals/",
        "/approvals/1/",
        "/chains/",
        "/chains/1/",
        "/routes/",
        "/files/",
        "/files/1/",
        "/files/new/",
        "/places/",
        "/numbers/",
        "/file_classes/",
        "/imports/",
        "/reports/",
        "/exports/",
        "/delegations/",
        "/me/",
        "/bell/",
        "/calendar/",
    ),
    "sun": ("/inbox/", "/requests/1/"),
    "sys": ("/users/", "/users/1/", "/users/new/", "/departments/", "/settings/", "/jobs/"),
    "sec": ("/roles/", "/roles/1/", "/roles/new/", "/roles/who/"),
    "audit": ("/audit/", "/audit/1/"),
}


@pytest.fixture
def busy(browser):
    """Two files asked for, waiting for sun."""
    asking.chains(browser.web)
    id = submitted(browser.web, "ann", ask(Action.BORROW, asking.files(browser.web, 2)))
    cleared(browser.web, id)
    return browser


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_passes_axe_and_fits_a_phone(busy, name, dark):
    page = busy.page(name, dark=dark)
    for path in PAGES[name]:
        page.set_viewport_size({"width": 1440, "height": 900})
        answer = page.goto(path)
        assert answer.status == 200, path
        busy.axe(page)
        page.set_viewport_size({"width": 390, "height": 844})
        busy.no_sideways_scroll(page)


def test_a_phone_card_shows_the_columns_meant_for_it(busy):
    page = busy.page("li", width=390, height=844)
    page.goto("/requests/")
    shown = page.locator("tbody tr").first.locator("td:visible")
    labels = [cell.get_attribute("data-label") for cell in shown.all()]
    assert labels == ["编号", "利用方式", "状态", "申请人", "档案", "用途", "提交时间"]
