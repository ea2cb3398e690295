"""Which jobs exist, and which of them run by the clock. The whole list, in one place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta

from portal.engines.jobs import Task

TASKS: Mapping[str, Task] = {}


@dataclass(frozen=True)
class Every:
    """Every so often, or daily at a time of day in Asia/Shanghai."""

    interval: timedelta
    at: time | None = None


EVERY: Mapping[str, Every] = {}
