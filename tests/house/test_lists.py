"""The literal lists are whole: words, permissions, settings, jobs, reactions."""

import enum

from models.words import kinds, states
from models.words.labels import LABELS
from models.words.permissions import Permission
from portal import reactions, settings
from portal.access.roles import ROLES
from portal.schedule import EVERY, TASKS
from tests.house.tree import FILES, name

WORDS = [
    value
    for module in (kinds, states)
    for value in vars(module).values()
    if isinstance(value, type) and issubclass(value, enum.StrEnum) and value is not enum.StrEnum
]
LISTS = ("models/words/", "portal/access/roles.py")
# Wait for the screens that will use them; shrinks to nothing before the release.
NOT_YET = {p.name for p in Permission}


def test_every_word_has_a_label():
    silent = [f"{e.__name__}.{w.name}" for e in [*WORDS, Permission] for w in e
              if not LABELS.get(e, {}).get(w)]  # fmt: skip
    assert not silent, "add them to models/words/*_labels.py"


def test_no_permission_is_idle():
    """Granting a permission is no use of it: somebody must ask for it."""
    text = "".join(p.read_text() for p in FILES if not name(p).startswith(LISTS))
    idle = {p.name for p in Permission if f".{p.name}" not in text}
    assert not idle - NOT_YET


def test_every_permission_is_granted_to_somebody():
    granted = {p for role in ROLES.values() for p in role.grants}
    assert set(Permission) - granted == {Permission.SYSTEM_RUN}


def test_every_scheduled_job_exists():
    assert EVERY.keys() <= TASKS.keys()


def test_every_job_is_a_verb_below_the_list():
    homes = ("portal.services.", "portal.engines.", "portal.reports.")
    assert not [n for n, task in TASKS.items() if not task.verb.__module__.startswith(homes)]


def test_every_reaction_is_a_verb():
    homes = ("portal.services.", "portal.engines.")
    verbs = [verb for chosen in reactions.REACTIONS.values() for verb in chosen]
    assert not [v for v in verbs if not v.__module__.startswith(homes)]


def test_every_setting_has_bounds_its_default_keeps():
    for spec in settings.SPECS.values():
        if isinstance(spec.default, int) and not isinstance(spec.default, bool):
            assert spec.lowest is not None, spec.name
            assert spec.highest is not None, spec.name
            assert spec.lowest <= spec.default <= spec.highest, spec.name


def test_every_setting_is_read_somewhere():
    text = "".join(p.read_text() for p in FILES if name(p) != "portal/settings.py")
    unread = {n for n in settings.SPECS if f'"{n}"' not in text}
    assert not unread - NOT_READ_YET


NOT_READ_YET = set(settings.SPECS)
