"""Checks the rows of an imported customer list, many at a time (D7, R-59).

A row matches its customer by record id, number, credit code or exact name, in this order. What
looks like another customer, in the portal or in the file, waits until somebody says whether it is
the same; two different credit codes are two customers, and nobody is asked.
"""

from difflib import SequenceMatcher
from typing import Any

from models.words.customers import CustomerState
from models.words.platform import Outcome
from models.words.text import N_
from portal.customers import rules
from portal.customers.import_compare import (
    drop_unchanged,
)
from portal.customers.import_fields import NUMBER, OWNER
from portal.customers.import_joined import is_phone_only
from portal.customers.import_matches import KnownCustomers, codes_differ, is_whole_number
from portal.customers.import_remarks import (
    joined_remark,
    notes_of,
    refuse_long,
    settle_contact,
)
from portal.customers.import_rows import ImportContext, read_card, split_contact
from portal.customers.import_updates import STATE, UNSEEN, compare_known, look_alike
from portal.errors import Conflict, Invalid
from portal.platform.imports import tally
from portal.platform.imports.choices import OTHER, SAME
from portal.platform.imports.rules import ID
from portal.platform.imports.target import Line, Seen
from portal.platform.search.names import name_key
from portal.work import Work

Card = dict[str, Any]
PHONE_AS_NAME = N_("The name is only a phone.")
TWICE = N_("Row %(line)s may be the same customer.")
TWICE_CODE = N_("Row %(line)s has the same credit code.")
TWICE_PHONE = N_("Row %(line)s has the same phone.")
RENAMED = N_("«%(name)s» has this number (%(number)s). Is it the same customer, with a new name?")
NOT_ITS_NUMBER = N_("This number is that of «%(name)s». Leave it empty for another customer.")
ALIKE = 0.8  # from here on a new name is another spelling of the old one
CODE_TWICE = N_("Row %(line)s has this credit code; two customers cannot share one.")
UNKNOWN_ID = N_("There is no customer with this record ID. Leave it empty for a new one.")
UNKNOWN_NUMBER = N_("There is no customer with this number. Leave it empty for a new one.")


def check_lines(work: Work, lines: list[Line], seen: Seen) -> None:
    """Fill in what each line would do, with a few queries for all of them together."""
    context = seen.get("context") or ImportContext(work, seen["setup"])
    seen["context"] = context
    compare_lines(work, context, lines)


def compare_lines(
    work: Work, context: ImportContext, lines: list[Line]
) -> tuple[KnownCustomers, list[Card]]:
    """Set outcome and problems of each line; returns the customers that match and the cards."""
    cards = [read_card(work, context, line) for line in lines]
    known = KnownCustomers(work, lines, cards)
    for line, card in zip(lines, cards, strict=True):
        _assess_line(work, context, known, line, card)
    return known, cards


def _assess_line(
    work: Work, context: ImportContext, known: KnownCustomers, line: Line, card: Card
) -> None:
    """Decide whether a line is new, an update, unchanged, waits, joins another, or is an error."""
    decided = context.setup.twin(line.number)
    if not _named(context, line, card):
        return
    own = context.setup.known(line.number)
    row = _find_match(context, known, line, card, own)
    decided = OTHER if row is None and _is_namesake(known, card, own) else decided
    row = row or (None if line.problems else _taken_back(known, line, card))
    if row is not None and _kept_out(known, line, card, row, decided):
        return
    if row is not None and line.cells.get(ID):
        first = next(iter(known.people.get(row.id, ())), None)
        drop_unchanged(work, context, line, card, row, first)
    if _stands_earlier(context, line, card, row, decided):
        return
    if row is None:
        row = _twin_of_new(context, known, line, card, decided)
    if row is not None:
        line.record_id, line.record_revision = row.id, row.revision
        compare_known(work, context, known, line, card, row)
    elif line.outcome is Outcome.NEW or line.outcome is Outcome.ERROR:
        _check_new(context, line, card)
        line.apart = _other_of_this_name(context, known, line, card)


def _kept_out(known: KnownCustomers, line: Line, card: Card, row: Any, decided: str) -> bool:
    """Whether the row may not touch the customer that it names, or waits for a word about it."""
    if _renames(line, card, row) and not _may_rename(line, row, decided):
        return True
    if row.id not in known.seen:
        line.fault("name", Conflict(UNSEEN))
    return row.id not in known.seen


def _renames(line: Line, card: Card, row: Any) -> bool:
    """Whether the row found its card by number, under a name that is quite another one.

    One column shifted by a row would else rename every card of a sheet.
    """
    old, new = row.name_key, name_key(card.get("name") or "")
    if line.cells.get(ID) or not new or row.number != line.cells.get(NUMBER):
        return False
    return old not in new and new not in old and SequenceMatcher(None, old, new).ratio() < ALIKE


def _may_rename(line: Line, row: Any, decided: str) -> bool:
    """Whether somebody has said that it is the same customer; asks where nobody has."""
    if decided == OTHER:
        line.fault(NUMBER, Conflict(NOT_ITS_NUMBER, name=row.name))
    elif decided != SAME:
        line.ask("name", Conflict(RENAMED, name=row.name, number=row.number), id=row.id)
    return decided == SAME


