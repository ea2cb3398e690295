"""The few formats every sheet of the house is made of."""

from typing import Any

from portal.platform.fields.kind import SheetColumn
from portal.platform.sheets.layout import BODY

FONT = "Microsoft YaHei"
INK, LINES, GREY, HEAD = "#1F2937", "#B4BCC9", "#4B5566", "#EEF0F4"
FORMULA = frozenset("=+-@")  # what a formula begins with, as people type it
RED, ROSE = "#A61B1B", "#FDECEC"
HOUSE = ("#2B59C3", "#6C8FDB", "#A9BDED", "#8C9AB0", "#C9D2DF", "#56637A", "#B07B2C", "#D9B36C")


class Styles:
    """Formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        plain = {"font_name": FONT, "font_size": BODY, "valign": "vcenter"}
        self.cell = {**plain, "border": 1, "border_color": LINES}
        self.book = book
        self.made: dict[Any, Any] = {}
        self.given: dict[int, dict[str, Any]] = {}  # what each format was made of
        add = self._add
        self.title = add({**plain, "font_size": 16, "bold": True, "align": "center"})
        self.note = add({**plain, "font_color": GREY, "text_wrap": True})
        heading = {**self.cell, "bold": True, "bg_color": HEAD, "text_wrap": True}
        self.head = add({**heading, "align": "center"})
        self.label = add(heading)
        self.boxed = add({**self.cell, "text_wrap": True})
        self.sign = add(plain)
        self.closing = add({**plain, "text_wrap": True})
        self.nothing = add({**self.cell, "align": "center", "font_color": GREY})
        self.alarm = add({"bold": True, "font_color": RED, "bg_color": ROSE})
        self.part = add({**plain, "bold": True, "font_size": 11, "font_color": HOUSE[0]})

    def _add(self, given: dict[str, Any]) -> Any:
        made = self.book.add_format(given)
        self.given[id(made)] = given
        return made

    def kept(self, style: Any, text: str) -> Any:
        """The format of a cell with this text: one that begins like a formula stays text when
        somebody edits it in Excel.
        """
        if text[:1] not in FORMULA:
            return style
        key = ("kept", id(style))
        if key not in self.made:
            self.made[key] = self._add({**self.given[id(style)], "quote_prefix": True})
        return self.made[key]

    def of(self, look: SheetColumn, *, foot: bool = False) -> Any:
        """The format of a column's cells, or of its foot; what may not be parted shrinks instead
        of breaking over two lines.
        """
        key = (look, foot)
        if key not in self.made:
            own: dict[str, Any] = {"text_wrap": True} if look.wraps else {"shrink": True}
            if look.centred:
                own["align"] = "center"
            elif not look.text:
                own["align"] = "right"  # a dash as well
            if foot:
                own |= {"bold": True, "bg_color": HEAD}
            self.made[key] = self._add({**self.cell, **own, "num_format": look.format})
        return self.made[key]
