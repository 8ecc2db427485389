"""One figure in one cell of a comparison sheet: a number with its format, or words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pipeline.model import Fact
from pipeline.publish.columns import Shown, decimals
from pipeline.publish.formats import BELOW, BODY, NUMBER, PENDING, Formats, number_format
from pipeline.publish.words import OPS, VERDICTS

_SIGNED = "change"
_NOT_MET = ("not_met",)
_OPEN = ("expected", "unknown")


def preview(fact: Fact, shown: Shown) -> str:
    """What the cell reads like, for fitting the column: ``≥1,200.50``, ``达到``, ``2—4``, ``+3.10 百分点``."""
    number = fact.number
    if number is None:
        return VERDICTS.get(fact.value or "", fact.value or "")
    suffix = f" {shown.suffix(fact)}" if shown.suffix(fact) else ""
    if fact.op == "range":
        return _range(fact, shown) + suffix
    sign = "+" if fact.measure == _SIGNED and number > 0 else ""
    return f"{OPS[fact.op]}{sign}{shown.amount(number):,f}{suffix}"


def write(sheet: Any, formats: Formats, column: int, fact: Fact, shown: Shown, *, missed: bool) -> None:
    """Write ``fact`` into a cell of the row begun; ``missed`` marks it as below a county-level norm.

    A number stays a number (what the words say of it, ≥ or 约, is in its format); a range and a verdict are text.
    """
    number = fact.number
    if number is None:
        fill = _fill(missed or fact.value in _NOT_MET, fact.value in _OPEN)
        sheet.text(column, preview(fact, shown), formats.style(BODY | {"align": "center"} | fill))
    elif fact.op == "range":
        sheet.text(column, preview(fact, shown), formats.style(NUMBER | _fill(missed)))
    else:
        amount = shown.amount(number)
        look = (decimals(amount), OPS[fact.op], shown.suffix(fact), fact.measure == _SIGNED, missed)
        sheet.number(column, amount, formats.known(look, _figure))


def _figure(look: tuple[int, str, str, bool, bool]) -> dict[str, Any]:
    places, prefix, suffix, signed, missed = look
    return NUMBER | {"num_format": number_format(places, prefix=prefix, suffix=suffix, signed=signed)} | _fill(missed)


def _range(fact: Fact, shown: Shown) -> str:
    ends = (Decimal(end) for end in (fact.value, fact.value_high) if end is not None)
    return "—".join(f"{shown.amount(end):,f}" for end in ends)


def _fill(below: bool, pending: bool = False) -> dict[str, str]:
    if below:
        return {"bg_color": BELOW}
    return {"bg_color": PENDING} if pending else {}
