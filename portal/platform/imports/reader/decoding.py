"""Turns bytes into text: UTF-8, UTF-16 and 32, GB 18030 with Windows' €, Big5 where it is meant."""

import codecs
import re
from collections.abc import Callable

from portal.platform.imports.reader.refusals import Refused

BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
LINE_END = re.compile(rb"\r\n|\r|\n")
EURO = b"\x80"  # in code page 936, and in no GB 18030
WITH_EURO = "with_euro"  # the name of the handler of errors below
START = 4096  # bytes: enough to see where noughts stand
LONG = "\u0800"  # from here on UTF-8 takes three bytes: text of GBK hardly ever looks so
BAD = "\ufffd"


def decode_text(content: bytes, headings_in: Callable[[str], int]) -> str:
    """The text of a file. Refuses what is in no encoding, and names the row of the broken byte."""
    for mark, encoding in BOMS:
        if content.startswith(mark):
            return decode_strictly(content, encoding).lstrip("\ufeff")
    if b"\0" in content[:START]:
        return decode_wide(content)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        if is_nearly_utf8(content):
            raise Refused("encoding", line=line_of(content, error.start)) from error
    return decode_chinese(content, headings_in)


def decode_chinese(content: bytes, headings_in: Callable[[str], int]) -> str:
    """GB 18030, unless only Big5 makes headings of the first rows."""
    text, problem = "", None
    try:
        text = content.decode("gb18030", WITH_EURO)
    except UnicodeDecodeError as error:
        problem = error
    if problem or not headings_in(text):
        other = decode_or_nothing(content, "big5hkscs")
        if headings_in(other):
            return other
    if problem:
        raise Refused("encoding", line=line_of(content, problem.start)) from problem
    return text


def decode_strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        read = error.object[: error.start].decode(encoding, "ignore")
        line = len(re.findall(r"\r\n|\r|\n", read)) + 1
        raise Refused("encoding", line=line) from error


def decode_wide(content: bytes) -> str:
    """UTF-16 without a mark: the noughts stand on one side of every pair."""
    start = content[:START]
    low, high = start[1::2].count(0), start[::2].count(0)
    text = decode_or_nothing(content, "utf-16-le" if low > high else "utf-16-be")
    if not text or low == high or "\0" in text:
        raise Refused("unknown")
    return text


def decode_or_nothing(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return ""


def is_nearly_utf8(content: bytes) -> bool:
    """Whether a text is UTF-8 but for a few bytes: as GBK it would be read without a murmur."""
    text = content.decode("utf-8", "replace")
    broken = text.count(BAD)
    return sum(sign >= LONG for sign in text) - broken > broken


def line_of(content: bytes, place: int) -> int:
    return len(LINE_END.findall(content, 0, place)) + 1


def with_euro(error: UnicodeError) -> tuple[str, int]:
    """€ for the byte by which code page 936 writes it; everything else stays an error."""
    if isinstance(error, UnicodeDecodeError) and error.object.startswith(EURO, error.start):
        return "€", error.start + 1
    raise error


codecs.register_error(WITH_EURO, with_euro)
