"""Index tokens: characters, bigrams, pinyin, initials, parts of numbers, last digits of phones.

A token is a letter for its kind and a text: ``n北京`` two characters of a name, ``s北京`` its
beginning, ``ybeijing`` one or two syllables, ``ibjt`` three initials; of characters and initials
only the longest from each place are kept, shorter ones are asked for as their beginnings. ``m``,
``z`` and ``j`` stand for ``n``, ``y`` and ``i`` in a contact's name; ``x00007`` is part of a
number, ``r70000…`` the number from its end, so that its last signs find it; ``t8000`` a phone or
its last four digits, ``c8000`` the same of a contact, ``u…`` a whole code. Field rules exclude by
these letters.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice, pairwise, product

from portal.platform.search.dialling import dialled
from portal.platform.search.names import compact_name
from portal.platform.search.pinyin import readings_of
from portal.platform.search.surnames import COMPOUNDS, SURNAMES, surname_readings
from portal.platform.search.syllables import SYLLABLES
from portal.platform.texts import drop_unseen, fold_text

# Characters with a second reading in names; the others are read as in their phrase, and at the
# beginning of a name as surnames too.
READINGS = {
    "行": ("xing", "hang"),
    "长": ("chang", "zhang"),
    "重": ("zhong", "chong"),
    "乐": ("le", "yue"),
    "单": ("dan", "shan"),
    "盛": ("sheng", "cheng"),
    "朝": ("chao", "zhao"),
    "藏": ("cang", "zang"),
    "厦": ("sha", "xia"),
    "都": ("du", "dou"),
    "传": ("chuan", "zhuan"),
    "会": ("hui", "kuai"),
    "晟": ("sheng", "cheng"),
    "万": ("wan", "mo"),
    "调": ("diao", "tiao"),
}
MANY = READINGS.keys() | SURNAMES.keys()
MOST_READINGS = 4
LONGEST_QUERY = 64
MOST_WORDS = 6
LEGAL_FORM = re.compile(r"(?:股份|集团|实业|科技|贸易)*(?:有限)?(?:责任)?公司\Z")
RUNS = re.compile(r"[0-9a-z]+|[^0-9a-z]+")
# A phone as somebody asks for it, however its digits are grouped, and its extension.
ASKED = re.compile(r"([+(]?[0-9][0-9\s().+-]*)(?:(?:转|分机|ext\.?|x|#)\s*([0-9]{1,6}))?")
DIALLED = re.compile(r"(?:0086|86)?(1[3-9][0-9]{9}|0[0-9]{9,11}|[48]00[0-9]{7})")
LONGEST_SYLLABLE = 6
PAIR, TRIPLE = 2, 3  # characters and initials that are indexed together
SHORTEST_TAIL = 3  # signs of a number's end by which it is found
BEGINS = "*"  # after a token of a query: any token that begins with it

OF_PEOPLE = {"n": "m", "y": "z", "i": "j"}

Either = frozenset[str]  # any one of these tokens
Each = tuple[Either, ...]  # all of these
Word = tuple[Each, ...]  # any one of these readings
Sounds = Sequence[tuple[str, ...]]  # what each character of a text may say


def of_name(text: str) -> set[str]:
    """Tokens of a company name or title, including its beginning."""
    plain = compact_name(text)
    said = sounds(plain)
    return _of_text(plain, said) | ({f"s{plain[:1]}", f"s{plain[:2]}"} | _starts(said)) - {"s"}


def of_person(text: str) -> set[str]:
    """Tokens of a contact's name."""
    plain = compact_name(text)
    return {OF_PEOPLE[token[0]] + token[1:] for token in _of_text(plain, sounds(plain))}


def of_number(text: str) -> set[str]:
    """Tokens of a number: KH-2026-00007 is found by kh, kh2026, 00007, 7 and its last digits."""
    parts = [part for part in re.split(r"[\W_]+", text.casefold()) if part]
    whole = "".join(parts)
    starts = {"".join(parts[: n + 1]) for n in range(len(parts))}
    bare = {part.lstrip("0") for part in parts}
    backwards = {f"r{whole[::-1]}"} if whole else set()
    pieces = {part for part in {*parts, *starts, *bare} if part}
    return backwards | {
        f"x{part}" for part in pieces if len(part) < SHORTEST_TAIL or not whole.endswith(part)
    }


