"""Signatures of those who received a file or copies (Q10)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from models.lending.requests import AccessRequest
from models.lending.signatures import Signature
from models.words.kinds import Kind
from models.words.lending import SignedBy
from models.words.text import N_
from portal.errors import Invalid
from portal.events import Done
from portal.work import Work


@dataclass(frozen=True)
class Signed:
    """How the recipient signed: by hand (``strokes``), or with a password or code."""

    way: SignedBy
    strokes: Sequence[Sequence[int]] = ()


def require_signature(signed: Signed | None) -> Signed:
    """The signature. Raises ``Invalid`` without one: nothing leaves the desk unsigned (Q10)."""
    if signed is None:
        raise Invalid(
            N_("The recipient signs first: by hand, or with their own password."),
            field="signature",
        )
    return signed


def record_signature(
    work: Work, kind: Kind, id: int, request: AccessRequest, signed: Signed
) -> Signature:
    """Save the signature for the record ``kind``/``id``; the audit gets its fingerprint.

    A visitor signs by hand in their own name; a password or code is the applicant's.
    """
    visitor = request.visitor if signed.way is SignedBy.DRAWN else None
    row: Signature = work.add(
        Signature(
            subject=kind,
            subject_id=id,
            name=visitor.name if visitor else request.applicant.name,
            user_id=None if visitor else request.owner_id,
            way=signed.way,
            strokes=[list(stroke) for stroke in signed.strokes],
            at=work.now,
            custodian_id=work.actor.id,
        )
    )
    mark = hashlib.sha256(repr(row.strokes).encode()).hexdigest() if row.strokes else ""
    facts = {"name": row.name, "person": row.name, "way": row.way, "sha256": mark}
    work.record(Done(kind=kind, id=id, action="sign", facts=facts))
    return row


def find_signature(work: Work, kind: Kind, id: int) -> Signature | None:
    """The signature for a record; None for what was handed out before signing was required."""
    statement = select(Signature).where(Signature.subject == kind, Signature.subject_id == id)
    signature: Signature | None = work.session.scalar(statement)
    return signature
