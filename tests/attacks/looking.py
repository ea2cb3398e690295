"""What tests of looks share: the entries of an office, and a change of one row."""

from sqlalchemy import select, update

from models.platform.audit import AuditEntry
from models.platform.records import Setting


def change(web, table, id, **values):
    with web.work() as work:
        work.session.execute(update(table).where(table.id == id).values(**values))


def setting(web, name, value):
    with web.work() as work:
        work.add(Setting(name=name, value={"value": value}, changed_at=work.now, changed_by=0))


def entries(web, *acts):
    with web.work() as work:
        asked = select(AuditEntry).where(AuditEntry.happened.in_(acts)).order_by(AuditEntry.seq)
        rows = work.session.scalars(asked).all()
        return [(row.actor_id, row.subject, row.subject_id, row.details) for row in rows]


def reads(web):
    return [(kind, id, told["facts"]["way"]) for _who, kind, id, told in entries(web, "read")]
