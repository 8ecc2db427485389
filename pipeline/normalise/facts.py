"""Figures and judgements → facts, each with its evidence."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from pipeline.model import Candidate, Fact, Figure, Span
from pipeline.normalise.bind import Binding, bind
from pipeline.normalise.cells import CellBinding, bind_cell, grids_of
from pipeline.normalise.context import UNION_OF_SECONDARY, Context
from pipeline.normalise.counties import County
from pipeline.normalise.judgements import Judged, judged_of
from pipeline.normalise.labels import label_of
from pipeline.normalise.marks import mark_at
from pipeline.normalise.norms import bound_by, is_called_norm
from pipeline.normalise.periods import Period
from pipeline.normalise.scopes import scopes_of
from pipeline.normalise.stages import stages_of
from pipeline.normalise.status import status_of
from pipeline.normalise.timing import Timing
from pipeline.quantity import UnitTable, interval, plain
from pipeline.rulebook import Rulebook


class Stated(NamedTuple):
    """A fact with the position of its figure among the extraction's figures (None for judgements)."""

    fact: Fact
    figure: int | None


def facts_of(context: Context, county: County | None) -> tuple[Stated, ...]:
    """All facts of a document, sorted by place, indicator, stage and measure."""
    bindings = bind(context)
    found = [*_of_figures(context, bindings, county), *_of_judgements(context, bindings, county)]
    found.sort(key=lambda s: (s.fact.start, s.fact.indicator or "", s.fact.stage or "", s.fact.measure, s.fact.end))
    return tuple(_unique(found))


def _unique(found: list[Stated]) -> Iterator[Stated]:
    seen: set[str] = set()
    for stated in found:
        if stated.fact.fact_id not in seen:
            seen.add(stated.fact.fact_id)
            yield stated


def _of_figures(context: Context, bindings: Sequence[Binding], county: County | None) -> Iterator[Stated]:
    figures = context.extraction.figures
    timing = Timing(context)
    stages: list[tuple[str | None, ...]] = []
    periods: list[Period | None] = []
    for n, figure in enumerate(figures):
        stages.append(("compulsory",) if figure.cell else stages_of(n, figures, bindings, stages, context))
        periods.append(None if figure.cell else timing.of(n))
    scopes = scopes_of(figures, bindings, stages, periods, context)
    grids = grids_of(context)
    for n, figure in enumerate(figures):
        if figure.cell is not None:
            found = bind_cell(figure, grids[figure.cell[0]], context)
            for stage in found.stages:
                yield Stated(_cell_fact(figure, found, stage, context, county), n)
            continue
        status = status_of(figure, bindings[n], periods[n], context)
        told = tuple(None if stage == UNION_OF_SECONDARY else stage for stage in stages[n])
        for code, stage in _readings(bindings[n], told, context):
            yield Stated(
                _prose_fact(figure, bindings[n], code, stage, status, scopes[n], periods[n], context, county), n
            )


def _readings(
    binding: Binding, stages: tuple[str | None, ...], context: Context
) -> Iterator[tuple[str | None, str | None]]:
    """Indicator and stage of each fact that a figure yields."""
    codes = [c for c in (binding.indicator, *binding.also) if c is not None]
    if not codes:
        yield None, stages[0] if len(stages) == 1 else None
        return
    for stage in stages:
        if stage is not None and _outside(stage, codes, context):
            yield None, stage
            continue
        moved = [context.rules.indicators[c].elsewhere.get(stage or "", c) for c in codes]
        if moved != codes:
            yield moved[0], stage
            continue
        fitting = [c for c in codes if len(codes) == 1 or stage in context.rules.indicators[c].stages]
        for code in fitting or (codes if binding.also else codes[:1]):
            yield code, stage


def _outside(stage: str, codes: list[str], context: Context) -> bool:
    """Whether none of the indicators exists at a stage (a 高中 ratio is no county figure of compulsory education)."""
    indicators = [context.rules.indicators[c] for c in codes]
    return all(i.stages and stage not in i.stages for i in indicators) and stage in _OTHER_STAGES


_OTHER_STAGES = frozenset({"preschool", "senior", "vocational", "university", "complete_secondary"})


