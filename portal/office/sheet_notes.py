"""What stands under the title of a sheet: whose it is, of when, of what, and what is not in it."""

from models.words.access import Reach
from models.words.plurals import fill
from models.words.text import N_
from portal import settings
from portal.office.filter_words import filter_words
from portal.platform.lists import page
from portal.platform.lists.listing import Listing
from portal.platform.lists.query import Query
from portal.platform.sheets.above import TOO_HIGH, count_above
from portal.platform.sheets.readers import register_reach
from portal.platform.sheets.register import Params, Report
from portal.platform.sheets.sheet import Say
from portal.work import HERE, Work

ABOVE = N_("%(count)s rows, counted as rows only and in no other total")


def register_notes(work: Work, report: Report, params: Params, say: Say) -> list[tuple[str, str]]:
    """Office, period, filters, moment and maker, and what the register leaves out (R-65)."""
    asked = {p.name: p.label for p in report.params}
    filters = [f"{say(asked[n])} {v}" for n, v in params.items() if n not in ("from", "to")]
    left = report.left_out(work, params) if report.left_out else []
    told = "，".join(f"{say(word)} {count:,}" for word, count in left if count)
    period = [(N_("Period"), _period(params, say))] if "from" in asked else []
    scope = [(N_("Filters"), "，".join(filters) or say(N_("All")))]
    out = [(N_("Not listed"), told)] if told else []
    office, *others = whose_notes(work)
    return [office, *period, *scope, *others, *out, *_reckoning(work, report, params, say)]


def _reckoning(work: Work, report: Report, params: Params, say: Say) -> list[tuple[str, str]]:
    """How its totals are counted, and whose rows they are without: nobody takes a part for all."""
    told = report.remarks(work, params, say) if report.remarks else ""
    notes = [(N_("Counted so"), told)] if told else []
    if above := count_above(work, report, params):
        text = fill(say(ABOVE), {"count": f"{above:,}"})
        notes.append((TOO_HIGH, text))
    reach = register_reach(work.actor, report.permission)
    if reach not in (Reach.ALL, None):
        own = reach is Reach.OWN
        notes.append((N_("Scope"), say(N_("Own records") if own else N_("Own departments"))))
    return notes


def _period(params: Params, say: Say) -> str:
    if "from" not in params and "to" not in params:
        return say(N_("All"))
    ends = {"start": params.get("from", "…"), "end": params.get("to", "…")}
    return fill(say(N_("%(start)s to %(end)s")), ends)


def whose_notes(work: Work) -> list[tuple[str, str]]:
    """Office, moment, maker (R-65)."""
    maker = work.actor.name + (f"（{work.actor.department}）" if work.actor.department else "")
    return [
        (N_("Office"), str(settings.get(work.session, "office_name"))),
        (N_("As of"), f"{work.now.astimezone(HERE):%Y-%m-%d %H:%M}"),
        (N_("Prepared by"), maker),
    ]


def list_notes(work: Work, listing: Listing, query: Query, say: Say) -> list[tuple[str, str]]:
    """Office, filters, moment and maker, and how many rows a list leaves out unless asked."""
    office, *others = whose_notes(work)
    filters = filter_words(work, listing, query, say) or say(N_("All"))
    notes = [office, (N_("Filters"), filters), *others]
    left = page.count_left_out(work, listing, query)
    if not left or not listing.unless_asked:
        return notes
    asked = listing.filter(listing.unless_asked[0])
    words = {"count": f"{left:,}", "filter": say(asked.label) if asked else ""}
    text = fill(say(N_("%(count)s rows, listed when filtered by “%(filter)s”")), words)
    return [*notes, (N_("Not listed"), text)]
