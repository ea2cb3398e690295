"""What stops the reader, and the words of what it found."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

Told = Counter[str]  # what people should know of the cells: formulas, errors, hidden rows
Head = dict[str, Any]
Rows = Iterator[list[str]]


class Refused(Exception):
    """The file cannot be taken; ``code`` tells ``reading`` which sentence to use."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values
