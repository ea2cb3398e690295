"""Converts Chinese to pinyin exactly as pypinyin does, from a table of half a megabyte.

``make tables`` generates ``pinyin.txt`` from pypinyin: every syllable with its characters, then
every phrase by its first character. pypinyin itself would take 55 MB in each process.
"""

from array import array
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_suffix(".txt")
END = "$"  # marks a phrase that counts only at the end of a text


def readings_of(text: str) -> tuple[str, ...]:
    """One syllable per character, as its phrase is read; a character without one stays itself."""
    return reader().aloud(text)


@dataclass(frozen=True)
class Reader:
    """The syllable of each character, by number, and phrases by their first character.

    All phrases of one character stay in one string; separate strings would take ten times the
    memory. ``longest`` is the length of the longest, without the first character.
    """

    syllables: tuple[str, ...]
    numbers: "array[int]"
    phrases: dict[str, str]
    longest: dict[str, int]

    def aloud(self, text: str) -> tuple[str, ...]:
        """One syllable per character."""
        result: list[str] = []
        while len(result) < len(text):
            result += self._phrase(text, len(result))
        return tuple(result)

    def _phrase(self, text: str, start: int) -> list[str]:
        """The syllables of the longest phrase that begins at ``start``, or of one character."""
        rests = self.phrases.get(text[start], "")
        last = min(start + self.longest[text[start]], len(text) - 1) if rests else start
        if last > start and f" {text[start + 1]}" not in rests:  # no phrase goes on like this
            last = start
        for end in range(last, start, -1):
            rest = text[start + 1 : end + 1]
            begin = rests.find(f" {rest}=")
            if begin < 0 and self._ends(text, end + 1):
                begin = rests.find(f" {rest}{END}=")
            if begin >= 0:
                reading = rests[rests.index("=", begin) + 1 : rests.index(" ", begin + 1)]
                return reading.split(",") if reading else [*map(self._sign, text[start : end + 1])]
        return [self._sign(text[start])]

    def _ends(self, text: str, end: int) -> bool:
        return end == len(text) or self._sign(text[end]) == text[end]

    def _sign(self, sign: str) -> str:
        code = ord(sign)
        return self.syllables[self.numbers[code]] or sign if code < len(self.numbers) else sign


@cache
def reader() -> Reader:
    """The table in memory: less than two megabytes, read once in a few hundredths of a second."""
    _note, singles, phrases = TABLE.read_text(encoding="utf-8").split("\n\n")
    syllables, numbers = [""], array("H", bytes(2 * (ord(max(singles)) + 1)))
    for line in singles.split("\n"):
        syllable, signs = line.split(" ")
        for sign in signs:
            numbers[ord(sign)] = len(syllables)
        syllables.append(syllable)
    blocks = {line[0]: f"{line[1:]} " for line in phrases.strip().split("\n")}
    longest = {first: _longest(rests) for first, rests in blocks.items()}
    return Reader(tuple(syllables), numbers, blocks, longest)


def _longest(rests: str) -> int:
    return max(rest.index("=") for rest in rests.split())
