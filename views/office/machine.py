"""How the machine is, on the workbench of those who run it: worker, queue, disks, backup, proof."""

from models.words.permissions import Permission as P
from portal.access.policy import can
from portal.platform.health.state import SILENT, STALE, Disk, Health, look_at_disks, look_at_work
from portal.work import Work
from views.shell import words
from views.shell.facts import Card, Fact
from views.shell.i18n import gettext as _

GIB = 1024**3


def machine_card(work: Work) -> Card | None:
    """The card, for whoever steers the background jobs; None for everybody else (SEC-20)."""
    if not can(work.actor, P.JOB_STEER):
        return None
    found = look_at_work(work.session, look_at_disks(work.config), work.now)
    return Card(_("The machine"), [*_running(found), *map(_disk, found.disks), *_proofs(found)])


def _running(found: Health) -> list[Fact]:
    silent = found.worker_age is None or found.worker_age > SILENT.total_seconds()
    worker = _("no worker is running: start “flask --app app worker”") if silent else _("running")
    queue = _("%(waiting)s waiting, %(failed)s failed", waiting=found.waiting, failed=found.failed)
    if found.queue_age > STALE.total_seconds():
        late = _("the oldest has been due for %(minutes)s minutes", minutes=found.queue_age // 60)
        queue = f"{queue} · {late}"
    return [
        Fact("worker", _("Worker"), worker),
        Fact("queue", _("Background jobs"), queue, href="/jobs/"),
    ]


def _disk(disk: Disk) -> Fact:
    room = _("%(free)s of %(size)s GB free", free=_gib(disk.free), size=_gib(disk.size))
    if disk.short:
        room = f"{room} · {_('almost full: make room soon')}"
    return Fact("disk", _("Disk of %(place)s", place=_(disk.place)), room)


def _gib(size: int) -> str:
    return f"{size / GIB:.1f}"


def _proofs(found: Health) -> list[Fact]:
    backup = words.full(found.last_backup) if found.last_backup else _("none on record yet")
    proof = words.full(found.last_verify) if found.last_verify else _("none on record yet")
    if found.verify_faults:
        proof = f"{proof} · {_('%(count)s problems found', count=found.verify_faults)}"
    return [
        Fact("backup", _("Last backup"), backup),
        Fact("verify", _("Last proof of the audit trail"), proof),
    ]
