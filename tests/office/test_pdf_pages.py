"""A PDF is looked at page by page, as pictures drawn apart from the portal (C7, SEC-5)."""

import io

import pytest
from PIL import Image
from sqlalchemy import select

from models.files.records import CustomerFile
from models.platform.audit import AuditEntry
from models.platform.storage import Attachment
from models.words.access import Secrecy, Way
from portal.errors import Invalid, NotAllowed, NotFound
from portal.office import paper_reading
from portal.platform.storage import pdf
from tests.office import test_attachments
from tests.office.test_attachments import put
from tests.support import make

key = test_attachments.key


def book(pages=3, size=(595, 842), colour="white"):
    """A PDF of blank pages, as Pillow writes it."""
    out, sheets = io.BytesIO(), [Image.new("RGB", size, colour) for _ in range(pages)]
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:])
    return out.getvalue()


def page(stage, id, number=1, who="owen"):
    with stage.work(who) as work:
        paper = paper_reading.note_read(work, id, Way.PREVIEW, page=number)
        return paper_reading.serve_page(work, paper, number)


def test_each_page_is_a_picture_and_each_look_is_recorded(stage, key):
    id = put(stage, key, data=book())
    for number in (1, 3):
        pages, served = page(stage, id, number)
        assert (pages, served.media_type, served.inline) == (3, "image/jpeg", True)
        assert served.name == f"应诉通知书-{number}.jpg"
        with Image.open(io.BytesIO(served.data)) as drawn:
            assert max(drawn.size) == pdf.EDGE
    looks = stage.session.scalars(select(AuditEntry).where(AuditEntry.happened == "view"))
    assert [look.details["facts"]["page"] for look in looks] == [1, 3]


def test_a_graded_page_carries_a_mark(stage, key):
    id = put(stage, key, data=book(1))
    graded = page(stage, id)[1].data
    with stage.work() as work:
        work.session.get(Attachment, id).secrecy = Secrecy.NORMAL
        work.session.get(CustomerFile, key).secrecy = Secrecy.NORMAL
    plain = page(stage, id)[1].data
    assert len(graded) > len(plain) * 2


@pytest.mark.parametrize("number", [0, -1, 4, 10**9])
def test_there_is_no_other_page(stage, key, number):
    id = put(stage, key, data=book())
    with pytest.raises(NotFound):
        page(stage, id, number)


@pytest.mark.parametrize("data", [b"%PDF-1.7\n%%EOF\n", b"%PDF-1.4\n" + b"\x00\xff" * 5000])
def test_a_damaged_pdf_is_offered_for_download(stage, key, data):
    with pytest.raises(Invalid, match="damaged"):
        page(stage, put(stage, key, data=data))


def test_what_takes_too_long_or_dies_is_given_up(stage, key, monkeypatch):
    id = put(stage, key, data=book())
    monkeypatch.setattr(pdf, "PROGRAM", "/nowhere/there.py")
    with pytest.raises(Invalid, match="too large"):
        page(stage, id)


def test_only_a_pdf_has_pages_and_only_for_those_with_the_right(stage, key):
    with pytest.raises(NotFound):
        page(stage, put(stage, key, "说明.txt", "文字".encode()))
    id = put(stage, key, data=book())
    with pytest.raises(NotAllowed):
        page(stage, id, who="ann")
    with pytest.raises(NotFound):
        page(stage, id, who="bo")


def test_the_page_leads_to_the_others(web):
    file = make.draft(web, make.file_class(web), make.customer(web), make.box(web))
    id = put(web, file, data=book())
    client = web.as_("owen")
    first = client.get(f"/attachments/{id}/pages/").text
    assert "第 1 页，共 3 页" in first
    assert "?page=2" in first
    assert 'rel="prev"' not in first
    last = client.get(f"/attachments/{id}/pages/?page=3").text
    assert "data:image/jpeg;base64," in last
    assert 'rel="next"' not in last
    assert client.get(f"/attachments/{id}/pages/?page=9").status_code == 404
    assert f"/attachments/{id}/pages/" in client.get(f"/files/{file}/").text
