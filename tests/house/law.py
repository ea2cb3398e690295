"""Reads the law: what docs/rules says, and where the repository cites it."""

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.house.tree import ROOT, name, tree

RULES = ROOT / "docs" / "rules"
HERE = Path(__file__)
OWN = {HERE, HERE.with_name("test_rules.py")}  # they speak of ids that do not exist

# What an id looks like, family by family. Whatever looks otherwise is no id: a colour (#A1B2C3), a
# code of ruff (S105, C901), a number of a file (KH-1), a place, a sheet of paper (A4).
WORDS = {
    "I": 2,
    "R": 2,
    "K": 1,
    "SC": 2,
    "SEC": 2,
    "UX": 2,
    "CF": 2,
    "CG": 2,
    "AC": 2,
    "LN": 2,
    "FM": 2,
    "NO": 2,
    "SV": 2,
    "MS": 2,
    "S": 2,
    "QJ": 2,
}
LETTERS = "ABCDEFQLNHGX"
WORD = r"(?:" + "|".join(rf"{word}-\d{{1,{most}}}" for word, most in WORDS.items()) + ")"
LETTER = rf"[{LETTERS}][1-9]\d?"
START, END = r"(?<![\w\-/#&%@.:+=!'\"«])", r"(?![\w\-'\"]|[.:]\d)"
PAPER = r"(?!A4(?![,)])|A4(?<!\(A4)(?<!\d, A4))"  # the rule stands in brackets, the paper never
TO = r"(?:–|-| … |…)"
WORDY = re.compile(rf"{START}{WORD}(?:{TO}{WORD})?{END}")
ANY = re.compile(rf"{START}{PAPER}(?:{WORD}(?:{TO}{WORD})?|{LETTER}(?:{TO}{LETTER})?){END}")
TRAP = re.compile(r"\b[Tt]raps? (\d+)")
DECISION = re.compile(r"\b[Dd]ecisions? (\d+)")
PAGE = re.compile(r"([\w/.-]+\.md)\b( (?:part )?\d[\d.]*)?")
SIGNS = re.compile(rf"{WORD}|{LETTER}|[Tt]rap|ecision|\.md|\d\.\d")
BARE = re.compile(r"\((?:[^()]*, )?\d\.\d(?:, [A-Z][^()]*)?\)")

HEADING = re.compile(r"^### ((?:trap )?[A-Z\d-]+) (\S.*)$", re.MULTILINE)
STATE = re.compile(r"^`(built|partly|later)`((?: · .+)*)$", re.MULTILINE)


@dataclass(frozen=True)
class Rule:
    """One entry of docs/rules."""

    id: str
    page: str
    state: str
    parts: tuple[str, ...]

    def quoted(self, word: str) -> list[str]:
        """The names in backticks after ``word``; for a place in the tree ``word`` is nothing."""
        found = []
        for part in self.parts:
            head = part.split("`")[0].strip()
            if head == word:
                found += re.findall(r"`([^`]+)`", part)
        return found

    def systems(self) -> list[str]:
        return [id for part in self.parts if part.startswith("from ") for id in ids(part, ANY)]


@cache
def rules() -> tuple[Rule, ...]:
    """Every entry of every page, also of those that have no state (systems)."""
    found = []
    for page in sorted(RULES.glob("*.md")):
        text = page.read_text()
        heads = list(HEADING.finditer(text))
        ends = [*(head.start() for head in heads[1:]), len(text)]
        for head, end in zip(heads, ends, strict=False):  # a page without rules has an end too
            body = text[head.end() : end]
            states = STATE.findall(body)
            state, rest = states[-1] if states else ("", "")
            parts = tuple(part for part in rest.split(" · ") if part)
            found.append(Rule(head[1], page.name, state, parts))
    return tuple(found)


@cache
def known() -> frozenset[str]:
    """Every id there is: the rules', and the sheets' of docs/generated."""
    sheets = re.findall(r"\| (QJ-\d\d) \|", (ROOT / "docs/generated/sheets.md").read_text())
    return frozenset([*(rule.id for rule in rules()), *sheets])


