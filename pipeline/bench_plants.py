"""Planted errors: one figure of a consistent report changed so that a relation known to hold cannot hold any more.

The relations are the hand-made ones of the gold (kinds ``sum``, ``change``, ``share``, ``growth``); what a figure is
worth is worked out here from its digits alone, so that a plant does not depend on what the pipeline reads.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

KINDS = ("digit", "swapped", "factor", "pair", "stale", "percentage")
HUNDRED = Decimal(100)
_SCALE = {"": 0, "万": 4, "亿": 8}
_NUMBER = re.compile(r"(?P<digits>\d[\d,]*(?:\.\d+)?)\s*(?P<scale>[万亿]?)(?P<unit>\D*)")
_APPROXIMATE = re.compile("[余多近约几]")

Span = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure of a relation: its words and where they start in the text."""

    start: int
    raw: str

    @property
    def span(self) -> Span:
        """Lowest and highest value that the written digits allow."""
        match = _NUMBER.match(self.raw)
        assert match is not None
        value, power = Decimal(match["digits"].replace(",", "")), _SCALE[match["scale"]]
        step = Decimal(1).scaleb(int(value.as_tuple().exponent))
        exact = step == 1 and not power and match["unit"][:1] not in ("", "%", "元", "平")  # a bare cell may be 万元
        half = Decimal(0) if exact else step / 2
        return (value - half).scaleb(power), (value + half).scaleb(power)

    @property
    def unit(self) -> str:
        """All that stands behind the digits."""
        return re.sub(r"[\d,.\s]", "", self.raw)

    @property
    def rounded(self) -> bool:
        """Whether the figure is written in 万 or 亿 or with one decimal."""
        match = _NUMBER.match(self.raw)
        assert match is not None
        return bool(match["scale"]) or re.search(r"\.\d$", match["digits"]) is not None


@dataclass(frozen=True, slots=True)
class Relation:
    """Figures that make up one another: parts then whole; part, whole, rate; before, after, percentage."""

    kind: str
    figures: tuple[Stated, ...]

    def holds(self, scale: Decimal = Decimal(1)) -> bool:
        """Whether some values that the digits allow fulfil the relation (a share: with the factor ``scale``)."""
        spans = [f.span for f in self.figures]
        if self.kind in ("sum", "change"):
            low, high = sum((s[0] for s in spans[:-1]), Decimal(0)), sum((s[1] for s in spans[:-1]), Decimal(0))
            return low <= spans[-1][1] and spans[-1][0] <= high
        first, second, (low, high) = spans
        half = (high - low) / 2  # cut off about as often as rounded
        if min(first[0], second[0]) <= 0:
            return False
        if self.kind == "share":
            return scale * first[0] / second[1] <= high + half and low - half <= scale * first[1] / second[0]
        least, most = second[0] / first[1] - 1, second[1] / first[0] - 1
        return any(
            a * HUNDRED <= high + half and low - half <= b * HUNDRED for a, b in ((least, most), (-most, -least))
        )

    @property
    def scale(self) -> Decimal | None:
        """The factor with which a share holds; None where the relation does not hold as it is written."""
        return next((s for s in (HUNDRED, Decimal(1)) if self.holds(s)), None)


@dataclass(frozen=True, slots=True)
class Sample:
    """A consistent report and the relations known to hold in it."""

    name: str
    text: str
    relations: tuple[Relation, ...]


@dataclass(frozen=True, slots=True)
class Plant:
    """A report with one wrong figure (or two that changed places): ``changes`` are (start, old words, new words)."""

    sample: Sample
    kind: str
    relation: str
    changes: tuple[tuple[int, str, str], ...]
    rounded: bool

    @property
    def text(self) -> str:
        """The report with the wrong figures."""
        text = self.sample.text
        for start, old, new in sorted(self.changes, reverse=True):
            assert text[start : start + len(old)] == old
            text = text[:start] + new + text[start + len(old) :]
        return text

    @property
    def places(self) -> tuple[tuple[int, int], ...]:
        """Where the wrong figures stand in ``text``."""
        found, shift = [], 0
        for start, old, new in sorted(self.changes):
            found.append((start + shift, start + shift + len(new)))
            shift += len(new) - len(old)
        return tuple(found)


def sample_of(text: Path, gold: Path) -> Sample:
    """The report at ``text`` with the closed relations of ``gold`` (a relations.jsonl); others are passed over."""
    rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines() if line.strip()]
    words = text.read_text(encoding="utf-8")
    closed = []
    for row in rows:
        figures = tuple(Stated(start, raw) for start, raw in zip(row["starts"], row["raws"], strict=True))
        plain = all(_NUMBER.match(f.raw) and not _APPROXIMATE.search(f.raw) for f in figures)
        if row["kind"] in ("sum", "change", "share", "growth") and plain and len(figures) > 2:
            relation = Relation(row["kind"], figures)
            if relation.scale is not None:
                closed.append(relation)
    return Sample(text.stem, words, tuple(closed))


