"""A line break in a template is layout: what is sent has none, and no space that was not meant."""

import pytest
from jinja2 import DictLoader, Environment

from views.shell.whitespace import LineBreaks


def sent(source, name="page.html", **values):
    environment = Environment(
        loader=DictLoader({name: source}), extensions=[LineBreaks], autoescape=True
    )
    return environment.get_template(name).render(**values)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<ul>\n  <li>one</li>\n\n  <li>two</li>\n</ul>\n", "<ul><li>one</li><li>two</li></ul>"),
        ("<p>\n  two words\n  of a text\n</p>", "<p>two words of a text</p>"),
        ("<a>one</a> <a>two</a>", "<a>one</a> <a>two</a>"),
        ('<a>one</a>{{ " " }}\n<a>two</a>', "<a>one</a> <a>two</a>"),
        ('<a class="x"\n    href="y">\n  z\n</a>', '<a class="x" href="y">z</a>'),
        ('<input name="x"\n    required\n>', '<input name="x" required>'),
        ('<path d="M0 0"\n/>', '<path d="M0 0"/>'),
        ("{% if yes %}\n  <b>\n    {{ yes }}\n  </b>\n{% endif %}\n", "<b>1</b>"),
        ("{{ yes }}\n{{ yes }}", "11"),
        ('<i{% if yes %} lang="de"{% endif %}\n    hidden></i>', '<i lang="de" hidden></i>'),
        ("<i title=\"{{ yes }}\"\n    {{ 'hidden' }}></i>", '<i title="1" hidden></i>'),
        ("a{# said\n  aside #}\n\n  b", "ab"),
        ("<p>\n　indented as Chinese is</p>", "<p>　indented as Chinese is</p>"),
    ],
)
def test_what_is_written_and_what_is_read(written, read):
    assert sent(written, yes=1) == read


def test_what_a_value_holds_is_kept():
    assert sent("<pre>\n{{ text }}\n</pre>", text="a\n  b\n") == "<pre>a\n  b\n</pre>"


def test_a_letter_keeps_its_lines():
    assert sent("Dear {{ who }},\n\nyes.\n", "letter.txt", who="Li") == "Dear Li,\n\nyes."


def test_the_portal_sends_no_line_breaks_of_its_own(web):
    page = web.as_("wang").get("/customers/").get_data(as_text=True)
    assert "\n" not in page
