"""What is wrong with a whole file, by kind: how many rows, which first, how it is spelt (D7)."""

from collections import Counter
from typing import Any

from models.words.platform import Outcome
from portal.platform.imports.target import Line
from portal.platform.texts import loses_marks

LINES, SPELT, REMEMBERED = 8, 60, 5_000
LEFT, REFUSED, DECIDE, ASIDE, LACKS, SAID = "left", "refused", "decide", "aside", "lacks", "said"
APART = "apart"  # of one name, and two for certain
# What was done about cells, and what is asked beside twins.
SEVERAL, NAMED, SPLIT, OWNED = "several", "named", "split", "owned"
OWN_NUMBER, AGAIN, UPDATES, PHONE_NAME = "own_number", "again", "updates", "phone_name"
MARKS = "marks"  # rows whose texts lose control characters or turning marks


class Tally:
    """Counts while rows are checked; ``kinds`` is kept with the batch and drawn by the review."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, str, str], dict[str, Any]] = {}
        self.lacking: Counter[str] = Counter()
        self.replaced: Counter[str] = Counter()  # fields of records that rows would change

    def take(self, line: Line) -> None:
        """Count one checked line."""
        if any(map(loses_marks, (*line.cells.values(), *line.rest.values()))):
            self._count(MARKS, "", "", line, {}, "")
        for name, reason in line.left.items():
            self._count(LEFT, name, reason["text"], line, reason, reason["typed"])
        for name, typed in line.said.items():
            self._count(SAID, name, "", line, {}, typed)
        if line.outcome is Outcome.SKIPPED and not line.left and not line.problems:
            text = next((text for text in line.cells.values() if text), "")
            text = text or next(iter(line.rest.values()), "")
            self._count(ASIDE, "", "", line, {}, text)
        for what, name, text in line.told:
            self._count(what, name, "", line, {}, text)
        self._take_problems(line)
        if line.apart:
            told = f"{line.number}\t{line.cells.get('name', '')}\t{line.apart}"
            self._count(APART, "", "", line, {}, told)
        if line.lacks and line.outcome is Outcome.NEW:
            self._count(LACKS, "", "", line, {}, "")
            self.lacking.update(line.lacks)

    def _take_problems(self, line: Line) -> None:
        kind = DECIDE if line.outcome is Outcome.DECIDE else REFUSED
        for name, reason in line.problems.items():
            typed = "" if "twin" in reason else line.cells.get(name, "")
            about = reason.get("about") or kind
            if about == UPDATES:
                held = (n for n, pair in line.changes.items() if pair[0] not in ("", None))
                self.replaced.update(held)
            self._count(about, name, reason["text"], line, reason, typed)

    def _count(
        self, kind: str, name: str, text: str, line: Line, reason: dict[str, Any], typed: str
    ) -> None:
        key = (kind, name, text if kind in (LEFT, REFUSED) else "")
        entry = self.found.setdefault(
            key,
            {
                "kind": kind,
                "field": name,
                "text": text,
                "values": reason.get("values", {}),
                "rows": 0,
                "lines": [],
                "spelt": Counter(),
                "near": {},
            },
        )
        entry["rows"] += 1
        if len(entry["lines"]) < LINES:
            entry["lines"].append(line.number)
        spelt = entry["spelt"]
        if typed and (typed in spelt or len(spelt) < REMEMBERED):
            spelt[typed] += 1
            if suggest := reason.get("suggest"):
                entry["near"][typed] = suggest

    def kinds(self) -> list[dict[str, Any]]:
        """The kinds of fault, the most frequent spellings of each, what new records lack."""
        result = []
        for entry in self.found.values():
            most = entry["spelt"].most_common(SPELT)
            near = {typed: entry["near"][typed] for typed, _ in most if typed in entry["near"]}
            several = len(entry["spelt"])
            result.append({**entry, "spelt": most, "near": near, "several": several})
            if entry["kind"] == LACKS:
                result[-1]["spelt"] = self.lacking.most_common()
            if entry["kind"] == UPDATES:
                result[-1]["spelt"] = self.replaced.most_common()
        return result
