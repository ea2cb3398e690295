"""The ledger of numbers: issued, void, and gaps with their reasons (A2, I-3)."""

from collections.abc import Sequence
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import select

from models.platform.numbering import NumberCounter, NumberEntry
from models.words.kinds import Kind
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.files.lists import NUMBERS
from portal.platform.numbering import ledger
from portal.platform.numbering.rules import spell_template
from portal.work import Work
from views.files.page import user_name
from views.shell.addresses import PAGES
from views.shell.context import reading
from views.shell.facts import Card, Fact
from views.shell.i18n import gettext as _
from views.shell.records import RecordView


class NumberView(RecordView):
    """档号台账, read only: acceptance issues numbers, voiding voids them."""

    listing = NUMBERS
    one = N_("number")
    icon = "hash"
    purpose = N_("Every number ever issued; void ones keep their reason")
    list_template = "files/numbers/list.html"

    def facts(self, work: Work, row: NumberEntry) -> Sequence[Card]:
        page = PAGES.get(row.subject, "")
        facts = [
            Fact(
                "number",
                N_("Number"),
                row.number,
                href=f"{page}{row.subject_id}/" if page and row.subject_id else "",
            ),
            Fact("state", N_("State"), row.state, V.WORD),
            Fact("subject", N_("Record type"), row.subject, V.WORD),
            Fact("template", N_("Numbering"), spell_template(row.template, _)),
            Fact("scope", N_("Series"), spell_template(row.scope, _)),
            Fact("serial", N_("Serial"), row.serial, V.INTEGER),
            Fact("issued_at", N_("Issued at"), row.issued_at, V.MOMENT),
            Fact("issued_by", N_("Issued by"), user_name(work, row.issued_by), V.USER),
            Fact("voided_at", N_("Void since"), row.voided_at, V.MOMENT),
            Fact("void_reason", N_("Reason for voiding"), row.void_reason, wide=True),
        ]
        return [Card(N_("Facts"), facts)]

    def context(self, work: Work, row: Any) -> dict[str, Any]:  # noqa: ARG002
        return {"kind": Kind.NUMBER}

    @expose("/gaps/")
    def gaps_view(self) -> ResponseReturnValue:
        """One series: its last serial, and every serial without a live record."""
        work = reading()
        series = work.session.execute(
            select(NumberCounter.scope, NumberCounter.last).order_by(NumberCounter.scope)
        ).all()
        chosen = request.args.get("scope", "")
        known = {row.scope: row.last for row in series}
        scope = chosen if chosen in known else next(iter(known), "")
        gaps = list(ledger.find_gaps(work.session, scope)) if scope else []
        return self.show(
            "files/numbers/gaps.html",
            series={name: (spell_template(name, _), top) for name, top in known.items()},
            scope=scope,
            gaps=gaps,
            last=known.get(scope, 0),
            base=self.url + "/",
        )
