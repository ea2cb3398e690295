"""A numbering pattern becomes a number: ``{class}-{year}-{seq:4}`` → ``KH-2026-0007`` (A2)."""

import re
from collections.abc import Callable, Mapping

from models.words.plurals import fill
from models.words.text import N_
from portal.errors import Invalid

PLACE = re.compile(r"\{(\w+)(?::(\d+))?\}")
PARTS = ("class", "dept", "year", "month", "seq")
WORDS = {
    "class": N_("[class]"),
    "dept": N_("[department]"),
    "year": N_("[year]"),
    "month": N_("[month]"),
    "seq": N_("[serial]"),
}


def check_template(template: str) -> None:
    """Raise ``Invalid`` unless the template has known places and exactly one serial."""
    names = [name for name, _ in PLACE.findall(template)]
    if unknown := [name for name in names if name not in PARTS]:
        raise Invalid(
            N_(
                "«{%(name)s}» is not a placeholder of numbering templates. Use "
                "{class}-{year}-{seq:4}."
            ),
            field="numbering",
            name=unknown[0],
        )
    if names.count("seq") != 1 or "{" in PLACE.sub("", template):
        raise Invalid(
            N_(
                "A numbering template needs exactly one serial number, e.g. {class}-{year}-{seq:4}."
            ),
            field="numbering",
        )


def spell_template(template: str, say: Callable[[str], str]) -> str:
    """A template or series as people read it: its places in words, «KH-2026-[4-digit serial]»."""
    return PLACE.sub(lambda m: _place(m[1], m[2], say), template)


def _place(name: str, digits: str | None, say: Callable[[str], str]) -> str:
    if name == "seq" and digits:
        return fill(say(N_("[%(digits)s-digit serial]")), {"digits": digits})
    return say(WORDS[name]) if name in WORDS else name


def scope_of(template: str, parts: Mapping[str, str]) -> str:
    """What the serial counts within: the template with all but the serial filled in."""
    return PLACE.sub(lambda m: m[0] if m[1] == "seq" else parts[m[1]], template)


def render_number(template: str, parts: Mapping[str, str], serial: int) -> str:
    """The finished number; a serial wider than its place is written in full, never cut."""
    return PLACE.sub(
        lambda m: str(serial).zfill(int(m[2] or 1)) if m[1] == "seq" else parts[m[1]], template
    )
