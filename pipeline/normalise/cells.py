"""Number cells of tables → bindings: header words and row label name indicator, stage, measure, scope and period."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.model import Candidate, Cell, Cue, Figure, Table
from pipeline.normalise.context import Context
from pipeline.normalise.measures import exact_unit, fits, is_resource
from pipeline.normalise.periods import Period, periods_in
from pipeline.normalise.phrases import rest
from pipeline.normalise.titles import family, of_words, titles_in
from pipeline.rulebook import Indicator, Rulebook
from pipeline.terms import cues_in, prevailing

_TOTAL = re.compile(r"合计|总计|汇总|小计|全县|总数|共计|总体|县域|全市|全区")
_STANDARD = re.compile(r"(?:国家|省定?|评估|规定|国定)?(?:标准|要求|指标值|底线|国标)(?:值|要求|数)?")
_TARGET = re.compile(r"目标|计划|规划|拟|需|预计|测算|安排|任务")
_DONE = re.compile(r"现有|现状|已|实际|完成|情况")
_SOURCE = re.compile(r"拨款|来源|中央|省级|省财政|市级|州级|县级|配套|自筹|专项|债券|捐|事业费")
_HOLDS = re.compile(r"标准(?!化)|要求|现状|实际|完成|结论|自评|是否|达标情况|目标值|说明|备注|存在问题|措施")
_BRACKETS = re.compile(r"[(\[（][^()\[\]]*[)\]）]")
_OF_RESOURCES = ("schools_met", "schools_unmet", "share_met", "variation_coefficient", "mean")
_ONLY_CHANGE = re.compile(
    r"(?:比|较)?(?:上年|去年|同期|上学年)?(?:同比)?(?:增减|增长|增幅|变化)?(?:数|率|情况)?[±+\-(]*(?:%|人|所)?[)]?"
)
_BOUGHT = re.compile(r"投入|购置|新增|采购|经费")
_PER_HEAD = re.compile(r"每百名|每100名|生均|百生|/生|/百名|/每百")
_MEASURES = (
    ("schools_unmet", re.compile(r"未达标|不达标|未达到")),
    ("share_met", re.compile(r"达标率|达标比例|达标(?:学)?校(?:占比|比例|比率)|达标面")),
    ("schools_met", re.compile(r"达标(?:学校|校)?(?:数|所数)?|达到要求")),
    ("variation_coefficient", re.compile(r"差异系数|变异系数")),
    ("mean", re.compile(r"平均值|均值|平均数")),
    (
        "deviation",
        re.compile(r"标准差|方差|最大值|最小值|最高值|最低值|极差|最低(?:学)?校|最高(?:学)?校|^最低$|^最高$"),
    ),
    ("change", re.compile(r"增减|增长|变化|增幅|同比|(?:比|较)(?:上|去)年|±")),
)


@dataclass(frozen=True, slots=True)
class CellBinding:
    """What a number cell means; ``reason`` where it stays unmapped. ``stages``: one fact for each."""

    indicator: str | None
    measure: str
    stages: tuple[str | None, ...]
    status: str
    scope: str | None
    period: Period | None
    label: str
    candidates: tuple[Candidate, ...]
    reason: str | None
    confidence: float


@dataclass(frozen=True, slots=True)
class _Place:
    """A cell's words: its column's header words and its row's labels, outermost first, and the table's title."""

    header: tuple[str, ...]
    labels: tuple[str, ...]
    title: str

    @property
    def words(self) -> tuple[str, ...]:
        return (*self.header, *self.labels)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with what all its cells ask for: rows by their number, and whether its columns name the indicators."""

    table: Table
    rows: dict[int, tuple[Cell, ...]]
    by_columns: bool


def grids_of(context: Context) -> dict[int, Grid]:
    """The tables that hold a figure, by their position in the structure."""
    held = {figure.cell[0] for figure in context.extraction.figures if figure.cell is not None}
    tables = {number: context.extraction.structure.tables[number] for number in held}
    return {
        number: Grid(table, {r[0].row: r for r in table.rows if r}, _named_by_columns(table, context))
        for number, table in tables.items()
    }


