"""How a value looks to those who may not read it whole: enough to recognise it, never to use it."""


def mask(kind: str, value: str) -> str:
    """``value`` with its middle starred; ``kind``: mobile, phone, id, code, name, email, address.

    >>> mask("mobile", "13812345678")
    '138****5678'
    """
    if not value:
        return ""
    if kind == "email" and "@" in value:
        name, _, host = value.partition("@")
        return f"{name[:1]}***@{host}"
    head, tail = HEADS_AND_TAILS.get(kind, (1, 0))
    if len(value) <= head + tail:
        head, tail = min(head, 1), 0
    return (
        value[:head] + "*" * min(max(len(value) - head - tail, 3), 8) + value[len(value) - tail :]
    )


HEADS_AND_TAILS = {
    "mobile": (3, 4),
    "phone": (3, 4),
    "id": (1, 1),  # between them stand the place and the day of birth
    "code": (2, 4),
    "name": (1, 0),
    "address": (6, 0),
}