def ids(text: str, pattern: re.Pattern[str]) -> Iterator[str]:
    """The ids in a text; «L4–L15» is both and every rule between them."""
    for match in pattern.finditer(text):
        ends = re.findall(rf"{WORD}|{LETTER}", match[0])
        yield from between(ends[0], ends[-1])


def between(first: str, last: str) -> Iterator[str]:
    """From one end to the other; each end counts even when it does not exist."""
    (family, low), (_, high) = (re.findall(r"(\D+)(\d+)", end)[0] for end in (first, last))
    for number in range(int(low), int(high) + 1):
        id = f"{family}{number:0{len(low)}d}"
        if id in known() or number in (int(low), int(high)):
            yield id


# ---- where it is cited ----


@dataclass(frozen=True)
class Passage:
    """Some text of a file; ``talk`` is what people wrote for people: comments, docstrings, pages."""

    path: Path
    line: int
    text: str
    talk: bool = True

    @property
    def where(self) -> str:
        return f"{name(self.path)}:{self.line}"


def cited(passage: Passage) -> set[str]:
    """The ids a passage cites; a bare «C10» outside talk counts in the tables of portal alone."""
    found = set(ids(passage.text, ANY if passage.talk else WORDY))
    if not passage.talk and re.fullmatch(LETTER, passage.text):
        found |= {passage.text} if name(passage.path).startswith("portal/") else set()
    if passage.talk:
        found |= {f"trap {number}" for number in TRAP.findall(passage.text)}
    return found


@cache
def passages() -> tuple[Passage, ...]:
    """Every passage of code, templates, scripts, tests and pages."""
    paths = [*ROOT.glob("*.md"), ROOT / "app.py"]
    for folder in (
        "models",
        "portal",
        "views",
        "templates",
        "tests",
        "bench",
        "docs",
        "migrations",
    ):
        paths += sorted(path for path in (ROOT / folder).rglob("*") if path.suffix in READERS)
    return tuple(p for path in paths if path not in OWN for p in READERS[path.suffix](path))


def spelt_out(function: str) -> str:
    """The ids a test's name begins with, as they are written elsewhere: ``test_f4_no03_…``."""
    found = []
    for word in (function.split("_") if function.startswith("test_") else [])[1:]:
        if not (parts := re.fullmatch(r"([a-z]{1,3})(\d{1,2})", word)):
            break
        family = parts[1].upper()
        found.append(f"{family}{'-' if family in WORDS else ''}{parts[2]}")
    return ", ".join(found)


def _python(path: Path) -> Iterator[Passage]:
    yield from _comments(path)
    docs = set()
    for node in ast.walk(tree(path)):  # a docstring comes after what it belongs to
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                yield Passage(path, node.lineno, node.value, talk=id(node) in docs)
        elif isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            docs |= {id(first.value) for first in node.body[:1] if isinstance(first, ast.Expr)}
            if named := spelt_out(getattr(node, "name", "")):
                yield Passage(path, node.lineno, named)


def _comments(path: Path) -> Iterator[Passage]:
    """Tokens take their time, so only of files where something behind a «#» may be a citation."""
    text = path.read_text()
    if any("#" in line and SIGNS.search(line.partition("#")[2]) for line in text.splitlines()):
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                yield Passage(path, token.start[0], token.string)


def _page(path: Path) -> Iterator[Passage]:
    fenced = False
    for number, line in enumerate(path.read_text().splitlines(), start=1):
        fenced ^= line.startswith("```")
        if not fenced:
            yield Passage(path, number, line)


def _markup(path: Path) -> Iterator[Passage]:
    """The whole, and its comments once more as talk."""
    text = path.read_text()
    yield Passage(path, 1, text, talk=False)
    for match in re.finditer(
        r"\{#.*?#\}|<!--.*?-->|/\*.*?\*/|^\s*//.*?$", text, re.DOTALL | re.MULTILINE
    ):
        yield Passage(path, text.count("\n", 0, match.start()) + 1, match[0])


READERS: Mapping[str, Callable[[Path], Iterator[Passage]]] = {
    ".py": _python,
    ".md": _page,
    ".html": _markup,
    ".txt": _markup,
    ".js": _markup,
    ".css": _markup,
}
