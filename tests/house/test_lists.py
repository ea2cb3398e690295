"""The literal lists are whole: words, permissions, settings, jobs, reactions."""

import enum
import importlib
import re

import pytest

from models.words import (
    access,
    approvals,
    customers,
    files,
    kinds,
    lending,
    people,
    permissions,
    platform,
)
from models.words.acts import ACTS
from models.words.labels import LABELS
from models.words.permissions import Permission
from portal import events, reactions, settings
from portal.access.roles import ROLES
from portal.office.catalog import REPORTS
from portal.platform.sheets.register import Report
from portal.schedule import EVERY, TASKS
from tests.house.tree import FILES, ROOT, name
from views import handbook

WORDS = [
    value
    for module in (access, approvals, customers, files, kinds, lending, people, platform)
    for value in vars(module).values()
    if isinstance(value, type)
    and issubclass(value, enum.StrEnum)
    and value.__module__ == module.__name__
]
HOMES = tuple(
    f"portal.{wing}."
    for wing in ("office", "lending", "approvals", "customers", "files", "people", "platform")
)
LISTS = ("models/words/", "portal/access/roles.py")


def test_every_word_has_a_label():
    silent = [
        f"{e.__name__}.{w.name}"
        for e in [*WORDS, Permission]
        for w in e
        if not LABELS.get(e, {}).get(w)
    ]
    assert not silent, "add them to LABELS of their wing in models/words"


def test_no_permission_is_idle():
    """Granting a permission is no use of it: somebody must ask for it."""
    text = "".join(p.read_text() for p in FILES if not name(p).startswith(LISTS))
    idle = {p.name for p in Permission if f".{p.name}" not in text}
    assert not idle


def test_every_permission_is_granted_to_somebody():
    granted = {p for role in ROLES.values() for p in role.grants}
    assert set(Permission) - granted == {Permission.SYSTEM_RUN}


def test_every_scheduled_job_exists():
    assert EVERY.keys() <= TASKS.keys()


def test_every_job_is_a_verb_below_the_list():
    assert not [n for n, task in TASKS.items() if not task.verb.__module__.startswith(HOMES)]


def test_every_reaction_is_a_verb():
    verbs = [verb for chosen in reactions.REACTIONS.values() for verb in chosen]
    assert not [v for v in verbs if not v.__module__.startswith(HOMES)]


def test_every_setting_has_bounds_its_default_keeps():
    for spec in settings.SPECS.values():
        if isinstance(spec.default, int) and not isinstance(spec.default, bool):
            assert spec.lowest is not None, spec.name
            assert spec.highest is not None, spec.name
            assert spec.lowest <= spec.default <= spec.highest, spec.name


def test_every_setting_is_read_somewhere():
    text = "".join(p.read_text() for p in FILES if name(p) != "portal/settings.py")
    unread = {n for n in settings.SPECS if f'"{n}"' not in text}
    assert not unread


def test_every_act_the_audit_can_keep_has_a_label():
    """Moves, events, what is tried and the buttons of records: timelines never show raw words."""
    kept = {move.action for machine in handbook.state_machines() for move in machine.moves}
    kept |= {
        event.__name__.lower()
        for event in events.Event.__subclasses__()
        if "happened" not in vars(event)
    }
    said = re.compile(r'(?:\baction="|\bworking\(\s*"(?:\w+\.)?|\b(?:Act|BulkAction)\(\s*")(\w+)"')
    for path in FILES:
        if name(path).startswith(("portal/", "views/")):
            kept |= set(said.findall(path.read_text()))
    silent = sorted(kept - ACTS.keys())
    assert not silent, "add them to ACTS of their wing in models/words"


def test_every_view_names_who_may_see_it(app):
    """Trap 2: a permission, ANYONE said in so many words, or a page before the door."""
    public = {"SignInView"}
    views = [
        v for v in app.extensions["admin"][0]._views if type(v).__module__.startswith("views.")
    ]
    silent = [
        type(v).__name__
        for v in views
        if not (getattr(v, "see", None) or "see" in vars(type(v)))
        and type(v).__name__ not in public
    ]
    assert len(views) > 10
    assert not silent


def test_every_register_of_the_house_is_in_the_catalogue():
    """What is not there has no sheet, no page in docs/generated and no door."""
    modules = [
        importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for path in FILES
        if name(path).startswith("portal/") and path.name != "__init__.py"
    ]
    made = {v.name for m in modules for v in vars(m).values() if isinstance(v, Report)}
    assert made == set(REPORTS)


@pytest.mark.parametrize("table", ["LABELS", "ACTS", "TASKS"])
def test_no_word_is_said_by_two_wings(table):
    """Tables of wings are laid together: a key in two of them would hide one."""
    wings = (kinds, permissions, access, platform, people, approvals, customers, files, lending)
    keys = [key for wing in wings for key in getattr(wing, table, {})]
    assert keys
    assert len(keys) == len(set(keys))
