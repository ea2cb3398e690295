"""Acts on a file, from its page or in bulk from the list."""

from collections.abc import Sequence
from typing import Any

from models.files.records import CustomerFile
from models.words.files import Custody, FileLife
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.policy import can
from portal.errors import NotAllowed
from portal.files import (
    acceptance,
    filing,
    grading,
    items,
    labels,
    moving,
    rules,
    send_back,
    voiding,
)
from portal.files.review import check_reviewer
from portal.files.rules import FILE_LIFE
from portal.work import Work
from views.files import forms
from views.shell.acts import Act, BulkAction

LISTED = (FileLife.DRAFT, FileLife.FILED)


def _is_not_filer(work: Work, file: CustomerFile) -> bool:
    return work.actor.id not in (file.owner_id, file.submitted_by)


def _may_review(work: Work, file: CustomerFile) -> bool:
    """Whether the actor is a reviewer of the class, and not the filer (A6)."""
    try:
        check_reviewer(work, file)
    except NotAllowed:
        return False
    return _is_not_filer(work, file)


def _is_third_person(work: Work, file: CustomerFile) -> bool:
    return _is_not_filer(work, file) and work.actor.id != file.reviewer_id


def is_on_shelf(_work: Work, file: CustomerFile) -> bool:
    return file.custody in (Custody.IN_PLACE, Custody.RESERVED)


def _may_void(work: Work, file: CustomerFile) -> bool:
    return can(work.actor, P.FILE_VOID, file) or can(work.actor, P.FILE_ACCEPT, file)


def _can_ask_void(work: Work, file: CustomerFile) -> bool:
    live = file.life not in (FileLife.VOID, FileLife.LOST)
    return live and file.void_asked_by is None and _may_void(work, file)


def _can_drop_void(work: Work, file: CustomerFile) -> bool:
    asked = file.void_asked_by is not None and file.life is not FileLife.VOID
    return asked and _may_void(work, file)


def _is_second_person(work: Work, file: CustomerFile) -> bool:
    return file.void_asked_by not in (None, work.actor.id)


def _may_raise(_work: Work, file: CustomerFile) -> bool:
    return file.life is FileLife.FILED and bool(rules.other_grades(file.secrecy, lower=False))


def _may_ask_lower(_work: Work, file: CustomerFile) -> bool:
    possible = file.life is FileLife.FILED and bool(rules.other_grades(file.secrecy, lower=True))
    return possible and file.grade_asked is None


def _confirms_grade(work: Work, file: CustomerFile) -> bool:
    return file.grade_asked_by not in (None, work.actor.id)


def _may_keep_grade(work: Work, file: CustomerFile) -> bool:
    mine = file.grade_asked_by == work.actor.id
    return file.grade_asked is not None and (mine or can(work.actor, P.FILE_DECLASSIFY, file))


def _is_listed(_work: Work, file: CustomerFile) -> bool:
    return file.life in LISTED


def _add_item(work: Work, file: CustomerFile, **values: Any) -> None:
    items.add_item(work, file, values)


def _leave(_work: Work, _file: CustomerFile) -> None:
    """Does nothing: the chosen files go to a page of their own."""


