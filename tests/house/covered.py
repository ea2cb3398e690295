"""``python -m tests.house.covered REPORT``: what a whole run under coverage reached, held to the bar.

The bar is of the house (floors by part); the ratchet is ``covered.txt``: a file once covered in
every line and branch is listed there and may not fall. ``--write`` adds those newly whole.
"""

import json
import sys
from pathlib import Path
from typing import Any

from tests.house.tree import PURE

KEPT = Path(__file__).with_name("covered.txt")
FLOORS: dict[tuple[str, ...], float] = {
    tuple(f"{module.replace('.', '/')}.py" for module in PURE): 100,
    ("portal/access/",): 100,
    ("portal/transaction.py",): 100,
    ("portal/", "models/"): 95,
    ("",): 90,
}


def reached(files: dict[str, Any], begin: tuple[str, ...]) -> float:
    """Lines and branches of the files that begin so, in percent."""
    sums = [found["summary"] for name, found in files.items() if name.startswith(begin)]
    there = sum(s["num_statements"] + s["num_branches"] for s in sums)
    done = sum(s["covered_lines"] + s["covered_branches"] for s in sums)
    return 100 * done / there if there else 0


def faults(files: dict[str, Any], kept: set[str]) -> list[str]:
    """What is below the bar, and which listed file has fallen."""
    parts = {begin: reached(files, begin) for begin in FLOORS}
    said = [
        f"{' '.join(begin) or 'all'}: {parts[begin]:.2f} % of lines and branches, {floor} are asked"
        for begin, floor in FLOORS.items()
        if parts[begin] < floor
    ]
    return said + [
        f"{name}: was whole, lacks lines {found['missing_lines']}, "
        f"branches {found['missing_branches']}"
        for name, found in sorted(files.items())
        if name in kept and not whole(found)
    ]


def whole(found: dict[str, Any]) -> bool:
    return not found["missing_lines"] and not found["missing_branches"]


def main() -> None:
    report, *options = sys.argv[1:]
    files = json.loads(Path(report).read_text())["files"]
    kept = set(KEPT.read_text().split())
    said = faults(files, kept)
    if "--write" in options and not said:
        KEPT.write_text("\n".join(sorted(n for n, found in files.items() if whole(found))) + "\n")
    for line in said or [f"covered: {reached(files, ('',)):.2f} %, {len(kept)} files whole"]:
        print(line)  # noqa: T201
    sys.exit(bool(said))


if __name__ == "__main__":
    main()
