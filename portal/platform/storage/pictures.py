"""Copies a picture to serve: bounded in size, without metadata, watermarked when graded (C7)."""

import io
import warnings
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from PIL import Image, ImageDraw, ImageFont, ImageOps, UnidentifiedImageError

from models.words.text import N_
from portal.errors import Invalid, TooLarge
from portal.platform.storage.uploads import MOST_PIXELS

EDGE = 2400  # pixels of the longer side of a served copy
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "TIFF")
INK = (110, 110, 110, 70)
FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/opentype/source-han-sans/SourceHanSansCN-Regular.otf",
)


def check_picture(stream: BinaryIO, name: str) -> None:
    """Raises ``TooLarge`` beyond the pixel limit, ``Invalid`` for a damaged picture."""
    try:
        with _opened(stream, name) as picture:
            picture.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Invalid(
            N_("«%(name)s» is damaged. Please open it and save it again."), field="file", name=name
        ) from error
    finally:
        stream.seek(0)


def copy_picture(path: Path, name: str, mark: str = "") -> tuple[bytes, str]:
    """The bytes and the media type to serve, re-encoded so that nothing hidden is copied.

    ``mark`` (name, number, time) is written across it; empty for an ungraded picture.
    """
    with path.open("rb") as stream, _opened(stream, name) as picture:
        drawn = ImageOps.exif_transpose(picture).convert("RGBA")
    drawn.thumbnail((EDGE, EDGE))
    return on_paper(drawn, mark), "image/jpeg"


def on_paper(drawn: Image.Image, mark: str = "") -> bytes:
    """JPEG bytes on white, with the mark across when there is one."""
    if mark:
        drawn = Image.alpha_composite(drawn, veil(drawn.size, mark))
    paper = Image.new("RGB", drawn.size, "white")
    paper.paste(drawn, mask=drawn.getchannel("A"))
    out = io.BytesIO()
    paper.save(out, "JPEG", quality=85)
    return out.getvalue()


def can_write_chinese() -> bool:
    """Whether a Chinese font is installed; without one a mark shows a number in place of a name."""
    return _font_file() is not None


def _opened(stream: BinaryIO, name: str) -> Image.Image:
    """A picture within the pixel limit, not yet decoded. Raises ``TooLarge`` for all others."""
    stream.seek(0)
    try:
        with warnings.catch_warnings():  # our own limit is lower than the one warned of
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(stream, formats=FORMATS)
    except Image.DecompressionBombError as error:  # far beyond ours: it tells no size
        raise TooLarge(
            N_("«%(name)s» has too many pixels. Please scale it down."), field="file", name=name
        ) from error
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise TooLarge(
            N_("«%(name)s» has %(width)s × %(height)s pixels. Please scale it down."),
            field="file",
            name=name,
            width=width,
            height=height,
        )
    return picture


def veil(size: tuple[int, int], mark: str) -> Image.Image:
    """The mark, slanted and repeated, so that any part cut out still carries it."""
    side = int((size[0] ** 2 + size[1] ** 2) ** 0.5) + 1
    veil = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    pen = ImageDraw.Draw(veil)
    font = _font(max(14, side // 45))
    left, top, right, bottom = pen.textbbox((0, 0), mark, font=font)
    for x, y in _steps(side, int(right - left) + 80, int(bottom - top) * 6 + 20):
        pen.text((x, y), mark, fill=INK, font=font)
    turned = veil.rotate(30)
    x, y = (side - size[0]) // 2, (side - size[1]) // 2
    return turned.crop((x, y, x + size[0], y + size[1]))


def _steps(side: int, across: int, down: int) -> Iterator[tuple[int, int]]:
    for row, y in enumerate(range(0, side, down)):
        for x in range(-(row % 2) * across // 2, side, across):
            yield x, y


@lru_cache
def _font_file() -> str | None:
    return next((path for path in FONTS if Path(path).is_file()), None)


def _font(size: int) -> ImageFont.ImageFont | ImageFont.FreeTypeFont:
    path = _font_file()
    return ImageFont.truetype(path, size) if path else ImageFont.load_default(size)
