"""English counts agree with their nouns: 1 file, 2 files; Chinese stays as it is."""

import pytest

from models.words.plurals import fill
from portal.errors import Invalid
from views.shell import i18n

LONG = (
    "%(count)s of your files are overdue by %(days)s days or more. New requests are possible again "
    "as soon as they are back."
)
AGAIN = "New requests are possible again"


@pytest.mark.parametrize(
    ("text", "values", "said"),
    [
        ("%(count)s files", {"count": 1}, "1 file"),
        ("%(count)s files", {"count": 2}, "2 files"),
        ("%(count)s files", {"count": 0}, "0 files"),
        ("%(count)s files", {"count": 11}, "11 files"),
        ("%(count)s people", {"count": "1"}, "1 person"),
        ("%(count)s rows were written.", {"count": 1}, "1 row was written."),
        ("%(count)s working days.", {"count": 1}, "1 working day."),
        (
            "%(items)s items, %(pages)s pages, newest on top",
            {"items": 1, "pages": 12},
            "1 item, 12 pages, newest on top",
        ),
        (
            "%(there)s of %(parts)s parts are there",
            {"there": 1, "parts": 3},
            "1 of 3 parts are there",
        ),
        (
            "%(there)s of %(parts)s parts are there",
            {"there": 1, "parts": 1},
            "1 of 1 part is there",
        ),
        (
            "There are %(taken)s files there. Please enter %(least)s or more, e.g. 50.",
            {"taken": 1, "least": 1},
            "There is 1 file there. Please enter 1 or more, e.g. 50.",
        ),
        (
            "There are %(taken)s files there. Move them first.",
            {"taken": 1},
            "There is 1 file there. Move it first.",
        ),
        (
            LONG,
            {"count": 1, "days": 7},
            "1 of your files is overdue by 7 days or more. Ask as soon as it is back.",
        ),
        (
            LONG,
            {"count": 2, "days": 1},
            "2 of your files are overdue by 1 day or more. Ask as soon as they are back.",
        ),
        ("Request %(number)s was approved.", {"number": "1"}, "Request 1 was approved."),
        ("%(count)s 份档案", {"count": 1}, "1 份档案"),
        ("第 1 行 100%%: %(count)s rows", {"count": 1}, "第 1 行 100%: 1 row"),
    ],
)
def test_one_and_many(text, values, said):
    assert fill(text, values).replace(AGAIN, "Ask") == said


def test_a_refusal_says_one_character(web):
    refusal = Invalid("Please use at most %(limit)s characters.", limit=1)
    assert str(refusal) == "Please use at most 1 character."
    with web.app.test_request_context("/", headers={"Cookie": "language=en"}):
        assert i18n.say_words(refusal) == "Please use at most 1 character."
        assert i18n.gettext("%(count)s files", count=1) == "1 file"
    with web.app.test_request_context("/"):
        assert i18n.gettext("%(count)s files", count=1).isascii() is False
