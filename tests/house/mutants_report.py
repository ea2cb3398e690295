"""What ``make mutants`` came to, as docs/generated/mutants.md, and why the survivors may live.

Which modules are rules stands in pyproject.toml once, in a contract of import-linter; which tests
are theirs in ``[tool.mutants.tests]``; the reasons in ``mutants.toml`` beside this file.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.house.tree import ROOT

PAGE = ROOT / "docs" / "generated" / "mutants.md"
REASONS = Path(__file__).with_name("mutants.toml")
BAR = 92  # percent of all mutants, and of those of each module

HEAD = f"""# Mutants

Written by `make mutants`. A mutant is a rule with one small mistake in it: `<=` for `<`, 9 for 10,
`or` for `and`, a check that is never made. It is killed when one of the module's own tests fails.
At least {BAR} % must be, in all and in each module; those that live are listed with the reason why.

| module | mutants | killed | of 100 | tests |
| --- | ---: | ---: | ---: | --- |
"""


@dataclass(frozen=True)
class Score:
    module: str
    total: int
    survivors: Sequence[tuple[int, str]]  # line, «before ⇒ after»

    @property
    def killed(self) -> int:
        return self.total - len(self.survivors)

    @property
    def percent(self) -> float:
        return 100 * self.killed / self.total if self.total else 100.0


def path_of(module: str) -> Path:
    return ROOT / f"{module.replace('.', '/')}.py"


def tests_of_rules() -> dict[str, list[str]]:
    """Module → its own tests. ``tests/house/test_pure.py`` sees that each rule has some."""
    tests: dict[str, list[str]] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"][
        "mutants"
    ]["tests"]
    return tests


def line(score: Score) -> str:
    return f"{score.percent:5.1f} %  {score.killed:4} of {score.total:4}  {score.module}"


def finish(scores: Sequence[Score], tests: Mapping[str, list[str]], *, write: bool) -> int:
    """Say what is below the bar or lacks a reason; write the page. The code to exit with."""
    reasons: dict[str, dict[str, str]] = tomllib.loads(REASONS.read_text())
    faults = [f"{s.module}: {s.percent:.1f} %, {BAR} are asked" for s in scores if s.percent < BAR]
    for score in scores:
        lived = {change for _, change in score.survivors}
        known = reasons.get(score.module, {})
        faults += [f"{score.module}:{number}: no reason why this lives: {change}"
                   for number, change in score.survivors if change not in known]  # fmt: skip
        faults += [
            f"{score.module}: is killed, drop its reason: {c}" for c in known if c not in lived
        ]
    if write:
        PAGE.write_text(page(scores, tests, reasons))
    for fault in faults:
        print(fault)  # noqa: T201
    return int(bool(faults))


def page(
    scores: Sequence[Score], tests: Mapping[str, list[str]], reasons: Mapping[str, dict[str, str]]
) -> str:
    scores = sorted(scores, key=lambda score: score.module)
    rows = [
        f"| {s.module} | {s.total} | {s.killed} | {s.percent:.1f} | {', '.join(tests[s.module])} |"
        for s in scores
        if s.total
    ]
    whole = Score("**all**", sum(s.total for s in scores), [x for s in scores for x in s.survivors])
    rows.append(f"| {whole.module} | {whole.total} | {whole.killed} | {whole.percent:.1f} | |")
    parts = [HEAD + "\n".join(rows), "\n## Those that live, and why"]
    for score in scores:
        if score.survivors:
            parts.append(f"\n### {score.module}\n")
            parts += [f"- `{change}`  \n  {reasons.get(score.module, {}).get(change, '(no reason yet)')}"
                      for _, change in score.survivors]  # fmt: skip
    return "\n".join(parts) + "\n"
