"""The queue's contract, the same on both databases: once to effect, later and later, as the asker."""

import threading
from contextlib import suppress
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import func, select, text

from models.people import User
from models.platform.audit import AuditEntry
from models.platform.jobs import Job
from models.platform.notices import Notice
from models.platform.records import Submission
from models.words.kinds import Kind
from models.words.platform import JobState
from portal.errors import Conflict, Invalid, NotAllowed
from portal.events import Done
from portal.platform.jobs import leases, queue
from portal.platform.jobs.queue import Every, Task
from portal.workers import loops
from portal.workers.clockwork import enqueue_due, slot_of
from portal.workers.runner import Runner


def greet(work, name):
    work.record(Done(kind=Kind.USER, id=work.actor.id, action="greet", facts={"name": name}))


def stumble(work):
    work.record(Done(kind=Kind.USER, id=1, action="half done"))
    raise RuntimeError("stumble")


def refuse(work):
    raise NotAllowed("Not today.")


def queue_up(work):
    raise Conflict("Somebody else was first.")


def leave(work):
    raise SystemExit


def count(run, upto):
    for number in range(upto):
        with run.work() as work:
            work.add(
                Submission(
                    key=f"{run.job_id}:{number}",
                    user_id=work.actor.id,
                    at=work.now,
                    subject=Kind.JOB,
                    subject_id=run.job_id,
                )
            )
            run.progress(number + 1, upto)


TASKS = {
    "greet": Task(greet),
    "stumble": Task(stumble),
    "refuse": Task(refuse),
    "queue_up": Task(queue_up),
    "leave": Task(leave),
    "count": Task(count, long=True),
}


@pytest.fixture
def runner(arena):
    return Runner(arena.engine, arena.config, lambda: arena.now, TASKS)


def ask(arena, name, /, who="ann", **args):
    with arena.work(who) as work:
        job = queue.enqueue(work, name, **args)
        return job.id if job else None


def look(arena, job_id):
    with arena.work() as work:
        job = work.session.scalars(select(Job).where(Job.id == job_id)).one()
        work.session.expunge(job)
        return job


def entries(arena, happened):
    with arena.work() as work:
        query = select(func.count()).select_from(AuditEntry)
        return work.session.scalar(query.where(AuditEntry.happened == happened))


def test_a_job_runs_once_as_its_asker(arena, runner):
    key = ask(arena, "greet", name="x")
    assert runner.step()
    assert not runner.step()
    assert look(arena, key).state is JobState.DONE
    with arena.work() as work:
        entry = work.session.scalars(select(AuditEntry)).one()
    assert (entry.actor_id, entry.happened) == (arena.people["ann"], "greet")


def test_a_job_of_an_undone_transaction_does_not_exist(arena, runner):
    with pytest.raises(Invalid), arena.work("ann") as work:
        queue.enqueue(work, "greet", name="x")
        raise Invalid("No.")
    assert not runner.step()


def test_the_same_dedup_key_makes_one_job_however_many_ask(arena):
    answers = arena.race(*[lambda: ask(arena, "greet", name="x", dedup="once")] * 8)
    assert len([a for a in answers if a]) == 1
    assert not [a for a in answers if isinstance(a, Exception)]


def test_a_job_waits_for_its_time(arena, runner):
    key = ask(arena, "greet", name="x", run_at=arena.now + timedelta(hours=1))
    assert not runner.step()
    arena.now += timedelta(hours=1)
    assert runner.step()
    assert look(arena, key).state is JobState.DONE


@pytest.mark.parametrize("name", ["stumble", "queue_up"])
def test_a_failure_leaves_nothing_half_done_and_is_tried_later(arena, runner, name):
    key = ask(arena, name)
    runner.step()
    job = look(arena, key)
    assert (job.state, job.attempts) == (JobState.WAITING, 1)
    assert job.run_at > arena.now
    assert job.error
    assert entries(arena, "half done") == 0
    assert not runner.step()


def test_after_the_last_attempt_it_has_failed_and_administrators_are_told(arena, runner):
    key = ask(arena, "stumble")
    for _ in range(leases.MOST_ATTEMPTS):
        runner.step()
        arena.now += timedelta(hours=2)
    assert look(arena, key).state is JobState.FAILED
    assert not runner.step()
    with arena.work() as work:
        told = set(work.session.scalars(select(Notice.user_id)))
    assert told == {arena.people["ann"], arena.people["sys"]}


def test_a_refusal_is_final(arena, runner):
    key = ask(arena, "refuse")
    runner.step()
    job = look(arena, key)
    assert (job.state, job.error) == (JobState.FAILED, "Not today.")
    with arena.work() as work:
        entry = work.session.scalars(select(AuditEntry)).one()
    assert (entry.happened, entry.refused) == ("refuse", True)


@pytest.mark.parametrize("name", ["greet", "count"])
def test_i12_a_job_of_somebody_disabled_since_is_refused(arena, runner, name):
    args = {"greet": {"name": "x"}, "count": {"upto": 2}}[name]
    key = ask(arena, name, **args)
    with arena.work() as work:
        work.session.scalars(select(User).where(User.login == "ann")).one().active = False
    runner.step()
    assert look(arena, key).state is JobState.FAILED
    assert entries(arena, name) == 1
    with arena.work() as work:
        assert work.session.scalar(select(AuditEntry.refused).where(AuditEntry.happened == name))
        assert not work.session.scalars(select(Submission)).all()


