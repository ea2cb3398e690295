"""What a customer card lacks, and what the office needs of it at which moment (CF-02, CF-48)."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_DOWN, Decimal
from typing import Any

from sqlalchemy import case, func, select, update

from models.customers import GAP_BITS, Customer
from models.platform.records import Setting
from models.words.access import FieldRule
from models.words.customers import Gap, Moment
from models.words.kinds import Kind
from portal import settings
from portal.customers.rules import OWN_GAPS, find_gaps
from portal.events import Saved
from portal.platform.ahead import Question, ask
from portal.platform.jobs import queue
from portal.platform.jobs.queue import Run
from portal.work import Work

COUNTED_AT_ONCE = 5_000
CUSTOMERS: Any = Customer.__table__
NEEDS = Question(
    "needs", select(Setting.name, Setting.value).where(Setting.name.in_([*map(str, Moment)]))
)


def needed_for(work: Work, moment: Moment) -> frozenset[Gap]:
    """What the office needs of a card at a moment (CF-02); the name always is."""
    names = settings.names_of(work.session, moment)[moment]
    return frozenset(gap for gap in Gap if gap in names)


def needed_fields(work: Work) -> frozenset[str]:
    """The fields of a list without which an import keeps a row out, as the office has set it."""
    fields = {Gap.CONTACT: "contact_name"}
    return frozenset(fields.get(gap, gap.value) for gap in needed_for(work, Moment.IMPORT))


def all_needs(work: Work) -> dict[Moment, frozenset[Gap]]:
    """What is needed at every moment, asked for together."""
    named = settings.chosen_names(ask(work, NEEDS), *Moment)
    return {m: frozenset(gap for gap in Gap if gap in named[m]) for m in Moment}


def needed_ever(work: Work) -> frozenset[Gap]:
    """What makes a card whole: all that is needed at some moment, and somebody to talk to."""
    return whole_card(all_needs(work))


def whole_card(needs: Mapping[Moment, frozenset[Gap]]) -> frozenset[Gap]:
    """All that is needed at some moment, and somebody to talk to."""
    return frozenset({Gap.CONTACT}).union(*needs.values())


def shown_gaps(work: Work) -> frozenset[Gap]:
    """What makes a card whole, but for fields that are hidden from this actor (D4)."""
    hidden = {gap for gap in Gap if work.actor.rule(Kind.CUSTOMER, gap) is FieldRule.HIDDEN}
    return needed_ever(work) - hidden


def mask_of(gaps: Iterable[Gap]) -> int:
    """Their bits in ``Customer.blanks``."""
    return sum(GAP_BITS[gap] for gap in gaps)


def mark_gaps(row: Customer, needed: frozenset[Gap]) -> None:
    """Keep what the card lacks beside it, for lists; ``needed`` is ``needed_ever``."""
    values = {name: getattr(row, name) for name in (*OWN_GAPS, "phone", "name")}
    people = [{"mobile": person.mobile, "phone": person.phone} for person in row.contacts]
    row.blanks = mask_of(find_gaps(values, people))
    row.incomplete = bool(row.blanks & mask_of(needed))


def completeness(work: Work, row: Customer) -> tuple[int, list[Gap]]:
    """How much of what is needed at some moment is there, in percent, and what is not."""
    needed = shown_gaps(work)
    gaps = [gap for gap in row.gaps if gap in needed]
    of = len(needed) + 1  # the name
    share = Decimal(100 * (of - len(gaps))) / of
    return int(share.to_integral_value(ROUND_DOWN)), gaps


def follow_settings(work: Work, event: Saved) -> None:
    """Reaction: what is needed has changed, so lists are counted again."""
    if event.changes.keys() & set(Moment):
        queue.enqueue(work, "count_gaps")


def count_gaps(run: Run) -> None:
    """Job: mark every card by what is needed now; ids only, so nobody's edit is disturbed."""
    with run.reading() as work:
        mask = mask_of(needed_ever(work))
        last = work.session.scalar(select(func.max(Customer.id))) or 0
    for start in range(0, last + 1, COUNTED_AT_ONCE):
        with run.work() as work:
            wanted = case((CUSTOMERS.c.blanks.bitwise_and(mask) != 0, True), else_=False)
            end = start + COUNTED_AT_ONCE
            work.session.execute(
                update(CUSTOMERS)
                .where(CUSTOMERS.c.id >= start, CUSTOMERS.c.id < end)
                .where(CUSTOMERS.c.incomplete != wanted)
                .values(incomplete=wanted)
            )
        run.progress(min(end, last), last)
