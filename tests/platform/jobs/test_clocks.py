"""Ruling «Clocks»: what a clock that ran ahead leased, planned or locked comes back within minutes."""

import errno
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from models.platform.jobs import Job
from models.words.platform import JobState
from portal.people import attempts
from portal.platform import language
from portal.platform.health import outages
from portal.platform.jobs import clocks, failures, leases, queue
from portal.platform.jobs.queue import Every, Task
from portal.workers.clockwork import enqueue_due
from portal.workers.runner import Runner
from tests.platform.jobs.test_jobs import TASKS, ask, look

AHEAD = timedelta(days=1)


@pytest.fixture
def runner(arena):
    return Runner(arena.engine, arena.config, lambda: arena.now, TASKS)


def plan_anew(arena):
    with arena.work() as work:
        return clocks.plan_anew(work)


def test_a_lease_given_by_a_clock_that_ran_ahead_is_over(arena, runner):
    key = ask(arena, "greet", name="x")
    arena.now += AHEAD
    with arena.work() as work:
        assert leases.claim_job(work, runner.lease)
    arena.now -= AHEAD
    assert runner.step()
    assert look(arena, key).state is JobState.DONE


def test_a_live_lease_of_a_clock_a_little_ahead_is_left_alone(arena, runner):
    ask(arena, "greet", name="x")
    arena.now += timedelta(minutes=1)
    with arena.work() as work:
        assert leases.claim_job(work, runner.lease)
    arena.now -= timedelta(minutes=1)
    assert not runner.step()


def test_a_job_from_the_future_is_planned_anew_and_one_far_ahead_on_purpose_stays(arena, runner):
    meant = ask(arena, "greet", name="meant", run_at=arena.now + 2 * AHEAD)
    arena.now += AHEAD
    stray = ask(arena, "greet", name="stray")
    later = ask(arena, "greet", name="later", run_at=arena.now + timedelta(hours=1))
    arena.now -= AHEAD
    assert not runner.step()
    assert plan_anew(arena) == 2
    assert look(arena, meant).run_at == arena.now + 2 * AHEAD
    assert look(arena, later).run_at == arena.now + timedelta(hours=1)
    assert runner.step()
    assert not runner.step()
    assert look(arena, stray).state is JobState.DONE
    assert plan_anew(arena) == 0


def test_a_second_try_set_by_a_clock_that_ran_ahead_is_due(arena, runner):
    key = ask(arena, "stumble")
    arena.now += AHEAD
    runner.step()
    arena.now -= AHEAD
    assert plan_anew(arena) == 1
    assert look(arena, key).run_at <= arena.now


def test_a_job_run_again_by_hand_under_a_clock_that_ran_ahead_is_due(arena, runner):
    key = ask(arena, "refuse")
    runner.step()
    arena.now += AHEAD
    with arena.work("sys") as work:
        queue.retry_job(work, work.session.scalars(select(Job)).one())
    arena.now -= AHEAD
    assert look(arena, key).run_at <= arena.now
    assert runner.step()


def test_a_slot_that_was_taken_ahead_of_its_time_comes_again(arena, runner):
    table = {"greet": Every(timedelta(days=1))}
    arena.now += AHEAD
    with arena.work() as work:
        assert enqueue_due(work, table) == 1
        work.session.execute(update(Job.__table__).values(state=JobState.DONE))
    arena.now -= AHEAD
    plan_anew(arena)
    arena.now += AHEAD
    with arena.work() as work:
        assert enqueue_due(work, table) == 1


def test_progress_never_goes_back_and_a_new_total_begins_anew(arena, runner):
    key = ask(arena, "count", upto=9)
    with arena.work() as work:
        lease = leases.claim_job(work, runner.lease)
    for done, total, shown in [(5, 9, 5), (1, 9, 5), (6, 9, 6), (1, 20, 1)]:
        with arena.work() as work:
            leases.renew_lease(work, lease, runner.lease, progress=done, total=total)
        assert look(arena, key).progress == shown


def test_a_delivery_that_was_lost_is_made_good_once(arena):
    ask(arena, "greet", name="x")
    with arena.work() as work:
        postgresql = work.session.get_bind().dialect.name == "postgresql"
        assert clocks.deliver_due(work) == 0
        if postgresql:
            work.session.execute(text("DELETE FROM procrastinate_jobs"))
    with arena.work() as work:
        assert clocks.deliver_due(work) == int(postgresql)
    with arena.work() as work:
        assert clocks.deliver_due(work) == 0


def test_leases_go_by_the_clock_of_the_database(arena):
    clock = clocks.DatabaseClock(arena.engine, lambda: arena.now)
    if arena.engine.dialect.name == "sqlite":
        assert clock() == arena.now
        return
    with arena.work() as work:
        theirs = work.session.scalar(text("SELECT clock_timestamp()"))
    assert abs(clock() - theirs) < timedelta(minutes=5)


def test_a_sign_in_locked_by_a_clock_that_ran_ahead_is_open(arena):
    name = attempts.counted_name(arena.people["ann"])
    arena.now += AHEAD
    with arena.work() as work:
        while attempts.tries_left(work, name):
            attempts.note_try(work, name, good=False)
    arena.now -= AHEAD
    with arena.work() as work:
        assert attempts.tries_left(work, name)


def fill_up(work):
    raise OSError(errno.ENOSPC, "No space left on device", str(work.config.storage / "ab" / "cd"))


def test_a_full_disk_is_waited_for_and_named_and_the_job_goes_on(arena, runner):
    runner.tasks = {"fill_up": Task(fill_up)}
    key = ask(arena, "fill_up")
    for _ in range(leases.MOST_ATTEMPTS + 1):
        assert runner.step()
        arena.now += timedelta(minutes=1)
    job = look(arena, key)
    assert (job.state, job.attempts) == (JobState.WAITING, 0)
    said = failures.say_failure(job.error, language.translate_text)
    assert (
        said
        == language.translate_text(outages.FILES) + "所在的磁盘已满；腾出空间后任务会自动继续。"
    )
    runner.tasks = {"fill_up": Task(lambda _work: None)}
    assert runner.step()
    assert (look(arena, key).state, look(arena, key).error) == (JobState.DONE, "")


def test_a_refusal_with_numbers_is_kept_for_readers_of_any_language(arena, runner):
    runner.tasks = {}
    key = ask(arena, "gone")
    runner.step()
    said = failures.say_failure(look(arena, key).error, language.translate_text)
    assert "gone" in said
    assert "There is no task" not in said
