"""The loop of a worker process: leased rows on SQLite, procrastinate on PostgreSQL."""

import asyncio
import logging
import signal
import threading
from collections.abc import Callable, Coroutine, Mapping
from contextlib import closing, suppress
from datetime import timedelta
from typing import Any

import procrastinate
import pysqlite3.dbapi2 as sqlite3
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from portal.fast import heap
from portal.platform.jobs import clocks
from portal.platform.jobs.failures import first_line
from portal.platform.jobs.queue import DELIVERY, QUEUE, Every
from portal.schedule import EVERY
from portal.workers.clockwork import enqueue_due
from portal.workers.runner import Runner

log = logging.getLogger(__name__)
PAUSE = 1.0  # seconds between polls when nothing is due
LOOK = 0.1  # seconds between two looks whether anybody has written: a click is waited for
LEAVE = 5.0  # seconds that what is cancelled may take to end
TICK = 20.0  # seconds between checks of the schedule


def settle_heap() -> None:
    """Make garbage collection rare, because a sheet creates and drops cells by the million."""
    heap.freeze_heap(50_000, 20, 20)


def run_worker(runner: Runner, table: Mapping[str, Every] = EVERY, *, once: bool = False) -> None:
    """Run jobs until the process is stopped, or with ``once`` until none is due."""
    if runner.engine.dialect.name == "postgresql":
        _run_bounded(_queue(runner, table, once=once))
    else:
        _table(runner, table, once=once)


def _run_bounded(serving: Coroutine[Any, Any, None]) -> None:
    """As ``asyncio.run``, but tasks that outlive their cancellation are left behind.

    Of a procrastinate worker that ended with its connection one was seen to wait for ever.
    """
    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(serving)
        if left := asyncio.all_tasks(loop):
            for task in left:
                task.cancel()
            loop.run_until_complete(asyncio.wait(left, timeout=LEAVE))
        loop.run_until_complete(loop.shutdown_default_executor())
    finally:
        loop.close()


def _table(runner: Runner, table: Mapping[str, Every], *, once: bool) -> None:
    stop = threading.Event()
    ticker = threading.Thread(target=_ticking, args=(runner, table, stop), daemon=True)
    ticker.start()
    try:
        while True:
            if not _safely(runner.step) and (once or _rest(runner, stop)):
                return
    finally:
        stop.set()
        ticker.join()


def _rest(runner: Runner, stop: threading.Event) -> bool:
    """Wait until another connection has written, ``PAUSE`` at most; True if told to stop."""
    try:
        with closing(runner.engine.raw_connection()) as connection:
            before = _version(connection)
            for _ in range(round(PAUSE / LOOK)):
                if stop.wait(LOOK):
                    return True
                if _version(connection) != before:
                    break
    except Exception:
        log.exception("the worker goes on after an error")
        return stop.wait(PAUSE)
    return False


def _version(connection: Any) -> int:
    """What differs after each commit of others; to ask for it begins no transaction."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA data_version")
    version: int = cursor.fetchone()[0]
    cursor.close()
    return version


def _ticking(runner: Runner, table: Mapping[str, Every], stop: threading.Event) -> None:
    while True:
        _safely(lambda: _tick(runner, table))
        if stop.wait(TICK):
            return


def _tick(runner: Runner, table: Mapping[str, Every]) -> bool:
    """Look after the schedule and after what fell by the wayside."""
    with runner.work() as work:
        clocks.plan_anew(work)
        due = enqueue_due(work, table)
        return due + clocks.deliver_due(work) > 0


def _safely(act: Callable[[], bool]) -> bool:
    """Run ``act`` and log any error, so that an outage of the database does not end the worker."""
    try:
        return act()
    except (OperationalError, sqlite3.OperationalError) as error:  # the latter on connecting
        log.warning("the worker goes on; the database: %s", first_line(error))
        return False
    except Exception:
        log.exception("the worker goes on after an error")
        return False


async def _queue(runner: Runner, table: Mapping[str, Every], *, once: bool) -> None:
    """Serve until a signal; procrastinate's worker ends with its connection and is begun anew."""
    logging.getLogger("procrastinate").setLevel(logging.CRITICAL)  # one line a failure, our own
    stop = _stop_signal()
    while True:
        serving = asyncio.create_task(_serve(runner, table, once=once))
        waiting = asyncio.create_task(stop.wait())
        await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
        serving.cancel()  # on a signal; it finishes the job at hand
        waiting.cancel()
        ended = (await asyncio.gather(serving, return_exceptions=True))[0]
        if isinstance(ended, Exception):
            log.warning("the worker connects again: %s", first_line(ended))
        if stop.is_set() or (once and ended is None):
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), PAUSE)


def _stop_signal() -> asyncio.Event:
    """Set by SIGINT and SIGTERM, which procrastinate would take for its own end only."""
    stop = asyncio.Event()
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


async def _serve(runner: Runner, table: Mapping[str, Every], *, once: bool) -> None:
    app = procrastinate_app(runner.engine)

    @app.task(name=DELIVERY, queue=QUEUE)
    def deliver(job_id: int) -> None:
        _safely(lambda: runner.step(job_id))  # what was lost on the way is handed over again

    beat = min(10.0, runner.lease.total_seconds() / 3)
    async with app.open_async():
        side = asyncio.create_task(_beside(app, runner, table))
        try:
            await app.run_worker_async(
                queues=[QUEUE],
                wait=not once,
                delete_jobs="successful",
                update_heartbeat_interval=beat,
                stalled_worker_timeout=beat * 3,
                fetch_job_polling_interval=min(5.0, beat),
                install_signal_handlers=False,
            )
        finally:
            side.cancel()


async def _beside(app: procrastinate.App, runner: Runner, table: Mapping[str, Every]) -> None:
    """Enqueue scheduled jobs, and retry jobs whose worker died, as procrastinate does not."""
    pause = timedelta(seconds=min(TICK, runner.lease.total_seconds())).total_seconds()
    while True:
        await asyncio.to_thread(_safely, lambda: _tick(runner, table))
        try:
            stalled = await app.job_manager.get_stalled_jobs(
                queue=QUEUE, seconds_since_heartbeat=runner.lease.total_seconds()
            )
            for job in stalled:
                await app.job_manager.retry_job(job)
        except procrastinate.exceptions.ProcrastinateException as error:
            log.warning("the worker goes on; the queue: %s", first_line(error))
        await asyncio.sleep(pause)


def procrastinate_app(engine: Engine) -> procrastinate.App:
    """A procrastinate app on the database of ``engine``."""
    url = engine.url.set(drivername="postgresql")
    connector: Any = procrastinate.PsycopgConnector(
        conninfo=url.render_as_string(hide_password=False)
    )
    return procrastinate.App(connector=connector)
