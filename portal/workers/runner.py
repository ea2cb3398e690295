"""Runs a claimed job as the person who asked for it; effect and completion in one transaction."""

import logging
import random
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from models.words.kinds import Kind
from models.words.text import N_
from portal import start
from portal.access.actor import SYSTEM, Actor
from portal.access.load import actor_for
from portal.config import Config
from portal.errors import Conflict, NotAllowed, PortalError
from portal.events import Refused
from portal.platform.jobs import failures, leases
from portal.platform.jobs.leases import Lease, LostLease
from portal.platform.jobs.queue import Task
from portal.schedule import TASKS
from portal.transaction import transaction
from portal.work import Work

log = logging.getLogger(__name__)
PAUSE = timedelta(seconds=30)  # between looks at what passes by itself
LONGEST = leases.LONGEST_PAUSE.total_seconds()


@dataclass
class Runner:
    """Claims and runs jobs; ``lease`` is how long a claim lasts unless it is renewed."""

    engine: Engine
    config: Config
    clock: Callable[[], datetime]
    tasks: Mapping[str, Task] = field(default_factory=lambda: TASKS)
    lease: timedelta = timedelta(seconds=60)

    @contextmanager
    def work(self, actor: Actor = SYSTEM, about: str = "") -> Iterator[Work]:
        """A transaction in a new session."""
        with (
            Session(self.engine) as session,
            transaction(session, actor, self.clock(), self.config, about=about) as work,
        ):
            yield work

    def step(self, job_id: int | None = None) -> bool:
        """Claim and run the next job, or the one with ``job_id``; False if none is due."""
        with self.work() as work:
            lease = leases.claim_job(work, self.lease, job_id)
            if lease is None and job_id is not None:
                leases.redeliver_job(work, job_id)
        if lease is None:
            return False
        self._run(lease)
        return True

    def asker(self, lease: Lease) -> Actor:
        """The person who asked, with their current rights (I-12).

        Raises ``NotAllowed`` if the account is disabled, and records the refusal.
        """
        if lease.asked_by == 0:
            return SYSTEM
        with Session(self.engine) as session:
            actor = actor_for(session, lease.asked_by, self.clock())
        if actor is None:
            refusal = NotAllowed(N_("The account of the person who requested this is disabled."))
            with self.work() as work:
                told = Refused(kind=Kind.JOB, id=lease.job_id, action=lease.name, **refusal.kept())
                work.record(told)
            raise refusal
        return actor

    def _run(self, lease: Lease) -> None:
        """Run the job. A refusal is final; a full disk or a database that is away is waited for;
        other errors are tried again after growing pauses.
        """
        try:
            with self._heartbeat(lease):
                self._carry_out(lease)
        except LostLease:
            log.warning("job %s is run by another worker or was cancelled", lease.job_id)
        except Conflict as error:
            self._put_back(lease, failures.keep_failure(error))
        except PortalError as error:
            with self.work() as work:
                leases.fail_job(work, lease, failures.keep_failure(error))
        except Exception as error:
            passing = failures.what_passes(error, self.config)
            if passing:
                log.warning("job %s pauses: %s", lease.job_id, failures.first_line(error))
                self._put_back(lease, failures.keep_failure(passing), pause=PAUSE)
                return
            reference = secrets.token_hex(3).upper()
            log.exception("job %s failed, reference %s", lease.job_id, reference)
            self._put_back(lease, reference)

    def _carry_out(self, lease: Lease) -> None:
        if lease.attempts > leases.MOST_ATTEMPTS:
            raise PortalError(
                N_("It was started %(count)s times and never finished."), count=lease.attempts - 1
            )
        task = self.tasks.get(lease.name)
        if task is None:
            raise PortalError(N_("There is no task named «%(name)s»."), name=lease.name)
        if task.long:
            task.verb(LongRun(self, lease), **lease.args)
            self._shrink()
            with self.work() as work:
                leases.finish_job(work, lease)
            return
        with self.work(self.asker(lease), about=lease.name) as work:
            task.verb(work, **lease.args)
            leases.finish_job(work, lease)

    def _shrink(self) -> None:
        """Give back what a long task needed: the pages its connections keep, and freed memory."""
        self.engine.dispose()
        start.give_back_memory()

    def _put_back(self, lease: Lease, error: str, pause: timedelta | None = None) -> None:
        """Try again later; after a ``pause`` for what passes by itself, which is no try."""
        seconds = min(LONGEST, 2**lease.attempts) * random.uniform(0.5, 1.5)  # noqa: S311
        try:
            with self.work() as work:
                if pause:
                    leases.pause_job(work, lease, error, pause)
                else:
                    leases.put_back_job(work, lease, error, timedelta(seconds=seconds))
        except LostLease:
            log.warning("job %s was taken over while it failed", lease.job_id)

    @contextmanager
    def _heartbeat(self, lease: Lease) -> Iterator[None]:
        """Renew the lease from a second thread while the job runs."""
        ended = threading.Event()

        def beat() -> None:
            while not ended.wait(self.lease.total_seconds() / 3):
                try:
                    with self.work() as work:
                        leases.renew_lease(work, lease, self.lease)
                except LostLease:
                    return
                except OperationalError as error:
                    said = failures.first_line(error)
                    log.warning("job %s, lease not renewed: %s", lease.job_id, said)
                except Exception:
                    log.exception("the lease of job %s was not renewed", lease.job_id)

        thread = threading.Thread(target=beat, daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()


class LongRun:
    """Gives a long job its transactions, each of which checks that the lease is still held."""

    def __init__(self, runner: Runner, lease: Lease) -> None:
        self.job_id = lease.job_id
        self._runner, self._lease = runner, lease
        self._open: Work | None = None

    @contextmanager
    def work(self) -> Iterator[Work]:
        """A transaction of the asker with current rights. Raises ``NotAllowed``, ``LostLease``."""
        actor = self._runner.asker(self._lease)
        with self._runner.work(actor, about=self._lease.name) as work:
            leases.renew_lease(work, self._lease, self._runner.lease)
            self._open = work
            try:
                yield work
            finally:
                self._open = None

    @contextmanager
    def afterwards(self) -> Iterator[Work]:
        """A transaction of the system that does not ask for the lease."""
        with self._runner.work(about=self._lease.name) as work:
            yield work

    @contextmanager
    def reading(self) -> Iterator[Work]:
        """Work of the asker that only reads. Raises ``NotAllowed``."""
        actor = self._runner.asker(self._lease)
        with Session(self._runner.engine) as session:
            yield Work(session, actor, self._runner.clock(), self._runner.config)

    def progress(self, done: int, total: int) -> None:
        """Report progress: committed at once, or with the open work. Raises ``LostLease``."""
        if self._open:
            leases.renew_lease(
                self._open, self._lease, self._runner.lease, progress=done, total=total
            )
            return
        with self._runner.work() as work:
            leases.renew_lease(work, self._lease, self._runner.lease, progress=done, total=total)