def bind_cell(figure: Figure, grid: Grid, context: Context) -> CellBinding:
    """The meaning of one number cell of ``grid`` (``figure.cell`` is set)."""
    assert figure.cell is not None
    _, row, column = figure.cell
    table = grid.table
    header = table.columns[column] if column < len(table.columns) else ()
    if column > table.labels and _ONLY_CHANGE.fullmatch("".join(header)):
        header = (*table.columns[column - 1], *header)  # 招生数|比上年±%
    place = _Place(header, _subject(grid, row, context), table.title)
    measure = _measure_word(place)
    if measure is None and figure.unit is None and re.search(r"差异系数|变异系数", table.title):
        measure = "variation_coefficient"
    chosen, candidates, reason = _indicator(figure, place, measure, grid, context)
    final = _measure(figure, chosen, measure, place)
    if chosen is not None and final is None:
        chosen, reason = None, "no candidate"
    period = _period(place, table, context)
    status = _status(figure, place, chosen, context)
    if status == "target" and _before_plan(place, period, context):
        status = "actual"
    return CellBinding(
        indicator=chosen.code if chosen else None,
        measure=final or "value",
        stages=_stages(figure, place, table, chosen, context),
        status=status,
        scope=None
        if status == "standard"
        else _part_scope(place, candidates, context) or _scope(place, table, chosen, context),
        period=period,
        label="·".join((*place.labels, *place.header)),
        candidates=candidates,
        reason=reason,
        confidence=0.92 if chosen else 0.0,
    )


def _before_plan(place: _Place, period: Period | None, context: Context) -> bool:
    """Whether a column is of a year before the plan's own years (2020年 beside 2025年), and calls nothing an aim."""
    if not context.plan or period is None or period.end is None or _TARGET.search("".join(place.words)):
        return False
    years = [p for words in _header_years(context) for p in _times(words, None)]
    last = max((p.end or "" for p in years), default="")
    start = context.plan_years.start if context.plan_years is not None else last
    return start is not None and period.end < start


def _header_years(context: Context) -> list[str]:
    """The column heads of the document's tables."""
    return [w for table in context.extraction.structure.tables for words in table.columns for w in words]


def _part_scope(place: _Place, candidates: tuple[Candidate, ...], context: Context) -> str | None:
    """The part that a column is of, where its words name no indicator of their own (专任教师|其中:女教师)."""
    part = _part_of(place, context)
    own = any(c.position == "part" and c.verdict == "won" for c in candidates)
    return None if own else part


def _row_labels(grid: Grid, row: int) -> tuple[str, ...]:
    """The label cells of a row; an empty one takes the one above it (merged cells written once)."""
    found = []
    table = grid.table
    heads = ["".join(words) for words in table.columns[: table.labels]]
    naming = [n for n, words in enumerate(heads) if not _HOLDS.search(words)]
    for column in naming or range(table.labels):
        words = ""
        for k in range(row, table.header_rows - 1, -1):
            cells = grid.rows.get(k, ())
            words = cells[column].text if column < len(cells) else ""
            if words or column == (naming or [table.labels - 1])[-1]:
                break
        if words and not re.fullmatch(r"\d{1,3}", words) and column != table.unit_column:
            found.append(words)
    return tuple(found)


def _subject(grid: Grid, row: int, context: Context) -> tuple[str, ...]:
    """The labels of a row; one that only names a stage (其中:小学) goes with the subject of the rows above it."""
    labels = _row_labels(grid, row)
    own = "".join(labels)
    if not own or rest(own, [], context.rules, names=context.names) or _TOTAL.search(own):
        return labels
    unit = _stated_unit(grid, row)
    for above in range(row - 1, grid.table.header_rows - 1, -1):
        words = "".join(_row_labels(grid, above))
        if words and _stated_unit(grid, above) == unit and rest(words, [], context.rules, names=context.names):
            return (
                (_stageless(words, context), *labels)
                if own.startswith("其中") or grid.table.unit_column is not None
                else labels
            )
    return labels