def _prose_fact(
    figure: Figure,
    binding: Binding,
    code: str | None,
    stage: str | None,
    status: str,
    scope: str | None,
    period: Period | None,
    context: Context,
    county: County | None,
) -> Fact:
    sentence = context.sentences[figure.sentence]
    op = figure.op
    if status == "standard":
        if (op == "=" and figure.reaches) or is_called_norm(figure, context):
            op = bound_by(context.rules.indicators.get(code or ""), ">=" if op in ("=", "<", ">", ">=") else op)
            if binding.measure == "variation_coefficient":
                op = "<="  # the norm of a coefficient is a cap, whatever the resource's
        scope = None  # a norm holds for all, whomever the sentence is about
    flow = _BOUGHT.search(context.text[figure.own[0] : figure.at]) is not None
    dated = _dated(period, code, binding.measure, status, sentence.section, flow, context)
    return _fact(
        context,
        county,
        figure.at,
        figure.to,
        indicator=code,
        label=label_of(figure, binding, context),
        stage=stage,
        measure=binding.measure,
        status=status,
        scope=scope,
        op=op,
        figure=figure,
        sign=binding.sign,
        period=dated,
        section=sentence.section,
        source=sentence.source,
        term=binding.cue.term if binding.cue else None,
        reason=binding.reason,
        confidence=binding.confidence,
        candidates=binding.candidates,
    )


# What was bought or built in a year is counted over it, whatever else there is (购置智慧黑板320套, 建成录播教室12间).
_BOUGHT = re.compile("购置|购买|采购|添置|配备了|新增|新建|建成|新评|新认定|新培养")


def _dated(
    period: Period | None,
    code: str | None,
    measure: str,
    status: str,
    section: tuple[str, ...],
    bought: bool,
    context: Context,
) -> Period | None:
    """The figure's period; a flow without one takes the year that its heading or the title tells (convention 21)."""
    whole_year = period is not None and period.text in _WHOLE_YEAR and period.end is None
    flowing = code is not None and (context.rules.indicators[code].flow or measure == "change" or bought)
    if flowing and status != "standard" and (period is None or whole_year) and (headed := _of_heading(section)):
        return headed
    if context.plan and context.plan_years is not None and status == "target" and code is not None:
        flow = context.rules.indicators[code].flow or measure == "change"
        return context.plan_years if flow and (period is None or whole_year) else period
    if (period is not None and not whole_year) or code is None or context.title_year is None:
        return period
    if status == "standard" or context.plan:
        return period
    if not flowing:
        return period
    year = context.title_year
    if context.first_half:
        return Period(0, 0, "title", f"{year}-01-01", f"{year}-06-30", f"{year}年上半年")
    return Period(0, 0, "title", f"{year}-01-01", f"{year}-12-31", f"{year}年")


_HEADED = re.compile(r"(?<!\d)(?P<year>20\d\d)年(?!以来|[-—至到]|\d*月)")


def _of_heading(section: tuple[str, ...]) -> Period | None:
    """The one year that the innermost heading with a year names (一、2024年工作回顾)."""
    for heading in reversed(section[1:] if len(section) > 1 else section):
        years = {m["year"] for m in _HEADED.finditer(heading)}
        if years:
            year = years.pop()
            told = Period(0, 0, "title", f"{year}-01-01", f"{year}-12-31", f"{year}年")
            return told if not years and re.match(r"[(（]?[一二三四五六七八九十\d]", heading) else None
    return None


_WHOLE_YEAR = ("规划期内", "计划期内", "全年", "年内", "本年度", "本年", "当年", "今年")


def _cell_fact(figure: Figure, found: CellBinding, stage: str | None, context: Context, county: County | None) -> Fact:
    assert figure.cell is not None
    table = context.extraction.structure.tables[figure.cell[0]]
    fact = _fact(
        context,
        county,
        figure.at,
        figure.to,
        indicator=found.indicator,
        label=found.label,
        stage=stage,
        measure=found.measure,
        status=found.status,
        scope=found.scope,
        op=figure.op,
        figure=figure,
        sign=1,
        period=found.period,
        section=table.section,
        source="table",
        term=found.candidates[0].term if found.candidates and found.indicator else None,
        reason=found.reason,
        confidence=found.confidence,
        candidates=found.candidates,
    )
    place = fact.place or f"table {table.number} row {figure.cell[1] + 1} column {figure.cell[2] + 1}"
    return replace(fact, place=place)


def _of_judgements(context: Context, bindings: Sequence[Binding], county: County | None) -> Iterator[Stated]:
    for judged in judged_of(context, bindings):
        for stage in _judged_stages(judged, context):
            yield Stated(_verdict(judged, stage, context, county), None)


