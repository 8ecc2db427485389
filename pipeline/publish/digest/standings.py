"""How each county stands to each norm of the national standard, by its own figures and verdicts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pipeline.model import Fact
from pipeline.publish import words
from pipeline.publish.digest.counties import Counties, stated
from pipeline.publish.norms import below
from pipeline.rulebook import Indicator, Norm

Standing = Literal["met", "not_met", "open", "unreported"]
_TOGETHER = (None, "compulsory", "all")
"""Stages whose verdict speaks for every stage."""


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the standard: an indicator, at one stage where its norms differ by stage, and its county norms."""

    indicator: Indicator
    stage: str | None
    norms: tuple[Norm, ...]

    @property
    def name(self) -> str:
        """``3.1 初中三年巩固率``, with the stage where the indicator has several lines."""
        return self.named(self.indicator.name)

    def named(self, name: str) -> str:
        """The same with another ``name`` of the indicator, such as a shorter one."""
        stage = (
            f"（{words.STAGES[self.stage]}）" if self.stage and len({n.stage for n in self.indicator.norms}) > 1 else ""
        )
        ref = f"{self.indicator.ref} " if self.indicator.ref and "." in self.indicator.ref else ""
        return f"{ref}{name}{stage}"

    @property
    def norm(self) -> str:
        """``≥95%``; ``定性`` for an item that is judged and not measured."""
        unit = self.indicator.unit or ""
        if not self.norms:
            return "校级或定性" if self.indicator.norms else "定性"
        return "\n".join(f"{words.OPS[n.op]}{n.value}{unit}" for n in self.norms)


@dataclass(frozen=True, slots=True)
class Stood:
    """How one county stands to an item; ``fact`` says so (None: unreported), ``note`` is what the table adds."""

    standing: Standing
    fact: Fact | None = None
    note: str = ""


def items(counties: Counties) -> Iterator[Item]:
    """The lines of the national standard that are judged for the county as a whole, in the order of their numbers."""
    standard = [i for i in counties.rules.indicators.values() if i.group == "standard" and i.ref]
    for indicator in sorted(standard, key=lambda i: [int(n) for n in (i.ref or "").split(".") if n.isdecimal()]):
        norms = [n for n in indicator.norms if n.level == "county" and n.valid_to is None]
        if norms:
            for stage in dict.fromkeys(n.stage for n in norms):
                yield Item(indicator, stage, tuple(n for n in norms if n.stage == stage))
        elif indicator.level is not None and (indicator.ref or "").count("."):
            yield Item(indicator, None, ())


def standing(counties: Counties, row: int, item: Item) -> Stood:
    """Where the county stands: by its figure where a county norm holds for it, else by its own verdict."""
    verdict = _verdict(counties, row, item)
    figure = _figure(counties, row, item)
    parts = _parts(counties, row, item)
    short = next((fact for fact in parts if below(fact, item.norms) is not None), None)
    if short is not None:
        name = counties.rules.indicators[short.indicator or ""].name
        return Stood("not_met", short, f"{name}为{_note(counties, short)}")
    if figure is not None and item.norms:
        return _by_figure(counties, figure, item, verdict)
    if parts:
        whole = len({fact.indicator for fact in parts}) >= _expected(counties, item)
        met = whole and all(_meets(fact, norm) for fact in parts for norm in item.norms)
        return Stood("met" if met else "open", parts[0], "各项分别写明" if met else f"只写明{len(parts)}项")
    if verdict is None:
        return Stood("unreported")
    if verdict.value in ("met", "not_met"):
        return Stood("met" if verdict.value == "met" else "not_met", verdict, "自述")
    return Stood("open", verdict, words.VERDICTS.get(verdict.value or "", ""))


def _by_figure(counties: Counties, figure: Fact, item: Item, verdict: Fact | None) -> Stood:
    note = _note(counties, figure)
    if below(figure, item.norms) is not None:
        claimed = "，自述达到" if verdict is not None and verdict.value == "met" else ""
        return Stood("not_met", figure, note + claimed)
    if all(_meets(figure, norm) for norm in item.norms):
        return Stood("met", figure, note)
    return Stood("open", figure, f"{note}，按写明的精度难以判定")


def _note(counties: Counties, fact: Fact) -> str:
    """The figure; with a word where a finding asks the county to check it."""
    return stated(fact) + ("，数据待核实" if fact.fact_id in counties.doubted else "")


def _parts(counties: Counties, row: int, item: Item) -> list[Fact]:
    """The figures of an item that is measured on several indicators (the coefficient of each of the seven)."""
    return [
        fact
        for column, fact in counties.cells_of[row]
        if item.norms
        and (column.measure, column.stage, column.status) == (item.indicator.code, item.stage, "actual")
        and fact.number is not None
    ]


def _expected(counties: Counties, item: Item) -> int:
    """On how many indicators the item is measured: those numbered below it (1.1 to 1.7 below 1)."""
    refs = {i.ref for i in counties.rules.indicators.values() if (i.ref or "").startswith(f"{item.indicator.ref}.")}
    return len(refs)


def _figure(counties: Counties, row: int, item: Item) -> Fact | None:
    """The county's own figure of the item: of its stage, or, where the norm has no stage, of all stages together."""
    stages = (item.stage,) if item.stage else _TOGETHER
    for measure in ("value", "mean"):
        for stage in stages:
            fact = counties.fact(row, item.indicator.code, stage, measure)
            if fact is not None and fact.number is not None and fact.unit == item.indicator.unit:
                return fact
    return None


def _verdict(counties: Counties, row: int, item: Item) -> Fact | None:
    """The verdict that the county states, the worst where it states one a stage."""
    order = ("not_met", "unknown", "expected", "met")
    found = [
        fact
        for column, fact in counties.cells_of[row]
        if (column.indicator, column.measure, column.status) == (item.indicator.code, "verdict", "actual")
        and (item.stage is None or column.stage in (item.stage, *_TOGETHER))
    ]
    return min(found, key=lambda fact: order.index(fact.value) if fact.value in order else len(order), default=None)


def _meets(fact: Fact, norm: Norm) -> bool:
    """Whether the number as stated fulfils the norm; an upper bound (不超过) never proves that a lower norm is met."""
    number: Decimal = fact.number if fact.number is not None else Decimal(0)
    if norm.op in (">=", ">"):
        return fact.op not in ("<", "<=") and (number > norm.value or (norm.op == ">=" and number == norm.value))
    if norm.op in ("<=", "<"):
        return fact.op not in (">", ">=") and (number < norm.value or (norm.op == "<=" and number == norm.value))
    return number == norm.value
