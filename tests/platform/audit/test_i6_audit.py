"""I-6 ▲: whoever changes the audit is refused by the database, and found if they get round it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from models.platform.audit import AuditAnchor, AuditEntry, AuditHead
from models.platform.notices import Notice
from models.triggers import wanted
from models.words import flaws
from models.words.kinds import Kind
from models.words.plurals import fill
from portal.errors import Conflict
from portal.events import Done
from portal.platform.audit import anchors, chain, locks
from portal.platform.audit import proofs as auditing
from portal.platform.language import translate_text
from portal.platform.notices.topics import TOPICS
from portal.platform.numbering import ledger

AUDIT = ("audit", "audit_head", "audit_anchors")
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
                seq, mark = chain.read_head(work.session)
    arena.outside = {seq: mark}
    return arena


def faults(arena, outside=None, key=None):
    with arena.work() as work:
        return list(chain.verify_chain(work.session, key or arena.config.audit_key, outside))


def cheat(arena, *statements):
    """As somebody with the database's own rights, who drops the triggers first."""
    with arena.engine.begin() as connection:
        if arena.engine.dialect.name == "postgresql":
            for table in AUDIT:
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        else:
            for trigger in wanted("sqlite"):
                if trigger.table in AUDIT:
                    connection.execute(text(f"DROP TRIGGER {trigger.name}"))
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
    "statement",
    [
        "UPDATE audit_head SET seq = 3",
        "DELETE FROM audit_head",
        "DELETE FROM audit_anchors",
        "UPDATE audit_anchors SET seq = 1",
        "UPDATE roles SET duty = 'business' WHERE code = 'auditor'",
        "UPDATE user_roles SET role_id = (SELECT id FROM roles WHERE code = 'auditor')",
        "UPDATE audit_head SET id = 2",
        "INSERT INTO audit_head (id, seq, hash) VALUES (2, 99, 'x')",
        "TRUNCATE audit",
    ],
)
def test_the_database_refuses_the_ways_round_it_too(trail, statement):
    if statement.startswith("TRUNCATE") and trail.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")
    with trail.work() as work:
        anchors.write_anchor(work)
    with pytest.raises(DBAPIError), trail.engine.begin() as connection:
        connection.execute(text(statement))
    assert faults(trail) == []


def test_a_lock_that_is_gone_or_was_changed_is_told(trail):
    with trail.work() as work:
        assert list(locks.missing_locks(work.session)) == []
    postgresql = trail.engine.dialect.name == "postgresql"
    with trail.engine.begin() as connection:
        if postgresql:
            connection.execute(text("ALTER TABLE audit DISABLE TRIGGER audit_no_update"))
            empty = "CREATE OR REPLACE FUNCTION audit_no_delete() RETURNS trigger LANGUAGE plpgsql "
            connection.execute(text(empty + "AS $$ BEGIN RETURN OLD; END $$"))
            strange = "CREATE TRIGGER quiet BEFORE INSERT ON users FOR EACH ROW "
            connection.execute(text(strange + "EXECUTE FUNCTION audit_no_delete()"))
            never = "CREATE TRIGGER audit_no_gap BEFORE INSERT ON audit FOR EACH ROW WHEN (false) "
            connection.execute(text("DROP TRIGGER audit_no_gap ON audit"))
            connection.execute(text(never + "EXECUTE FUNCTION audit_no_gap()"))
        else:
            connection.execute(text("DROP TRIGGER audit_no_update"))
            connection.execute(text("DROP TRIGGER audit_no_delete"))
            empty = "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT 1; END"
            connection.execute(text(empty))
            strange = "CREATE TRIGGER quiet BEFORE INSERT ON users BEGIN SELECT 1; END"
            connection.execute(text(strange))
    with trail.work() as work:
        assert list(locks.missing_locks(work.session)) == [
            "the lock audit_no_update on audit is gone or was changed",
            "the lock audit_no_delete on audit is gone or was changed",
            *(["the lock audit_no_gap on audit is gone or was changed"] if postgresql else []),
            "the trigger quiet on users is not one of the portal",
        ]


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


@pytest.mark.parametrize("column", ["actor", "details", "at", "subject"])
def test_an_entry_that_can_be_read_no_more_is_named_and_stops_nothing(trail, column):
    """SQLite keeps any text in any column; a proof that stops at it names nothing."""
    if trail.engine.dialect.name == "postgresql" and column != "subject":
        pytest.skip("PostgreSQL takes only JSON and times there")
    forged = text(f"UPDATE audit SET {column} = 'not of this world' WHERE seq = 3")
    cheat(trail, forged, update(LOG).where(LOG.c.seq == 5).values(happened="x"))
    found = faults(trail)
    assert found[0] == f"entry 3 was changed: {column} cannot be read"
    assert found[1] == "entry 5 was changed"


