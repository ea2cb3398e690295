"""«Last seen» of sessions, written late: no page waits for it, and reading goes on without it.

Moments are kept in this process until they are written. Until then they count as if they were, so
that nobody is signed out as idle because a disk is full or a writer takes long.
"""

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from portal.people import sessions
from portal.work import Work

log = logging.getLogger(__name__)
PAUSE = 2.0  # seconds in which moments are collected for one transaction
Opened = Callable[[], AbstractContextManager[Work]]


class Seen:
    """Moments by session id, and the thread that writes them with ``opened``'s work."""

    def __init__(self, opened: Opened, *, late: bool = True) -> None:
        self.moments: dict[int, datetime] = {}
        self._opened, self._late = opened, late
        self._lock, self._due = threading.Lock(), threading.Event()
        self._thread: threading.Thread | None = None

    def note(self, session_id: int, moment: datetime) -> None:
        """The session was in use; with ``late`` this returns at once."""
        with self._lock:
            self.moments[session_id] = moment
            if self._late and (self._thread is None or not self._thread.is_alive()):
                self._thread = threading.Thread(target=self._keep_writing, daemon=True)
                self._thread.start()
        if self._late:
            self._due.set()
        else:
            self.write()

    def last(self, session_id: int, written: datetime) -> datetime:
        """When it was last in use: as written, or as noted since."""
        return max(written, self.moments.get(session_id, written))

    def write(self) -> bool:
        """Write what is noted in one transaction; False if it must wait, which is no fault."""
        with self._lock:
            taken = dict(self.moments)
        try:
            with self._opened() as work:
                for session_id, moment in sorted(taken.items()):
                    sessions.touch_session(work, session_id, moment)
        except (SQLAlchemyError, OSError) as error:
            log.warning("«last seen» of %s sessions waits: %s", len(taken), type(error).__name__)
            return False
        with self._lock:
            for session_id, moment in taken.items():
                if self.moments.get(session_id) == moment:
                    del self.moments[session_id]
        return True

    def _keep_writing(self) -> None:
        """Write what comes within ``PAUSE``; what could not be written waits for the next note."""
        pause = threading.Event()
        while True:
            self._due.wait()
            self._due.clear()
            pause.wait(PAUSE)
            self.write()
