"""Bulk actions on chosen rows or on all that match, then a page with the skipped ones."""

from typing import Any

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.words.text import N_
from portal.errors import Invalid, TooLarge
from portal.platform.lists import bulk, page
from portal.platform.lists.query import parse_query
from portal.work import Work
from views.shell.acts import BulkAction
from views.shell.context import reading, working
from views.shell.forms.base import Form
from views.shell.forms.ids import parse_id
from views.shell.i18n import gettext as _
from views.shell.i18n import say_words

LED_AT_ONCE = 50  # ids that fit in a URL


class BulkActs:
    """Bulk actions of ``RecordView``; ids are parsed and each row is checked (trap 11)."""

    def know_bulk(self: Any) -> None:
        """Register the actions for jobs, which run those on many rows."""
        for action in self.bulk:
            known = bulk.Known(self.listing, action.permission, action.verb)
            bulk.KNOWN[self.listing.name, action.name] = known

    @expose("/bulk/", methods=("POST",))
    def bulk_view(self: Any) -> ResponseReturnValue:
        """Ask for confirmation and values if needed, then carry the action out."""
        name = request.form.get("action", "")
        action = next((a for a in self.bulk if a.name == name), None) or abort(404)
        work = reading()
        work.require(action.permission)
        ids = self._chosen(work)
        if action.leads:
            if len(ids) > LED_AT_ONCE:
                raise TooLarge(
                    N_("At most %(most)s rows at once. Narrow the filters."), most=LED_AT_ONCE
                )
            return redirect(action.leads + ",".join(str(id) for id in ids))
        form = (action.form or Form)(formdata=request.form if "sure" in request.form else None)
        asks = action.form is not None or action.confirm
        if asks and not ("sure" in request.form and form.validate()):
            bad = "sure" in request.form
            return self.show(
                "records/bulk.html",
                422 if bad else 200,
                form=form,
                action=action,
                count=len(ids),
                ids=[] if request.form.get("all") else ids,
                home=self._back(),
            )
        return self._carry_out(action, ids, form.values())

    def _chosen(self: Any, work: Work) -> list[int]:
        """The ids chosen: those ticked, or all that match the list's filters."""
        if request.form.get("all"):
            query = parse_query(work, self.listing, request.args)
            ids = page.matching_ids(work, self.listing, query, bulk.MOST + 1)
        else:
            found = [parse_id(text) for text in request.form.getlist("id")]
            ids = list(dict.fromkeys(id for id in found if id is not None))
            if None in found:
                abort(400)
        if not ids:
            raise Invalid(N_("Please choose at least one row."))
        if len(ids) > bulk.MOST:
            raise TooLarge(
                N_("At most %(most)s rows at once. Narrow the filters."), most=f"{bulk.MOST:,}"
            )
        return ids

    def _carry_out(
        self: Any, action: BulkAction, ids: list[int], fields: dict[str, Any]
    ) -> ResponseReturnValue:
        about = f"{self.listing.name}.{action.name}"
        if len(ids) > bulk.AT_ONCE:
            title = f"{_(action.label)} ({len(ids):,})"
            with working(about) as work:
                bulk.enqueue_bulk(work, self.listing.name, action.name, title, ids, fields)
            flash(
                _(
                    "%(count)s rows are being processed; the bell shows the progress.",
                    count=f"{len(ids):,}",
                ),
                "toast",
            )
            return redirect(self._back())
        known = bulk.KNOWN[self.listing.name, action.name]
        outcome = bulk.act_on_each(lambda: working(about), known, ids, fields)
        if not outcome.skipped:
            flash(_("«%(act)s»: %(count)s done.", act=_(action.label), count=outcome.done), "toast")
            return redirect(self._back())
        called = bulk.record_names(reading(), self.listing, [id for id, _e in outcome.skipped])
        skipped = [(id, called.get(id, str(id)), say_words(e)) for id, e in outcome.skipped]
        return self.show(
            "records/bulk_done.html",
            action=action,
            outcome=outcome,
            skipped=skipped,
            home=self._back(),
        )

    def _back(self: Any) -> str:
        """The URL of the list in its current state."""
        query = request.query_string.decode("ascii", "ignore")
        return f"{self.url}/?{query}" if query else f"{self.url}/"
