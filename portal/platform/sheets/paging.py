"""Where the pages of a sheet end: lines to sign never stand on a page without a row."""

from dataclasses import dataclass, field

from portal.platform.sheets.layout import row_height

TOGETHER = 2  # lines above the foot that go with it on to its page


@dataclass
class Pager:
    """Fills pages of ``room`` points row by row, as Excel does; the heading begins each anew.

    Rows are as high as one line unless told. What is settled is forgotten, so that a long sheet
    needs no memory for it.
    """

    room: float
    heading: float = 0.0
    tall: dict[int, float] = field(default_factory=dict)
    first: int = 0  # row of the page that is being filled, and how much of it is full
    used: float = 0.0
    next: int = 0
    breaks: list[int] = field(default_factory=list)  # that are no matter of scale and font

    def settle(self, end: int) -> None:
        """Lay down all rows above ``end``."""
        for row in range(self.next, end):
            height = self.tall.pop(row, row_height(1))
            if self.used + height > self.room and row > self.first:
                self.begin_page(row)
            self.used += height
        self.next = max(self.next, end)

    def begin_page(self, row: int) -> None:
        self.first, self.used = row, self.heading

    def height(self, start: int, end: int) -> float:
        """How high rows are that are not laid down yet."""
        return sum(self.tall.get(row, row_height(1)) for row in range(start, end))

    def keep_foot(self, head: int, last: int, end: int) -> None:
        """The foot, down to ``end``, stands with the last rows of those between ``head`` and
        ``last``, however the pages before it fall.
        """
        start = max(last + 1 - TOGETHER, head + 2)
        if start <= last:
            self.settle(start)
            if self.used + self.height(start, end + 1) > self.room:
                self.begin_page(start)
        self.settle(end + 1)
        if self.first:
            self.breaks.append(self.first)