def of_phone(text: str, letter: str = "t") -> set[str]:
    """The whole number and its last four digits only, so that a masked value stays masked."""
    kept, extension = dialled(text)
    pieces = kept.lstrip("+").split("-")
    line = "".join(pieces)
    without_area = pieces[1] if len(pieces) == 2 else ""
    whole = {digits for digits in (line, without_area, line + extension) if len(digits) >= 5}
    return {f"{letter}{d}" for d in whole} | ({f"{letter}{line[-4:]}"} if line else set())


def of_code(text: str) -> set[str]:
    """The token of a code, which is found only whole."""
    return {f"u{compact_name(text)}"} if compact_name(text) else set()


def query(text: str) -> list[Word]:
    """What a record must carry to match ``text``: each word, in one of its readings."""
    asked = drop_unseen(text)[:LONGEST_QUERY]
    if phone := _phone(asked):
        return [phone]
    words = [compact_name(word) for word in asked.split()]
    return [_word(word) for word in words[:MOST_WORDS] if word]


def _phone(text: str) -> Word | None:
    """A whole phone, however its digits are grouped: 138 0013 8000, +86 (10) 6234-5678 转 801."""
    asked = ASKED.fullmatch(fold_text(text).strip().lower())
    digits = re.sub(r"[^0-9]", "", asked[1]) if asked else ""
    line = DIALLED.fullmatch(digits)
    if asked is None or line is None:
        return None
    extension = asked[2] or ""
    either = dict.fromkeys((digits + extension, line[1] + extension))
    return tuple(dict.fromkeys(each for word in either for each in _word(word)))


def beginnings(text: str) -> Either:
    """Tokens of which the best hits carry at least one."""
    plain = compact_name(text[:LONGEST_QUERY])
    first = RUNS.match(plain)
    if not first:
        return frozenset()
    starts = {first[0][:2]}
    if first[0].isascii():
        starts = {first[0][:4]} | {s for part in _segments(first[0]) for s in _first(part)}
    whole = {f"{letter}{plain}" for letter in "xtcu"} | {f"r{plain[::-1]}"}
    return frozenset({f"s{s}" for s in starts} | whole)


def grams(text: str, least: int, most: int) -> Iterator[str]:
    """Every substring of ``text`` of ``least`` to ``most`` characters."""
    for size in range(least, most + 1):
        for start in range(len(text) - size + 1):
            yield text[start : start + size]


def sounds(plain: str) -> list[tuple[str, ...]]:
    """The readings of each character, the usual one first; letters and digits stay."""
    tail = LEGAL_FORM.search(plain)
    cut = tail.start() if tail else len(plain)
    usual = [*readings_of(plain[:cut]), *_said_of_form(plain[cut:])]
    said: list[tuple[str, ...]] = [(one,) for one, _sign in zip(usual, plain, strict=True)]
    double = plain[:2] in COMPOUNDS
    for at, sign in enumerate(plain):
        if sign in MANY or (double and at < 2):
            others = (*READINGS.get(sign, ()), *surname_readings(plain, at))
            said[at] = tuple(dict.fromkeys((*said[at], *others)))
    return said


@lru_cache(maxsize=256)
def _said_of_form(form: str) -> tuple[str, ...]:
    """How a legal form is read: there are few of them, at the end of most names."""
    return readings_of(form)


def _of_text(plain: str, said: Sounds) -> set[str]:
    tokens: set[str] = set()
    for run in RUNS.findall(plain):
        if not run.isascii():  # letters and digits are their own initials
            tokens.update([f"n{run[at : at + PAIR]}" for at in range(len(run))])
    tokens.update([f"y{syllable}" for either in said for syllable in either])
    tokens.update([f"y{a}{b}" for one, other in pairwise(said) for a in one for b in other])
    tokens.update([f"i{gram}" for gram in _initial_grams(said)])
    return tokens


