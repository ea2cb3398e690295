"""How Chinese is read aloud, word for word as pypinyin reads it, from a table of half a megabyte.

``pinyin.txt`` is made from pypinyin by ``make tables``: every syllable with its characters, then
every phrase under its first character. pypinyin itself would take 55 MB of each process.
"""

from array import array
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_suffix(".txt")
END = "$"  # behind a phrase that counts at the end of a text only


def readings_of(text: str) -> tuple[str, ...]:
    """One syllable for each character, as its phrase is read; what has none stands for itself."""
    return reader().aloud(text)


@dataclass(frozen=True)
class Reader:
    """The number of each character's syllable, and under first characters the rests of phrases.

    The rests stay one text: as strings of their own they would take ten times as much.
    """

    syllables: tuple[str, ...]
    numbers: "array[int]"
    phrases: dict[str, str]
    longest: dict[str, int]

    def aloud(self, text: str) -> tuple[str, ...]:
        said: list[str] = []
        while len(said) < len(text):
            said += self._phrase(text, len(said))
        return tuple(said)

    def _phrase(self, text: str, at: int) -> list[str]:
        """The longest phrase that begins here, else the character alone."""
        rests = self.phrases.get(text[at], "")
        last = min(at + self.longest[text[at]], len(text) - 1) if rests else at
        for end in range(last, at, -1):
            rest = text[at + 1 : end + 1]
            begin = rests.find(f" {rest}=")
            if begin < 0 and self._ends(text, end + 1):
                begin = rests.find(f" {rest}{END}=")
            if begin >= 0:
                reading = rests[rests.index("=", begin) + 1 : rests.index(" ", begin + 1)]
                return reading.split(",") if reading else [*map(self._sign, text[at : end + 1])]
        return [self._sign(text[at])]

    def _ends(self, text: str, at: int) -> bool:
        return at == len(text) or self._sign(text[at]) == text[at]

    def _sign(self, sign: str) -> str:
        code = ord(sign)
        return self.syllables[self.numbers[code]] or sign if code < len(self.numbers) else sign


@cache
def reader() -> Reader:
    """The table as it is kept: less than two megabytes, read in a few hundredths of a second."""
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
