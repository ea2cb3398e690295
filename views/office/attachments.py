"""Uploads and downloads: the only way bytes come in beside imports, and go out beside sheets."""

import base64
from contextlib import suppress
from typing import Any, BinaryIO, cast
from urllib.parse import quote

from flask import Response, flash, redirect, request, send_file
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.platform.storage import Attachment
from models.words.access import Way
from models.words.kinds import Kind
from models.words.text import N_
from portal.errors import Invalid, NotFound, PortalError
from portal.office import attachments, paper_reading
from portal.office.paper_reading import Served
from portal.platform.looks import noting
from portal.platform.storage import uploads
from portal.platform.storage.pdf import Unstampable
from views.shell import looks
from views.shell.addresses import record_page
from views.shell.context import reading, working
from views.shell.forms.base import Form
from views.shell.forms.fields import LongTextField
from views.shell.forms.ids import parse_id
from views.shell.forms.validators import MaxLength, Required
from views.shell.i18n import gettext as _
from views.shell.i18n import say_words
from views.shell.screens import ANYONE, Screen

# Nothing that was uploaded may ever run, load or submit anything here (ASVS 5.4, 3.2.1).
SANDBOX = "sandbox; default-src 'none'; style-src 'none'; script-src 'none'; frame-ancestors 'none'"
ID = "<int(max=9223372036854775807):id>"
MOST_AT_ONCE = 20


class WithdrawForm(Form):
    reason = LongTextField(N_("Reason"), [Required(), MaxLength(500)])


class ReasonForm(Form):
    reason = LongTextField(N_("What it is needed for"), [Required(), MaxLength(500)])


class AttachmentView(Screen):
    """附件: rights come from the record they belong to, asked by the engine each time."""

    see = ANYONE
    in_menu = False

    def _run_view(self, fn: Any, *args: Any, **kwargs: Any) -> ResponseReturnValue:
        """A paper that is not there for this reader leaves an entry where looks at it do."""
        try:
            return super()._run_view(fn, *args, **kwargs)
        except NotFound:
            subject = (
                None if "kind" in kwargs else attachments.subject_of(reading(), kwargs.get("id"))
            )
            if subject is not None:
                looks.note_refused(*subject, "attachments.view")
            raise

    @expose("/")
    def index_view(self) -> ResponseReturnValue:
        """Attachments are shown on their records only; most belong to files."""
        return redirect("/files/")

    @expose(f"/<kind>/{ID}/", methods=("POST",))
    def upload_view(self, kind: str, id: int) -> ResponseReturnValue:
        """Keep one or several uploads, each on its own: one bad file does not lose the others."""
        subject, item = _kind(kind), request.form.get("item_id", "")
        attachments.load_growing(reading(), subject, id)
        given = [f for f in request.files.getlist("file") if f.filename][:MOST_AT_ONCE]
        if not given:
            raise Invalid(N_("Please choose a file first."), field="file")
        refused, kept = [], 0
        for file in given:
            try:
                with working("attachments.upload") as work:
                    attachments.attach_file(
                        work,
                        subject,
                        id,
                        file.filename or "",
                        cast("BinaryIO", file.stream),
                        parse_id(item),
                    )
                kept += 1
            except NotFound:
                raise
            except PortalError as error:
                refused.append(say_words(error))
        if request.headers.get("X-Partial") == "json":
            return {"kept": kept, "refused": refused}, 200 if kept else 422
        for sentence in refused:
            flash(sentence, "error")
        if kept:
            flash(_("%(count)s attachments were kept.", count=kept), "toast")
        return redirect(f"{record_page(subject, id)}#attachments")

    @expose(f"/{ID}/view/")
    def view_view(self, id: int) -> ResponseReturnValue:
        """A picture drawn anew, with its mark when graded; anything else is a download."""
        if attachments.find_attachment(reading(), id).media_type not in uploads.IMAGES:
            return self.download_view(id)
        _noted(id, Way.PAPER)
        return _send(_served(id, inline=True))

    @expose(f"/{ID}/pages/")
    def pages_view(self, id: int) -> ResponseReturnValue:
        """One page of a PDF as a picture (``?page=``), with the way to the others."""
        number = parse_id(request.args.get("page", "1")) or 1
        paper = _noted(id, Way.PREVIEW, number)
        pages, served = paper_reading.serve_page(reading(), paper, number)
        home = record_page(paper.subject, paper.subject_id)
        return self.show(
            "office/pages.html",
            title=paper.name,
            base=f"/attachments/{id}/",
            home=f"{home}#attachments",
            number=number,
            pages=pages,
            picture=base64.b64encode(served.data).decode(),
        )

    @expose(f"/{ID}/download/", methods=("GET", "POST"))
    def download_view(self, id: int) -> ResponseReturnValue:
        """The paper to keep; of a graded one that takes no mark, only for a reason."""
        paper, form = attachments.find_attachment(reading(), id), ReasonForm()
        if request.method == "POST" and form.validate():
            try:
                with looks.on_record("attachments.download") as work:
                    paper_reading.note_read(work, id, Way.DOWNLOAD, reason=form.reason.data)
            except Invalid as error:
                form.refuse(error)
            else:
                return _send(_served(id, as_it_is=True))
        elif request.method == "GET" and not paper_reading.needs_reason(reading(), paper):
            _noted(id, Way.DOWNLOAD)
            with suppress(Unstampable):
                return _send(_served(id))
        paper = attachments.find_attachment(reading(), id)
        home, bad = record_page(paper.subject, paper.subject_id), form.errors or form.refusals
        return self.show(
            "office/reason.html", 422 if bad else 200, form=form, title=paper.name, home=home
        )

    @expose(f"/{ID}/withdraw/", methods=("GET", "POST"))
    def withdraw_view(self, id: int) -> ResponseReturnValue:
        name, (kind, record) = attachments.name_attachment(reading(), id)
        form, home = WithdrawForm(), record_page(kind, record)
        if request.method == "POST" and form.validate():
            try:
                with working("attachments.withdraw") as work:
                    held = attachments.find_attachment(work, id, lock=True)
                    attachments.withdraw_attachment(work, held, reason=form.reason.data)
            except NotFound:
                raise
            except PortalError as error:
                form.refuse(error)
            else:
                flash(_("«%(name)s» was withdrawn.", name=name), "toast")
                return redirect(f"{home}#attachments")
        bad = bool(form.errors or form.refusals)
        return self.show(
            "office/withdraw.html", 422 if bad else 200, form=form, title=name, home=home
        )


