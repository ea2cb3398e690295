"""Faults for which a review sends a filing back, checked and put in words (F3, R-63, R-69)."""

from bisect import bisect
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from models.words.files import FilingFault
from models.words.labels import label
from models.words.plurals import fill
from models.words.text import N_
from portal.errors import Invalid, PortalError

WHOLE = N_("The whole file")
LONGEST = 200  # characters of a remark


def check_faults(
    faults: Iterable[Mapping[str, Any]], papers: Mapping[int, str]
) -> tuple[list[dict[str, str]], dict[str, PortalError]]:
    """The faults as they are saved, and their problems by field.

    ``papers`` are the titles of the file's papers by id; a fault without one is the whole file's.
    """
    result, problems = [], dict[str, PortalError]()
    for n, row in enumerate(faults):
        paper, fault = row.get("paper") or 0, row.get("fault")
        remark = str(row.get("remark") or "").strip()
        if paper and paper not in papers:
            problems[f"faults-{n}-paper"] = Invalid(N_("Please choose a paper of this file."))
        if fault not in set(FilingFault):
            problems[f"faults-{n}-fault"] = Invalid(N_("Please choose from the list."))
        elif fault == FilingFault.OTHER and not remark:
            problems[f"faults-{n}-remark"] = Invalid(N_("Please say what is wrong."))
        if len(remark) > LONGEST:
            problems[f"faults-{n}-remark"] = Invalid(
                N_("Please use at most %(limit)s characters."), limit=LONGEST
            )
        result.append({"paper": papers.get(paper, ""), "fault": str(fault), "remark": remark})
    return result, problems


def format_fault(fault: Mapping[str, str], say: Callable[[str], str]) -> str:
    """One fault in words: «2 licence: illegible (page 3)»."""
    what = say(label(FilingFault(fault["fault"])))
    text = f"{fault['paper'] or say(WHOLE)}{say(N_(': '))}{what}"
    return text + (
        fill(say(N_(" (%(text)s)")), {"text": fault["remark"]}) if fault["remark"] else ""
    )


def format_faults(faults: Sequence[Mapping[str, str]], say: Callable[[str], str]) -> str:
    """All faults in brackets, for the end of a sentence; empty without any."""
    text = say(N_("; ")).join(format_fault(fault, say) for fault in faults)
    return fill(say(N_(" (%(text)s)")), {"text": text}) if text else ""


def longest_run(returned: Sequence[datetime], filed: Sequence[datetime]) -> int:
    """How many of a person's filings at most were sent back with none filed in between (R-69).

    Both sequences are in the order of time.
    """
    best = run = 0
    before = -1
    for moment in returned:
        at = bisect(filed, moment)
        run = run + 1 if at == before else 1
        best, before = max(best, run), at
    return best