def _initial_grams(said: Sounds) -> Iterator[str]:
    """Three initials in a row from each place on; fewer at the end."""
    letters = _initials(said)
    if all(len(either) == 1 for either in letters):
        row = "".join(either[0] for either in letters)
        yield from (row[at : at + TRIPLE] for at in range(len(row)))
        return
    for start in range(len(letters)):
        yield from _joined(letters[start : start + TRIPLE])


def _starts(said: Sounds) -> set[str]:
    letters = _initials(said[:4])
    begun = [letters[:size] for size in range(1, 5)] + [said[:1], said[:2]]
    return {f"s{start}" for parts in begun for start in _joined(parts)}


def _initials(said: Sounds) -> list[tuple[str, ...]]:
    return [
        (either[0][0],) if len(either) == 1 else tuple(dict.fromkeys(s[0] for s in either))
        for either in said
    ]


def _joined(parts: Sounds) -> Iterator[str]:
    return map("".join, product(*parts))


def _first(syllables: tuple[str, ...]) -> tuple[str, str]:
    return "".join(syllables[:1]), "".join(syllables[:2])


def _word(plain: str) -> Word:
    exact = "xu" if not plain.isdigit() else "xutc"
    whole: list[Each] = [(frozenset({f"{letter}{plain}"}),) for letter in exact]
    if len(plain) >= SHORTEST_TAIL:
        whole.append((frozenset({f"r{plain[::-1]}{BEGINS}"}),))
    pieces = [piece for run in RUNS.findall(plain) for piece in _pieces(run)]
    names: list[Each] = [tuple(frozenset({piece}) for piece in dict.fromkeys(pieces))]
    names += list(_sounds(plain)) if plain.isascii() else []
    people = [tuple(frozenset(OF_PEOPLE[t[0]] + t[1:] for t in any_) for any_ in a) for a in names]
    return tuple(dict.fromkeys([*whole, *names, *people]))


def _pieces(run: str) -> Iterator[str]:
    """The longest indexed grams that together cover a run; a shorter one begins some."""
    size, letter = (TRIPLE, "i") if run.isascii() else (PAIR, "n")
    if len(run) < size:
        return iter((f"{letter}{run}{BEGINS}",))
    return (f"{letter}{gram}" for gram in grams(run, size, size))


def _sounds(letters: str) -> Iterator[Each]:
    """The word read as pinyin; its last syllable may be unfinished."""
    for syllables in _segments(letters):
        *done, last = syllables
        if not done:
            if last in SYLLABLES:
                yield (frozenset({f"y{last}"}),)
            continue
        pairs = pairwise(done)
        ends = frozenset(f"y{done[-1]}{end}" for end in _syllables_from(last))
        yield (*(frozenset({f"y{a}{b}"}) for a, b in pairs), ends)


@lru_cache(maxsize=512)
def _syllables_from(start: str) -> tuple[str, ...]:
    return tuple(sorted(s for s in SYLLABLES if s.startswith(start)))


def _segments(letters: str) -> list[tuple[str, ...]]:
    """A few ways to split letters into syllables, fewest first; the last may be unfinished."""
    if not letters.isascii() or not letters.isalpha():
        return []
    ends = {n for n in range(len(letters)) if _syllables_from(letters[n:])}
    for n in reversed(range(len(letters))):
        if any(letters[n : n + size] in SYLLABLES and n + size in ends for size in range(1, 7)):
            ends.add(n)
    return sorted(islice(_cuts(letters, 0, ends), 16), key=len)[:MOST_READINGS]


def _cuts(letters: str, start: int, ends: set[int]) -> Iterator[tuple[str, ...]]:
    """Splits ``letters`` from ``start``; ``ends`` are the positions whose rest can be split."""
    if _syllables_from(letters[start:]):
        yield (letters[start:],)
    for size in range(LONGEST_SYLLABLE, 0, -1):
        if letters[start : start + size] in SYLLABLES and start + size in ends:
            for rest in _cuts(letters, start + size, ends):
                yield (letters[start : start + size], *rest)
