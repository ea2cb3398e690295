"""I-6 at size: a hundred thousand entries are verified as a stream, the first broken one named."""

import os
import subprocess
import sys

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from models.words.kinds import Kind
from portal.events import Done
from portal.platform.audit import anchors
from portal.platform.audit import chain as audit
from tests.house.tree import ROOT
from tests.platform.audit.test_i6_audit import HEAD, LOG, cheat

FEW, MANY = 1_000, 100_000
KEY = {"PORTAL_AUDIT_KEY": "a" * 32}
SPREAD = 64 * 1024  # KiB that a hundred times as many may cost; SQLite keeps 32,000 of them


def chain(arena, upto):
    """Entries to number ``upto``, chained as the writer chains them."""
    with arena.work() as work:
        seq, previous = audit.read_head(work.session)
        actor, now = work.actor, work.now
    with arena.engine.begin() as connection:
        rows = []
        for number in range(seq + 1, upto + 1):
            facts = {"字段": "值" * 20, "行": number}
            event = Done(kind=Kind.CUSTOMER, id=number, action="edit", facts=facts)
            row = audit.build_entry(event, actor, now, seq=number, previous=previous)
            previous = row["hash"] = audit.entry_hash(arena.config.audit_key, row)
            rows.append(row)
            if len(rows) == 5_000 or number == upto:
                connection.execute(insert(LOG), rows)
                rows.clear()
        seal = audit.seal_head(arena.config.audit_key, upto, previous)
        connection.execute(update(HEAD).values(seq=upto, hash=previous, seal=seal))
    return previous


def verify(arena):
    """``flask audit verify`` as the auditor runs it: (exit code, what it says, peak KiB)."""
    environment = {
        **os.environ,
        "PORTAL_DATABASE": arena.url,
        "PORTAL_SECRET_KEY": "s" * 32,
        "PORTAL_INSTANCE": str(arena.config.instance),
        **KEY,
    }
    command = [sys.executable, "-m", "flask", "--app", "app", "audit", "verify"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        said = process.stdout.read()
        _pid, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, said, usage.ru_maxrss


def forged(seq):
    """A copy of the last entry behind it, as somebody without the key would add it."""
    columns = [(LOG.c.seq * 0 + seq if c.name == "seq" else c) for c in LOG.c]
    return insert(LOG).from_select(LOG.c.keys(), select(*columns).where(LOG.c.seq == seq - 1))


def renumber(seq, to):
    return update(LOG).where(LOG.c.seq == seq).values(seq=to)


CHEATS = {
    "changed": (
        [update(LOG).where(LOG.c.seq == 77_777).values(details={})],
        "entry 77777 was changed",
    ),
    "deleted": ([delete(LOG).where(LOG.c.seq == 6_666)], "entry 6666 is missing"),
    "inserted": ([forged(MANY + 1)], f"entry {MANY + 1} does not follow"),
    "reordered": (
        [renumber(5_000, 0), renumber(5_001, 5_000), renumber(0, 5_001)],
        "entry 5000 does not follow",
    ),
}


@pytest.fixture
def long(arena):
    """A thousand entries, and ``verify`` with no anchors of other tests."""
    anchors.anchors_path(arena.config).unlink(missing_ok=True)
    chain(arena, FEW)
    return arena


@pytest.mark.slow
def test_i6_a_hundred_thousand_entries_are_verified_as_a_stream_and_every_cheat_is_named(long):
    code, said, few = verify(long)
    assert (code, f"审计链完整：共 {FEW} 条" in said) == (0, True)
    chain(long, MANY)
    code, said, many = verify(long)
    assert (code, f"审计链完整：共 {MANY} 条" in said) == (0, True)
    assert many - few < SPREAD, f"{few} KiB for {FEW} entries, {many} KiB for {MANY}"
    cheat(long)
    for name, (statements, first) in CHEATS.items():
        connection = long.engine.connect()
        with connection, Session(connection) as session:
            for statement in statements:
                session.execute(statement)
            assert next(audit.verify_chain(session, long.config.audit_key)).startswith(first), name
            session.rollback()
    mark = select(LOG.c.hash).where(LOG.c.seq == 90_000).scalar_subquery()
    cut = [update(HEAD).values(seq=90_000, hash=mark), delete(LOG).where(LOG.c.seq > 90_000)]
    anchors.anchors_path(long.config).parent.mkdir(exist_ok=True)
    with long.work() as work:
        anchors.anchors_path(long.config).write_text(
            f"2026-11-22 {MANY} {audit.read_head(work.session)[1]}\n"
        )
    with long.engine.begin() as connection:
        for statement in cut:
            connection.execute(statement)
    code, said, _peak = verify(long)
    gone = [line for line in said.splitlines() if "的保护触发器" in line]
    assert (code, said.splitlines()[: -len(gone)]) == (
        1,
        [
            "第 90000 条处的链头不是系统写的：审计记录可能被截断",
            f"第 {MANY} 条审计记录有锚点而已不存在：审计记录被截断",
        ],
    )
    assert len(gone) >= 4
    anchors.anchors_path(long.config).unlink()


def test_i6_who_verifies_holds_nobody_up_and_raises_no_false_alarm(long):
    """People go on working while the auditor looks."""
    found = []

    def look():
        for _ in range(8):
            with Session(long.engine) as session:
                found.extend(audit.verify_chain(session, long.config.audit_key))

    def go_on():
        for number in range(60):
            with long.work("ann") as work:
                work.record(Done(kind=Kind.USER, id=number, action="greet"))

    assert long.race(look, go_on, go_on) == [None, None, None]
    assert found == []
    with long.work() as work:
        assert audit.read_head(work.session)[0] == FEW + 120


@pytest.mark.slow
def test_i6_a_wrong_key_is_said_in_twenty_lines(long, monkeypatch):
    monkeypatch.setitem(KEY, "PORTAL_AUDIT_KEY", "b" * 32)
    code, said, _peak = verify(long)
    assert (code, len(said.splitlines())) == (1, 20)
    assert said.startswith("第 1 条")
