"""Generates tables from pypinyin and zxcvbn, which would take 67 MB in every process.

``python -m scripts.tables`` writes them, ``--check`` exits 1 if one is out of date. The libraries
themselves are needed only here and in tests.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator
from importlib.metadata import version

from pypinyin import Style
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT
from pypinyin.style import convert
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from portal import settings
from portal.people import password_rules
from portal.platform.search import pinyin

NOTE = "Made by «make tables» from {name} {version} ({licence}). Do not edit."


def pinyin_table() -> str:
    """Syllables with their characters, then phrases, with their reading if it is irregular."""
    single = {chr(code): _plain(said.split(",")[0]) for code, said in PINYIN_DICT.items()}
    under: dict[str, list[str]] = defaultdict(list)
    for sign, said in sorted(single.items()):
        under[said].append(sign)
    phrases: dict[str, list[str]] = defaultdict(list)
    for phrase, heard in sorted(PHRASES_DICT.items()):
        syllables = [_plain(each[0]) for each in heard]
        usual = syllables == [single[sign] for sign in phrase]
        phrases[phrase[0]].append(f"{phrase[1:]}={'' if usual else ','.join(syllables)}")
    for stub in sorted(_stubs()):
        phrases[stub[0]].append(f"{stub[1:]}{pinyin.END}=")
    singles = [f"{said} {''.join(signs)}" for said, signs in sorted(under.items())]
    blocks = [f"{first} {' '.join(rests)}" for first, rests in sorted(phrases.items())]
    note = _note("pypinyin", "MIT, © mozillazg and others")
    return "\n\n".join([note, "\n".join(singles), "\n".join(blocks)]) + "\n"


def _plain(sound: str) -> str:
    result: str = convert(sound, Style.NORMAL, True, default=sound)
    return result


def _stubs() -> Iterator[str]:
    """Starts of phrases that pypinyin reads character by character at the end of a text.

    It does so even if a phrase lies within: 远水救不了(近火) is read with the usual sound of 了.
    """
    for stub in {phrase[:size] for phrase in PHRASES_DICT for size in range(3, len(phrase))}:
        starts = (stub[:size] in PHRASES_DICT for size in range(2, len(stub) + 1))
        if not any(starts) and any(_within(stub)):
            yield stub


def _within(text: str) -> Iterator[bool]:
    for start in range(1, len(text) - 1):
        for end in range(start + 2, len(text) + 1):
            yield text[start:end] in PHRASES_DICT


def password_table() -> str:
    """The most common passwords that can match the password rules, one a line."""
    note = _note("zxcvbn", "MIT, © Dropbox and others")
    words = [word for word in FREQUENCY_LISTS["passwords"] if _decides(word)]
    return "\n\n".join([note, "\n".join(words)]) + "\n"


def _decides(word: str) -> bool:
    """Whether it is long enough to be a password, or to be the core of one with signs around it."""
    least = settings.SPECS["password_length"].lowest or 1
    return len(word) >= least or (password_rules.word_core(word) == word and len(word) * 2 >= least)


def _note(name: str, licence: str) -> str:
    return NOTE.format(name=name, version=version(name), licence=licence)


TABLES = {pinyin.TABLE: pinyin_table, password_rules.TABLE: password_table}


def main() -> None:
    """Write or check the tables."""
    stale = []
    for path, made in TABLES.items():
        text = made()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path.name)
            if "--check" not in sys.argv:
                path.write_text(text, encoding="utf-8")
    if stale and "--check" in sys.argv:
        sys.exit(f"out of date: {', '.join(stale)}: make tables")


if __name__ == "__main__":
    main()
