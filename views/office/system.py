"""Screens of the officers: the audit trail for the auditor, background jobs for administrators."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from flask import current_app

from models.platform.audit import AuditEntry
from models.platform.jobs import Job
from models.words.acts import act_label
from models.words.approvals import StepNeed, StepRole
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.platform import JobState
from models.words.tasks import task_label
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.access.roles import GUARDED
from portal.office.audit import AUDIT
from portal.office.audit_sheet import LABELS, SILENT
from portal.office.jobs import JOBS
from portal.platform.audit.history import STARS
from portal.platform.jobs import screens
from portal.work import Work
from views.shell import agents, words
from views.shell.acts import Act
from views.shell.facts import Card, Fact
from views.shell.fast import admin
from views.shell.i18n import gettext as _
from views.shell.records import RecordView

UNFINISHED = (JobState.WAITING, JobState.RUNNING)
STOPPED = (JobState.FAILED, JobState.CANCELLED)
# Of the parts of a definition, such as the steps of a chain.
VOCABULARIES: Mapping[str, type[StrEnum]] = {"who": StepRole, "need": StepNeed}


class AuditView(RecordView):
    """Looking only: there is no form, no act and no door to the table."""

    listing = AUDIT
    one = N_("Audit entry")
    purpose = N_("Every change, refusal, sign-in, reveal, export and read, in one unbroken chain")
    icon = "shield-check"

    def title(self, row: AuditEntry) -> str:
        return f"#{row.seq}"

    def facts(self, work: Work, row: AuditEntry) -> list[Card]:  # noqa: ARG002
        who, refused = row.actor, bool(row.refused)
        happened = [
            Fact("at", _("When"), words.full(row.at)),
            Fact("happened", _("Action"), _(act_label(row.happened))),
            Fact("refused", _("Denied"), refused, V.YESNO),
            Fact("subject", _("Record type"), words.label(row.subject)),
            Fact("subject_id", _("Record no."), str(row.subject_id)),
        ]
        held = "、".join(words.role_name(code) for code in who.get("roles", []))
        actor = [
            Fact("name", _("Who"), _(who["name"]) if who.get("name") else ""),
            Fact("department", _("Department"), who.get("department", "")),
            Fact("post", _("Post"), who.get("post", "")),
            Fact("roles", _("Roles"), held),
            Fact("address", _("Network address"), who.get("address", "")),
        ]
        view = _view_of(row.subject)
        details = [Fact(name, name, text, wide=True) for name, text in _told(view, row.details)]
        details += _changes(view, row.subject, row.details.get("changes") or {})
        chain = [
            Fact("previous", _("Previous hash"), row.previous, wide=True),
            Fact("hash", _("Hash"), row.hash, wide=True),
        ]
        return [
            Card(_("What happened"), happened),
            Card(_("By whom"), actor),
            Card(_("Details"), details),
            Card(_("Hash chain"), chain),
        ]


def _view_of(kind: Kind) -> RecordView | None:
    """The screen of a kind of record, which knows what its fields and states are called."""
    views = (v for v in admin.menu_views(current_app) if isinstance(v, RecordView))
    return next((view for view in views if view.listing.kind is kind), None)


def _told(view: RecordView | None, details: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What an entry keeps besides changes, as people read it: states by their word."""
    kept = {**details, **(details.get("facts") or {})}
    for name, value in sorted(kept.items()):
        if name in SILENT or not value:
            continue
        text = _shown(value)
        if name in ("source", "target") and view:
            text = view.field_text(kept.get("dimension", "state"), value)
        elif name == "agent":
            text = f"{agents.agent_name(value)}（{value}）"
        yield _(LABELS.get(name, name)), text


def _changes(view: RecordView | None, kind: Kind, changes: dict[str, Any]) -> list[Fact]:
    """Field by field, before and after. What roles see masked is proven here, not told (D4)."""
    result = []
    for name, pair in changes.items():
        values = pair if isinstance(pair, list) and len(pair) == 2 else ["", pair]
        if (kind, name) in GUARDED:
            values = [STARS if value else value for value in values]
        old, new = (_value_text(view, name, value) for value in values)
        label = view.field_name(name) if view else _(LABELS.get(name, name))
        result.append(Fact(name, label, f"{old} → {new}", wide=True))
    return result


def _value_text(view: RecordView | None, name: str, value: Any) -> str:
    """A value before or after, as its screen shows it."""
    if value in (None, ""):
        return "—"
    plain = isinstance(value, str | int | float)
    return view.field_text(name, value) if view and plain else _shown(value)


def _shown(value: Any) -> str:
    """A value of any shape; of a definition, such as the steps of a chain, part by part."""
    if isinstance(value, list):
        apart = "；" if any(isinstance(each, dict) for each in value) else "、"
        return apart.join(_shown(each) for each in value)
    if isinstance(value, dict):
        parts = [(str(k), v) for k, v in value.items() if v not in (None, "")]
        return " · ".join(f"{_(LABELS.get(name, name))} {_defined(name, v)}" for name, v in parts)
    if isinstance(value, bool):
        return words.yes_no(value)
    return str(value)


def _defined(name: str, value: Any) -> str:
    """A part of a definition: words and roles by what they are called."""
    if name in VOCABULARIES and value in set(VOCABULARIES[name]):
        return words.label(VOCABULARIES[name](value))
    return words.role_name(str(value)) if name == "role" else _shown(value)


class JobView(RecordView):
    """Run again what failed, stop what should not run; the result stays with its asker."""

    listing = JOBS
    one = N_("Background job")
    purpose = N_("Imports, exports, reminders and the daily tasks")
    icon = "gear-wide-connected"
    acts = (
        Act(
            "retry",
            N_("Run again"),
            screens.retry_failed_job,
            permission=P.JOB_STEER,
            primary=True,
            open=lambda _w, row: row.state in STOPPED,
            done=N_("Job %(name)s has been queued again."),
        ),
        Act(
            "cancel",
            N_("Stop the job"),
            screens.cancel_own_job,
            permission=P.JOB_STEER,
            danger=True,
            open=lambda _w, row: row.state in UNFINISHED,
            confirm=N_("Stop job %(name)s?"),
            done=N_("Job %(name)s was stopped."),
        ),
    )

    def title(self, row: Job) -> str:
        return f"#{row.id} {_(task_label(row.name))}"
