"""Filing in Chromium: the register, a file, the tree of places; no violation, nothing overflows."""

import io

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.files.places import Place
from models.files.records import FileClass
from models.words.kinds import Kind
from portal.office import attachments
from portal.seed.files import seed_files
from tests.support import make


@pytest.fixture
def key(browser):
    """A filed file with a picture and a notice; its id."""
    web = browser.web
    with web.work() as work:
        seed_files(work)
    with Session(web.arena.engine) as session:
        box = session.scalars(select(Place.id).where(Place.capacity.is_not(None))).first()
        classes = dict(session.execute(select(FileClass.code, FileClass.id)).all())
    customer = make.customer(web)
    key = make.filed(web, classes["KH"], customer, box)
    for n in range(6):
        make.draft(web, classes["DA"], customer, box, key=str(n))
    picture = io.BytesIO()
    Image.effect_noise((800, 500), 30).convert("RGB").save(picture, "PNG")
    with web.work("owen") as work:
        attachments.attach_file(
            work, Kind.FILE, key, "门头照片.png", io.BytesIO(picture.getvalue())
        )
        attachments.attach_file(
            work, Kind.FILE, key, "应诉通知书.pdf", io.BytesIO(b"%PDF-1.7\n%%EOF\n")
        )
    return key


PAGES = (
    ("/files/", "wang"),
    ("/files/{key}/", "wang"),
    ("/files/new/", "owen"),
    ("/places/", "wang"),
    ("/places/1/labels/", "wang"),
    ("/file_classes/1/", "li"),
    ("/file_classes/new/", "li"),
    ("/numbers/gaps/", "wang"),
)


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (390, True)])
def test_the_screens_are_whole_on_desk_and_phone(browser, key, width, dark):
    for path, name in PAGES:
        page = browser.page(name, width=width, dark=dark)
        answer = page.goto(path.format(key=key))
        assert answer.status == 200, path
        browser.axe(page)
        browser.no_sideways_scroll(page)
        browser.shoot(page, f"files{path.replace('/', '_').format(key=key)}{width}")
        page.context.close()
    assert browser.errors == []


def test_a_template_shows_its_number_while_it_is_typed(browser, key):
    page = browser.page("li")
    page.goto("/file_classes/new/")
    page.fill("#code", "zx")
    page.fill("#numbering", "{class}/{year}/{seq:3}")
    page.wait_for_selector(".numbering-now:has-text('ZX/2026/001')")
    page.fill("#numbering", "{class}")
    page.wait_for_selector(".numbering-now.bad")


def test_a_graded_picture_opens_marked_and_an_upload_by_drop_zone_is_kept(browser, key):
    page = browser.page("owen")
    page.goto(f"/files/{key}/")
    with page.context.expect_page() as opened:
        page.click("[aria-label='查看 门头照片.png']")
    assert opened.value.evaluate("document.contentType") == "image/jpeg"
    page.set_input_files(
        "#attachments input[type=file]",
        files=[
            {
                "name": "授权委托书.pdf",
                "mimeType": "application/pdf",
                "buffer": b"%PDF-1.7\n%%EOF\n",
            }
        ],
    )
    page.click("#attachments button:has-text('上传附件')")
    page.wait_for_selector("#attachments :text('授权委托书.pdf')")
    assert browser.errors == []


@pytest.mark.parametrize("width", [390, 1440])
def test_a_place_stands_further_in_than_what_holds_it(browser, key, width):
    page = browser.page("wang", width=width)
    page.goto("/places/")
    rows = page.evaluate(
        "[...document.querySelectorAll('.places tbody tr')].map(row => [+row.cells[0].className"
        ".slice(1), row.cells[0].querySelector('a').getBoundingClientRect().left])"
    )
    lefts = dict(rows)
    assert sorted(lefts) == list(range(len(lefts)))
    assert len(lefts) > 2
    assert [lefts[depth] for depth in sorted(lefts)] == sorted(set(lefts.values()))
