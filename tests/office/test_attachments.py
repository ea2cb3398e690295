"""Attachments: kept whole, served safe, watermarked when graded, every read recorded (C7, SEC-5)."""

import io
import os
import struct
import zlib
from dataclasses import replace
from datetime import date, timedelta

import pytest
from PIL import Image
from sqlalchemy import select

from models.files.records import CustomerFile, Item
from models.platform.audit import AuditEntry
from models.platform.notices import Notice
from models.platform.records import Setting
from models.platform.storage import Attachment
from models.words.access import Secrecy, Way
from models.words.kinds import Kind
from models.words.lending import Action
from models.words.permissions import Permission as P
from portal.errors import IllegalMove, Invalid, NotAllowed, NotFound, PortalError, TooLarge
from portal.files import fixity, items
from portal.office import attachments, paper_reading
from portal.platform.storage import pictures
from portal.platform.storage.bytes import Storage
from portal.platform.storage.papers import list_attachments
from tests.support import asking, make
from tests.support.runs import Run

PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def config(config, tmp_path):
    """A storage of their own: what is swept here is not what another test keeps."""
    return replace(config, instance=tmp_path)


@pytest.fixture
def key(stage):
    return make.draft(stage, make.file_class(stage), make.customer(stage), make.box(stage))


def put(stage, key, name="应诉通知书.pdf", data=PDF, who="owen", item=None):
    with stage.work(who) as work:
        return attachments.attach_file(work, Kind.FILE, key, name, io.BytesIO(data), item).id


def serve(stage, id, who="owen", *, inline=False):
    with stage.work(who) as work:
        paper = paper_reading.note_read(work, id, Way.PAPER if inline else Way.DOWNLOAD)
        return paper_reading.serve_attachment(work, paper, inline=inline)


def photo(size=(640, 480), kind="JPEG", **options):
    out = io.BytesIO()
    Image.effect_noise(size, 40).convert("RGB").save(out, kind, **options)
    return out.getvalue()


def with_place():
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[1] = "N"
    return photo(exif=exif)


def audited(stage):
    rows = stage.session.scalars(select(AuditEntry).order_by(AuditEntry.seq))
    return [(r.happened, r.subject, r.details.get("facts", {}).get("name")) for r in rows]


def test_a_true_name_a_random_key_and_the_sha256_are_kept(stage, key):
    row = stage.session.get(Attachment, put(stage, key))
    assert (row.name, row.media_type, row.size) == ("应诉通知书.pdf", "application/pdf", len(PDF))
    assert len(row.sha256) == 64
    assert "应诉" not in row.storage_key
    served = serve(stage, row.id)
    assert (served.name, served.inline, served.path.read_bytes()) == (row.name, False, PDF)
    assert audited(stage)[-2:] == [("attach", "file", row.name), ("download", "file", row.name)]


def test_a_paper_of_the_file_may_be_named_and_no_other(stage, key):
    item = stage.session.scalars(select(Item.id).where(Item.file_id == key)).one()
    assert stage.session.get(Attachment, put(stage, key, item=item)).item_id == item
    with pytest.raises(Invalid):
        put(stage, key, item=item + 99)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.html", b"<html>"),
        ("a.svg", b"<svg/>"),
        ("a.png", PDF),
        ("a.pdf", b""),
        ("a.png", photo(kind="PNG")[:200]),
        ("a.txt", photo()),
        ("noname", PDF),
        ("a.jpg", photo() + b"PK\x05\x06" + b"\x00" * 18),
    ],
)
def test_sec5_what_is_refused_leaves_nothing_behind(stage, key, config, name, data):
    before = sorted(config.storage.rglob("*"))
    with pytest.raises(PortalError):
        put(stage, key, name, data)
    left = [p for p in sorted(config.storage.rglob("*")) if p.is_file() and p not in before]
    assert left == []


def test_too_large_is_said_with_the_limit(stage, key):
    with stage.work() as work:
        work.add(
            Setting(name="upload_megabytes", value={"value": 1}, changed_at=work.now, changed_by=0)
        )
    with pytest.raises(TooLarge, match="1 MB"):
        put(stage, key, data=PDF + b"\x00" * 1_100_000)


def test_a_picture_of_too_many_pixels_is_refused_unopened(stage, key):
    flat = io.BytesIO()
    Image.new("1", (9000, 9000)).save(flat, "PNG")
    assert len(flat.getvalue()) < 100_000
    with pytest.raises(TooLarge, match="9000"):
        put(stage, key, "bomb.png", flat.getvalue())


def test_the_served_picture_is_drawn_anew_and_the_original_kept(stage, key, config):
    """R-22: that it was looked at is an entry."""
    data = with_place()
    id = put(stage, key, "门头.jpg", data)
    served = serve(stage, id, inline=True)
    assert (served.name, served.media_type, served.inline) == ("门头.jpg", "image/jpeg", True)
    assert b"SecretCamera" in data
    assert b"SecretCamera" not in served.data
    assert not Image.open(io.BytesIO(served.data)).getexif()
    kept = stage.session.get(Attachment, id)
    assert next(config.storage.rglob(kept.storage_key)).read_bytes() == data
    assert audited(stage)[-1][0] == "view"


