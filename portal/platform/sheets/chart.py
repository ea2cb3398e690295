"""What a chart of a sheet shows."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Chart:
    """A chart under the rows: «column», «bar» or «line», the words of the first column along it.

    ``places`` are the columns drawn; ``by_row`` draws a stacked line a row instead, along their
    headings. ``along`` says what the words along it are, ``unit`` what the values count.
    """

    title: str
    kind: str
    places: Sequence[int]
    unit: str = ""
    along: str = ""
    by_row: bool = False
