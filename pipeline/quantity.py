"""Numbers, units and intervals: what a written quantity is worth and how exactly it is known.

Ground floor. Works on view text (no white space but one blank between parted digits, half-width, simplified).
A number is parsed whole or refused, never stripped: ``1.2万`` is 12000 or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple, Protocol

DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+(?![\d ])|\d+)(?:\.\d+)?"
NUMERAL = r"[零〇○一二两三四五六七八九十百千万亿]+(?:点[零〇○一二三四五六七八九]+)?"
MAGNITUDE = "万亿|百亿|千亿|十亿|千万|百万|十万|亿|万|千|百|十"
MORE = "余|多|来|几"
MONEY = "元"
NOMINAL = "个"  # what is counted where the unit is the noun itself (五镇三乡)
DASH = "[-—–－~～至到]{1,2}"

_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_TEN = {"十": 1, "百": 2, "千": 3}
_MYRIAD = {"万": 4, "亿": 8}


class UnitForms(Protocol):
    """What this module needs of a unit: see rulebook.Unit."""

    @property
    def unit(self) -> str: ...
    @property
    def forms(self) -> tuple[str, ...]: ...
    @property
    def unless(self) -> dict[str, tuple[str, ...]]: ...
    @property
    def numerals(self) -> bool: ...
    @property
    def nominal(self) -> bool: ...
    @property
    def continuous(self) -> bool: ...
    @property
    def implied(self) -> tuple[str, ...]: ...


_DIGITS, _NUMERAL = re.compile(DIGITS), re.compile(NUMERAL)


def parse_number(text: str) -> Decimal:
    """The exact value of a number in digits or Chinese numerals (``1,234.50``, ``3 120``, ``三百一十万五千``).

    Written decimals are kept as trailing zeros. Raises ValueError where any part of ``text`` is no number.
    """
    if _DIGITS.fullmatch(text):
        return Decimal(text.replace(",", "").replace(" ", ""))
    if _NUMERAL.fullmatch(text):
        whole, _, decimals = text.partition("点")
        value = Decimal(_numeral(whole))
        if decimals:
            return Decimal(f"{value}.{''.join(str(_DIGIT[c]) for c in decimals)}")
        return value
    raise ValueError(f"no number: {text!r}")


def _numeral(text: str) -> int:
    """The value of a Chinese numeral; a row of plain digits (一九八〇) is read digit by digit."""
    if all(c in _DIGIT for c in text):
        if len(text) == 2 and not set(text) & set("零〇○"):
            raise ValueError(f"no number: {text!r}")  # 两三个 means about as many, not 23
        return int("".join(str(_DIGIT[c]) for c in text))
    total = section = 0
    digit: int | None = None
    last = 10**9  # the power of ten written last inside the section: they must fall (三十二, not 二三十)
    myriad = 99
    for c in text:
        if c in _DIGIT:
            if digit is not None and digit != 0:
                raise ValueError(f"no number: {text!r}")
            digit = _DIGIT[c]
        elif c in _TEN:
            if _TEN[c] >= last:
                raise ValueError(f"no number: {text!r}")
            last = _TEN[c]
            section += (1 if digit is None else digit) * 10**last
            digit = None
        else:
            power = _MYRIAD[c]
            section += digit or 0
            if power >= myriad and not (c == "亿" and total):
                raise ValueError(f"no number: {text!r}")
            if not section and not total:
                raise ValueError(f"no number: {text!r}")
            total = (total + section) * 10**power if power > myriad else total + section * 10**power
            myriad, section, digit, last = power, 0, None, 10**9
    return total + section + _tail(text, digit)


def _tail(text: str, digit: int | None) -> int:
    """What a closing digit is worth: 三万五 is 35000, 二百五 is 250, 三百零五 is 305."""
    if not digit:
        return 0
    before = text[-2:-1]
    if before in ("百", "千"):
        return int(digit * 10 ** (_TEN[before] - 1))
    if before in _MYRIAD:
        return int(digit * 10 ** (_MYRIAD[before] - 1))
    return digit


def scaled(value: Decimal, power: int) -> Decimal:
    """``value`` × 10^``power``, exact, with no exponent left in its text."""
    if not power and "E" not in str(value):
        return value
    return Decimal(format(value.scaleb(power), "f"))


def _step(value: Decimal) -> Decimal:
    """The weight of the last written digit: 12.50 is known to 0.01, 1200 to 1."""
    text = str(value)
    _, _, decimals = text.partition(".")
    return _STEPS[len(decimals)] if len(decimals) < len(_STEPS) and "E" not in text else _weight(value)


def _weight(value: Decimal) -> Decimal:
    return Decimal(1).scaleb(int(value.as_tuple().exponent))


_STEPS = tuple(Decimal(1).scaleb(-n) for n in range(12))


def plain(value: Decimal) -> str:
    """The contract's text of a value: exact, no exponent, trailing zeros kept."""
    return format(value, "f")


