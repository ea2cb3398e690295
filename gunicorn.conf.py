"""Read by gunicorn from the folder it is started in: a worker ends with its master.

Otherwise the workers of a master that was killed hold its port for up to half a minute.
"""

import signal
from typing import Any


def post_fork(server: Any, _worker: Any) -> None:
    """In each new worker."""
    from scripts.orphans import die_with_parent  # noqa: PLC0415  (this folder is on the path by now)

    die_with_parent(signal.SIGKILL, server.pid)
