"""Papers of graded records: each look on record, each copy with its reader across it (C7)."""

import io

import pypdfium2
import pytest
from PIL import Image
from sqlalchemy import select

from models.files.records import CustomerFile
from models.platform.storage import Attachment
from models.words.access import Secrecy
from portal.platform.storage import pdf
from tests.attacks.looking import change, entries
from tests.office import test_attachments, test_pdf_pages


def upload(web, office, file, who="owen", name="contract.pdf", data=None):
    data = {"file": (io.BytesIO(data or test_pdf_pages.book()), name)}
    with web.work() as work:
        owner = select(CustomerFile.owner_id).where(CustomerFile.id == office[file])
        assert work.session.scalar(owner) == web.people[who]
    answer = web.as_(who).post(f"/attachments/file/{office[file]}/", data=data)
    assert answer.status_code == 303
    with web.work() as work:
        newest = select(Attachment.id).order_by(Attachment.id.desc()).limit(1)
        return work.session.scalar(newest)


def test_each_page_and_the_download_of_a_paper_are_entries_of_their_own(web, office):
    paper, sun = upload(web, office, "secret"), web.as_("sun")
    for _ in range(2):
        assert sun.get(f"/attachments/{paper}/pages/").status_code == 200
        assert sun.get(f"/attachments/{paper}/download/").status_code == 200
    seen = [told["facts"]["way"] for *_rest, told in entries(web, "view", "download")]
    assert seen == ["preview", "download"]


def test_a_refused_paper_names_its_record(web, office):
    paper = upload(web, office, "secret")
    assert web.as_("ann").get(f"/attachments/{paper}/download/").status_code == 404
    found = entries(web, "attachments.view")
    assert [(kind, id) for _who, kind, id, _told in found] == [("file", office["secret"])]


def test_paper_without_its_entry_is_not_given(web, office, unwritable):
    paper, sun = upload(web, office, "secret"), web.as_("sun")
    for way in ("view", "pages", "download"):
        assert sun.get(f"/attachments/{paper}/{way}/").status_code == 503, way


def drawn(data, number=0):
    """A page of a PDF as it is seen."""
    return pypdfium2.PdfDocument(data)[number].render().to_pil().convert("L")


def test_every_page_of_a_secret_pdf_is_stamped_and_a_plain_one_is_not(web, office):
    secret, plain = upload(web, office, "secret"), upload(web, office, "plain")
    change(web, CustomerFile, office["plain"], title="x")
    change(web, Attachment, plain, secrecy=Secrecy.NORMAL)
    sun = web.as_("sun")
    taken = sun.get(f"/attachments/{secret}/download/")
    assert taken.status_code == 200
    for number in range(3):
        assert drawn(taken.data, number).getextrema()[0] < 250, number
    assert drawn(test_pdf_pages.book()).getextrema()[0] > 250


def test_what_one_person_was_shown_is_not_what_another_is(web, office):
    paper = upload(web, office, "secret", name="a.png", data=picture())
    first, second = (web.as_(who).get(f"/attachments/{paper}/view/") for who in ("sun", "wang"))
    assert first.status_code == second.status_code == 200
    assert first.data != second.data
    assert "no-store" in first.headers["Cache-Control"]


def picture():
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "white").save(out, "PNG")
    return out.getvalue()


def test_the_mark_names_account_and_time_and_no_argument_of_a_process_does(
    web, office, monkeypatch
):
    paper, seen, run = upload(web, office, "secret"), [], pdf.subprocess.run

    def note(command, **more):
        seen.append((command, more["input"].decode()))
        return run(command, **more)

    monkeypatch.setattr(pdf.subprocess, "run", note)
    assert web.as_("sun").get(f"/attachments/{paper}/download/").status_code == 200
    ((command, mark),) = seen
    assert " sun KH-2026-0001 2026-11-23 12:00" in mark
    assert not any("sun" in each for each in command)


@pytest.mark.parametrize("name", ["notes.txt", "locked.pdf"])
def test_what_takes_no_mark_goes_out_only_for_a_reason_on_record(web, office, name):
    data = test_attachments.PDF if name.endswith("pdf") else "合同要点".encode()
    paper = upload(web, office, "secret", name=name, data=data)
    path = f"/attachments/{paper}/download/"
    sun = web.as_("sun")
    asked = sun.get(path)
    assert asked.status_code == 200
    assert "用途" in asked.text
    assert data not in asked.data
    assert sun.post(path, data={"reason": "看"}).status_code == 422
    assert sun.post(path, data={"reason": "核对合同签章页"}, buffered=True).data == data
    *_others, (who, _kind, id, told) = entries(web, "download")
    assert (who, id) == (web.people["sun"], office["secret"])
    assert told["facts"]["reason"] == "核对合同签章页"
    assert web.as_("ann").post(path, data={"reason": "核对合同签章页"}).status_code == 404


def test_a_paper_of_an_ungraded_file_needs_no_reason(web, office):
    paper = upload(web, office, "plain", name="notes.txt", data="合同要点".encode())
    taken = web.as_("sun").get(f"/attachments/{paper}/download/", buffered=True)
    assert taken.data == "合同要点".encode()


def test_the_web_process_does_not_load_what_draws(web):
    """Its memory stays flat: pages, marks and stamps are made elsewhere."""
    assert "pypdfium2" not in vars(pdf)
