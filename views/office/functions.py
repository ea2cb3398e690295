"""What the portal can do, by name: as the menu says, as people say, by pinyin and initials."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from models.words.text import N_
from portal.platform.search.tokens import sounds
from portal.work import Work
from views.shell.i18n import gettext as _
from views.shell.records import RecordView
from views.shell.screens import Screen

# What people call a screen that the menu calls otherwise; by endpoint.
ALSO: Mapping[str, str] = {
    "home": N_("home, start page"),
    "inbox": N_("tasks, to do"),
    "customers": N_("client data, look up a customer, contacts"),
    "requests": N_("borrow, borrow a file, view a file, copy"),
    "loans": N_("borrowed, renew, return"),
    "desk": N_("hand out, take back, counter"),
    "viewings": N_("read on site"),
    "copyings": N_("photocopies"),
    "approvals": N_("approve, sign, agree"),
    "chains": N_("approval flow"),
    "files": N_("archives, folders, look up a file"),
    "deficiencies": N_("missing papers, complete a file"),
    "places": N_("rooms, cabinets, shelves, boxes"),
    "numbers": N_("file numbers"),
    "penalties": N_("fines"),
    "file_classes": N_("categories, loan terms"),
    "imports": N_("upload a list, Excel, bulk entry"),
    "reports": N_("reports, monthly report, statistics, print"),
    "exports": N_("downloads"),
    "register_forms": N_("form numbers, titles, signatures"),
    "delegations": N_("on leave, business trip, stand-in"),
    "users": N_("accounts, staff, leaver, reset a password"),
    "departments": N_("organisation, sections"),
    "roles": N_("rights, permissions"),
    "settings": N_("parameters, options"),
    "calendar": N_("holidays, working days"),
    "audit": N_("log, who looked, history"),
    "jobs": N_("background tasks, progress"),
    "me": N_("my settings, language, dark mode, sessions"),
    "second_factor": N_("code, authenticator, two-step sign-in"),
    "bell": N_("messages, reminders"),
}


@dataclass(frozen=True)
class Shortcut:
    """A page within a screen that people ask for by name."""

    endpoint: str
    path: str
    name: str
    also: str = ""


SHORTCUTS: Sequence[Shortcut] = (
    Shortcut("me", "/password", N_("Change my password"), N_("password, new password")),
    Shortcut(
        "exports",
        "/check/",
        N_("Check an exported file"),
        N_("verify a workbook, verify a sheet, was it changed, SHA-256"),
    ),
    Shortcut("loans", "/?overdue=1", N_("Overdue loans"), N_("chase, remind, late, overdue")),
    Shortcut("loans", "/?mine=1&out=1", N_("My loans"), N_("what I borrowed, return, renew")),
    Shortcut("loans", "/?due_today=1", N_("Loans due today"), N_("return today")),
)
SIGNS = re.compile("[,、，]")  # between the names of one function
HIDDEN = frozenset({"me", "second_factor", "bell"})  # not in the menu, yet people look for them


@dataclass(frozen=True)
class Function:
    """A page this person may open; ``also`` is what else it is called, in their language."""

    name: str
    url: str
    also: str = ""


def functions_of(work: Work, screens: Sequence[Screen]) -> Iterator[Function]:
    """The functions open to the actor: screens, «new …», and shortcuts."""
    mine = [s for s in screens if (s.in_menu or s.endpoint in HIDDEN) and s.is_accessible()]
    for screen in mine:
        also = ALSO.get(screen.endpoint, "")
        yield Function(_(screen.name), f"{screen.url or ''}/", _(also) if also else "")
        if isinstance(screen, RecordView) and screen.may_create(work):
            yield Function(_("New %(one)s", one=_(screen.one)), f"{screen.url}/new/")
    by_endpoint = {screen.endpoint: screen for screen in mine}
    for each in SHORTCUTS:
        if holder := by_endpoint.get(each.endpoint):
            yield Function(_(each.name), f"{holder.url}{each.path}", _(each.also))


def closeness(function: Function, typed: str) -> int | None:
    """How near what was typed comes: 0 is its name; None, it is not called so.

    Its own name goes before what else it is called, a beginning before a middle, what is written
    before how it is spelt in pinyin.
    """
    plain = "".join(typed.casefold().split())
    if not plain:
        return 0
    spelt = plain.isascii() and plain.isalpha()
    for rank, names in enumerate((function.name, function.also)):
        known = [each for each in SIGNS.split("".join(names.casefold().split())) if each]
        sounding = spellings(",".join(known)) if spelt else ()
        for step, said in enumerate((known, sounding)):
            at = [name.find(plain) for name in said if plain in name]
            if plain in known:
                return 5 * rank
            if at:
                return 5 * rank + 2 * step + (1 if 0 in at else 2)
    return None


@lru_cache(300)
def spellings(names: str) -> tuple[str, ...]:
    """Full pinyin and initials of Chinese names, which stand between commas."""
    found = []
    for name in SIGNS.split(names):
        usual = [either[0] for either in sounds(name)] if name else []
        found += ["".join(usual), "".join(syllable[:1] for syllable in usual)]
    return tuple(dict.fromkeys(filter(None, found)))
