"""The panel of attachments on a record's page."""

from typing import Any

from portal.access.policy import can, is_paper_shut
from portal.platform.storage import uploads
from portal.platform.storage.papers import Carrier, adding, list_attachments, withdrawable
from portal.work import Work
from views.shell.i18n import say_words


def papers_panel(work: Work, row: Any, carrier: Carrier) -> dict[str, Any]:
    """The variables of the panel's template for ``row``."""
    there = list_attachments(work, row.kind, row.id)
    papers = [paper for paper in there if not is_paper_shut(work.actor, row, paper)]
    may_attach, refusal = adding(work, carrier, row)
    return {
        "kind": row.kind,
        "attachments": papers,
        "locked_papers": len(there) - len(papers),
        "may_read": can(work.actor, carrier.read, row),
        "may_attach": may_attach,
        "why_not": say_words(refusal) if refusal else "",
        "may_withdraw": withdrawable(work, carrier, row, papers),
        "accept": uploads.ACCEPT,
    }