def _stageless(words: str, context: Context) -> str:
    """``words`` without the stage that they name."""
    for cue in reversed([c for c in cues_in(words, context.rules) if c.kind == "stage"]):
        words = words[: cue.at] + words[cue.to :]
    return words


def _stated_unit(grid: Grid, row: int) -> str:
    """What the column of units says for a row."""
    cells = grid.rows.get(row, ())
    at = grid.table.unit_column
    return cells[at].text if at is not None and at < len(cells) else ""


def _period(place: _Place, table: Table, context: Context) -> Period | None:
    """The time that header or row name; a total over several years covers them; else that of the table's title."""
    for words in place.words:
        dated = _times(words, context.clock)
        if dated:
            return dated[0]
    if any(_TOTAL.search(w) for w in place.words):
        years = [p for words in table.columns for w in words for p in _times(w, context.clock)]
        body = [r[0].text for r in table.rows[table.header_rows :] if r]
        years = years or [p for w in body for p in _times(w, context.clock)]
        starts = [p.start for p in years if p.start]
        ends = [p.end for p in years if p.end]
        if len(years) > 1 and starts and ends:
            return Period(0, 0, "span", min(starts), max(ends), f"{min(starts)[:4]}—{max(ends)[:4]}年")
    titled = periods_in(place.title, context.clock)
    held = [p for p in titled if p.kind in ("day", "month") and _AS_OF.search(place.title[: p.at] + p.text[:2])]
    held += periods_in(table.as_of, None)
    return next(iter(held or (p for p in titled if p.kind in ("school_year", "year", "span", "until", "end"))), None)


# What stands before the date that figures hold at (截至2024年9月1日, 统计时间:2024年9月); a date alone is the paper's.
_AS_OF = re.compile(
    r"截[至止]$|截[至止](?:时间|日期)(?:为|是|:)*..$|(?:统计|数据)(?:采集|截止|截至)?(?:时间|时点|日期|节点|口径)(?:为|是|:)*..$"
)


def _times(words: str, today: str | None) -> tuple[Period, ...]:
    if len(words) == 4 and re.fullmatch(r"(?:19|20)\d\d", words):
        words += "年"
    return tuple(p for p in periods_in(words, today) if p.dated)


def _measure_word(place: _Place) -> str | None:
    """The measure that header or row label name in so many words."""
    joined = "".join(place.words)
    if any(_BRACKETS.sub("", w) in ("占比", "比例", "占比率") for w in place.header):
        return "share_met"  # beside a column of schools that meet
    return next((m for m, pattern in _MEASURES if pattern.search(_BRACKETS.sub("", joined))), None)


