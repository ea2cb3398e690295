"""Business settings: changed by whose they are, checked, audited (portal/settings.py, SEC-4)."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select

from models.platform.records import Setting
from models.words.kinds import Kind
from models.words.text import N_
from portal.access.policy import can
from portal.customers import numbers
from portal.errors import Invalid, PortalError, Problems
from portal.events import Saved
from portal.people import step_up
from portal.settings import SPECS, Spec
from portal.work import Work

LONGEST = 200
CHECKS: Mapping[str, Callable[[str], None]] = {numbers.SETTING: numbers.check_customer_template}


def current_settings(work: Work) -> dict[str, Any]:
    """Every setting by name, as it is now."""
    kept = {row.name: row.value["value"] for row in work.session.scalars(select(Setting))}
    return {name: kept.get(name, spec.default) for name, spec in SPECS.items()}


def own_settings(work: Work) -> list[Spec]:
    """The settings that the actor may change, in the order of the table."""
    return [spec for spec in SPECS.values() if can(work.actor, spec.permission)]


def change_settings(work: Work, values: Mapping[str, str]) -> list[str]:
    """Set what differs; returns the names changed. Raises ``Problems`` per setting.

    Raises ``NotAllowed`` if one of them is not the actor's to change (``Spec.permission``).
    """
    work.about = tuple(values)
    for name in values:
        work.require(SPECS[name].permission)
    step_up.require_proof(work)
    problems: dict[str, PortalError] = {}
    wanted: dict[str, Any] = {}
    for name, text in values.items():
        try:
            wanted[name] = _typed(SPECS[name], text.strip())
        except Invalid as error:
            problems[name] = error
    if problems:
        raise Problems(problems)
    now = current_settings(work)
    changed = {name: [now[name], new] for name, new in wanted.items() if now[name] != new}
    for name, (_, new) in changed.items():
        work.session.merge(
            Setting(name=name, value={"value": new}, changed_at=work.now, changed_by=work.actor.id)
        )
    if changed:
        work.record(Saved(kind=Kind.SETTING, id=0, changes=changed))
    return list(changed)


def _typed(spec: Spec, text: str) -> Any:
    if spec.several:
        return _several(spec, text)
    if spec.choices:
        if text not in spec.choices:
            raise Invalid(N_("Please choose one of the list."), field=spec.name)
        return text
    if isinstance(spec.default, bool):
        return text in ("1", "y", "on", "true")
    if isinstance(spec.default, int):
        return _number(spec, text)
    if not 1 <= len(text) <= LONGEST:
        raise Invalid(N_("Please give 1 to %(most)s characters."), field=spec.name, most=LONGEST)
    if check := CHECKS.get(spec.name):
        check(text)
    return text


def _several(spec: Spec, text: str) -> str:
    chosen = {part.strip() for part in text.replace("，", ",").split(",")} - {""}
    if chosen - set(spec.choices):
        raise Invalid(N_("Please choose one of the list."), field=spec.name)
    return ",".join(choice for choice in spec.choices if choice in chosen)


def _number(spec: Spec, text: str) -> int:
    lowest, highest = spec.lowest or 0, spec.highest or 10**9
    if not text.isascii() or not text.isdigit() or not lowest <= int(text) <= highest:
        raise Invalid(
            N_("Please give a whole number from %(lowest)s to %(highest)s."),
            field=spec.name,
            lowest=lowest,
            highest=highest,
        )
    return int(text)