def test_a_tail_cut_with_the_head_rolled_back_is_found_by_seal_and_anchor(trail):
    seven = select(LOG.c.hash).where(LOG.c.seq == 7).scalar_subquery()
    cheat(trail, update(HEAD).values(seq=7, hash=seven), delete(LOG).where(LOG.c.seq > 7))
    seal = "the head 7 was not set by the portal: the log may have been cut"
    assert faults(trail) == [seal]
    with trail.work("ann") as work:  # what is written afterwards does not heal it
        work.record(Done(kind=Kind.USER, id=9, action="greet"))
    assert faults(trail) == [seal.replace("7", "8")]
    assert "entry 8 differs from its anchor" in faults(trail, trail.outside)


def test_a_whole_saved_state_put_back_is_found_by_the_anchor_alone(trail):
    """Who kept an old head with its seal needs no key; that is what the outside anchor is for."""
    with trail.engine.begin() as connection:
        kept = dict(connection.execute(select(HEAD)).mappings().one())
    for _ in range(2):
        with trail.work("ann") as work:
            work.record(Done(kind=Kind.USER, id=9, action="greet"))
    with trail.work() as work:
        outside = dict([chain.read_head(work.session)])
    cheat(trail, delete(LOG).where(LOG.c.seq > kept["seq"]), update(HEAD).values(**kept))
    assert faults(trail) == []
    assert faults(trail, outside) == ["entry 14 was anchored and is missing: the log was cut"]


def test_a_rewrite_with_the_very_key_is_found_by_the_anchor(trail):
    with trail.engine.begin() as connection:
        rows = [dict(r) for r in connection.execute(select(LOG).order_by(LOG.c.seq)).mappings()]
    previous = rows[0]["previous"]
    for row in rows:
        row["actor_id"], row["previous"] = 1, previous
        previous = row["hash"] = chain.entry_hash(trail.config.audit_key, row)
    head = {"hash": previous, "seal": chain.seal_head(trail.config.audit_key, len(rows), previous)}
    cheat(trail, delete(LOG), insert(LOG).values(rows), update(HEAD).values(**head))
    assert faults(trail) == []
    assert faults(trail, trail.outside) == ["entry 8 differs from its anchor"]


def test_a_wrong_key_proves_nothing(trail):
    assert faults(trail, key=b"z" * 32)[0] == "entry 1 was changed"


class Nightly:
    """What the worker hands a long job, without its lease."""

    def __init__(self, arena):
        self.work = self.reading = arena.work


def test_the_nightly_proof_is_an_entry_and_a_fault_is_told_to_the_auditor(trail):
    """D3: the proof runs by itself and speaks up."""
    anchors.anchors_path(trail.config).unlink(missing_ok=True)
    auditing.verify_audit(Nightly(trail))
    cheat(trail, update(LOG).where(LOG.c.seq == 7).values(actor_id=99))
    for _ in range(2):
        auditing.verify_audit(Nightly(trail))
    with trail.work() as work:
        proofs = select(LOG.c.details).where(LOG.c.happened == "verify").order_by(LOG.c.seq)
        found = [details["facts"]["faults"] for (details,) in work.session.execute(proofs)]
        told = work.session.scalars(select(Notice).order_by(Notice.id)).all()
        assert found[0] == []
        assert [faults[0] for faults in found[1:]] == ["entry 7 was changed"] * 2
        assert {(n.user_id, n.topic) for n in told} == {(trail.people["audit"], "audit_broken")}
        sentence = TOPICS["audit_broken"].tell(told[0].values, translate_text)
        assert "第 7 条审计记录被改动" in sentence, "and not in English"


@pytest.mark.parametrize("flaw", flaws.FLAWS)
def test_a_flaw_is_kept_in_english_and_told_in_chinese(flaw):
    values = {"seq": 7, "next": 9, "name": "audit_no_update", "table": "audit", "columns": "at"}
    values |= {"count": 3, "day": "2026-11-23", "at": "2026-11-23 12:00", "id": "A 1"}
    values |= {"kind": "", "field": "", "now": "", "was": ""}
    told = flaws.say_flaw(fill(flaw, values), translate_text)
    assert told == fill(translate_text(flaw), values)
    assert not re.search("[a-z]{3,}", re.sub("audit(_no_update)?", "", told))
    assert flaws.say_flaw("什么都不是", translate_text) == "什么都不是"