def _indicator(
    figure: Figure, place: _Place, measure: str | None, grid: Grid, context: Context
) -> tuple[Indicator | None, tuple[Candidate, ...], str | None]:
    """The indicator that the row, the column, both together, or the table's title and sections name."""
    indicators, table = context.rules.indicators, grid.table
    label, header = "".join(place.labels), "".join(place.header)
    numbered = _numbered(label, figure, measure, place, context)
    if numbered is not None:
        return numbered, (Candidate(numbered.code, numbered.ref or "", "row number", 0, "won"),), None
    axes = [("row", label), ("column", header)]
    if grid.by_columns:
        axes.reverse()
        if header and not _TOTAL.search(header):
            axes = axes[:1]
    part = _part_of(place, context)
    readings = [
        *([("part", part)] if part else []),
        *axes,
        ("row and column", label + header),
        ("column and row", header + label),
        ("title and row", place.title + label),
        ("title", place.title),
        ("section", "".join(table.section[-1:])),
    ]
    seen: list[Candidate] = []
    if ";" in context.text[figure.own[0] : figure.at]:
        further = _titled(figure, measure, place, grid, context)
        if further is not None:
            return further, (Candidate(further.code, label, "row", 0, "won"),), None
    per_head = bool(_PER_HEAD.search(place.title + header + label)) and figure.unit != "%"
    for position, words in readings:
        told = (per_head or measure in _OF_RESOURCES) and not _BOUGHT.search(words)
        cues = [*_cues(words, context), *(_topics(words, context) if told else ())]
        cues = [c for c in cues if _possible(figure, indicators[c.name], measure, place)]
        if position == "part":  # 女教师 is no word for 教师
            cues = [c for c in cues if not rest(words, [(c.at, c.to)], context.rules, names=context.names)]
        if position in ("title", "section"):
            cues = [c for c in cues if not c.weak]
        if told and measure is not None and any(is_resource(indicators[c.name]) for c in cues):
            cues = [c for c in cues if is_resource(indicators[c.name])]
        if per_head and any(indicators[c.name].group == "standard" for c in cues):
            cues = [c for c in cues if indicators[c.name].group == "standard"]
        cues = [c for c in cues if not indicators[c.name].within or _set(indicators[c.name], place, table)]
        cues = [c for c in cues if not c.weak or c.kind == "topic" or _whole(c, words, context)]
        if not cues:
            continue
        best = max(cues, key=lambda c: _weight(c, figure, indicators[c.name]))
        rivals = sorted(
            {
                c.name
                for c in prevailing(cues)
                if _weight(c, figure, indicators[c.name]) == _weight(best, figure, indicators[best.name])
            }
        )
        seen += [
            Candidate(c.name, c.term, position, 0, "won" if c is best and len(rivals) < 2 else "lost")
            for c in (best, *[c for c in cues if c is not best][:3])
        ]
        if len(rivals) > 1:
            return None, tuple(seen), f"ambiguous: {', '.join(rivals)}"
        return indicators[best.name], tuple(seen), None
    titled = _titled(figure, measure, place, grid, context)
    if titled is not None:
        return titled, (*seen, Candidate(titled.code, label, "row", 0, "won")), None
    return None, tuple(seen), "no candidate"


_AMONG = re.compile(r"其中[:,]?(?P<part>.+)")


def _part_of(place: _Place, context: Context) -> str | None:
    """What a column under another tells apart in words (在校学生|其中:寄宿生); None where it is a stage alone."""
    match = _AMONG.fullmatch(_BRACKETS.sub("", place.header[-1])) if place.header else None
    if match is None or not rest(match["part"], [], context.rules, names=context.names):
        return None
    return match["part"]


def _titled(figure: Figure, measure: str | None, place: _Place, grid: Grid, context: Context) -> Indicator | None:
    """The indicator of the item whose title the row has (| 交流轮岗 | 12.8%;23.5% |: in the item's own order)."""
    for words in place.labels:
        title = titles_in(words, context.rules)
        fitting = [i for i in family(title, context.rules) if figure.unit and _possible(figure, i, measure, place)]
        if not fitting:
            continue
        own = rest(context.text[figure.own[0] : figure.at], [], context.rules, scopes=True)
        order = context.text[figure.own[0] : figure.at].count(";")
        chosen = of_words(own, fitting)
        return fitting[order] if chosen is not None and not own and order < len(fitting) else chosen
    return None


def _numbered(label: str, figure: Figure, measure: str | None, place: _Place, context: Context) -> Indicator | None:
    """The indicator whose number in 教督〔2017〕6号 opens the row (1.2 县级以上骨干教师)."""
    match = re.match(r"(\d\.\d{1,2})(?=[^\d.%])", label)
    if match is None:
        return None
    found = (i for i in context.rules.indicators.values() if i.ref == match[1])
    return next((i for i in found if _possible(figure, i, measure, place)), None)


def _named_by_columns(table: Table, context: Context) -> bool:
    """Whether the columns name indicators and the rows what they are about (places, projects), or the reverse."""
    columns = {"".join(words) for words in table.columns[table.labels :]}
    rows = {"".join(c.text for c in r[: table.labels]) for r in table.rows[table.header_rows :]}

    def share(labels: set[str]) -> float:
        named = sum(any(not c.weak for c in _cues(words, context)) for words in labels)
        return named / len(labels) if labels else 0.0

    return share(columns) > share(rows)


