"""Every form, every field: empty, too long, of another type. A sentence at the field, never a 500,
and nothing typed is lost. The forms are those the matrix knows somebody may open.
"""

import re
from html.parser import HTMLParser

import pytest

from portal.platform.texts import tidy_lines
from tests.shell.test_permissions import ASKED, PEOPLE, address, part, table
from tests.support import make
from tests.support.pages import record_views
from views.shell.forms import fields as kinds

LONG = "长文" * 4_000
ODD = "\u202e<b>\"'&amp;\u00a0壹"
# What no field of the type can be.
NEVER = {
    kinds.DayField: ("2026-13-45", "昨天", "0000-00-00", "9" * 40),
    kinds.MomentField: ("2026-13-45T99:00", "昨天", "9" * 40),
    kinds.NumberField: ("abc", "１．５", "-", "9" * 400),
    kinds.MoneyField: ("abc", "1,2,3.4.5", "1e5000"),
    kinds.LookupField: ("abc", "-1", "9" * 40),
    kinds.EnumField: ("nothing", LONG[:50]),
    kinds.ChoiceField: ("nothing", "9" * 40),
}
NOBODY = "999999999"  # an id of nothing: looked up only once the rest of the form is right
ANY = ("", LONG, ODD)


def forms():
    """(screen, rule, who may open it) of every form of every record screen."""
    for (method, rule), said in sorted(table().items()):
        opens = [name for name, status in zip(PEOPLE, said, strict=True) if status == 200]
        if method == "GET" and opens and re.search(r"/(new|edit)/$|/do/\w+/$", rule):
            yield part((method, rule)), rule, opens[0]


class Controls(HTMLParser):
    """The names and values of the controls of a page, as a browser would send them."""

    def __init__(self, text):
        super().__init__()
        self.values, self.area, self.select, self.copied = {}, "", "", False
        self.chosen = set()  # what cannot hold just anything
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name = given.get("name") or ""
        self.copied = self.copied or tag == "template"  # a row to copy is not sent
        if self.copied or (not name and tag != "option"):
            return
        if tag == "textarea":
            self.area, self.values[name] = name, ""
        elif tag == "select":
            self.select = name
            self.chosen.add(name)
        elif (
            tag == "option"
            and self.select
            and ("selected" in given or self.select not in self.values)
        ):
            self.values[self.select] = given.get("value") or ""
        elif (
            tag == "input"
            and name not in ("csrf_token", "sure")
            and (given.get("type") not in ("checkbox", "radio") or "checked" in given)
        ):
            self.values[name] = given.get("value") or ""

    def handle_data(self, data):
        if self.area:
            self.values[self.area] += data

    def handle_endtag(self, tag):
        self.copied = self.copied and tag != "template"
        self.area = "" if tag == "textarea" else self.area
        self.select = "" if tag == "select" else self.select


def form_of(app, screen, rule):
    """The form class behind an address; None where a screen draws its own."""
    view = next((v for v in record_views(app) if v.url == f"/{screen}"), None)
    if view is None:
        return None
    if "/do/" in rule:
        name = rule.split("/")[-2]
        return next(act.form for act in view.acts if act.name == name)
    return view.form


def typed(app, form, name):
    """The class of a field, rows of sub-forms left out."""
    unbound = getattr(form, name, None)
    return getattr(unbound, "field_class", None)


@pytest.mark.slow
@pytest.mark.parametrize(("screen", "rule", "who"), list(forms()))
def test_every_field_takes_or_names_whatever_is_typed(sales, screen, rule, who):
    url, app = address(("GET", rule), sales.ids), sales.web.app
    form, base = form_of(app, screen, rule), opened(sales, who, url)
    if form is None:  # a confirmation: nothing is typed
        answer = sales.web.as_(who).post(url, data={**base, "sure": "1", "typed": ODD})
        assert answer.status_code in (303, 409, 422)
        return
    for name, value in cases(app, form, base):
        given = {**base, "sure": "1", name: value}
        answer = sales.web.as_(who).post(url, data=given, buffered=True)
        assert answer.status_code in (303, 409, 413, 422), (name, value[:40])
        wrong = never(app, form, name, value)
        if answer.status_code == 303:
            sales.again()
            assert not wrong, f"{name} took {value[:40]!r}"
            assert value != NOBODY, f"{name} took an id of nothing"
        elif answer.status_code == 422:
            own = re.escape(name)
            named = re.search(rf'id="{own}(-ac)?-e"|href="#{own}"', answer.text)
            assert named or not wrong, f"{name} is not named for {value[:40]!r}"
            kept(answer.text, form, given, name, value)


def opened(sales, who, url):
    page = sales.web.as_(who).get(url)
    assert page.status_code == 200, url
    return Controls(page.text.partition("<main")[2] or page.text).values


def cases(app, form, values):
    """Each field in turn; of the rows of a sub-form the first."""
    for name in values:
        field = typed(app, form, name)
        if name in ("revision", "opened", "submission", "next", "again") or name.endswith("-id"):
            continue
        nothing = (NOBODY,) if field is kinds.LookupField else ()
        for value in dict.fromkeys((*ANY, *NEVER.get(field, ()), *nothing)):
            yield name, value


def never(app, form, name, value):
    return value in NEVER.get(typed(app, form, name), ())


def kept(text, form, given, name, value):
    """What was typed stands in the page again, in the field and in those beside it."""
    page = Controls(text)
    again = page.values
    lines = {k: v for k, v in given.items() if k in again and v.strip() and len(v) < 9_000}
    for key, was in lines.items():
        field = getattr(getattr(form, key, None), "field_class", None)
        if key in page.chosen or key.endswith("_id") or field is kinds.MomentField:
            continue
        now = again[key].strip()
        assert now in (was.strip(), tidy_lines(was)) or (key == name and value in text), (
            f"{key}: {was[:40]!r} is lost"
        )


@pytest.mark.slow
@pytest.mark.parametrize("rows", ["none", "one", "many"])
def test_every_screen_stands_with_no_row_with_one_and_with_many(web, request, rows):
    """Every list, its filtered-empty state, and the pages around it, for who may open them."""
    if rows != "none":
        sales = request.getfixturevalue("sales")
        for number in range(60 if rows == "many" else 0):
            make.customer(web, f"上海第{number}贸易有限公司")
            make.box(sales.web, f"M{number}")
    assert sum(open_pages(web)) > 150
    for view in record_views(web.app):
        who = next((n for n in PEOPLE[1:] if view.opens_to(actor(web, n))), None)
        if who:
            page = web.as_(who).get(f"{view.url}/?size=20&page=2", buffered=True)
            assert page.status_code == 200, view.url
            assert web.as_(who).get(f"{view.url}/?search=没有这样的东西").status_code in (200, 422)


def open_pages(web):
    """Every page without an id, by everybody whom the matrix lets in."""
    for (method, rule), said in sorted(table().items()):
        if method != "GET" or "<" in rule or rule.startswith(("/sign_in", "/assets")):
            continue
        for name, status in zip(PEOPLE, said, strict=True):
            if status == 200 and name != "nobody":
                page = web.as_(name).get(rule, buffered=True)
                assert page.status_code == 200 or rule in ASKED, (name, rule)
                yield 1


def actor(web, name):
    with web.arena.work(name) as work:
        return work.actor
