"""What a check of a workbook says of it, for page and command line alike (D10)."""

from collections.abc import Iterator

from models.words.text import N_
from portal.office.sheet_checks import Verdict
from views.shell.i18n import gettext as _

INTACT = N_("Nothing was changed: all that was compared is as the portal wrote it.")
REMARKED = N_(
    "Nothing was changed in what was compared, but not all is seen as the portal wrote it: see "
    "below."
)
CHANGED = N_("This workbook was changed after the portal wrote it.")
DIGESTS = N_("The portal keeps digests, not contents: it cannot say what stood there before.")
NO_CELLS = N_(
    "The sheet is no longer kept, and the digests of its cells neither: rows can be named, "
    "cells not."
)


def headline(verdict: Verdict) -> tuple[str, str]:
    """What came of it in one sentence, and the colour of it."""
    if not verdict.intact:
        return _(CHANGED), "danger"
    return (_(REMARKED), "warning") if verdict.remarks else (_(INTACT), "success")


def limits(verdict: Verdict) -> list[str]:
    """What it cannot say of that which was changed."""
    if verdict.intact:
        return []
    return [_(DIGESTS), *([] if verdict.cells else [_(NO_CELLS)])]


def facts(verdict: Verdict) -> list[tuple[str, str]]:
    """The SHA-256 of the entry and that of the file at hand; what was compared and what not."""
    tabs = (_("%(tab)s: rows 1–%(last)s", tab=t, last=last) for t, last in verdict.compared)
    return [
        (_("SHA-256 of the data, registered"), verdict.export.sha256),
        (_("SHA-256 of the data, in this file"), verdict.sha256),
        (_("Compared"), _("; ").join(tabs)),
        (_("Not compared"), " ".join(_(said.text, **said.values) for said in verdict.left)),
    ]


def verdict_lines(verdict: Verdict) -> Iterator[str]:
    """All of it for the command line."""
    yield headline(verdict)[0]
    for fault in verdict.faults:
        yield f"  {fault.tab}：{_(fault.text, **fault.values)}"
    if verdict.more:
        yield "  " + _("Differences not listed: %(count)s", count=verdict.more)
    for remark in verdict.remarks:
        yield f"  {_('Please note')}　{remark.tab}：{_(remark.text, **remark.values)}"
    yield from limits(verdict)
    yield f"{_('Export no.')}：{verdict.export.id}　{verdict.export.name}"
    yield from (f"{label}：{text}" for label, text in facts(verdict))