ACTS: Sequence[Act] = (
    Act(
        "submit",
        N_("Submit for review"),
        filing.submit_file,
        forms.SubmitForm,
        FILE_LIFE,
        primary=True,
        done=N_("«%(name)s» was submitted for review."),
    ),
    Act(
        "review",
        N_("Pass review"),
        filing.review_file,
        machine=FILE_LIFE,
        open=_may_review,
        primary=True,
        done=N_("«%(name)s» passed its review."),
    ),
    Act(
        "accept",
        N_("Accept and file"),
        acceptance.accept_file,
        forms.AcceptForm,
        FILE_LIFE,
        open=_is_third_person,
        primary=True,
        done=N_("«%(name)s» was filed and numbered."),
    ),
    Act(
        "send_back",
        N_("Send back"),
        send_back.reject_filing,
        forms.SendBackForm,
        FILE_LIFE,
        open=_is_not_filer,
        done=N_("«%(name)s» was sent back."),
    ),
    Act(
        "void",
        N_("Confirm void"),
        voiding.confirm_void,
        machine=FILE_LIFE,
        open=_is_second_person,
        danger=True,
        confirm=N_("Void «%(name)s» for good? Its number is never used again."),
        done=N_("«%(name)s» is void."),
    ),
    Act(
        "add_item",
        N_("Add a paper"),
        _add_item,
        forms.PaperForm,
        permission=P.FILE_EDIT,
        open=_is_listed,
        done=N_("The paper was added to «%(name)s»."),
    ),
    Act(
        "add_volume",
        N_("Add a volume"),
        items.add_volume,
        forms.VolumeForm,
        permission=P.FILE_EDIT,
        open=_is_listed,
        done=N_("The volume was added to «%(name)s»."),
    ),
    Act(
        "move",
        N_("Move"),
        moving.move_file,
        forms.MoveForm,
        permission=P.FILE_MOVE,
        open=is_on_shelf,
        undo="move_back",
        done=N_("«%(name)s» was moved."),
    ),
    Act(
        "move_back",
        N_("Move back"),
        moving.move_file_back,
        permission=P.FILE_MOVE,
        open=lambda work, file: moving.find_origin(work, file) is not None,
        done=N_("«%(name)s» is back where it was."),
    ),
    Act(
        "confirm_label",
        N_("The label is right"),
        labels.confirm_label,
        permission=P.FILE_MOVE,
        open=lambda _work, file: file.label_stale,
        done=N_("The label of «%(name)s» was confirmed."),
    ),
    Act(
        "lower_grade",
        N_("Confirm the lower grade"),
        grading.confirm_grade,
        permission=P.FILE_DECLASSIFY,
        open=_confirms_grade,
        primary=True,
        confirm=N_("Lower the grade of «%(name)s»? More people will be able to use it."),
        done=N_("The grade of «%(name)s» was lowered."),
    ),
    Act(
        "keep_grade",
        N_("Keep the grade"),
        grading.keep_grade,
        open=_may_keep_grade,
        done=N_("«%(name)s» keeps its grade."),
    ),
    Act(
        "raise_grade",
        N_("Raise the grade"),
        grading.raise_grade,
        forms.RaiseForm,
        permission=P.FILE_GRADE,
        open=_may_raise,
        done=N_("The grade of «%(name)s» was raised."),
    ),
    Act(
        "ask_lower_grade",
        N_("Lower the grade"),
        grading.request_lower_grade,
        forms.LowerForm,
        permission=P.FILE_GRADE,
        open=_may_ask_lower,
        done=N_("A second person must now confirm the lower grade of «%(name)s»."),
    ),
    Act(
        "ask_void",
        N_("Ask to void"),
        voiding.request_void,
        forms.VoidForm,
        open=_can_ask_void,
        done=N_("A second person must now confirm that «%(name)s» is void."),
    ),
    Act(
        "keep",
        N_("Do not void"),
        voiding.drop_void_request,
        open=_can_drop_void,
        done=N_("«%(name)s» stays as it is."),
    ),
)

BULK: Sequence[BulkAction] = (
    BulkAction(
        "review",
        N_("Pass review"),
        P.FILE_REVIEW,
        filing.review_file,
        confirm=N_("Pass the review of %(count)s files?"),
    ),
    BulkAction(
        "accept",
        N_("Accept and file"),
        P.FILE_ACCEPT,
        acceptance.accept_file,
        confirm=N_("Accept %(count)s files into their proposed places?"),
    ),
    BulkAction("move", N_("Move"), P.FILE_MOVE, moving.move_file, forms.MoveForm),
    BulkAction(
        "move_back",
        N_("Move back"),
        P.FILE_MOVE,
        moving.move_file_back,
        confirm=N_("Put %(count)s files back where they were before today's move?"),
    ),
    BulkAction("print_label", N_("Print labels"), P.FILE_MOVE, _leave, leads="/labels/?ids="),
    BulkAction(
        "ask",
        N_("Ask for these files"),
        P.REQUEST_MAKE,
        _leave,
        leads="/requests/new/?action=borrow&files=",
    ),
)