def plants(sample: Sample, seed: int) -> Iterator[Plant]:
    """A plant for each figure of each relation of ``sample``, its kind drawn by chance from those that fit it."""
    chance = random.Random(f"{seed}:{sample.name}")
    for relation in sample.relations:
        for n, figure in enumerate(relation.figures):
            kinds = ["digit", "swapped", "factor"]
            kinds += ["stale"] if relation.kind == "sum" and n == len(relation.figures) - 1 else []
            kinds += ["percentage"] if "%" in figure.raw else []
            twin = _twin(sample, relation, n)
            kinds += ["pair"] if twin else []
            for kind in chance.sample(kinds, len(kinds)):
                changes = _exchanged(figure, twin) if kind == "pair" and twin else _changes(kind, figure, chance)
                if changes and not _changed(relation, changes).holds(relation.scale or HUNDRED):
                    yield Plant(sample, kind, relation.kind, changes, any(f.rounded for f in relation.figures))
                    break


def _changed(relation: Relation, changes: Sequence[tuple[int, str, str]]) -> Relation:
    new = {(start, old): word for start, old, word in changes}
    return Relation(relation.kind, tuple(Stated(f.start, new.get((f.start, f.raw), f.raw)) for f in relation.figures))


def _twin(sample: Sample, relation: Relation, n: int) -> Stated | None:
    """The figure of the same unit that figure ``n`` of a share may change places with: its own base, or the figure that
    has the same part in the next share (小学 and 初中)."""
    if relation.kind != "share" or n > 1:
        return None
    figure = relation.figures[n]
    others = [r.figures[n] for r in sample.relations if r.kind == "share" and r is not relation]
    near = [f for f in (relation.figures[1 - n], *others) if f.unit == figure.unit and abs(f.start - figure.start) < 60]
    return next((f for f in near if f.raw != figure.raw and f.start != figure.start), None)


def _exchanged(one: Stated, other: Stated) -> tuple[tuple[int, str, str], ...]:
    return (one.start, one.raw, other.raw), (other.start, other.raw, one.raw)


def _changes(kind: str, figure: Stated, chance: random.Random) -> tuple[tuple[int, str, str], ...]:
    """The change that ``kind`` makes to a figure; () where it makes none."""
    match = _NUMBER.match(figure.raw)
    assert match is not None
    new = _NEW[kind](match["digits"], chance) if kind in _NEW else None
    if new is None or new == match["digits"]:
        return ()
    return ((figure.start, figure.raw, new + figure.raw[match.end("digits") :]),)


def _digit(digits: str, chance: random.Random) -> str | None:
    at = chance.choice([i for i, c in enumerate(digits) if c.isdigit()])
    others = [c for c in "0123456789" if c != digits[at] and not (at == 0 and c == "0")]
    return digits[:at] + chance.choice(others) + digits[at + 1 :]


def _swap(digits: str, chance: random.Random) -> str | None:
    pairs = [
        i
        for i in range(len(digits) - 1)
        if digits[i : i + 2].isdigit() and digits[i] != digits[i + 1] and not (i == 0 and digits[1] == "0")
    ]
    if not pairs:
        return None
    i = chance.choice(pairs)
    return digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :]


def _factor(digits: str, chance: random.Random) -> str | None:
    """Ten times as much or, where that leaves no decimals to a whole count, a tenth."""
    plain = digits.replace(",", "")
    if "." not in plain:
        return plain[:-1] if len(plain) > 2 and plain.endswith("0") and chance.random() < 0.5 else plain + "0"
    return format(Decimal(plain).scaleb(chance.choice((1, -1))), "f")


def _stale(digits: str, chance: random.Random) -> str | None:
    """A total as it was a year before: some per cent more or less, of as many decimals."""
    value = Decimal(digits.replace(",", ""))
    step = Decimal(1).scaleb(int(value.as_tuple().exponent))
    gap = max(step, (value * chance.randint(10, 80) / 1000).quantize(step))
    return format(value + chance.choice((gap, -gap)), "f")


def _percentage(digits: str, chance: random.Random) -> str | None:
    value = Decimal(digits)
    new = value + chance.choice((-1, 1)) * Decimal(chance.randint(50, 900)) / HUNDRED
    return format(new.quantize(value), "f") if 0 < new <= HUNDRED else None


_NEW = {"digit": _digit, "swapped": _swap, "factor": _factor, "stale": _stale, "percentage": _percentage}
