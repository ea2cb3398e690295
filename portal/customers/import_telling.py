"""Who owns what an import brought in is told when it ends; whoever imported sees it anyway."""

from sqlalchemy import func, select

from models.customers import Customer
from models.people import User
from models.platform.imports import ImportBatch, ImportRow
from models.words.kinds import Kind
from models.words.platform import Outcome
from portal.platform.notices import outbox
from portal.work import Work

COUNTED = (Outcome.NEW, Outcome.UPDATE)


def tell_owners(work: Work, batch: ImportBatch) -> None:
    """One notice for each owner, however many of the rows are theirs."""
    by_owner = (
        select(Customer.owner_id, ImportRow.outcome, func.count())
        .join(Customer, Customer.id == ImportRow.record_id)
        .where(
            ImportRow.batch_id == batch.id,
            ImportRow.written.is_(True),
            ImportRow.outcome.in_(COUNTED),
            Customer.owner_id != batch.owner_id,
        )
        .group_by(Customer.owner_id, ImportRow.outcome)
    )
    counts: dict[int, dict[Outcome, int]] = {}
    for owner_id, outcome, count in work.session.execute(by_owner):
        counts.setdefault(owner_id, {})[outcome] = count
    name = work.session.scalar(select(User.name).where(User.id == batch.owner_id)) if counts else ""
    for owner_id, rows in sorted(counts.items()):
        outbox.tell(
            work,
            [owner_id],
            "customer.imported",
            Kind.IMPORT,
            batch.id,
            name=name,
            file=batch.name,
            new=rows.get(Outcome.NEW, 0),
            changed=rows.get(Outcome.UPDATE, 0),
        )