def _verdict(judged: Judged, judged_stage: str | None, context: Context, county: County | None) -> Fact:
    judgement = judged.judgement
    code = judged.cue.name if judged.cue else None
    place = None
    if judgement.cell is not None:
        table = context.extraction.structure.tables[judgement.cell[0]]
        section, source = table.section, "table"
        place = f"table {table.number} row {judgement.cell[1] + 1} column {judgement.cell[2] + 1}"
    else:
        sentence = context.sentences[judgement.sentence]
        section, source = sentence.section, sentence.source
    fact = _fact(
        context,
        county,
        judgement.at,
        judgement.to,
        indicator=code,
        label=judged.cue.term if judged.cue else "",
        stage=judged_stage,
        measure="verdict",
        status="actual",
        scope=judged.scope,
        op="=",
        figure=None,
        sign=1,
        period=None,
        section=section,
        source=source,
        term=judged.cue.term if judged.cue else None,
        reason=None if code else "no candidate",
        confidence=judged.confidence,
        candidates=(),
        verdict=judgement.value,
    )
    return replace(fact, place=fact.place or place)


def _judged_stages(judged: Judged, context: Context) -> tuple[str | None, ...]:
    """The stages that a verdict names in its clause, one for each that 均 distributes it over (convention 3), or the
    only one that its indicator has."""
    indicator = context.rules.indicators.get(judged.cue.name if judged.cue else "")
    if indicator is not None and len(indicator.stages) == 1:
        return (str(indicator.stages[0]),)
    if judged.judgement.cell is None and indicator is not None:
        clause = context.clause(judged.judgement)
        named = {c.name: None for c in context.stages(clause[0], judged.judgement.to)}
        fits = not indicator.stages or set(named) <= set(indicator.stages)
        if len(named) == 1 and fits:
            return tuple(named)
        if set(named) == _BOTH and fits and re.search("均|都", context.text[clause[0] : judged.judgement.to]):
            return tuple(named)
    return ("compulsory",)


_BOTH = frozenset({"primary", "junior"})


def _fact(
    context: Context,
    county: County | None,
    at: int,
    to: int,
    *,
    indicator: str | None,
    label: str,
    stage: str | None,
    measure: str,
    status: str,
    scope: str | None,
    op: str,
    figure: Figure | None,
    sign: int,
    period: Period | None,
    section: tuple[str, ...],
    source: str,
    term: str | None,
    reason: str | None,
    confidence: float,
    candidates: tuple[Candidate, ...],
    verdict: str | None = None,
) -> Fact:
    document = context.extraction.structure.document
    span = context.extraction.structure.view.span(at, to)
    value, high = (verdict, None) if figure is None else _values(figure, sign)
    bounds = (None, None) if figure is None else _interval(figure, op, sign, context.rules)
    mark = mark_at(document.marks, span)
    return Fact(
        fact_id=_fact_id(document.sha256, span, indicator, stage, measure, status, scope),
        doc=document.doc,
        county=county.name if county else None,
        county_code=county.code if county else None,
        indicator=indicator,
        label=label,
        stage=stage,
        measure=measure,
        status=status,
        scope=scope,
        op=op,
        value=value,
        value_high=high,
        low=bounds[0],
        high=bounds[1],
        unit=_unit(figure, indicator, measure, context),
        period_start=period.start if period else None,
        period_end=period.end if period else None,
        period_text=period.text if period else None,
        raw=document.text[span.start : span.end],
        page=mark.page if mark else None,
        place=mark.place if mark else None,
        start=span.start,
        end=span.end,
        section=section,
        source=source,  # type: ignore[arg-type]
        rule=context.rules.rule_id(indicator, term) if indicator and term else None,
        reason=reason if indicator is None else None,
        confidence=round(confidence, 2),
        candidates=candidates,
    )


def _unit(figure: Figure | None, indicator: str | None, measure: str, context: Context) -> str | None:
    """The figure's unit; a number cell without one takes its indicator's."""
    if figure is None:
        return None
    if figure.unit is None and figure.cell is not None and indicator is not None and measure == "value":
        unit: str | None = context.rules.indicators[indicator].unit
        return unit
    return figure.unit


def _values(figure: Figure, sign: int) -> tuple[str, str | None]:
    high = None if figure.high is None else plain(figure.high)
    return plain(-figure.value if sign < 0 else figure.value), high


def _interval(figure: Figure, op: str, sign: int, rules: Rulebook) -> tuple[Decimal | None, Decimal | None]:
    low, high = interval(
        figure.value, figure.high, figure.step, op, figure.approximate, _units(rules).continuous(figure.unit)
    )
    if sign < 0:
        return (None if high is None else -high), (None if low is None else -low)
    return low, high


@lru_cache(maxsize=8)
def _units(rules: Rulebook) -> UnitTable:
    return UnitTable(rules.units)


def _fact_id(sha256: str, span: Span, *parts: str | None) -> str:
    """Stable: content, span, indicator, stage, measure, status, scope."""
    words = "\x1f".join((sha256, str(span.start), str(span.end), *(p or "" for p in parts)))
    return hashlib.sha256(words.encode()).hexdigest()[:16]
