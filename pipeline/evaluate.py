"""Facts against gold: how much is found, how much of it is right.

Gold NAME.facts.jsonl (fields of the fact contract, and ``optional``, ``alt``, ``alt_op``) is held against the facts of
the one document whose file name is NAME or begins with NAME and ``_`` or ``.``. What is counted:

capture   all figures, mapped or not, verdicts aside: value, upper value and unit, as often as they are stated
mapped    facts of a catalogue indicator with scope null: indicator, stage, measure, value, once a document. Stages
          null, compulsory and all count as one. Optional gold rows and the readings named in ``alt`` (code, code@stage,
          code#measure) are neither asked for nor held against a prediction. Codes of ``rules/unjudged.txt`` joined the
          catalogue after gold was made, and count only where a gold row has them
parts     the same key for facts with a scope, whose words are not compared
status    of the mapped hits, those that agree on actual against target or standard
op        of the mapped hits, those whose op is the gold's or named in ``alt_op``
period    of the mapped hits dated in the gold, those with the same period_end
leaks     captured figures beyond the gold whose words stand in a string of NAME.nonfigures.jsonl
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.errors import WrongUsage

Row = Mapping[str, Any]
MappedKey = tuple[str, str, str, str | None]

_UNITS = {
    "名": "人",
    "位": "人",
    "个人": "人",
    "㎡": "平方米",
    "m²": "平方米",
    "平米": "平方米",
    "％": "%",
    "个百分点": "百分点",
}
_COUNTERS = (None, "", "个", "所", "项", "座", "处")  # 个 and the noun's own counter count as one unit
_WHOLE = (None, "compulsory", "all")
_READING = re.compile(r"(\w*)(?:@(\w+))?(?:#(\w+))?")
BANDS = (0.9, 0.7, 0.5, 0.0)  # lower ends of the bands of confidence


@dataclass(frozen=True, slots=True)
class Tally:
    """Predictions that are right, all predictions, all that was asked for."""

    hits: int = 0
    predicted: int = 0
    gold: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.hits + other.hits, self.predicted + other.predicted, self.gold + other.gold)

    @property
    def precision(self) -> float:
        """Hits among the predictions; without any, 1 if nothing was asked for."""
        return self.hits / self.predicted if self.predicted else float(not self.gold)

    @property
    def recall(self) -> float:
        """Hits among what was asked for; 1 if that is nothing."""
        return self.hits / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Share:
    """``hits`` of ``of``."""

    hits: int = 0
    of: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(self.hits + other.hits, self.of + other.of)

    @property
    def rate(self) -> float:
        """The share; 1 of nothing."""
        return self.hits / self.of if self.of else 1.0


@dataclass(frozen=True, slots=True)
class Scores:
    """What the module's docstring names, for one document or several."""

    capture: Tally = Tally()
    mapped: Tally = Tally()
    parts: Tally = Tally()
    status: Share = Share()
    op: Share = Share()
    period: Share = Share()
    leaks: int = 0

    def __add__(self, other: Scores) -> Scores:
        return Scores(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores over all and by document; mapped tallies by ``indicator``, ``stage`` and ``measure``.

    ``confusion`` counts pairs of gold indicator and what was said at its place (None: left unmapped or not found).
    ``calibration`` holds, for each band of confidence, how many mapped facts were right.
    """

    total: Scores
    documents: dict[str, Scores]
    mapped_by: dict[str, dict[str, Tally]]
    confusion: Counter[tuple[str, str | None]]
    calibration: dict[float, Share] = field(default_factory=dict)

    def figures(self) -> dict[str, float]:
        """All that a floor can be set for, by name; ``leaks`` is negative, so that its floor is a ceiling."""
        found: dict[str, float] = {}
        for name in ("capture", "mapped", "parts"):
            tally: Tally = getattr(self.total, name)
            found |= {f"{name}.precision": tally.precision, f"{name}.recall": tally.recall, f"{name}.f1": tally.f1}
        found |= {name: getattr(self.total, name).rate for name in ("status", "op", "period")}
        mapped = sum(share.of for share in self.calibration.values())
        sure = self.calibration.get(BANDS[0], Share())
        found["confident.right"] = sure.rate
        found["confident.share"] = sure.of / mapped if mapped else 1.0
        found["leaks"] = -float(self.total.leaks)
        return found


def evaluate(gold: Path, facts: Path, unjudged: frozenset[str] | None = None) -> Evaluation:
    """The facts of the file ``facts`` (facts.jsonl) against all gold of the folder ``gold``.

    ``unjudged`` are the codes judged only where gold has them (by default those of the built-in rules).
    Raises WrongUsage if a file is missing or no JSON, there is no gold, or one NAME fits two documents.
    """
    names = sorted(path.name.partition(".")[0] for path in gold.glob("*.facts.jsonl"))
    if not names:
        raise WrongUsage(f"{gold} 里没有标注文件（*.facts.jsonl）。")
    if unjudged is None:
        unjudged = _late_codes()
    predicted: dict[str, list[Row]] = {}
    for row in _rows(facts):
        predicted.setdefault(row["doc"], []).append(row)
    compared = {name: _compare(gold, name, _facts_of(name, predicted), unjudged) for name in names}
    mapped_by: dict[str, dict[str, Tally]] = {"indicator": {}, "stage": {}, "measure": {}}
    calibration = dict.fromkeys(BANDS, Share())
    for one in compared.values():
        one.add_to(mapped_by)
        for confidence, right in one.judged:
            band = next(band for band in BANDS if confidence >= band)
            calibration[band] += Share(int(right), 1)
    return Evaluation(
        total=sum((one.scores for one in compared.values()), Scores()),
        documents={name: one.scores for name, one in compared.items()},
        mapped_by=mapped_by,
        confusion=sum((one.confusion for one in compared.values()), Counter()),
        calibration=calibration,
    )


def _late_codes() -> frozenset[str]:
    from pipeline.rulebook import builtin_rules

    lines = (builtin_rules() / "unjudged.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def _rows(path: Path) -> list[Row]:
    """The objects of a JSON Lines file."""
    try:
        # not splitlines(): a quotation may hold U+2028
        return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    except OSError as error:
        raise WrongUsage(f"读不了 {path}（{error.strerror}）。") from error
    except ValueError as error:
        raise WrongUsage(f"{path} 不是有效的 JSON Lines 文件（{error}）。") from error


def _facts_of(name: str, predicted: Mapping[str, list[Row]]) -> list[Row]:
    named = re.compile(re.escape(name) + r"(?:[._]|$)")
    docs = sorted(doc for doc in predicted if named.match(PurePosixPath(doc).name))
    if len(docs) > 1:
        raise WrongUsage(f"标注 {name} 对应 {len(docs)} 份文件：{'、'.join(docs)}。请分开运行、分开评测。")
    return predicted[docs[0]] if docs else []


@dataclass(frozen=True, slots=True)
class _Compared:
    """One document: its scores, its keys for the tallies by dimension, its confusions, its judged confidences."""

    scores: Scores
    gold: frozenset[MappedKey]
    predicted: frozenset[MappedKey]
    confusion: Counter[tuple[str, str | None]]
    judged: tuple[tuple[float, bool], ...]

    def add_to(self, mapped_by: dict[str, dict[str, Tally]]) -> None:
        for key in self.gold | self.predicted:
            one = Tally(key in self.gold and key in self.predicted, key in self.predicted, key in self.gold)
            for tallies, name in zip(mapped_by.values(), key[:3], strict=True):
                tallies[name] = tallies.get(name, Tally()) + one


def _compare(folder: Path, name: str, predicted: Sequence[Row], unjudged: frozenset[str]) -> _Compared:
    gold = _rows(folder / f"{name}.facts.jsonl")
    whole = [row for row in gold if not row.get("scope")]
    asked = {_key(row): row for row in whole if _asked(row)}
    spared = _tolerated(whole) - asked.keys()
    mapped = [row for row in predicted if row.get("indicator") and not row.get("scope")]
    judged = [r for r in mapped if (k := _key(r)) not in spared and (k[0] not in unjudged or k in asked)]
    said = {_key(row): row for row in judged}
    hits = asked.keys() & said.keys()
    dated = [key for key in hits if asked[key].get("period_end")]
    captured, wanted = _captures(predicted), _captures(gold)
    part_gold = {_key(row) for row in gold if row.get("scope") and _asked(row)}
    part_said = {_key(row) for row in predicted if row.get("scope") and row.get("indicator")}
    scores = Scores(
        capture=Tally((captured & wanted).total(), captured.total(), wanted.total()),
        mapped=Tally(len(hits), len(said), len(asked)),
        parts=Tally(len(part_gold & part_said), len(part_said), len(part_gold)),
        status=Share(sum(_actual(asked[key]) == _actual(said[key]) for key in hits), len(hits)),
        op=Share(sum(_op(said[key]) in {_op(asked[key]), *asked[key].get("alt_op", ())} for key in hits), len(hits)),
        period=Share(sum(asked[key]["period_end"] == said[key].get("period_end") for key in dated), len(dated)),
        leaks=_leaks(folder / f"{name}.nonfigures.jsonl", predicted, captured - wanted),
    )
    return _Compared(
        scores,
        frozenset(asked),
        frozenset(said),
        _confused([row for key, row in asked.items() if key not in hits], predicted),
        tuple((row.get("confidence", 0.0), _key(row) in asked) for row in judged),
    )


def _asked(row: Row) -> bool:
    return bool(row.get("indicator")) and not row.get("optional")


def _actual(row: Row) -> bool:
    return bool(row["status"] == "actual")


def _op(row: Row) -> str:
    return row.get("op") or "="


def _key(row: Row, reading: str = "") -> MappedKey:
    """The mapped key of a row, or of another reading of it: code, code@stage, code#measure, code@stage#measure."""
    match = _READING.fullmatch(reading)
    if match is None:
        raise WrongUsage(f"标注中的 alt 写法有误：{reading!r}。")
    code, stage, measure = match.groups()
    stage = stage or row.get("stage")
    return (
        code or row["indicator"],
        "whole" if stage in _WHOLE else stage,
        measure or row["measure"],
        _number(row["value"]),
    )


def _tolerated(gold: Iterable[Row]) -> set[MappedKey]:
    """Keys that a prediction may have or not."""
    optional = {_key(row) for row in gold if row.get("indicator") and row.get("optional")}
    return optional | {_key(row, reading) for row in gold for reading in row.get("alt", ())}


def _captures(rows: Iterable[Row]) -> Counter[tuple[str | None, str | None, str]]:
    return Counter(_capture(row) for row in rows if row["measure"] != "verdict")


def _capture(row: Row) -> tuple[str | None, str | None, str]:
    unit = _UNITS.get(row.get("unit") or "", row.get("unit"))
    return _number(row["value"]), _number(row.get("value_high")), "" if unit in _COUNTERS else str(unit)


def _number(value: Any) -> str | None:
    """A decimal in one form, so that 97.30 is 97.3; a verdict's word as it stands."""
    if value is None:
        return None
    try:
        return format(Decimal(str(value).replace(",", "")).normalize(), "f")
    except InvalidOperation:
        return str(value)


def _leaks(path: Path, predicted: Iterable[Row], extra: Counter[tuple[str | None, str | None, str]]) -> int:
    """How many captured figures beyond the gold are words of a string that is no figure."""
    if not path.exists():
        return 0
    never = [_squeezed(row["raw"]) for row in _rows(path)]
    left, leaks = Counter(extra), 0
    for row in predicted:
        key = None if row["measure"] == "verdict" else _capture(row)
        if key and left[key] > 0 and any(_squeezed(row["raw"]) in words for words in never):
            left[key] -= 1
            leaks += 1
    return leaks


def _squeezed(raw: str | None) -> str:
    return re.sub(r"\s", "", raw or "")


def _confused(missed: Iterable[Row], predicted: Iterable[Row]) -> Counter[tuple[str, str | None]]:
    """For each gold row that was missed, the indicators said at the same place with the same value, or None."""
    said: dict[tuple[int | None, str | None], set[str | None]] = {}
    for row in predicted:
        said.setdefault((row.get("start"), _number(row["value"])), set()).add(row.get("indicator"))
    pairs = ((row["indicator"], said.get((row.get("start"), _number(row["value"])), {None})) for row in missed)
    return Counter((wanted, got) for wanted, several in pairs for got in several if got != wanted)
