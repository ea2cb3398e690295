"""Acts for the demo data: as one of its people, at a time in the past, in chronological order."""

import heapq
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import cos, sin
from random import Random

from sqlalchemy.orm import Session

from models.words.lending import SignedBy
from portal.access.actor import SYSTEM
from portal.access.load import actor_for
from portal.config import Config
from portal.lending.signatures import Signed
from portal.transaction import transaction
from portal.work import HERE, Work

PEN = 9  # pixels between two points of a drawn line
# Yields, before each step, how many days ago that step happens.
Story = Generator[int, None, None]


@dataclass
class Scene:
    """Opens transactions of the demo people at times in the past."""

    session: Session
    config: Config
    now: datetime
    chance: Random = field(default_factory=lambda: Random(20261123))  # noqa: S311
    people: dict[str, int] = field(default_factory=dict)
    last: datetime = datetime(2020, 1, 1, tzinfo=UTC)

    @contextmanager
    def work(self, name: str, days_ago: int = 0, hour: int = 10) -> Iterator[Work]:
        """A transaction of ``name`` at that hour in Shanghai, never earlier than the last one.

        Raises ``LookupError`` for an unknown or disabled account.
        """
        moment = (self.now.astimezone(HERE) - timedelta(days=days_ago)).replace(
            hour=hour, minute=self.chance.randrange(60)
        )
        when = self.last = max(min(moment.astimezone(UTC), self.now), self.last)
        actor = SYSTEM if name == "system" else actor_for(self.session, self.people[name], when)
        if actor is None:
            raise LookupError(name)
        with transaction(self.session, actor, when, self.config) as work:
            yield work


def draw_signature(scene: "Scene") -> Signed:
    """A random drawn signature of two or three wavy strokes."""
    strokes = []
    for number in range(scene.chance.choice((2, 3))):
        left, high, swing = 60 + 170 * number, scene.chance.uniform(30, 60), scene.chance.random()
        points = [
            (left + PEN * n, round(100 + high * sin(n * (0.5 + swing / 2)) * cos(n / 9)))
            for n in range(18)
        ]
        strokes.append([value for point in points for value in point])
    return Signed(SignedBy.DRAWN, strokes)


def play_stories(stories: list[Story]) -> None:
    """Interleave the stories in chronological order."""
    queue = [
        (-ago, number, story)
        for number, story in enumerate(stories)
        if (ago := next(story, None)) is not None
    ]
    heapq.heapify(queue)
    while queue:
        _, number, story = heapq.heappop(queue)
        ago = next(story, None)
        if ago is not None:
            heapq.heappush(queue, (-max(ago, 0), number, story))