def power_of(magnitude: str) -> int:
    """The power of ten that a magnitude word stands for: 万 4, 千万 7, 万亿 12; '' is 0."""
    return sum((_TEN | _MYRIAD)[c] for c in magnitude)


class Written(NamedTuple):
    """A quantity as it is written: view offsets of number and unit, exact values, how exactly it is known.

    ``kind``: ``number`` (with a unit), ``ratio`` (1:19), ``bare`` (no unit). ``approximate``: ``''``, ``more`` (余, 多)
    or ``about``. ``step`` is the weight of the last written digit. ``form`` is the unit as written.
    """

    at: int
    to: int
    kind: str
    value: Decimal
    high: Decimal | None
    unit: str | None
    form: str
    approximate: str
    step: Decimal
    chinese: bool
    magnitude: str = ""


def interval(
    value: Decimal, high: Decimal | None, step: Decimal, op: str, approximate: str, continuous: bool
) -> tuple[Decimal | None, Decimal | None]:
    """The interval that the words allow, as (low, high); None is unbounded.

    A whole count without a magnitude (14302人) is exact; everything else is known to half its last written digit.
    余 and 多 open it upward, 近 (``below``) downward, 约 both ways, by the weight of the last digit that is not zero.
    """
    half = step / 2 if continuous or step != 1 else Decimal(0)
    top = value if high is None else high
    if op in (">=", ">"):
        return value, None
    if op in ("<=", "<"):
        return None, value
    if not approximate:
        return value - half, top + half
    grain = max(step, _grain(value))
    if approximate == "more":
        return value, top + grain
    if approximate == "below":
        return value - grain, top
    if approximate == "about":
        return value - grain, top + grain
    return value - half, top + half


def _grain(value: Decimal) -> Decimal:
    """The weight of the last digit that is not zero: 1400 → 100, 5.35 → 0.01."""
    exponent = value.normalize().as_tuple().exponent if value else 0
    return Decimal(1).scaleb(int(exponent))