def test_a_lease_that_ran_out_is_taken_and_the_late_one_undoes_its_work(arena, runner):
    key = ask(arena, "greet", name="x")
    with arena.work() as work:
        late = leases.claim_job(work, runner.lease)
    assert not runner.step()
    arena.now += runner.lease + timedelta(seconds=1)
    assert runner.step()
    with pytest.raises(leases.LostLease), arena.work() as work:
        greet(work, "twice")
        leases.finish_job(work, late)
    assert entries(arena, "greet") == 1
    assert look(arena, key).attempts == 2


def test_many_workers_run_each_job_once(arena, runner):
    for number in range(12):
        ask(arena, "greet", name=str(number))

    def drain():
        return sum(iter(runner.step, False))

    answers = arena.race(*[drain] * 4)
    assert sum(answers) == 12
    assert entries(arena, "greet") == 12


def test_on_sqlite_a_resting_worker_looks_up_as_soon_as_somebody_writes(arena, runner, monkeypatch):
    """Who waits for a sheet does not wait for the next poll as well."""
    if arena.engine.dialect.name != "sqlite":
        return  # PostgreSQL delivers by itself
    resting, version = threading.Event(), loops._version

    def told(connection):
        found = version(connection)
        resting.set()
        return found

    monkeypatch.setattr(loops, "PAUSE", 600)
    monkeypatch.setattr(loops, "_version", told)

    def run():
        with suppress(SystemExit):
            loops.run_worker(runner, {})

    worker = threading.Thread(target=run, daemon=True)
    worker.start()
    assert resting.wait(60)
    ask(arena, "leave")
    worker.join(60)
    assert not worker.is_alive()


def test_a_long_job_shows_progress_and_finishes(arena, runner):
    key = ask(arena, "count", upto=3)
    runner.step()
    job = look(arena, key)
    assert (job.state, job.progress, job.total) == (JobState.DONE, 3, 3)


def test_a_cancelled_job_undoes_its_last_step_and_can_be_run_again(arena, runner):
    key = ask(arena, "greet", name="x")
    with arena.work() as work:
        lease = leases.claim_job(work, runner.lease)
    with arena.work("sys") as work:
        queue.cancel_job(work, work.session.scalars(select(Job)).one())
    with pytest.raises(leases.LostLease), arena.work() as work:
        leases.finish_job(work, lease)
    assert not runner.step()
    with arena.work("sys") as work:
        queue.retry_job(work, work.session.scalars(select(Job)).one())
    assert runner.step()
    assert look(arena, key).state is JobState.DONE


def test_a_finished_job_is_neither_cancelled_nor_run_again(arena, runner):
    ask(arena, "greet", name="x")
    runner.step()
    for act in (queue.cancel_job, queue.retry_job):
        with pytest.raises(Conflict), arena.work("sys") as work:
            act(work, work.session.scalars(select(Job)).one())


def test_on_postgresql_a_job_is_delivered_in_the_transaction_of_its_cause(arena, runner):
    if arena.engine.dialect.name != "postgresql":
        with arena.work() as work:
            tables = set(work.session.scalars(text("SELECT name FROM sqlite_master")))
        assert not [t for t in tables if t.startswith("procrastinate")]
        return
    key = ask(arena, "greet", name="x")
    with pytest.raises(Invalid), arena.work("ann") as work:
        queue.enqueue(work, "greet", name="y")
        raise Invalid("No.")
    with arena.work() as work:
        sent = work.session.execute(text("SELECT task_name, args FROM procrastinate_jobs")).all()
    assert sent == [("portal.run", {"job_id": key})]


def test_the_schedule_makes_one_job_per_slot_across_schedulers(arena):
    table = {"greet": Every(timedelta(minutes=5))}

    def look_at_the_clock():
        with arena.work() as work:
            return enqueue_due(work, table)

    assert sorted(arena.race(*[look_at_the_clock] * 4)) == [0, 0, 0, 1]
    arena.now += timedelta(minutes=12)
    assert look_at_the_clock() == 1
    with arena.work() as work:
        assert slot_of(table["greet"], work.now) <= work.now


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-03-01T06:59:59+08:00", "2026-02-01T07:00:00+08:00"),
        ("2026-03-01T07:00:00+08:00", "2026-03-01T07:00:00+08:00"),
        ("2026-01-01T00:00:00+08:00", "2025-12-01T07:00:00+08:00"),
        ("2026-12-31T23:00:00+00:00", "2027-01-01T07:00:00+08:00"),
    ],
)
def test_a_monthly_job_is_due_on_its_day_and_made_up_for_after_a_stop(now, due):
    monthly = Every(timedelta(days=28), at=time(7, 0), day=1)
    assert slot_of(monthly, datetime.fromisoformat(now)) == datetime.fromisoformat(due)
