"""I-6 ▲: whoever changes the audit is refused by the database, and found if they get round it."""

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from models.system import AuditAnchor, AuditEntry, AuditHead, Notice
from models.words.kinds import Kind
from portal.engines import anchors, audit
from portal.events import Done
from portal.services import auditing

LOG, HEAD = AuditEntry.__table__, AuditHead.__table__


@pytest.fixture
def trail(arena):
    """Twelve entries in six transactions, anchored after the eighth."""
    for number in range(6):
        with arena.work("ann") as work:
            for part in "ab":
                work.record(Done(kind=Kind.USER, id=number, action="greet", facts={"字段": part}))
        if number == 3:
            with arena.work() as work:
                seq, mark = audit.head(work.session)
    arena.outside = {seq: mark}
    return arena


def faults(arena, outside=None, key=None):
    with arena.work() as work:
        return list(audit.verify(work.session, key or arena.config.audit_key, outside))


def cheat(arena, *statements):
    """As somebody with the database's own rights, who drops the triggers first."""
    with arena.engine.begin() as connection:
        if arena.engine.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE audit DISABLE TRIGGER ALL"))
        else:
            for name in ("update", "delete", "gap"):
                connection.execute(text(f"DROP TRIGGER audit_no_{name}"))
        for statement in statements:
            connection.execute(statement)


def test_whole_is_whole(trail):
    assert faults(trail, trail.outside) == []


@pytest.mark.parametrize(
    "statement",
    [
        update(LOG).where(LOG.c.seq == 3).values(happened="x"),
        delete(LOG).where(LOG.c.seq == 12),
        insert(LOG).from_select(
            LOG.c.keys(),
            select(*[(LOG.c.seq + 40 if c.name == "seq" else c) for c in LOG.c]).limit(1),
        ),
    ],
    ids=["change", "delete", "gap"],
)
def test_the_database_itself_refuses(trail, statement):
    with pytest.raises(DBAPIError, match="audit entries"), trail.engine.begin() as connection:
        connection.execute(statement)
    assert faults(trail) == []


@pytest.mark.parametrize(
    ("statements", "first"),
    [
        ([update(LOG).where(LOG.c.seq == 7).values(actor_id=99)], "entry 7 was changed"),
        ([update(LOG).where(LOG.c.seq == 7).values(details={})], "entry 7 was changed"),
        ([delete(LOG).where(LOG.c.seq == 5)], "entry 5 is missing"),
        ([delete(LOG).where(LOG.c.seq == 1)], "entry 1 is missing"),
        (
            [
                update(LOG).where(LOG.c.seq == 3).values(seq=99),
                update(LOG).where(LOG.c.seq == 4).values(seq=3),
                update(LOG).where(LOG.c.seq == 99).values(seq=4),
            ],
            "entry 3 does not follow",
        ),
        ([delete(LOG).where(LOG.c.seq > 10)], "the head does not match"),
        ([update(HEAD).values(seq=11)], "the head does not match"),
    ],
    ids=["actor", "details", "middle", "first", "swap", "tail", "head"],
)
def test_every_cheat_is_found_and_the_first_broken_entry_named(trail, statements, first):
    cheat(trail, *statements)
    assert faults(trail)[0].startswith(first)


def test_a_tail_cut_with_the_head_rolled_back_is_found_by_the_anchor(trail):
    seven = select(LOG.c.hash).where(LOG.c.seq == 7).scalar_subquery()
    cheat(trail, update(HEAD).values(seq=7, hash=seven), delete(LOG).where(LOG.c.seq > 7))
    assert faults(trail) == []  # nothing inside the database can tell
    assert faults(trail, trail.outside) == ["entry 8 was anchored and is missing: the log was cut"]


def test_a_rewrite_with_the_very_key_is_found_by_the_anchor(trail):
    with trail.engine.begin() as connection:
        rows = [dict(r) for r in connection.execute(select(LOG).order_by(LOG.c.seq)).mappings()]
    previous = rows[0]["previous"]
    for row in rows:
        row["actor_id"], row["previous"] = 1, previous
        previous = row["hash"] = audit.digest(trail.config.audit_key, row)
    cheat(trail, delete(LOG), insert(LOG).values(rows), update(HEAD).values(hash=previous))
    assert faults(trail) == []
    assert faults(trail, trail.outside) == ["entry 8 differs from its anchor"]


def test_a_wrong_key_proves_nothing(trail):
    assert faults(trail, key=b"z" * 32)[0] == "entry 1 was changed"


def test_the_daily_anchor_is_on_disk_in_the_database_and_with_the_auditor_once(trail):
    file = anchors.path(trail.config)
    file.unlink(missing_ok=True)
    for _ in range(2):
        with trail.work() as work:
            auditing.anchor(work)
    kept = anchors.read(file)
    assert list(kept) == [12]
    with trail.work() as work:
        row = work.session.scalars(select(AuditAnchor)).one()
        told = work.session.scalars(select(Notice)).all()
    assert (row.seq, row.hash) == (12, kept[12])
    assert [(n.user_id, n.topic) for n in told] == [(trail.people["audit"], "audit_anchor")]
    cheat(trail, delete(LOG).where(LOG.c.seq > 11))
    assert "entry 12 was anchored and is missing: the log was cut" in faults(trail, kept)
    file.unlink()
