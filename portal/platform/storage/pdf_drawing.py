"""Draws papers: ``python -I pdf_drawing.py page PATH NUMBER EDGE``; ``stamp`` or ``picture PATH``.

A process of its own with limits, for papers come from strangers. The mark across comes by stdin,
since arguments can be read by everybody on the machine. It answers one line of JSON, the count of
pages or a code why there is nothing, and then the bytes.
"""

import io
import json
import resource
import signal
import sys
from pathlib import Path
from typing import Any

import pypdfium2

sys.path.insert(0, str(Path(__file__).parents[3]))

from portal.errors import PortalError
from portal.platform.storage import pictures

MEMORY = 1024 * 1024 * 1024  # bytes of address space
SECONDS = 15  # of CPU; twice that by the clock
LARGEST = 8  # times 72 dots an inch, for a page the size of a stamp
VEIL = 1200  # pixels of the longer side of the mark laid over each page


def draw(path: Path, mark: str, number: int, edge: int) -> None:
    """Page ``number`` (from 1) with its longer side of ``edge`` pixels."""
    document = pypdfium2.PdfDocument(path)
    pages = len(document)
    if not 1 <= number <= pages:
        answer({"pages": pages, "refused": "no_page"})
        return
    page = document[number - 1]
    scale = min(LARGEST, edge / max(*page.get_size(), 1))
    drawn = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGBA")
    answer({"pages": pages}, pictures.on_paper(drawn, mark))


def stamp(path: Path, mark: str) -> None:
    """The whole PDF with the mark across every page."""
    document = pypdfium2.PdfDocument(path)
    whole: dict[tuple[int, int], Any] = {}  # one mark for all pages of a size
    for page in document:
        size = page.get_size()
        shape = (round(size[0]), round(size[1]))
        if shape not in whole:
            whole[shape] = _veil_page(document, size, mark)
        laid = whole[shape].as_pageobject()
        laid.set_matrix(pypdfium2.PdfMatrix())
        page.insert_obj(laid)
        page.gen_content()
    out = io.BytesIO()
    document.save(out)
    answer({"pages": len(document)}, out.getvalue())


def _veil_page(document: Any, size: tuple[float, float], mark: str) -> Any:
    """A page of its own with the mark, to be laid over others."""
    scale = VEIL / max(*size, 1)
    drawn = pictures.veil((max(1, int(size[0] * scale)), max(1, int(size[1] * scale))), mark)
    made = pypdfium2.PdfDocument.new()
    page, picture = made.new_page(*size), pypdfium2.PdfImage.new(made)
    picture.set_bitmap(pypdfium2.PdfBitmap.from_pil(drawn))
    picture.set_matrix(pypdfium2.PdfMatrix().scale(*size))
    page.insert_obj(picture)
    page.gen_content()
    return made.page_as_xobject(0, document)


def main(task: str, path: Path, numbers: list[int]) -> None:
    """One task within the limits."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    signal.alarm(2 * SECONDS)
    mark = sys.stdin.buffer.read().decode()
    try:
        if task == "page":
            draw(path, mark, *numbers)
        elif task == "stamp":
            stamp(path, mark)
        else:
            answer({"pages": 1}, pictures.copy_picture(path, path.name, mark)[0])
    except pypdfium2.PdfiumError as error:
        answer({"refused": "locked" if "assword" in str(error) else "damaged"})
    except (PortalError, OSError, SyntaxError, ValueError):
        answer({"refused": "damaged"})
    except MemoryError:
        answer({"refused": "too_big"})


def answer(line: dict[str, object], found: bytes = b"") -> None:
    """Write the line, then the bytes."""
    sys.stdout.buffer.write(json.dumps(line).encode() + b"\n" + found)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), [int(each) for each in sys.argv[3:]])