def test_c7_graded_pictures_carry_who_what_and_when(stage, key):
    id = put(stage, key, "a.png", photo(kind="PNG"))
    with stage.work("wang") as work:
        row = work.session.get(Attachment, id)
        mark = paper_reading.watermark(work, row)
    assert "2026-11-23 12:00" in mark
    who = "王档" if pictures.can_write_chinese() else f"#{stage.people['wang']}"
    assert mark.startswith(who)
    graded = serve(stage, id, "wang", inline=True).data
    with stage.work() as work:
        row = work.session.get(Attachment, id)
        row.secrecy = Secrecy.NORMAL
        work.session.get(CustomerFile, key).secrecy = Secrecy.NORMAL
    assert serve(stage, id, "wang", inline=True).data != graded


def test_who_may_see_a_file_may_not_yet_read_it(stage, key):
    id = put(stage, key)
    with pytest.raises(NotAllowed):
        serve(stage, id, "ann")
    with pytest.raises(NotFound):
        serve(stage, id, "bo")
    with pytest.raises(NotAllowed):
        put(stage, key, who="ann")
    assert serve(stage, id, "sun").name


def test_i7_what_is_filed_is_withdrawn_by_the_records_manager_with_a_reason(stage):
    box = make.box(stage, "B2")
    filed = make.filed(stage, make.file_class(stage, "DA"), make.customer(stage, "乙"), box)
    id = put(stage, filed)

    def withdraw(who, reason):
        with stage.work(who) as work:
            held = attachments.find_attachment(work, id, lock=True)
            attachments.withdraw_attachment(work, held, reason=reason)

    with pytest.raises(IllegalMove):
        withdraw("owen", "误传")
    with pytest.raises(Invalid):
        withdraw("li", "  ")
    withdraw("li", "误传")
    with pytest.raises(NotFound):
        serve(stage, id, "li")
    with stage.work("li") as work:
        assert list_attachments(work, Kind.FILE, filed) == []
        assert work.session.get(Attachment, id).withdrawn_at


def test_a9_changed_or_missing_bytes_are_found_and_told(stage, key, config):
    whole, changed, gone = (put(stage, key, f"{n}.pdf") for n in "abc")
    paths = {
        id: next(config.storage.rglob(stage.session.get(Attachment, id).storage_key))
        for id in (whole, changed, gone)
    }
    paths[changed].write_bytes(PDF + b"x")
    paths[gone].unlink()
    fixity.check_stored_bytes(Run(stage))
    fixity.check_stored_bytes(Run(stage))
    told = stage.session.execute(select(Notice.user_id, Notice.values).order_by(Notice.id)).all()
    assert {(user, values["name"]) for user, values in told} == {
        (stage.people[who], name) for who in ("li", "gm") for name in ("b.pdf", "c.pdf")
    }
    assert len(told) == 4, "each is told once"
    assert audited(stage)[-1][0] == "check_bytes"


def test_stray_bytes_are_swept_after_a_day_and_never_those_of_a_record(stage, key, config):
    kept, withdrawn = put(stage, key), put(stage, key, "2.pdf")
    with stage.work("owen") as work:
        held = attachments.find_attachment(work, withdrawn, lock=True)
        attachments.withdraw_attachment(work, held, reason="误传")
    store = Storage(config.storage)
    old, fresh = store.put(io.BytesIO(b"old")), store.put(io.BytesIO(b"fresh"))
    half = store.path(old.key).with_suffix(".part")
    half.write_bytes(b"half")
    rows = [stage.session.get(Attachment, id).storage_key for id in (kept, withdrawn)]
    before = (stage.now - timedelta(days=1, seconds=1)).timestamp()
    for path in (store.path(old.key), half, *(store.path(name) for name in rows)):
        os.utime(path, (before, before))
    after = stage.now.timestamp()
    os.utime(store.path(fresh.key), (after, after))
    fixity.sweep_stray_bytes(Run(stage))
    assert not half.exists()
    assert not (config.storage / old.key[:2] / old.key).exists()
    assert all(store.path(name) for name in (*rows, fresh.key))
    assert audited(stage)[-1][0] == "sweep_bytes"


def test_an_item_can_be_added_and_carry_its_scan(stage, key):
    with stage.work("owen") as work:
        file = work.get(CustomerFile, key, P.FILE_SEE)
        item = items.add_item(
            work, file, {"title": "合同", "pages": 2, "dated_on": date(2026, 1, 1)}
        )
        attachments.attach_file(work, Kind.FILE, key, "合同.pdf", io.BytesIO(PDF), item.id)
    assert len(stage.session.scalars(select(Attachment)).all()) == 1


def test_sc02_an_applicant_reads_the_scan_inside_the_window_and_not_after(stage):
    asking.chains(stage)
    first, second = asking.files(stage, 2)
    scan, other = put(stage, first, who="wang"), put(stage, second, who="wang")
    with pytest.raises(NotAllowed, match="approved request"):
        serve(stage, scan, "ann")
    asking.approved(stage, "ann", asking.ask(Action.VIEW, [first]))
    assert serve(stage, scan, "ann").name
    with pytest.raises(NotAllowed):
        serve(stage, other, "ann")
    stage.now += timedelta(days=30)
    with pytest.raises(NotAllowed, match="LY-202611-0001"):
        serve(stage, scan, "ann")


@pytest.mark.parametrize("size", [60_000, 2**31 - 1])
def test_a_picture_that_would_fill_the_memory_is_a_sentence(stage, key, size):
    """A head of 33 bytes that promises billions of pixels."""
    head = b"IHDR" + struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
    end = struct.pack(">I", 0) + b"IEND" + struct.pack(">I", zlib.crc32(b"IEND"))
    bomb = b"\x89PNG\r\n\x1a\n" + chunk + end
    with pytest.raises(TooLarge, match=r"bomb\.png"):
        put(stage, key, "bomb.png", bomb)
