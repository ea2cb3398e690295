"""Does what docs/tutorial.md says, in a copy of the house: ``python -m tests.house.tutorial FOLDER``.

A line that ends with a file in backticks and a colon names the file of the block below it; «at its
end» adds to it. A ``diff`` block names its own file, and its lines say where.
"""

import re
import shutil
import sys
from pathlib import Path

from tests.house.tree import ROOT

PAGE = ROOT / "docs" / "tutorial.md"
COPIED = ("models", "portal", "views", "templates", "tests", "docs")
LINKED = ("migrations", "scripts", "bench", "alembic.ini", ".venv")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"`([\w/.-]+)`(, at its end)?:\n\n\Z")


def follow(folder: Path) -> list[str]:
    """Copy the house to ``folder``, do what the page says, and return the files it wrote."""
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name)
    for name in LINKED:
        if (ROOT / name).exists():
            (folder / name).symlink_to(ROOT / name)
    for name in ("app.py", "pyproject.toml"):
        shutil.copy2(ROOT / name, folder / name)
    page, written = PAGE.read_text(), []
    for block in BLOCK.finditer(page):
        before = NAMED.search(page[: block.start()])
        if block[1] == "diff":
            change(folder, block[2])
        elif before:
            path = folder / before[1]
            kept = path.read_text() + "\n" if before[2] else ""
            path.write_text(kept + block[2])
            written.append(before[1])
    return written


def change(folder: Path, diff: str) -> None:
    """Each part once: what stands there, with and without its signs."""
    head, *parts = diff.split("@@\n")
    path = folder / head.removeprefix("--- a/").strip()
    text = path.read_text()
    for part in parts:
        lines = part.splitlines()
        old = "".join(f"{line[1:]}\n" for line in lines if line[0] != "+")
        new = "".join(f"{line[1:]}\n" for line in lines if line[0] != "-")
        assert text.count(old) == 1, f"{path.name} has this {text.count(old)} times:\n{old}"
        text = text.replace(old, new)
    path.write_text(text)


if __name__ == "__main__":
    print(*follow(Path(sys.argv[1])), sep="\n")  # noqa: T201
