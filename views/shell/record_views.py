"""Saved views of a list and the counts on its tabs."""

import logging
from typing import Any

from flask import flash, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy.exc import DBAPIError, StatementError

from models.words.platform import Sharing
from portal.access.actor import Actor
from portal.access.policy import as_wide
from portal.errors import Invalid, PortalError
from portal.platform.lists import page, saved_views
from portal.platform.lists.query import Query, parse_query
from portal.platform.lists.statement import CAP
from portal.work import Work
from views.shell.context import reading, working
from views.shell.i18n import gettext as _
from views.shell.i18n import say_words
from views.shell.listing import Tab, built_in, given_arguments, list_url, url_arguments

log = logging.getLogger(__name__)
ID = "<int(max=9223372036854775807):id>"


class Views:
    """Saved views of ``RecordView`` (UX-1)."""

    def tabs(self: Any, work: Work, query: Query) -> list[Tab]:
        """The tabs of saved views; the one with the state of ``query`` is marked."""
        kept, result = query.kept(), []
        for row in saved_views.saved_views_of(work, self.listing.name):
            mine = row.owner_id == work.actor.id
            url = list_url(f"{self.url}/", row.query)
            here = bool(kept) and kept == row.query
            result.append(Tab(row.name, url, here, row.id, row.sharing, mine))
        return result

    def has_pencils(self: Any, actor: Actor) -> bool:
        """Whether every visible row may be edited; only then the list shows pencils."""
        offered = self.pencils and self.form and self.edit and self.can_edit
        return bool(offered and as_wide(actor, self.edit, self.see))

    @expose("/views/", methods=("POST",))
    def keep_view(self: Any) -> ResponseReturnValue:
        """Save the current state of the list under a name."""
        work = reading()
        query = parse_query(work, self.listing, given_arguments(request.args))
        if self._count(work, query) is None:  # what cannot be asked is not kept
            flash(_("This view cannot be opened as it is, so it was not saved."), "danger")
            return redirect(f"{self.url}/")
        try:
            sharing = Sharing(request.form.get("sharing", "own"))
        except ValueError:
            sharing = Sharing.OWN
        try:
            with working(f"{self.listing.name}.keep_view") as work:
                name = request.form.get("name", "")
                saved_views.save_view(work, self.listing.name, name, sharing, query.kept())
        except Invalid as error:
            flash(say_words(error), "danger")
        else:
            flash(_("The view «%(name)s» was saved.", name=name), "toast")
        return redirect(list_url(f"{self.url}/", query.kept()))

    @expose(f"/views/{ID}/remove/", methods=("POST",))
    def remove_view(self: Any, id: int) -> ResponseReturnValue:
        """Remove a saved view."""
        with working(f"{self.listing.name}.remove_view") as work:
            saved_views.remove_view(work, self.listing.name, id)
        flash(_("The view was removed."), "toast")
        return redirect(f"{self.url}/")

    @expose("/counts/")
    def counts_view(self: Any) -> ResponseReturnValue:
        """The number of rows of each tab as JSON, requested after the page is shown."""
        work = reading()
        counts = {}
        tabs = [
            *built_in(self.listing, f"{self.url}/", Query()),
            *self.tabs(work, Query()),
        ]
        for tab in tabs[:20]:
            try:
                query = parse_query(work, self.listing, url_arguments(tab.url))
            except PortalError:  # a shared view may use columns or filters closed to this actor
                continue
            number = self._count(work, query)
            if number is not None:
                counts[tab.url] = f"{CAP:,}+" if number > CAP else f"{number:,}"
        return jsonify(counts)

    def _count(self: Any, work: Work, query: Query) -> int | None:
        """How many rows a state has; None where that cannot be asked, which breaks no page."""
        try:
            return page.count_rows(work, self.listing, query)
        except PortalError:
            return None
        except StatementError as broken:
            if isinstance(broken, DBAPIError) and broken.connection_invalidated:
                raise  # the database is away: that is told as such
            log.exception("a state of %s cannot be counted: %s", self.listing.name, query.args())
            return None