def _weight(cue: Cue, figure: Figure, indicator: Indicator) -> tuple[bool, bool, bool, int]:
    return exact_unit(figure, indicator), not cue.weak, bool(cue.weak and indicator.within), cue.to - cue.at


def _set(indicator: Indicator, place: _Place, table: Table) -> bool:
    """Whether the setting that a weak term asks for is given by the table's words."""
    around = "".join((*place.words, place.title, *table.section))
    return any(w in around for w in indicator.within)


def _whole(cue: Cue, words: str, context: Context) -> bool:
    """Whether a weak term is all that the label holds but stage words and the like."""
    return not rest(_BRACKETS.sub("", words), [(cue.at, cue.to)], context.rules, scopes=True, names=context.names)


def _cues(words: str, context: Context) -> tuple[Cue, ...]:
    return _label_cues(words, context.rules)


@lru_cache(maxsize=4096)
def _label_cues(words: str, rules: Rulebook) -> tuple[Cue, ...]:
    return tuple(c for c in cues_in(_BRACKETS.sub("", words), rules) if c.kind == "indicator")


def _topics(words: str, context: Context) -> list[Cue]:
    return [c for c in cues_in(_BRACKETS.sub("", words), context.rules) if c.kind == "topic"]


def _possible(figure: Figure, indicator: Indicator, measure: str | None, place: _Place) -> bool:
    """Whether the cell can hold the indicator: by its unit, or by the measure that header or row name."""
    if indicator.verdict_only or measure == "deviation":
        return False
    if measure in ("schools_met", "schools_unmet", "share_met"):
        if indicator.group == "standard" and indicator.unit != "%":
            return figure.unit in ("所", "个", "%", None)
        return indicator.code == "standardised_schools" and figure.unit == "所"
    if measure in ("variation_coefficient", "mean") and is_resource(indicator):
        return True
    if measure == "change" and figure.unit == "%" and indicator.group in ("scale", "staff"):
        return True  # 招生数|比上年±%
    if indicator.group == "standard" and indicator.unit == "所":
        return False
    if (
        figure.value % 1
        and figure.unit in ("人", "所", "个")
        and indicator.group != "standard"
        and "均" not in indicator.name
    ):
        return False
    if figure.unit is None and indicator.unit is not None:
        return _unitless(place)
    return fits(figure, indicator)


def _unitless(place: _Place) -> bool:
    """Whether a cell without any unit may be taken in its indicator's unit: nothing about it names another measure."""
    return not any(re.search(r"率|比|均|占", w) for w in place.words)


def _measure(figure: Figure, indicator: Indicator | None, measure: str | None, place: _Place) -> str | None:
    if indicator is None:
        return None
    if measure in ("schools_met", "schools_unmet"):
        return "share_met" if figure.unit == "%" else measure
    if measure == "share_met" and indicator.group in ("standard", "facilities") and indicator.unit != "%":
        return measure
    if measure in ("variation_coefficient", "mean") and is_resource(indicator):
        return measure
    if figure.unit == "百分点" or measure == "change":
        return "change"
    return "value" if fits(figure, indicator) or figure.unit is None else None


def _stages(
    figure: Figure, place: _Place, table: Table, indicator: Indicator | None, context: Context
) -> tuple[str | None, ...]:
    split = _split_stages(figure, place, context)
    if split:
        return split
    label, header = "".join(place.labels), "".join(place.header)
    bare = [_BRACKETS.sub("", w) for w in (label, header)]
    for words in (*bare, label, header, place.title):  # 初中(含九年一贯制) is junior, 达标校数(小学) primary
        names = [c.name for c in cues_in(words, context.rules) if c.kind == "stage"]
        if names:
            chosen = (
                names[0]
                if len(set(names)) == 1
                else ("compulsory" if set(names) <= {"primary", "junior"} else names[-1])
            )
            if indicator is None or not indicator.stages or chosen in indicator.stages:
                return (chosen,)
    if indicator is not None and indicator.stage is not None:
        return (indicator.stage,)
    if indicator is not None and indicator.group == "context":
        return (None,)
    return ("compulsory",)


