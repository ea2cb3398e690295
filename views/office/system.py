"""Screens of the officers: the audit trail for the auditor, background jobs for administrators."""

from urllib.parse import urlencode

from flask import current_app

from models.platform.audit import AuditEntry
from models.platform.jobs import Job
from models.words.acts import act_label
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.platform import JobState
from models.words.tasks import task_label
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.access.policy import can
from portal.errors import NotFound
from portal.office.audit import AUDIT
from portal.office.audit_names import Names, number_of
from portal.office.audit_telling import Telling
from portal.office.jobs import JOBS
from portal.platform.jobs import screens
from portal.work import Work
from views.shell import words
from views.shell.acts import Act
from views.shell.facts import Card, Fact
from views.shell.fast import admin
from views.shell.i18n import gettext as _
from views.shell.records import RecordView

UNFINISHED = (JobState.WAITING, JobState.RUNNING)
STOPPED = (JobState.FAILED, JobState.CANCELLED)


class AuditView(RecordView):
    """Looking only: there is no form, no act and no door to the table."""

    listing = AUDIT
    one = N_("Audit entry")
    purpose = N_("Every change, refusal, sign-in, reveal, export and read, in one unbroken chain")
    icon = "shield-check"

    def title(self, row: AuditEntry) -> str:
        return f"#{row.seq}"

    def facts(self, work: Work, row: AuditEntry) -> list[Card]:
        who, refused = row.actor, bool(row.refused)
        happened = [
            Fact("at", _("When"), words.full(row.at)),
            Fact("happened", _("Action"), _(act_label(row.happened))),
            Fact("refused", _("Denied"), refused, V.YESNO),
            Fact("subject", _("Record type"), words.label(row.subject)),
            *self._record(work, row),
        ]
        held = "、".join(words.role_name(code) for code in who.get("roles", []))
        actor = [
            Fact("name", _("Who"), _(who["name"]) if who.get("name") else ""),
            Fact("department", _("Department"), who.get("department", "")),
            Fact("post", _("Post"), who.get("post", "")),
            Fact("roles", _("Roles"), held),
            Fact("address", _("Network address"), who.get("address", "")),
        ]
        telling, said = Telling(work, _, whole=True), (row.subject, _act(row), row.details)
        details = [
            Fact("change", label, f"{old} → {new}", wide=True)
            for label, old, new in telling.changes(*said)
        ]
        details += [
            Fact("detail", label, value, wide=True) for label, value in telling.lines(*said)
        ]
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

    def _record(self, work: Work, row: AuditEntry) -> list[Fact]:
        """The record by its number, with its history here, and its own page for whoever may."""
        number = number_of(work, row.subject, row.subject_id)
        name = Names(work, _).name(row.subject, row.subject_id)
        history = f"{self.url}/?{urlencode({'record': number})}" if number else ""
        facts = [Fact("record", _("Record no."), name, href=history)]
        view = _view_of(row.subject)
        if view and _may_open(work, view, row.subject_id):
            href = f"{view.url}/{row.subject_id}/"
            facts.append(Fact("page", _("Page of the record"), name, href=href))
        return facts


def _act(row: AuditEntry) -> str:
    """The verb; a refusal is kept as «listing.act»."""
    return str(row.happened).rpartition(".")[2]


def _view_of(kind: Kind) -> RecordView | None:
    """The screen of a kind of record."""
    views = (v for v in admin.menu_views(current_app) if isinstance(v, RecordView))
    return next((view for view in views if view.listing.kind is kind), None)


def _may_open(work: Work, view: RecordView, id: int) -> bool:
    if not id or not can(work.actor, view.see):
        return False
    try:
        work.get(view.model, id, view.see)
    except NotFound:
        return False
    return True


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
