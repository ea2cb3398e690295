"""A printed request and a printed file say days, never «today» or «3 days left»."""

import re

import pypdfium2

from models.words.lending import Action
from tests.support import asking, make

RELATIVE = re.compile(r"今天|昨天|明天|剩\s?\d+\s?天|\d+\s?天后")


def printed(page):
    """The texts of the pages as they come out of the printer."""
    paper = pypdfium2.PdfDocument(page.pdf())
    return "".join(each.get_textpage().get_text_range() for each in paper)


def test_a_printed_request_has_days_in_full(browser):
    stage = browser.web.arena
    asking.chains(stage)
    request = asking.submitted(stage, "ann", asking.ask(Action.BORROW, asking.files(stage)))
    page = browser.page("ann")
    page.goto(f"/requests/{request}/")
    assert RELATIVE.search(page.inner_text("main"))  # on the screen it is said as people say it
    text = printed(page)
    assert not RELATIVE.search(text)
    assert f"{stage.now:%Y-%m-%d}" in text


def test_a_printed_file_has_its_day_of_filing_in_full(browser):
    stage = browser.web.arena
    file = make.draft(stage, make.file_class(stage), make.customer(stage), make.box(stage))
    page = browser.page("owen")
    page.goto(f"/files/{file}/")
    text = printed(page)
    assert not RELATIVE.search(text)
    assert f"{stage.now:%Y-}" in text