def _find_match(
    context: ImportContext, known: KnownCustomers, line: Line, card: Card, decided: str
) -> Any:
    id, number = line.cells.get(ID, ""), line.cells.get(NUMBER, "")
    code, name = card.get("unified_credit_code") or "", card.get("name") or ""
    if id:
        row = known.rows.get(int(id)) if is_whole_number(id) else None
        if row is None:
            line.fault(ID, Invalid(UNKNOWN_ID))
        return row
    if number:
        row = known.by_number.get(number)
        if row or not name or context.own_numbers.fullmatch(number):
            if row is None:
                line.fault(NUMBER, Invalid(UNKNOWN_NUMBER))
            return row
        line.kept[NUMBER] = number  # a number of their own: for the remarks
        line.told.append((tally.OWN_NUMBER, NUMBER, number))
    return known.by_code.get(code) or _named_alike(known, code, "" if decided == OTHER else name)


def _named(context: ImportContext, line: Line, card: Card) -> bool:
    """Whether the name is one: whether a phone is, only a person knows."""
    if line.cells.get(ID) or not is_phone_only(card.get("name") or ""):
        return True
    chosen = context.setup.option("numbers")
    if chosen == "skip":
        line.outcome = Outcome.SKIPPED
    elif not chosen:
        line.ask("name", Conflict(PHONE_AS_NAME), about=tally.PHONE_NAME)
    return chosen == "take"


def _is_namesake(known: KnownCustomers, card: Card, own: str) -> bool:
    """Whether a row was said to be another customer than the one of its name."""
    return own == OTHER and name_key(card.get("name") or "") in known.by_key


def _taken_back(known: KnownCustomers, line: Line, card: Card) -> Any:
    """The card of this name that an import had brought in before it was undone."""
    row = known.taken_back.get(card.get("name") or "")
    code = card.get("unified_credit_code") or ""
    if row is None or codes_differ(row.unified_credit_code, code):
        return None
    line.changes[STATE] = [CustomerState.ARCHIVED.value, CustomerState.ACTIVE.value]
    line.told.append((tally.AGAIN, "", row.number))
    return row


def _named_alike(known: KnownCustomers, code: str, name: str) -> Any:
    """The customer of exactly this name that the actor may edit, if its code is not another."""
    alike = (r for r in known.by_key.get(name_key(name), ()) if r.id in known.editable)
    exact = (r for r in alike if r.name == name and not codes_differ(r.unified_credit_code, code))
    return next(exact, None) if name else None


def _stands_earlier(context: ImportContext, line: Line, card: Card, row: Any, decided: str) -> bool:
    """Whether the line waits for or joins an earlier one that is the same customer (R-59)."""
    name, code = card.get("name") or "", card.get("unified_credit_code") or ""
    keys = [("id", str(row.id), TWICE)] if row else []
    keys += [("unified_credit_code", code, TWICE_CODE), ("name", name_key(name), TWICE)]
    keys += [("phone", card.get("phone") or "", TWICE_PHONE)]
    own = {row.name_key, row.unified_credit_code, row.phone} if row else set()
    found = 0
    for what, value, text in keys:
        earlier = context.earlier_line(what, value, line.number, code) if value else 0
        if earlier and not found and value not in own:  # its own values may stand in any line
            found = earlier
            field = "name" if what == "id" else what
            if decided != OTHER:
                line.ask(field, Conflict(text, line=earlier), line=earlier)
            elif what == "unified_credit_code":
                card.pop(what)
                line.leave(what, Conflict(CODE_TWICE, line=earlier))
    if not found or decided == OTHER:
        return False
    if decided == SAME and line.outcome is Outcome.DECIDE:
        line.problems.clear()
        line.joins, line.outcome = found, Outcome.JOIN
        context.joined[line.number] = found
    return True


def _twin_of_new(
    context: ImportContext, known: KnownCustomers, line: Line, card: Card, decided: str
) -> Any:
    """The customer that a new row is said to be, if any; asks where nobody has said it."""
    twin, field, error = look_alike(known, card)
    if twin is None or decided == OTHER or error is None:
        return None
    may = twin.id in known.editable
    if decided == SAME:
        if may:
            return twin
        line.outcome = Outcome.SKIPPED
        return None
    line.ask(field, error, id=twin.id if may else 0)
    _note_gaps(context, line, card)
    return None


def _other_of_this_name(
    context: ImportContext, known: KnownCustomers, line: Line, card: Card
) -> str:
    """Who bears this name with another credit code: nobody is asked, and it is said (R-59)."""
    key, code = name_key(card.get("name") or ""), card.get("unified_credit_code") or ""
    first, other = context.first.get(("name", key), (line.number, ""))
    if first != line.number and codes_differ(other, code):
        return str(first)
    alike = (row for row in known.by_key.get(key, ()) if row.id in known.editable)
    return next((r.number for r in alike if codes_differ(r.unified_credit_code, code)), "")


def _check_new(context: ImportContext, line: Line, card: Card) -> None:
    settle_contact(line, card)
    if not card.get(OWNER):
        line.told.append((tally.OWNED, OWNER, line.cells.get(OWNER, "")))
    _own, person = split_contact(card)
    people = [person] if any(person.values()) else []
    for name, error in rules.missing_fields(card, context.required, people).items():
        if name not in line.problems:
            line.fault(name, error)
    card["remark"] = joined_remark(card.get("remark") or "", notes_of(context, line))
    refuse_long(line, card["remark"])
    _note_gaps(context, line, card)


def _note_gaps(context: ImportContext, line: Line, card: Card) -> None:
    """What the new card will still lack of what is needed at some moment."""
    _own, person = split_contact(card)
    people = [person] if any(person.values()) else []
    lacking = rules.find_gaps(card, people) & context.needed
    line.lacks = [gap.value for gap in lacking]
