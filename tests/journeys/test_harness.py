"""The browser fixture itself: a page opens, signed in, in Chinese."""


def test_a_page_opens(browser):
    page = browser.page("wang", width=390)
    answer = page.goto("/")
    assert answer.status < 500
    browser.errors.clear()
