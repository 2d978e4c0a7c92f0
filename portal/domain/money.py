"""Money as whole fen, entered and shown in 万元; the single rounding function and rates as fractions.

Sums are made in fen and converted last, so totals never carry the rounding of their parts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

FEN_PER_YUAN = 100
FEN_PER_WAN = 1_000_000
WAN_DECIMALS = 6
# Ten thousand 亿元: above any budget of a region, and far inside a signed 64-bit column even when summed.
MAX_FEN = 10_000 * 10_000 * FEN_PER_WAN

_AMOUNT = re.compile(r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.(?P<part>[0-9]*))?", re.ASCII)
_UNITS = {"": FEN_PER_WAN, "万元": FEN_PER_WAN, "万": FEN_PER_WAN, "元": FEN_PER_YUAN,
          "亿元": 10_000 * FEN_PER_WAN, "亿": 10_000 * FEN_PER_WAN,
          "تۈمەنيۈەن": FEN_PER_WAN, "يۈەن": FEN_PER_YUAN}  # fmt: skip
_UNIT_AT_END = re.compile(r"(亿元|万元|亿|万|元|تۈمەنيۈەن|يۈەن)$")
_MAX_TEXT = 64

MONEY_CODES: dict[str, tuple[str, ...]] = {
    "money.empty": (),
    "money.unreadable": ("text",),
    "money.decimals": ("text", "places"),
    "money.negative": ("text",),
    "money.too_large": ("text",),
}


class MoneyError(ValueError):
    """An amount that cannot be taken; ``code`` is a key of MONEY_CODES with its ``params``."""

    def __init__(self, code: str, params: Mapping[str, str | int]) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def narrow(text: str) -> str:
    """Return ``text`` with full-width digits and signs made half-width and all white space removed."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def parse_wan(text: str) -> int:
    """Read an amount as people type it and return it in fen.

    Without a unit word the number is 万元; "元", "万元", "万", "亿元", "يۈەن" and "تۈمەن يۈەن" written
    behind it are obeyed.
    Thousands separators, spaces, a leading ¥ and full-width digits are accepted. In 万元 at most six
    decimals are allowed (one fen is 0.000001 万元), in 元 at most two: an amount is refused rather than
    rounded.

    Raises MoneyError with a code of MONEY_CODES.
    """
    shown = text.strip()[:_MAX_TEXT]
    if len(text) > 4 * _MAX_TEXT:
        raise MoneyError("money.unreadable", {"text": shown})
    plain = narrow(text).lstrip("¥￥").replace("，", ",").replace("。", ".")
    if not plain:
        raise MoneyError("money.empty", {})
    negative = plain[0] in "-−–—"
    body = plain[1:] if negative or plain[0] == "+" else plain
    unit = match.group(1) if (match := _UNIT_AT_END.search(body)) else ""
    digits = body.removesuffix(unit)
    amount = _AMOUNT.fullmatch(digits)
    if amount is None or not any(char.isdigit() for char in digits):
        raise MoneyError("money.unreadable", {"text": shown})
    whole = (amount["whole"] or "0").replace(",", "").lstrip("0") or "0"
    part = (amount["part"] or "").rstrip("0")
    if negative and (whole != "0" or part):
        raise MoneyError("money.negative", {"text": shown})
    factor = _UNITS[unit]
    places = len(str(factor)) - 1
    if len(part) > places:
        raise MoneyError("money.decimals", {"text": shown, "places": places})
    if len(whole) > len(str(MAX_FEN)):
        raise MoneyError("money.too_large", {"text": shown})
    fen = int(whole) * factor + int(part.ljust(places, "0") or "0")
    if fen > MAX_FEN:
        raise MoneyError("money.too_large", {"text": shown})
    return fen


def format_wan(fen: int, decimals: int | None = None) -> str:
    """Return fen as 万元 without unit or separators.

    Without ``decimals`` the amount is exact: at least two decimals, up to six, so no fen is lost. With it the
    amount is rounded half up to that many places.
    """
    if decimals is not None:
        return str(round_half_up(Fraction(fen, FEN_PER_WAN), decimals))
    sign, whole, part = ("-" if fen < 0 else ""), *divmod(abs(fen), FEN_PER_WAN)
    return f"{sign}{whole}.{f'{part:06d}'.rstrip('0').ljust(2, '0')}"


def rate(numerator: int, denominator: int) -> Fraction | None:
    """Return numerator/denominator exactly, None where nothing can be divided (0/0 is no 100 %)."""
    return Fraction(numerator, denominator) if denominator else None


def percent_text(numerator: int, denominator: int, places: int = 2) -> str:
    """Return a rate as percent with ``places`` decimals and sign, "100.00%"; "" where there is no rate."""
    value = rate(numerator, denominator)
    return "" if value is None else f"{round_half_up(value * 100, places)}%"


def round_half_up(value: Fraction | Decimal | int, places: int) -> Decimal:
    """Round half away from zero to ``places`` decimals (四舍五入), exactly and at any size."""
    exact = Fraction(value)
    scaled = abs(exact) * 10**places
    units = (scaled.numerator * 2 + scaled.denominator) // (scaled.denominator * 2)
    digits = Decimal(units).as_tuple().digits
    return Decimal((1 if exact < 0 and units else 0, digits, -places))


def to_hundredths(value: Fraction | Decimal | int) -> int:
    """Round points half up to whole hundredths of a point."""
    return int(round_half_up(Fraction(value) * 100, 0))


def points_text(hundredths: int) -> str:
    """Return hundredths of a point as text with two decimals, "8.50"."""
    return str(round_half_up(Fraction(hundredths, 100), 2))
