"""Papers drawn anew, each with the mark of who looks: no viewer runs what a stranger wrote.

All of it happens in a process of its own with limits, so that a bomb ends there and the web's
memory stays flat. Nothing is kept: what one person was shown is never shown to another.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.words.text import N_
from portal.errors import Invalid, NotFound

PROGRAM = Path(__file__).with_name("pdf_drawing.py")
EDGE = 1600  # pixels of the longer side
CLOCK = 40  # seconds until it is given up, should the program not end by itself
REFUSALS: Mapping[str, str] = {
    "locked": N_("«%(name)s» is protected by a password. Please download it."),
    "damaged": N_("«%(name)s» cannot be shown: the PDF is damaged. Please download it."),
    "too_big": N_("«%(name)s» cannot be shown: this page is too large. Please download it."),
}
UNDRAWN = N_("«%(name)s» cannot be shown: it is damaged or too large.")


@dataclass(frozen=True)
class Page:
    """One page drawn, of ``pages``."""

    pages: int
    jpeg: bytes


class Unstampable(Invalid):
    """A PDF that takes no mark: locked, damaged or too large."""


def draw_page(path: Path, name: str, number: int, mark: str = "") -> Page:
    """Page ``number`` (from 1) as a picture, with ``mark`` across it when there is one.

    Raises ``NotFound`` for a page that is not there, ``Invalid`` for what cannot be drawn.
    """
    found, jpeg = _run(mark, "page", str(path), str(number), str(EDGE))
    if found.get("refused") == "no_page":
        raise NotFound
    if "refused" in found:
        raise Invalid(REFUSALS[found["refused"]], name=name)
    return Page(found["pages"], jpeg)


def draw_picture(path: Path, name: str, mark: str = "") -> bytes:
    """A picture as JPEG, without anything hidden in it. Raises ``Invalid``."""
    found, jpeg = _run(mark, "picture", str(path))
    if "refused" in found:
        raise Invalid(UNDRAWN, name=name)
    return jpeg


def stamp_pdf(path: Path, mark: str) -> bytes:
    """The whole PDF with ``mark`` across each page. Raises ``Unstampable``."""
    found, stamped = _run(mark, "stamp", str(path))
    if "refused" in found:
        raise Unstampable(UNDRAWN, name=path.name)
    return stamped


def _run(mark: str, *arguments: str) -> tuple[Any, bytes]:
    command = [sys.executable, "-I", str(PROGRAM), *arguments]
    try:
        done = subprocess.run(  # noqa: S603  (our own program on a path of our own making)
            command,
            input=mark.encode(),
            capture_output=True,
            env={},
            timeout=CLOCK,
            check=False,
        )
        line, _end, found = done.stdout.partition(b"\n")
        told = json.loads(line)
    except (subprocess.TimeoutExpired, ValueError):
        return {"refused": "too_big"}, b""
    return told, found
