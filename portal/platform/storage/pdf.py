"""Pages of a PDF as pictures: no viewer of the browser's runs what a stranger wrote."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from models.words.text import N_
from portal.errors import Invalid, NotFound
from portal.late import late

if TYPE_CHECKING:
    from portal.platform.storage import pictures
else:
    pictures = late("portal.platform.storage.pictures")

PROGRAM = Path(__file__).with_name("pdf_drawing.py")
EDGE = 1600  # pixels of the longer side
CLOCK = 40  # seconds until it is given up, should the program not end by itself
REFUSALS: Mapping[str, str] = {
    "locked": N_("«%(name)s» is protected by a password. Please download it."),
    "damaged": N_("«%(name)s» cannot be shown: the PDF is damaged. Please download it."),
    "too_big": N_("«%(name)s» cannot be shown: this page is too large. Please download it."),
}


@dataclass(frozen=True)
class Page:
    """One page drawn, of ``pages``."""

    pages: int
    jpeg: bytes


def draw_page(path: Path, name: str, number: int, mark: str = "") -> Page:
    """Page ``number`` (from 1) as a picture, with ``mark`` across it when there is one.

    Raises ``NotFound`` for a page that is not there, ``Invalid`` for what cannot be drawn.
    """
    command = [sys.executable, "-I", str(PROGRAM), str(path), str(number), str(EDGE)]
    try:
        done = subprocess.run(  # noqa: S603  (our own program on a path of our own making)
            command, capture_output=True, env={}, timeout=CLOCK, check=False
        )
        line, _end, jpeg = done.stdout.partition(b"\n")
        found = json.loads(line)
    except (subprocess.TimeoutExpired, ValueError) as error:
        raise Invalid(REFUSALS["too_big"], name=name) from error
    if found.get("refused") == "no_page":
        raise NotFound
    if "refused" in found:
        raise Invalid(REFUSALS[found["refused"]], name=name)
    return Page(found["pages"], pictures.mark_picture(jpeg, mark) if mark else jpeg)
