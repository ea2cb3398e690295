"""Where tests keep what they throw away: in memory, where the machine lets them.

A database is copied for nearly every test. On a disk that took PostgreSQL ten times as long, and
each commit of SQLite waited for the disk besides.
"""

import shutil
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 2_000_000_000  # bytes: two workers, their servers and what these write ahead


def throwaway() -> Path:
    """A folder for folders: in memory where there is room, else the usual one."""
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        return MEMORY
    return Path("/tmp")