def test_the_daily_anchor_is_on_disk_in_the_database_and_with_the_auditor_once(trail):
    file = anchors.anchors_path(trail.config)
    file.unlink(missing_ok=True)
    for _ in range(2):
        with trail.work() as work:
            auditing.anchor_chain(work)
    kept = anchors.read_anchors(file)
    assert list(kept) == [12]
    with trail.work() as work:
        row = work.session.scalars(select(AuditAnchor)).one()
        told = work.session.scalars(select(Notice)).all()
    assert (row.seq, row.hash) == (12, kept[12])
    assert [(n.user_id, n.topic) for n in told] == [(trail.people["audit"], "audit_anchor")]
    cheat(trail, delete(LOG).where(LOG.c.seq > 11))
    assert "entry 12 was anchored and is missing: the log was cut" in faults(trail, kept)
    file.unlink()


def everything(arena):
    """What ``flask audit verify`` names."""
    with arena.work() as work:
        return list(auditing.find_faults(work.session, arena.config))


@pytest.fixture
def anchored(trail):
    """The trail, its anchor of today on disk and in the database."""
    file = anchors.anchors_path(trail.config)
    file.unlink(missing_ok=True)
    with trail.work() as work:
        auditing.anchor_chain(work)
    trail.file = file
    yield trail
    file.unlink(missing_ok=True)


def without_locks(faults):
    return [fault for fault in faults if not fault.startswith("the lock")]


def test_an_anchored_trail_has_no_fault(anchored):
    assert everything(anchored) == []


def test_an_emptied_chain_is_named(trail):
    nothing = {"seq": 0, "hash": "0" * 64, "seal": ""}
    cheat(trail, delete(LOG), update(HEAD).values(**nothing))
    assert faults(trail) == [flaws.EMPTIED]


@pytest.mark.parametrize(
    "statement",
    [
        update(HEAD).values(id=2),
        delete(HEAD),
        insert(HEAD).values(id=2, seq=99, hash="x", seal=""),
    ],
    ids=["moved", "gone", "two"],
)
def test_a_head_that_is_not_the_one_is_named_told_and_writes_nothing(trail, statement):
    """It was a traceback; the auditors must hear of it although nothing can be recorded."""
    anchors.anchors_path(trail.config).unlink(missing_ok=True)
    cheat(trail, statement)
    assert flaws.HEADLESS in faults(trail)
    auditing.verify_audit(Nightly(trail))
    with trail.engine.connect() as connection:
        told = connection.execute(select(Notice.topic)).scalars().all()
    assert told == ["audit_broken"]


def test_without_a_head_a_change_is_refused_with_a_sentence(trail):
    cheat(trail, update(HEAD).values(id=2))
    with pytest.raises(Conflict, match="lost its head"), trail.work("ann") as work:
        work.record(Done(kind=Kind.USER, id=9, action="greet"))


def test_an_anchor_file_that_is_gone_or_lacks_a_day_is_named(anchored):
    line = anchored.file.read_text()
    anchored.file.write_text("")
    assert everything(anchored) == ["the anchor of 2026-11-23 is missing from the anchor file"]
    anchored.file.unlink()
    assert everything(anchored) == ["the anchor file is gone; anchors written to it: 1"]
    anchored.file.write_text(line)
    assert everything(anchored) == []


def test_an_anchor_row_is_never_overruled_by_the_file(anchored):
    """Each of them is held against the entries, and against the other."""
    row = AuditAnchor.__table__
    cheat(anchored, update(row).values(hash="f" * 64))
    found = without_locks(everything(anchored))
    assert found == [
        "entry 12 differs from its anchor",
        "the anchor of 2026-11-23 in the database differs from the one in the anchor file",
    ]


def test_a_copy_of_the_anchors_may_end_earlier(anchored, tmp_path):
    copy = tmp_path / "copy.txt"
    copy.write_text("")
    with anchored.work() as work:
        assert list(auditing.find_faults(work.session, anchored.config, copy)) == []


def test_a_tail_cut_under_an_old_head_is_found_by_what_was_written_since(trail):
    """Who kept a whole old head needs no key; but rows of the cut entries stay."""
    with trail.engine.begin() as connection:
        kept = dict(connection.execute(select(HEAD)).mappings().one())
    trail.now += timedelta(minutes=5)
    with trail.work("wang") as work:
        ledger.draw_number(work, "T-{year}-{seq:4}", Kind.FILE, None)
        work.record(Done(kind=Kind.USER, id=9, action="greet"))
    assert faults(trail) == []
    cheat(trail, delete(LOG).where(LOG.c.seq > kept["seq"]), update(HEAD).values(**kept))
    (fault,) = faults(trail)
    assert fault.endswith("later than the last entry 12: the log was cut")
