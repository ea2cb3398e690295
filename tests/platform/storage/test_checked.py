"""Stored bytes that changed are never delivered as right (SEC-23)."""

import pytest
from sqlalchemy import select

from models.files.records import CustomerFile
from models.platform.audit import AuditEntry
from models.platform.records import Setting
from models.platform.storage import Attachment
from models.words.access import Secrecy
from portal.office import attachments, paper_reading
from portal.platform.storage.bytes import Storage
from portal.platform.storage.checked import Damaged
from tests.office.test_attachments import config, key, put, serve  # noqa: F401  (fixtures)

LONGER, OTHER = b"%PDF-1.7\n%%EOF\n\n", b"%PDF-1.7\n%%E0F\n"


def spoil(stage, id, data):
    row = stage.session.get(Attachment, id)
    Storage(stage.config.storage).path(row.storage_key).write_bytes(data)


def compared(stage, percent):
    kept = {"value": {"value": percent}, "changed_at": stage.now, "changed_by": 0}
    stage.session.add(Setting(name="checked_share", **kept))
    stage.session.commit()


def test_a_wrong_size_is_seen_each_time(stage, key):  # noqa: F811
    compared(stage, 0)
    id = put(stage, key)
    assert serve(stage, id).path
    spoil(stage, id, LONGER)
    with pytest.raises(Damaged, match="damaged"):
        serve(stage, id)


@pytest.mark.parametrize(("percent", "seen"), [(0, False), (100, True)])
def test_other_content_of_the_same_size_is_seen_in_a_share(stage, key, percent, seen):  # noqa: F811
    compared(stage, percent)
    stage.session.get(CustomerFile, key).secrecy = Secrecy.NORMAL
    stage.session.commit()
    id = put(stage, key)
    spoil(stage, id, OTHER)
    if seen:
        with pytest.raises(Damaged):
            serve(stage, id)
    else:
        assert serve(stage, id).path


def test_graded_papers_are_compared_always(stage, key):  # noqa: F811
    compared(stage, 0)
    id = put(stage, key)
    stage.session.get(Attachment, id).secrecy = Secrecy.SECRET
    stage.session.commit()
    spoil(stage, id, OTHER)
    with pytest.raises(Damaged):
        serve(stage, id)


def test_what_was_wrong_is_on_record(stage, key):  # noqa: F811
    id = put(stage, key)
    spoil(stage, id, LONGER)
    with pytest.raises(Damaged), stage.work("owen", about="attachments.download") as work:
        paper = attachments.find_attachment(work, id)
        paper_reading.serve_attachment(work, paper, inline=False)
    last = stage.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert last.refused
    assert "damaged" in last.details["reason"]
