"""Every screen has its section in the manual, in both languages, from the texts in docs/help."""

import re

import pytest

from views.shell.i18n import LANGUAGES
from views.shell.manual import FOLDER, draw_text, read_manual
from views.shell.screens import PublicScreen, Screen

# Answers of scripts and papers: nobody reads these as pages.
NO_PAGES = {"attachments", "lookup", "manual", "palette", "reveal"}


def screens(web):
    views = web.app.extensions["admin"][0]._views
    return [v for v in views if isinstance(v, Screen) and not isinstance(v, PublicScreen)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_has_its_section(web, language):
    manual = read_manual(language)
    wanted = {view.endpoint for view in screens(web)} - NO_PAGES
    assert wanted - set(manual) == set()
    assert set(manual) - wanted == set()
    assert all(section.title and len(section.body) > 20 for section in manual.values())


def test_the_question_mark_leads_to_the_section_of_the_screen(web):
    client = web.as_("li")
    page = client.get("/file_classes/").text
    assert 'href="/help/file_classes/"' in page
    assert "已经建立的档案沿用建立时的版本" in client.get("/help/file_classes/").text
    sheet = client.get("/help/file_classes/", headers={"X-Partial": "sheet"}).text
    assert "<html" not in sheet
    assert "所有页面" in client.get("/help/nothing/").text
    english = web.as_("li")
    english.set_cookie("language", "en")
    assert "Files keep the version" in english.get("/help/file_classes/").text


def test_every_link_of_the_manual_leads_to_a_page(web):
    for language in LANGUAGES:
        text = (FOLDER / f"{language}.md").read_text(encoding="utf-8")
        for url in set(re.findall(r"\]\((/[^)#]*)", text)):
            rules = web.app.url_map.bind("x")
            assert rules.match(url, method="GET"), url


def test_what_is_no_mark_of_ours_is_text():
    drawn = draw_text("a <b> & **bold** `?` [x](/inbox/) [y](javascript:1)\n\n- one\n- two")
    assert drawn == (
        '<p>a &lt;b&gt; &amp; <b>bold</b> <kbd>?</kbd> <a href="/inbox/">x</a> '
        "[y](javascript:1)</p><ul><li>one</li><li>two</li></ul>"
    )
