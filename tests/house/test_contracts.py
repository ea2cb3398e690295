"""Each contract of pyproject.toml breaks when it is violated on purpose."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.house.tree import PACKAGES, ROOT

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
    "contracts"
]
SCREENS = "Screens of %s ask their own wing and those below"
# contract → (a module that must not, what it imports)
VIOLATIONS = {
    "Down only": ("portal/platform/audit/chain.py", "portal.lending.renewals"),
    "Every wing has its place": ("portal/strays.py", "portal.errors"),
    "Screens stand in the order of the wings": ("views/customers/forms.py", "views.files.forms"),
    "Inside a wing: wiring, registers, lists, rules": (
        "portal/files/lists.py",
        "portal.files.registers",
    ),
    SCREENS % "shell": ("views/shell/facts.py", "portal.customers.cards"),
    SCREENS % "people": ("views/people/me.py", "portal.files.filing"),
    SCREENS % "approvals": ("views/approvals/chains.py", "portal.lending.desk"),
    SCREENS % "customers": ("views/customers/merging.py", "portal.approvals.acts"),
    SCREENS % "files": ("views/files/labels.py", "portal.office.topics"),
    SCREENS % "lending": ("views/lending/desk.py", "portal.office.inbox"),
    "The platform knows no subject's tables": (
        "portal/platform/search/index.py",
        "models.customers",
    ),
    "Rules are plain Python": ("portal/lending/rules.py", "sqlalchemy"),
    "Flask stops at views": ("portal/office/inbox.py", "flask"),
    "One family knows Excel": ("views/office/exports.py", "xlsxwriter"),
    "Siblings form no ring": ("portal/platform/calendar/rules.py", "portal.platform.lists.bulk"),
}


def test_every_contract_has_its_violation():
    assert set(VIOLATIONS) == {contract["name"] for contract in CONTRACTS}
    assert not [contract["name"] for contract in CONTRACTS if contract.get("ignore_imports")]


def test_every_contract_breaks_when_it_is_violated(tmp_path):
    for package in PACKAGES:
        ignored = shutil.ignore_patterns("__pycache__", "static", "translations")
        shutil.copytree(ROOT / package, tmp_path / package, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for path, imported in VIOLATIONS.values():
        module = tmp_path / path
        text = module.read_text() if module.exists() else '"""A stray."""\n'
        module.write_text(f"{text}\nimport {imported}\n")
    tool = Path(sys.executable).with_name("lint-imports")
    command = [str(tool), "--no-cache", "--config", "pyproject.toml"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    broken = set(re.findall(r"^(.+) BROKEN$", done.stdout, re.MULTILINE))
    kept = set(VIOLATIONS) - broken
    assert done.returncode == 1
    assert not kept