class UnitTable:
    """Finds quantities in view text, with the units of a rulebook."""

    def __init__(self, units: Iterable[UnitForms]) -> None:
        self._units = tuple(units)
        self._by_form = {form: unit for unit in self._units for form in unit.forms}
        self._continuous = frozenset(u.unit for u in self._units if u.continuous)

    def continuous(self, unit: str | None) -> bool:
        """Whether ``unit`` measures rather than counts (also for pure numbers)."""
        return unit is None or unit in self._continuous

    def nominal(self, unit: str | None) -> bool:
        """Whether the unit is the noun itself (五镇三乡)."""
        return any(u.unit == unit and u.nominal for u in self._units)

    def unit(self, form: str) -> tuple[str, int] | None:
        """A header's unit (``万元``, ``平方米``) as canonical unit and power of ten; None where it is none."""
        match = re.fullmatch(rf"({MAGNITUDE})?({self._forms})", form)
        if match is None:
            return None
        return self._by_form[match[2]].unit, power_of(match[1] or "")

    @cached_property
    def _forms(self) -> str:
        return "|".join(re.escape(f) for f in sorted(self._by_form, key=len, reverse=True))

    @cached_property
    def _unit_pattern(self) -> str:
        parts = []
        for form in sorted(self._by_form, key=len, reverse=True):
            blocked = self._by_form[form].unless.get(form, ())
            look = f"(?!{'|'.join(map(re.escape, blocked))})" if blocked else ""
            parts.append(re.escape(form) + look)
        return "|".join(parts)

    @cached_property
    def _quantity(self) -> re.Pattern[str]:
        number = rf"(?P<num>{DIGITS}|{NUMERAL})"
        first = rf"{number} ?(?P<more>{MORE})?(?P<mag>{MAGNITUDE})?(?P<more2>{MORE})?"
        low_unit = rf"(?:{self._unit_pattern})?"
        second = (
            rf"(?:(?P<lowunit>{low_unit}){DASH}(?P<num2>{DIGITS}|{NUMERAL})(?P<mag2>{MAGNITUDE})?(?P<more3>{MORE})?)?"
        )
        return re.compile(
            rf"(?<![\dA-Za-z.])(?:{first}{second})(?P<unit>{self._unit_pattern})(?P<more4>[余多](?![少个种样项]))?"
        )

    @cached_property
    def _percent(self) -> re.Pattern[str]:
        number = rf"(?:{DIGITS}|{NUMERAL})"
        return re.compile(rf"(?P<base>[百千])分之(?P<num>{number})(?:{DASH}(?:[百千]分之)?(?P<num2>{number}))?")

    @cached_property
    def _unitless(self) -> re.Pattern[str]:
        """A number in 万 or 亿 without a unit behind a noun that implies one, and 个亿, which is always money."""
        nouns = "|".join(re.escape(w) for u in self._units for w in u.implied) or "(?!)"
        number = rf"(?P<num>{DIGITS})(?P<more>{MORE})?"
        return re.compile(
            rf"(?P<noun>{nouns})(?:总数|总量|共|已|达到?|约|近|为|有|超过?|了|就)*{number}(?P<mag>万|亿)(?=[,。;、)]|$)"
            rf"|(?<![\dA-Za-z.])(?P<num2>{DIGITS})个多?(?P<mag2>亿)元?"
        )

    def _without_unit(self, text: str) -> Iterator[Written]:
        for match in self._unitless.finditer(text):
            number, noun = match["num"] or match["num2"], match["noun"]
            unit = next((u.unit for u in self._units if noun in u.implied), None) if noun else MONEY
            magnitude = match["mag"] or match["mag2"]
            value, power = parse_number(number), power_of(magnitude)
            step = scaled(_step(value), power)
            at = match.start("num") if match["num"] else match.start("num2")
            more = "more" if match["more"] else ""
            worth = scaled(value, power)
            yield Written(at, match.end(), "number", worth, None, unit, "", more, step, False, magnitude)

    _ratio = re.compile(rf"(?<![\d.:])(?P<a>{DIGITS}):(?P<b>{DIGITS})(?![\d:])")
    _bare = re.compile(
        rf"(?<![\dA-Za-z./+]){DIGITS}(?:(?P<dash>[-—–~～至到]{{1,2}})(?P<num2>{DIGITS}))?(?![\dA-Za-z.+])"
    )

    def scan(self, text: str) -> Iterator[Written]:
        """Every quantity of ``text``, in order, none overlapping another; numbers without a unit come as ``bare``."""
        found: list[Written] = []
        if "分之" in text:
            found.extend(w for m in self._percent.finditer(text) for w in _percentage(m))
        if ":" in text:
            ratios = (m for m in self._ratio.finditer(text) if not self._quantity.match(text, m.start("b")))
            found.extend(w for m in ratios for w in _ratio(m))  # 问题1:4所小学 is none
        found.extend(w for m in self._quantity.finditer(text) for w in self._number(m))
        if "万" in text or "亿" in text:
            found.extend(self._without_unit(text))
        taken = bytearray(len(text) + 1)
        for written in _disjoint(found):
            for i in range(written.at, written.to):
                taken[i] = 1
            yield written
        for match in self._bare.finditer(text):
            if not any(taken[match.start() : match.end()]):
                yield from _bare(match)

    def _number(self, match: re.Match[str]) -> Iterator[Written]:
        unit = self._by_form[match["unit"]]
        chinese = not match["num"][0].isdigit()
        try:
            value, high = parse_number(match["num"]), match["num2"] and parse_number(match["num2"])
        except ValueError:
            return
        if chinese and not unit.numerals:
            return
        if match["lowunit"] and self._by_form[match["lowunit"]].unit != unit.unit:
            return
        magnitude = match["mag"] or ""
        upper = match["mag2"] or ""
        low_power = power_of(magnitude or (upper if high is not None else ""))
        step = scaled(_step(value), low_power)
        more = any(match[f"more{n}"] for n in ("", "2", "3", "4"))
        yield Written(
            at=match.start(),
            to=match.end(),
            kind="number",
            value=scaled(value, low_power),
            high=scaled(high, power_of(upper)) if isinstance(high, Decimal) else None,
            unit=NOMINAL if unit.nominal else unit.unit,
            form=match["unit"],
            approximate="more" if more else "",
            step=step,
            chinese=chinese,
            magnitude=magnitude or upper,
        )


def _percentage(match: re.Match[str]) -> Iterator[Written]:
    try:
        value, high = parse_number(match["num"]), match["num2"] and parse_number(match["num2"])
    except ValueError:
        return
    unit = "%" if match["base"] == "百" else "‰"
    step = _step(value)
    yield Written(match.start(), match.end(), "number", value, high or None, unit, unit, "", step, True)


def _ratio(match: re.Match[str]) -> Iterator[Written]:
    a, b = parse_number(match["a"]), parse_number(match["b"])
    if 1 not in (a, b):
        return
    value = b if a == 1 else a
    step = _step(value)
    yield Written(match.start(), match.end(), "ratio", value, None, None, "", "", step, False)


def _bare(match: re.Match[str]) -> Iterator[Written]:
    first = match.group(0)[: match.start("dash") - match.start()] if match["dash"] else match.group(0)
    value = parse_number(first)
    high = parse_number(match["num2"]) if match["num2"] else None
    step = _step(value)
    yield Written(match.start(), match.end(), "bare", value, high, None, "", "", step, False)


def _disjoint(found: list[Written]) -> list[Written]:
    """Of overlapping quantities the longest, then the first."""
    kept: list[Written] = []
    for written in sorted(found, key=lambda w: (w.at - w.to, w.at)):
        if all(written.to <= k.at or k.to <= written.at for k in kept):
            kept.append(written)
    return sorted(kept, key=lambda w: w.at)
