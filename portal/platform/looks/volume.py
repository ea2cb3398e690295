"""How many searches and look-ups one person may make in an hour (ASVS 2.4.1)."""

import threading
from collections import deque
from datetime import datetime, timedelta

from models.words.text import N_
from portal import settings
from portal.errors import TooMany
from portal.work import Work

HOUR = timedelta(hours=1)


class Meter:
    """The moments of somebody's searches in the last hour, in this process.

    A search must not wait for a writer, so that nothing is written: each process counts its own.
    """

    def __init__(self) -> None:
        self.lock, self.seen = threading.Lock(), dict[int, deque[datetime]]()

    def count(self, user_id: int, now: datetime, most: int) -> bool:
        """One more, if fewer than ``most`` were made in the last hour."""
        with self.lock:
            mine = self.seen.setdefault(user_id, deque())
            while mine and mine[0] <= now - HOUR:
                mine.popleft()
            if len(mine) >= most:
                return False
            mine.append(now)
            return True


METER = Meter()


def require_volume(work: Work) -> None:
    """Count one search. Raises ``TooMany`` beyond the setting."""
    most = int(settings.get(work.session, "searches_per_hour"))
    if not METER.count(work.actor.id, work.now, most):
        raise TooMany(
            N_(
                "You have searched %(most)s times within an hour, which is the most. Wait a "
                "while, or narrow a list by its filters instead."
            ),
            most=most,
        )
