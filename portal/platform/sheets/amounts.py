"""Amounts in words, as vouchers write them: 1,234.50 is 壹仟贰佰叁拾肆元伍角整."""

from decimal import ROUND_HALF_UP, Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿", "亿亿")
CENT = Decimal("0.01")


def amount_in_words(amount: Decimal | int) -> str:
    """An amount of yuan in capital numerals. Raises ``ValueError`` beyond what they can name."""
    exact = Decimal(amount).quantize(CENT, ROUND_HALF_UP)
    fen = int(abs(exact) * 100)
    yuan, rest = divmod(fen, 100)
    if yuan >= 10 ** (4 * len(GROUPS)):
        raise ValueError(f"{amount} has no name")
    whole = f"{_whole(yuan)}元" if yuan else ""
    text = whole + _cents(rest, after_yuan=bool(yuan)) if fen else "零元整"
    return ("负" if exact < 0 else "") + text


def _whole(number: int) -> str:
    """A whole number; one 零 stands for all noughts between two digits."""
    text, group, gap = "", 0, False
    while number:
        number, part = divmod(number, 10_000)
        if part:
            text = _group(part) + GROUPS[group] + ("零" if gap and text else "") + text
        gap = bool(part) and part < 1000 if part else bool(text)
        group += 1
    return text


def _group(number: int) -> str:
    """Up to four digits, without noughts at their ends."""
    text, nought = "", False
    for place, digit in enumerate(reversed(str(number))):
        if digit == "0":
            nought = bool(text)
            continue
        text = DIGITS[int(digit)] + PLACES[place] + ("零" if nought else "") + text
        nought = False
    return text


def _cents(fen: int, *, after_yuan: bool) -> str:
    jiao, rest = divmod(fen, 10)
    if not fen:
        return "整"
    first = f"{DIGITS[jiao]}角" if jiao else "零" if after_yuan else ""
    return first + (f"{DIGITS[rest]}分" if rest else "整")
