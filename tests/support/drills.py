"""One drill, short in the suite and long by «make drill»: how often, and what came of it."""

import json
import os
from pathlib import Path

LONG = os.environ.get("DRILL") == "long"


def times(short: int, long: int) -> int:
    """How often something is done to the portal."""
    return long if LONG else short


def note(drill: str, make: str, **figures: int | str) -> None:
    """Keep what was really done and seen, for the table of docs/drill.md."""
    if place := os.environ.get("DRILL_NOTES"):
        with Path(place).open("a", encoding="utf-8") as stream:
            line = {"drill": drill, "make": make, "figures": figures}
            stream.write(json.dumps(line, ensure_ascii=False) + "\n")
