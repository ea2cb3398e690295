"""Draws one page of a PDF: ``python -I pdf_drawing.py PATH NUMBER EDGE``.

A process of its own with limits, for a PDF comes from strangers. It answers one line of JSON, the
count of pages or a code why there is no picture, and then the JPEG.
"""

import io
import json
import resource
import signal
import sys
from pathlib import Path

import pypdfium2

MEMORY = 1024 * 1024 * 1024  # bytes of address space
SECONDS = 15  # of CPU; twice that by the clock
LARGEST = 8  # times 72 dots an inch, for a page the size of a stamp


def main(path: Path, number: int, edge: int) -> None:
    """Draw page ``number`` (from 1) with its longer side of ``edge`` pixels."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    signal.alarm(2 * SECONDS)
    try:
        document = pypdfium2.PdfDocument(path)
        pages = len(document)
        if not 1 <= number <= pages:
            answer({"pages": pages, "refused": "no_page"})
            return
        page = document[number - 1]
        scale = min(LARGEST, edge / max(*page.get_size(), 1))
        drawn = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    except pypdfium2.PdfiumError as error:
        answer({"refused": "locked" if "assword" in str(error) else "damaged"})
        return
    except MemoryError:
        answer({"refused": "too_big"})
        return
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=85)
    answer({"pages": pages}, out.getvalue())


def answer(line: dict[str, object], picture: bytes = b"") -> None:
    """Write the line, then the picture."""
    sys.stdout.buffer.write(json.dumps(line).encode() + b"\n" + picture)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
