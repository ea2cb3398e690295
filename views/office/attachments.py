"""Uploads and downloads: the only way bytes come in beside imports, and go out beside sheets."""

import base64
from typing import BinaryIO, cast
from urllib.parse import quote

from flask import Response, flash, redirect, request, send_file
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.words.kinds import Kind
from models.words.text import N_
from portal.errors import Invalid, NotFound, PortalError
from portal.office import attachments
from portal.office.attachments import Served
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


class AttachmentView(Screen):
    """附件: rights come from the record they belong to, asked by the engine each time."""

    see = ANYONE
    in_menu = False

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
        with working("attachments.view") as work:
            found = attachments.find_attachment(work, id)
            return _send(attachments.serve_attachment(work, found, inline=True))

    @expose(f"/{ID}/pages/")
    def pages_view(self, id: int) -> ResponseReturnValue:
        """One page of a PDF as a picture (``?page=``), with the way to the others."""
        number = parse_id(request.args.get("page", "1")) or 1
        with working("attachments.view") as work:
            paper = attachments.find_attachment(work, id)
            pages, served = attachments.serve_page(work, paper, number)
            home = record_page(paper.subject, paper.subject_id)
            picture = base64.b64encode(served.data).decode()
            return self.show(
                "office/pages.html",
                title=paper.name,
                base=f"/attachments/{id}/",
                home=f"{home}#attachments",
                number=number,
                pages=pages,
                picture=picture,
            )

    @expose(f"/{ID}/download/")
    def download_view(self, id: int) -> ResponseReturnValue:
        with working("attachments.download") as work:
            found = attachments.find_attachment(work, id)
            return _send(attachments.serve_attachment(work, found, inline=False))

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