def _served(id: int, *, inline: bool = False, as_it_is: bool = False) -> Served:
    """The paper, once its look is on record; that it is damaged is an entry of its own."""
    work = reading()
    paper = attachments.find_attachment(work, id)
    subject = paper.subject, paper.subject_id
    try:
        return paper_reading.serve_attachment(work, paper, inline=inline, as_it_is=as_it_is)
    except PortalError as error:
        if not error.on_record:
            raise
        with working("attachments.view") as work:
            work.subject = subject
            raise


def _noted(id: int, way: Way, page: int = 0) -> Attachment:
    """The paper, its look on record by now; who may not read it leaves an entry as well."""
    work = reading()
    found = attachments.find_attachment(work, id)
    thing = paper_reading.thing_of(found, page)
    if not (paper_reading.may_read(work, found) and noting.is_noted(work, way, thing)):
        with looks.on_record(
            f"attachments.{'download' if way is Way.DOWNLOAD else 'view'}"
        ) as write:
            paper_reading.note_read(write, id, way, page=page)
    return attachments.find_attachment(reading(), id)


def _kind(word: str) -> Kind:
    if word not in {kind.value for kind in attachments.SUBJECTS}:
        raise NotFound
    return Kind(word)


def _send(served: Served) -> Response:
    """Bytes under a sandbox; the true name by RFC 5987."""
    if served.path is not None:
        answer = send_file(served.path, mimetype=served.media_type, etag=False, max_age=0)
    else:
        answer = Response(served.data, content_type=served.media_type)
    way = "inline" if served.inline else "attachment"
    answer.headers["Content-Disposition"] = f"{way}; filename*=UTF-8''{quote(served.name, safe='')}"
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
