"""Rows of a sub-form inside a form."""

from collections.abc import Iterator
from typing import Any

from wtforms import FieldList

from models.words.text import N_
from portal.errors import TooLarge
from portal.platform.fields.outside import whole

MOST = 200  # rows of one form
MOST_NUMBER = 99_999  # that a row of the page may have


class RowsField(FieldList):
    """Rows of a sub-form that people add and remove on the page."""

    gone: frozenset[str] = frozenset()  # fields of a row that the reader may not see

    def __init__(self, *args: Any, add_label: str = N_("Add a row"), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_label = add_label  # label of the button that adds a row

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        """The numbers of the posted rows, limited in size and count."""
        start = f"{prefix}-"
        texts = {
            name[len(start) :].partition("-")[0] for name in formdata if name[: len(start)] == start
        }
        numbers = [n for t in texts if (n := whole(t, MOST_NUMBER)) is not None]
        if len(numbers) > MOST:
            raise TooLarge(N_("A form can have at most %(most)s rows. Please split it."), most=MOST)
        yield from numbers

    def template_row(self) -> Any:
        """An empty row for the page to copy, with number 0 in its names."""
        row = self.unbound_field.bind(
            form=None, name=f"{self.name}-0", _meta=self.meta, translations=self._translations
        )
        row.process(None)
        for name in self.gone:
            if name in row.form:
                del row.form[name]
        return row
