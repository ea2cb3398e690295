"""Files from opening to review; acceptance follows (F1–F3)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from models.customers import Customer
from models.files.records import CustomerFile, FileClass
from models.keys import comparable_key
from models.people import User
from models.words.access import Secrecy
from models.words.customers import CustomerState, Moment
from models.words.files import FileLife, Medium
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.policy import can, visible
from portal.errors import Conflict, IllegalMove, Invalid, PortalError, Problems
from portal.events import Moved, Saved
from portal.files import deficiencies, proposals, rules
from portal.files.customer_gaps import check_customers
from portal.files.deadlines import is_late
from portal.files.returns import answer_returns
from portal.files.review import check_reviewer, find_reviewers
from portal.files.rules import FILE_LIFE
from portal.files.telling import tell_about_file
from portal.people import officers
from portal.platform.calendar.workdays import add_workdays
from portal.platform.workflow.states import move_state
from portal.work import Work

FIELDS = (
    "class_id",
    "customer_id",
    "business_key",
    "title",
    "secrecy",
    "medium",
    "opened_on",
    "place_id",
    "position",
    "owner_id",
)


def open_file(work: Work, values: Mapping[str, Any]) -> CustomerFile:
    """Open a draft with its filing deadline (F1); ``values`` by the names in ``FIELDS``.

    Blank, the owner is the customer's and the title names customer and class. Raises ``Problems``
    by field, ``Conflict`` naming the live file that already has this class and key (R-01).
    """
    work.require(P.FILE_EDIT)
    chosen = values.get("owner_id") or proposals.propose_owner(work, values.get("customer_id"))
    owner = _owner(work, chosen)
    row = CustomerFile(owner_id=owner.id, department_id=owner.department_id, title="")
    _fill(work, row, values)
    work.require(P.FILE_EDIT, row)
    work.add(row)
    changes = {name: [None, getattr(row, name)] for name in FIELDS}
    work.record(Saved(kind=Kind.FILE, id=row.id, changes=changes, created=True))
    return row


def edit_file(work: Work, file: CustomerFile, values: Mapping[str, Any]) -> None:
    """Change a draft; a submitted or filed one changes by its own steps only (I-7).

    Raises ``IllegalMove`` once it is submitted, and the refusals of ``open_file``.
    """
    work.require(P.FILE_EDIT, file)
    if file.life is not FileLife.DRAFT:
        raise IllegalMove(N_("Only a draft can be edited. Ask for it to be sent back first."))
    before = {name: getattr(file, name) for name in FIELDS}
    if values.get("owner_id"):
        owner = _owner(work, values["owner_id"])
        file.owner_id, file.department_id = owner.id, owner.department_id
    _fill(work, file, values)
    work.require(P.FILE_EDIT, file)
    changes = {n: [old, getattr(file, n)] for n, old in before.items() if getattr(file, n) != old}
    if changes:
        work.record(Saved(kind=Kind.FILE, id=file.id, changes=changes))


def _owner(work: Work, owner_id: int) -> User:
    statement = select(User).where(User.id == owner_id, User.active)
    owner: User | None = work.session.scalar(statement)
    if owner is None:
        raise Invalid(N_("Please choose an active colleague as owner."), field="owner_id")
    if officers.is_officer(work.session, owner.id):
        raise Invalid(officers.NO_BUSINESS, field="owner_id")
    return owner


def follow_customer_merge(work: Work, event: Moved) -> None:
    """Reaction: the files of a merged customer go to the customer it was merged into (A7).

    Requests, loans and deficiencies belong to the file and stay as they are.
    """
    into = int(event.facts["into_id"])
    files = select(CustomerFile).where(CustomerFile.customer_id == event.id)
    for file in work.session.scalars(files.order_by(CustomerFile.id)):
        file.customer_id = into
        changes = {"customer_id": [event.id, into]}
        work.record(Saved(kind=Kind.FILE, id=file.id, changes=changes))


def _fill(work: Work, file: CustomerFile, values: Mapping[str, Any]) -> None:
    """Check ``values`` and set them, and the deadline with them."""
    problems: dict[str, PortalError] = {}
    file_class = work.session.scalar(
        select(FileClass).where(FileClass.id == values.get("class_id"), FileClass.active)
    )
    customer = work.session.scalar(
        select(Customer)
        .where(
            Customer.id == values.get("customer_id"),
            Customer.state == CustomerState.ACTIVE,
            visible(work.actor, P.CUSTOMER_SEE, Customer),
        )
        .with_for_update(read=True, of=Customer)  # so that it is not merged meanwhile (A7)
    )
    if file_class is None:
        problems["class_id"] = Invalid(N_("Please choose a file class."))
    if customer is None:
        problems["customer_id"] = Invalid(N_("Please choose a customer that is not archived."))
    elif file.customer_id != customer.id and (
        lack := check_customers(work, [customer], Moment.OPEN_FILE)
    ):
        problems["customer_id"] = lack
    title = str(values.get("title") or "").strip()
    if not title and file_class is not None and customer is not None:
        title = proposals.propose_title(customer.name, file_class.name)
    if len(title) > proposals.LONGEST_TITLE:
        problems["title"] = Invalid(N_("Please give a title of at most 200 characters."))
    opened_on = values.get("opened_on") or work.today
    if opened_on > work.today:
        problems["opened_on"] = Invalid(N_("This date is in the future. Use today or earlier."))
    if file_class is None or customer is None or problems:
        raise Problems(problems)
    with work.session.no_autoflush:
        _set(work, file, file_class, customer, {**values, "title": title, "opened_on": opened_on})


def _set(
    work: Work, file: CustomerFile, cls: FileClass, customer: Customer, values: Mapping[str, Any]
) -> None:
    key = str(values.get("business_key") or "").strip()
    if cls.key_label and not key:
        key = customer.number  # unless another key was given
    _check_key(work, file, cls, key)
    if file.class_id != cls.id:  # a file keeps the version it was opened under (K-5)
        file.class_version, file.checklist = cls.version, list(cls.parts)
    file.class_id, file.customer_id = cls.id, customer.id
    file.business_key, file.title = key, values["title"]
    file.secrecy = Secrecy(values.get("secrecy") or cls.secrecy)
    file.medium = Medium(values.get("medium") or Medium.PAPER)
    file.place_id, file.position = values.get("place_id") or None, values.get("position")
    file.opened_on = values["opened_on"]
    file.due_on = rules.due_on(
        file.opened_on,
        cls.deadline_amount,
        cls.deadline_unit,
        lambda day, n: add_workdays(work, day, n),
    )


def _check_key(work: Work, file: CustomerFile, cls: FileClass, key: str) -> None:
    if not key:
        return
    twin = work.session.scalar(
        select(CustomerFile).where(
            CustomerFile.class_id == cls.id,
            CustomerFile.key_norm == comparable_key(key),
            CustomerFile.life != FileLife.VOID,
            CustomerFile.id != file.id,
        )
    )
    if twin is None:
        return
    if not can(work.actor, P.FILE_SEE, twin):
        raise Conflict(
            N_("Another department already keeps a file for «%(key)s». Ask the custodian."),
            field="business_key",
            key=key,
        )
    raise Conflict(
        N_("There is already an active file for «%(key)s»: %(number)s. Open that one."),
        field="business_key",
        key=key,
        number=twin.number or twin.title,
        existing=twin.id,
    )


def submit_file(work: Work, file: CustomerFile, *, sorted_out: bool) -> None:
    """Hand a draft to its reviewer once the four filing steps are done (F2, R-63).

    ``sorted_out``: the filer confirms that the papers are fit. Raises ``Problems`` by open step.
    """
    missing = rules.missing_steps(
        sorted_out=sorted_out,
        items=file.items_count,
        pages=file.pages_count,
        on_paper=file.medium is not Medium.ELECTRONIC,
        has_place=file.place_id is not None,
    )
    if file.life is FileLife.DRAFT and missing:
        raise Problems({name: Invalid(sentence) for name, sentence in missing})
    if lack := check_customers(work, [file.customer], Moment.USE):
        raise lack
    move_state(
        work,
        FILE_LIFE,
        file,
        "submit",
        items=file.items_count,
        pages=file.pages_count,
        late=is_late(work, file),
        missing=[gap.part for gap in deficiencies.find_missing_parts(work, file)],
        answers=answer_returns(work, file),
    )
    file.submitted_at, file.submitted_by = work.now, work.actor.id
    asked = find_reviewers(work, file)
    file.reviewer_id = asked[0] if asked else None
    tell_about_file(work, file, asked, "file_to_review")


def review_file(work: Work, file: CustomerFile) -> None:
    """Pass the review (F4, R-10). Raises ``NotAllowed`` for whoever filed it (A6)."""
    rules.check_other_person(
        work.actor.id, (file.owner_id, file.submitted_by), N_("You cannot review your own filing.")
    )
    check_reviewer(work, file)
    move_state(work, FILE_LIFE, file, "review")
    file.reviewer_id = work.actor.id
