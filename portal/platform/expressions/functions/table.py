"""All functions of formulas by name: of choices, texts, numbers, lines, days and the office."""

from models.words.text import N_
from portal.errors import Invalid
from portal.platform.expressions.calls import Function
from portal.platform.expressions.functions import choices, days, lines, numbers, office, texts

FUNCTIONS: dict[str, Function] = {
    **choices.TABLE,
    **texts.TABLE,
    **numbers.TABLE,
    **lines.TABLE,
    **days.TABLE,
    **office.TABLE,
}


def find_function(name: str) -> Function:
    """A function by name. Raises ``Invalid`` when there is none."""
    if name not in FUNCTIONS:
        raise Invalid(N_("There is no function «%(name)s»."), name=name)
    return FUNCTIONS[name]
