"""Signatures for what was handed out: on the record, and as a printed slip (Q10)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.base import Record
from models.words.access import Way
from models.words.text import N_
from models.words.values import ValueKind as V
from portal import settings
from portal.lending import signature_rules, signatures
from portal.work import Work
from views.shell.context import reading
from views.shell.facts import Fact
from views.shell.kinds import SHOWN
from views.shell.records import ID, RecordView


class SignedRecordView(RecordView):
    """A record that somebody signed for, with a slip to print."""

    slip_title: str
    slip_terms: str = N_(
        "I have received the above, complete and in the condition stated. I will use it only "
        "for the approved purpose, pass it on to nobody, and return it on time."
    )

    def slip(self, work: Work, row: Any) -> Sequence[Fact]:
        """What the recipient signs for."""
        raise NotImplementedError

    def signed(self, work: Work, row: Record) -> dict[str, Any]:
        """Values for the template: the signature, if any, and how to draw it."""
        signature = signatures.find_signature(work, row.kind, row.id)
        return {
            "signed": signature,
            "drawn": signature_rules.stroke_path,
            "slip": f"{self.url}/{row.id}/slip/",
        }

    def context(self, work: Work, row: Any) -> dict[str, Any]:
        return self.signed(work, row)

    @expose(f"/{ID}/slip/")
    def slip_view(self, id: int) -> ResponseReturnValue:
        """The slip to print, for the desk or the recipient."""
        work = reading()
        row = work.get(self.model, id, self.see)
        return self.show(
            "lending/handed/slip.html",
            row=row,
            way=Way.PRINT,
            title=self.title(row),
            facts=[_on_paper(fact) for fact in self.slip(work, row)],
            office=settings.get(work.session, "office_name"),
            today=work.today,
            name=self.slip_title,
            terms=self.slip_terms,
            **self.signed(work, row),
        )


def _on_paper(fact: Fact) -> Fact:
    """Paper shows the date instead of «Today 12:00»."""
    if fact.value and fact.cell in (V.MOMENT, V.DUE):
        return replace(fact, value=SHOWN[fact.cell].paper(fact.value), cell=V.TEXT)
    return fact
