"""Checks uploads: safe names, types recognised by content, packages inspected (SEC-5)."""

import re
import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO

from models.words.text import N_
from portal.errors import Invalid

LONGEST_NAME = 120  # characters
HEAD = 4096  # bytes read to recognise a type
MOST_ENTRIES = 5_000
MOST_UNPACKED = 500 * 1024 * 1024  # bytes
MOST_RATIO = 200  # bytes unpacked for each byte packed
MOST_PIXELS = 60_000_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Type:
    """An accepted type; ``starts``: its first bytes, ``entry``: a member its package must have."""

    media: str
    starts: tuple[bytes, ...] = ()
    entry: str = ""
    image: bool = False


OOXML = "application/vnd.openxmlformats-officedocument"
TYPES: Mapping[str, Type] = {
    "pdf": Type("application/pdf", (b"%PDF-",)),
    "png": Type("image/png", (b"\x89PNG\r\n\x1a\n",), image=True),
    "jpg": Type("image/jpeg", (b"\xff\xd8\xff",), image=True),
    "jpeg": Type("image/jpeg", (b"\xff\xd8\xff",), image=True),
    "gif": Type("image/gif", (b"GIF87a", b"GIF89a"), image=True),
    "webp": Type("image/webp", (b"RIFF",), image=True),
    "tif": Type("image/tiff", (b"II*\x00", b"MM\x00*"), image=True),
    "tiff": Type("image/tiff", (b"II*\x00", b"MM\x00*"), image=True),
    "docx": Type(f"{OOXML}.wordprocessingml.document", (b"PK\x03\x04",), "word/document.xml"),
    "xlsx": Type(f"{OOXML}.spreadsheetml.sheet", (b"PK\x03\x04",), "xl/workbook.xml"),
    "pptx": Type(f"{OOXML}.presentationml.presentation", (b"PK\x03\x04",), "ppt/presentation.xml"),
    "ofd": Type("application/ofd", (b"PK\x03\x04",), "OFD.xml"),
    "doc": Type("application/msword", (OLE,)),
    "xls": Type("application/vnd.ms-excel", (OLE,)),
    "ppt": Type("application/vnd.ms-powerpoint", (OLE,)),
    "txt": Type("text/plain"),
    "csv": Type("text/csv"),
}
IMAGES = frozenset(kind.media for kind in TYPES.values() if kind.image)
ACCEPT = ",".join(f".{name}" for name in TYPES)
# Characters that reverse, hide or break a name on the screen or in a header.
HIDDEN = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ud800-\udfff]"
)
MARKUP = re.compile(rb"<\s*(!doctype|html|script|svg|iframe|body|\?xml|\?php)", re.IGNORECASE)
MACROS = ("_VBA_PROJECT".encode("utf-16-le"), b"vbaProject.bin", "Macros".encode("utf-16-le"))


def shown_name(raw: str) -> str:
    """A file name as pages show it: without folders, control and direction characters."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", raw))[-1]
    return HIDDEN.sub("", last).strip()


def clean_name(raw: str) -> str:
    """The file name without folders, control and direction characters, at most 120 long.

    «应诉通知书.pdf» is left unchanged. Raises ``Invalid`` for a name without stem or extension.
    """
    name = shown_name(raw).strip(".").strip()
    stem, dot, end = name.rpartition(".")
    if not dot or not stem.strip() or not end:
        raise Invalid(
            N_("Please give the file a name with an extension, e.g. notice.pdf."), field="file"
        )
    return f"{stem[: LONGEST_NAME - len(end) - 1]}.{end}"


def type_of(name: str, stream: BinaryIO) -> Type:
    """The type of an upload, recognised by its content and compared with its extension.

    Raises ``Invalid`` for a type that is not accepted, a wrong extension, markup, macros,
    decompression bombs and files in two formats at once. ``stream`` is left at its start.
    """
    ending = name.rsplit(".", 1)[-1].lower()
    kind = TYPES.get(ending)
    if kind is None:
        raise Invalid(
            N_("«.%(ending)s» files are not accepted. Use PDF, Office, text or pictures."),
            field="file",
            ending=ending[:10],
        )
    stream.seek(0)
    head = stream.read(HEAD)
    if not head:
        raise Invalid(N_("«%(name)s» is empty. Please choose it again."), field="file", name=name)
    if kind.starts and not head.startswith(kind.starts):
        raise Invalid(
            N_(
                "The content of «%(name)s» does not match its extension. Save it again as "
                "%(ending)s."
            ),
            field="file",
            name=name,
            ending=ending,
        )
    _look_inside(kind, name, head, stream)
    stream.seek(0)
    return kind


def _look_inside(kind: Type, name: str, head: bytes, stream: BinaryIO) -> None:
    if kind.entry:
        _check_package(kind, name, stream)
    elif kind.media.startswith("text/"):
        _check_text(name, head)
    elif kind.starts == (OLE,):
        _refuse_macros(name, stream)
    elif zipfile.is_zipfile(stream):
        raise Invalid(
            N_("«%(name)s» mixes two file formats. Please save it again."),
            field="file",
            name=name,
        )


def _check_package(kind: Type, name: str, stream: BinaryIO) -> None:
    """Check an Office package: its members, no macros, a bounded size when unpacked."""
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as package:
            members = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Invalid(
            N_("«%(name)s» is damaged. Please open it and save it again."), field="file", name=name
        ) from error
    names = {member.filename for member in members}
    if kind.entry not in names:
        raise Invalid(
            N_(
                "The content of «%(name)s» does not match its extension. Save it again as "
                "%(ending)s."
            ),
            field="file",
            name=name,
            ending=name.rsplit(".", 1)[-1],
        )
    if any(n.lower().endswith("vbaproject.bin") for n in names):
        raise Invalid(
            N_("«%(name)s» contains macros. Please save it without macros."),
            field="file",
            name=name,
        )
    packed = sum(member.compress_size for member in members)
    unpacked = sum(member.file_size for member in members)
    if len(members) > MOST_ENTRIES or unpacked > min(
        MOST_UNPACKED, MOST_RATIO * packed + 1_000_000
    ):
        raise Invalid(
            N_("«%(name)s» is too large when unpacked. Please split it."), field="file", name=name
        )


def _check_text(name: str, head: bytes) -> None:
    if b"\x00" in head or MARKUP.search(head):
        raise Invalid(
            N_("«%(name)s» is not plain text. Please save it as text, or print it to PDF."),
            field="file",
            name=name,
        )


def _refuse_macros(name: str, stream: BinaryIO) -> None:
    stream.seek(0)
    rest = b""
    while chunk := stream.read(1024 * 1024):
        if any(mark in rest + chunk for mark in MACROS):
            raise Invalid(
                N_("«%(name)s» contains macros. Please save it without macros."),
                field="file",
                name=name,
            )
        rest = chunk[-64:]