_DECLARED = re.compile(
    r"前(?:面)?(?:的)?(?:数|一)?(?:为|是)(小学|初中)[^。]{0,12}后(?:面)?(?:的)?(?:数|一)?(?:为|是)(小学|初中)"
)


def _split_stages(figure: Figure, place: _Place, context: Context) -> tuple[str | None, ...]:
    """The stages of a cell that holds 小学/初中 pairs (5.06/6.11 under …(小学/初中)); one number stands for both."""
    words = "".join((*place.words, place.title))
    match = re.search(r"(小学|初中)[/、](小学|初中)", words) or _DECLARED.search(words)
    if match is None or figure.cell is None:
        return ()
    pair = ["primary" if w == "小学" else "junior" for w in match.groups()]
    before = context.text[figure.own[0] : figure.at]
    after = context.text[figure.to : figure.after[1]]
    if "/" in before:
        return (pair[1],)
    return (pair[0],) if after.startswith("/") else tuple(pair)


def _status(figure: Figure, place: _Place, indicator: Indicator | None, context: Context) -> str:
    bare = [_BRACKETS.sub("", w) for w in place.words]
    if any(_STANDARD.fullmatch(re.sub("^(?:小学|初中)|(?:小学|初中)$", "", w)) for w in bare):
        return "standard"
    joined = "".join(bare) + place.title
    if indicator is not None and indicator.group == "standard" and not _TARGET.search("".join(bare)):
        return "actual"
    if _TARGET.search(joined) or (context.plan and not _DONE.search(joined)):
        return "target"
    return "actual"


def _scope(place: _Place, table: Table, indicator: Indicator | None, context: Context) -> str | None:
    """The row's label, where it is neither a total, a stage, a year nor the indicator itself."""
    source = next((w for w in reversed(place.header) if _SOURCE.search(w)), None)
    if source is not None and any(_TOTAL.search("".join(words)) for words in table.columns):
        return source  # money by source beside its total: a part
    label = "".join(place.labels)
    plain = _BRACKETS.sub("", label)
    if not plain or _TOTAL.search(plain) or _times(plain, None):
        return None
    names = [_BRACKETS.sub("", words) for words in place.labels] if len(place.labels) > 1 else []
    named = next((words for words in names if _is_place(words)), None)
    if named is not None:
        return named
    cues = cues_in(plain, context.rules)
    holes = [(c.at, c.to) for c in cues if c.kind == "stage" or (indicator is not None and c.name == indicator.code)]
    left = "".join(c for n, c in enumerate(plain) if not any(a <= n < b for a, b in holes))
    left = re.sub(r"阶段|学校|教育|部|段|项目|指标|实际|达标|率|学段|其中|数|的|总|[\W\d]", "", left)
    if not left:
        return None
    owner = re.match(r"其中[:,]?[^小初学]{0,2}(公办|民办)", plain)
    if owner is not None:
        return owner[1]
    totalled = _has_total_row(table)
    if any(c.kind == "indicator" and not c.weak for c in cues) and not totalled:
        return None
    return plain if totalled or _is_place(plain) else None


def _has_total_row(table: Table) -> bool:
    return any(_TOTAL.search(c.text) for row in table.rows[table.header_rows :] for c in row[: max(table.labels, 1)])


def _is_place(words: str) -> bool:
    words = words.removeprefix("其中").lstrip(":,")
    if re.search(r"[一-龥](?:第?[一二三四五六七八九十])(?:小|中)$", words):
        return True  # 城关一小, 县三中
    return bool(re.search(r"(?:镇|乡|街道|学校|小学|中学|初中|幼儿园|校区)$", words)) and len(words) > 3
