"""Number cells of tables → bindings: header words and row label name indicator, stage, scope and period."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.model import Candidate, Cue, Figure, Table
from pipeline.normalise.context import Context
from pipeline.normalise.measures import exact_unit, fits
from pipeline.normalise.periods import Period, periods_in
from pipeline.rulebook import Indicator, Rulebook
from pipeline.terms import cues_in, prevailing

_TOTAL = re.compile(r"合计|总计|汇总|小计|全县|总数|共计|总体|县域")
_STANDARD = re.compile(r"标准|要求|规定|国标|底线|指标值(?!完成)|国家")
_TARGET = re.compile(r"目标|计划|规划|拟|需|预计|测算")
_BRACKETS = re.compile(r"[(\[（][^()\[\]]*[)\]）]")
_MEASURES = (
    ("schools_unmet", re.compile(r"未达标|不达标")),
    ("share_met", re.compile(r"达标率|达标比例|达标校占比|占比")),
    ("schools_met", re.compile(r"达标(?:学校|校)?(?:数|所数)?|达标校")),
    ("variation_coefficient", re.compile(r"差异系数|变异系数")),
    ("mean", re.compile(r"平均值|均值|平均数")),
    ("change", re.compile(r"增减|增长|变化|增幅|同比")),
)


@dataclass(frozen=True, slots=True)
class CellBinding:
    """What a number cell means; ``reason`` where it stays unmapped."""

    indicator: str | None
    measure: str
    stage: str | None
    status: str
    scope: str | None
    period: Period | None
    label: str
    cue: Cue | None
    candidates: tuple[Candidate, ...]
    reason: str | None
    confidence: float


def bind_cell(figure: Figure, context: Context) -> CellBinding:
    """The meaning of one number cell (``figure.cell`` is set)."""
    assert figure.cell is not None
    number, row, column = figure.cell
    table = context.extraction.structure.tables[number]
    header = table.columns[column] if column < len(table.columns) else ()
    labels = _row_labels(table, row)
    words = [*header, *labels]
    joined = "".join(words)
    period = next((p for w in words for p in _times(w, context.today)), None) or _title_time(table, context)
    chosen, candidates, reason = _indicator(figure, header, labels, table, context)
    measure = _measure(figure, chosen, joined)
    if chosen is not None and measure is None:
        chosen, reason, measure = None, "no candidate", "value"
    stage = _stage(header, labels, table, chosen, context)
    return CellBinding(
        indicator=chosen.code if chosen else None, measure=measure or "value", stage=stage,
        status=_status(joined, table, context), scope=_scope(labels, table, chosen, context), period=period,
        label=_label(header, labels), cue=None, candidates=candidates, reason=reason,
        confidence=0.92 if chosen else 0.0,
    )  # fmt: skip


def _row_labels(table: Table, row: int) -> tuple[str, ...]:
    """The label cells of a row; an empty one takes the one above it (merged cells written once)."""
    found = []
    by_row = {r[0].row: r for r in table.rows if r}
    for column in range(table.labels):
        words = ""
        for k in range(row, table.header_rows - 1, -1):
            cells = by_row.get(k, ())
            words = cells[column].text if column < len(cells) else ""
            if words or column == table.labels - 1:
                break
        if words and not re.fullmatch(r"[\d.]+", words):
            found.append(words)
    return tuple(found)


def _times(words: str, today: str | None) -> tuple[Period, ...]:
    if re.fullmatch(r"(?:19|20)\d\d", words):
        words += "年"
    return tuple(p for p in periods_in(words, today) if p.dated)


def _title_time(table: Table, context: Context) -> Period | None:
    return next((p for p in periods_in(table.title, context.today) if p.kind == "school_year"), None)


def _indicator(
    figure: Figure, header: tuple[str, ...], labels: tuple[str, ...], table: Table, context: Context
) -> tuple[Indicator | None, tuple[Candidate, ...], str | None]:
    """The indicator that the column, the row, both together, or the table's title name; the unit decides."""
    rules = context.rules
    places = [("column", "".join(header)), ("row", "".join(labels)), ("row and column", "".join((*labels, *header))),
              ("column and row", "".join((*header, *labels))), ("title", table.title)]
    seen: list[Candidate] = []
    for position, words in places:
        cues = [c for c in _cues(words, rules) if c.kind == "indicator" and _possible(figure, rules.indicators[c.name], words)]
        if position == "title":
            cues = [c for c in cues if not c.weak]
        if not cues:
            continue
        cues = prevailing(cues)
        best = max(cues, key=lambda c: (exact_unit(figure, rules.indicators[c.name]), not c.weak, c.to - c.at, c.to))
        rivals = {
            c.name for c in cues
            if (c.at, c.to, c.weak) == (best.at, best.to, best.weak)
            and exact_unit(figure, rules.indicators[c.name]) == exact_unit(figure, rules.indicators[best.name])
        }
        seen += [Candidate(c.name, c.term, position, 0, "won" if c is best and len(rivals) == 1 else "lost") for c in cues[:4]]
        if len(rivals) > 1:
            return None, tuple(seen), f"ambiguous: {', '.join(sorted(rivals))}"
        return rules.indicators[best.name], tuple(seen), None
    return None, tuple(seen), "no candidate"


