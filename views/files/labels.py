"""Spine labels, covers and stickers of files; printing is recorded (B3)."""

import io
from typing import Any

import segno
from flask import request
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.words.files import LabelShape
from models.words.permissions import Permission as P
from models.words.text import N_
from portal import settings
from portal.errors import Invalid
from portal.files import labels
from portal.files.labels import Label
from views.files.forms import LabelForm
from views.shell.context import config, reading, working
from views.shell.forms.ids import parse_id
from views.shell.i18n import gettext as _
from views.shell.markup import Markup, built
from views.shell.screens import Screen

A_SHEET = {LabelShape.SPINE: 10, LabelShape.COVER: 1, LabelShape.STICKER: 21}


class LabelView(Screen):
    """标签: reached from the list and the page of files."""

    see = P.FILE_MOVE
    in_menu = False
    icon = "tags"

    def __init__(self) -> None:
        super().__init__(N_("Labels of files"), "labels", url="/labels")

    @expose("/", methods=("GET", "POST"))
    def index(self) -> ResponseReturnValue:
        """Choose labels and where on the sheet to start; then show the sheet."""
        values = request.form if request.method == "POST" else request.args
        ids = [id for id in map(parse_id, values.get("ids", "").split(",")) if id is not None]
        form = LabelForm()
        if form.validate_on_submit():
            return self._sheet(ids, **form.values())
        return self.show(
            "files/labels/index.html",
            422 if form.errors else 200,
            form=form,
            ids=ids,
            found=labels.read_labels(reading(), ids),
        )

    def _sheet(
        self, ids: list[int], shape: LabelShape, by_volume: bool, skip: int | None
    ) -> ResponseReturnValue:
        most = A_SHEET[shape] - 1
        if not 0 <= (skip or 0) <= most:
            raise Invalid(N_("At most %(most)s labels of a sheet can be left out."), most=most)
        with working("labels.print") as work:
            printed = labels.print_labels(work, ids, shape, by_volume=by_volume)
        office = settings.get(reading().session, "office_name")
        return self.show(
            "files/labels/sheet.html",
            printed=printed,
            shape=shape,
            skip=skip or 0,
            code=_code,
            office=office,
            title=_(TITLES[shape]),
            of=A_SHEET[shape],
        )


TITLES = {
    LabelShape.SPINE: N_("Spine labels"),
    LabelShape.COVER: N_("Covers"),
    LabelShape.STICKER: N_("Stickers"),
}


def _code(label: Label) -> Markup:
    """The QR code of a file's page as inline SVG, so that one request prints a sheet."""
    code: Any = segno.make(f"{config().base_url}/files/{label.file_id}/", error="m")
    out = io.BytesIO()
    code.save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=False,
        svgclass=None,
        lineclass=None,
        omitsize=True,
        border=1,
    )
    return built(out.getvalue().decode())
