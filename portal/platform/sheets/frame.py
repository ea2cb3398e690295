"""A sheet on its page: what every part of the writer is handed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from portal.platform.sheets import layout, tokens
from portal.platform.sheets.paging import Pager
from portal.platform.sheets.seal import SheetSeal
from portal.platform.sheets.sheet import Say, Sheet
from portal.platform.sheets.styles import Styles


@dataclass
class Frame:
    """``printed`` columns, from the left, are on paper; ``head`` is the row of the heading."""

    page: Any
    sheet: Sheet
    styles: Styles
    say: Say
    widths: Sequence[float]
    printed: int
    seal: SheetSeal
    long: bool = False  # written row by row: what was written cannot be gone back to
    head: int = 0
    said: dict[int, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))  # to seal

    @cached_property
    def pager(self) -> Pager:
        """Its pages, as high as the scale of the print leaves them."""
        portrait = self.sheet.portrait
        scale = layout.print_scale(self.widths[: self.printed], portrait=portrait)
        return Pager(layout.page_height(portrait=portrait) / scale)

    def set_height(self, row: int, points: float) -> None:
        """How high a row is, on the screen and where pages end."""
        self.page.set_row(row, points)
        self.pager.tall[row] = points

    @cached_property
    def room(self) -> float:
        """The width of all printed columns together, as if they were one."""
        return self.room_of(0, self.end)

    def room_of(self, first: int, last: int) -> float:
        """The width of some columns together, as if they were one."""
        points = sum(map(layout.column_points, self.widths[first : last + 1]))
        return (points / 0.75 - 5) / 7

    def across(self, row: int, first: int, last: int, text: str, style: Any) -> None:
        """A text over several cells of a row, in one."""
        if last > first:
            self.page.merge_range(row, first, row, last, "", style)
        self.text(row, first, text, style)

    def text(self, row: int, place: int, text: str, style: Any) -> None:
        self.page.write_string(row, place, text, self.styles.kept(style, text))
        self.said[row][place] = tokens.text_token(text)

    def number(self, row: int, place: int, value: int | Decimal, style: Any) -> None:
        self.page.write_number(row, place, value, style)
        self.said[row][place] = tokens.number_token(value)

    def formula(self, row: int, place: int, formula: str, style: Any, value: Any) -> None:
        """A formula that holds its value."""
        self.page.write_formula(row, place, formula, style, value)
        self.said[row][place] = tokens.formula_token(formula)

    def seal_line(self, row: int, *, hashed: bool = False) -> None:
        """What was written in a line of texts and formulas is sealed."""
        self.seal.add_texts(self.said.pop(row, {}), hashed=hashed)

    @property
    def end(self) -> int:
        """The last printed column."""
        return max(self.printed - 1, 1)