def _cues(words: str, rules: Rulebook) -> tuple[Cue, ...]:
    return cues_in(_BRACKETS.sub("", words), rules)


def _possible(figure: Figure, indicator: Indicator, words: str) -> bool:
    if indicator.group == "standard" and any(p.search(words) for _, p in _MEASURES):
        return True
    return fits(figure, indicator) or figure.unit is None


def _measure(figure: Figure, indicator: Indicator | None, words: str) -> str | None:
    if indicator is None:
        return None
    if indicator.group == "standard" or indicator.code == "standardised_schools":
        for measure, pattern in _MEASURES:
            if pattern.search(words) and _measurable(figure, measure, indicator):
                return measure
    elif figure.unit == "百分点" or _MEASURES[-1][1].search(words):
        return "change"
    if indicator.code == "variation_coefficient":
        return "value"
    return "value" if fits(figure, indicator) or figure.unit is None else None


def _measurable(figure: Figure, measure: str, indicator: Indicator) -> bool:
    if measure in ("schools_met", "schools_unmet"):
        return figure.unit in ("所", "个", None)
    if measure == "share_met":
        return figure.unit in ("%", None) and indicator.unit != "%"
    if measure in ("variation_coefficient", "mean"):
        return indicator.ref is not None and indicator.ref.startswith("1.")
    return True


def _stage(
    header: tuple[str, ...], labels: tuple[str, ...], table: Table, indicator: Indicator | None, context: Context
) -> str | None:
    for words in ("".join(labels), "".join(header), table.title):
        stages = [c.name for c in _cues(words, context.rules) if c.kind == "stage"]
        if stages:
            chosen = stages[-1] if len(set(stages)) == 1 else ("compulsory" if set(stages) <= {"primary", "junior"} else stages[-1])
            if indicator is None or not indicator.stages or chosen in indicator.stages:
                return chosen
    if indicator is not None and indicator.stage is not None:
        return indicator.stage
    if indicator is not None and indicator.group == "context":
        return None
    return "compulsory"


def _status(words: str, table: Table, context: Context) -> str:
    bare = _BRACKETS.sub("", words)
    if _STANDARD.search(bare) and "标准化" not in bare:
        return "standard"
    if _TARGET.search(bare) or (context.plan and not re.search(r"现有|现状|已|实际", bare)):
        return "target"
    return "actual"


def _scope(labels: tuple[str, ...], table: Table, indicator: Indicator | None, context: Context) -> str | None:
    """The row's label, where it is neither a total, a stage, a year nor the indicator itself."""
    if not labels:
        return None
    label = labels[-1] if len(labels) == 1 else "".join(labels)
    plain = _BRACKETS.sub("", label)
    if _TOTAL.search(plain) or periods_in(plain, None) or re.fullmatch(r"(?:19|20)\d\d", plain):
        return None
    cues = _cues(plain, context.rules)
    left = list(plain)
    for cue in cues:
        if cue.kind == "stage" or (indicator is not None and cue.name == indicator.code):
            left[cue.at : cue.to] = "\x01" * (cue.to - cue.at)
    rest = re.sub(r"[\x01\W\d]|阶段|学校|教育|部|其中|数|的|段|项目|指标|标准|实际|达标|率|总", "", "".join(left))
    if not rest:
        return None
    if any(c.kind == "indicator" for c in cues) and not _has_total_row(table):
        return None
    return plain if _has_total_row(table) or _is_place(plain) else None


def _has_total_row(table: Table) -> bool:
    return any(_TOTAL.search(c.text) for row in table.rows[table.header_rows :] for c in row[: table.labels])


def _is_place(words: str) -> bool:
    return bool(re.search(r"(?:镇|乡|街道|学校|小学|中学|初中|幼儿园|校区)$", words)) and len(words) > 3


def _label(header: tuple[str, ...], labels: tuple[str, ...]) -> str:
    return "·".join([*labels, *header])

