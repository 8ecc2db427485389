"""三、达标情况: who meets which norm of the national standard, and how far the counties are from their own targets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.model import Fact
from pipeline.publish import words
from pipeline.publish.digest.charts import Bars, Series, bar_chart
from pipeline.publish.digest.counties import Counties, counted, cut, stated
from pipeline.publish.digest.fonts import FontFile
from pipeline.publish.digest.page import Column, Page
from pipeline.publish.digest.standings import Stood, items, standing
from pipeline.publish.evidence import place
from pipeline.rulebook import Indicator

MOST_DISTANCES = 20
_SERIES = (
    Series("达到", "#2F7D4F"),
    Series("未达到", "#C0504D"),
    Series("预计可达、待认定或难以判定", "#E0B040"),
    Series("未报告", "#D0D0D0"),
)


def write_standards(page: Page, counties: Counties, font: FontFile | None) -> None:
    """The chapter; ``font`` draws the chart (None: without)."""
    page.heading("三、达标情况")
    page.text(
        "依据教育部《县域义务教育优质均衡发展督导评估办法》（教督〔2017〕6号）。有县级标准的指标，按报告数据对照标准；"
        "没有县级标准或没有数据的，按报告自述的结论。“预计可达”不计入达标。对照结果供核实，不是认定结论。"
    )
    _write_items(page, counties, font)
    _write_schools(page, counties)
    _write_distances(page, counties)


def _write_items(page: Page, counties: Counties, font: FontFile | None) -> None:
    page.heading("（一）对照国家标准", 2)
    rows, bars = [], []
    for item in items(counties):
        stood = {row.county: standing(counties, n, item) for n, row in enumerate(counties.rows)}
        reported = [s for s in stood.values() if s.standing != "unreported"]
        if not reported:
            continue
        groups = [
            [c for c, s in stood.items() if s.standing == name] for name in ("met", "not_met", "open", "unreported")
        ]
        bars.append(Bars(item.named(cut(item.indicator.name, 15)), tuple(len(group) for group in groups)))
        rows.append([item.name, item.norm, *(_named(group, stood) for group in groups[:3]), str(len(groups[3]))])
    if not rows:
        page.text("各县文件中没有可以对照国家标准的县级数据或结论。")
        return
    page.caption("各项标准的达标情况")
    page.table(_ITEM_COLUMNS, rows)
    page.small("各格首行是县数。没有任何县报告的标准不列，见第六部分。未报告的县名见工作簿各对比表。")
    if font is not None:
        page.picture(bar_chart(bars, _SERIES, font, stacked=True), "各项标准的达标情况（县数）")


_ITEM_COLUMNS = (
    Column("指标", 28),
    Column("国家标准", 15, "center"),
    Column("达到", 34),
    Column("未达到", 34),
    Column("预计可达、待认定\n或难以判定", 26),
    Column("未报告\n（县数）", 11, "center"),
)


def _named(group: Sequence[str], stood: dict[str, Stood]) -> str:
    return counted([f"{county}（{stood[county].note}）" if stood[county].note else county for county in group])


def _write_schools(page: Page, counties: Counties) -> None:
    """The norms that every school has to meet: which counties say that all schools do."""
    rows = []
    for indicator in counties.rules.indicators.values():
        if indicator.group != "standard" or not any(n.level == "school" for n in indicator.norms):
            continue
        for stage in ("primary", "junior"):
            found = _met_by_schools(counties, indicator, stage)
            if any(found):
                norm = next((n for n in indicator.norms if n.stage in (stage, None) and n.level == "school"), None)
                limit = f"{words.OPS[norm.op]}{norm.value}{indicator.unit or ''}" if norm else "—"
                name = f"{indicator.ref or ''} {indicator.name}（{words.STAGES[stage]}）".strip()
                rows.append([name, limit, *(counted(group) for group in found)])
    if not rows:
        return
    page.heading("（二）校级标准的达标学校", 2)
    page.text("下列标准要求每所学校达到，全县平均数不能代替。表中按报告写明的达标学校数或达标率列出。")
    page.caption("校级标准的达标情况")
    page.table(_SCHOOL_COLUMNS, rows)


_SCHOOL_COLUMNS = (
    Column("指标", 34),
    Column("国家标准", 16, "center"),
    Column("全部学校达到", 34),
    Column("部分学校未达到", 40),
    Column("只写达标校数", 32),
)


def _met_by_schools(counties: Counties, indicator: Indicator, stage: str) -> tuple[list[str], list[str], list[str]]:
    """The counties of which all schools meet the norm, those of which not all do, those that leave it open."""
    whole: list[str] = []
    partly: list[str] = []
    unsaid: list[str] = []
    for n, row in enumerate(counties.rows):
        share = counties.fact(n, indicator.code, stage, "share_met")
        unmet = counties.fact(n, indicator.code, stage, "schools_unmet")
        met = counties.fact(n, indicator.code, stage, "schools_met")
        if unmet is not None and unmet.number:
            partly.append(f"{row.county}（{stated(unmet)}未达标）")
        elif share is not None and share.number is not None:
            if share.number >= 100 and share.op in ("=", ">="):
                whole.append(row.county)
            else:
                partly.append(f"{row.county}（达标率{stated(share)}）")
        elif unmet is not None:
            whole.append(row.county)
        elif met is not None:
            unsaid.append(f"{row.county}（{stated(met)}达标）")
    return whole, partly, unsaid


@dataclass(frozen=True, slots=True)
class Distance:
    """A county's own target and what it has, with the difference as a share of the target."""

    county: str
    indicator: Indicator
    stage: str | None
    actual: Fact
    target: Fact
    gap: Decimal

    @property
    def share(self) -> Decimal:
        """The gap as a share of the target, by which the largest come first."""
        number = self.target.number
        return self.gap / abs(number) if number else Decimal(0)


def distances(counties: Counties) -> list[Distance]:
    """All targets not yet reached, of stocks and rates stated in one unit, the largest first.

    What is counted over a time (招聘, 投入) has no distance, and results of examinations are never put in an order.
    """
    found = []
    for n, row in enumerate(counties.rows):
        for column, target in counties.cells_of[n]:
            indicator = counties.rules.indicators[column.indicator]
            actual = counties.fact(n, column.indicator, column.stage, column.measure)
            if column.status != "target" or actual is None or indicator.flow or not indicator.ranked:
                continue
            gap = _gap(actual, target)
            if gap is not None and column.measure in ("value", "share_met"):
                found.append(Distance(row.county, indicator, column.stage, actual, target, gap))
    return sorted(found, key=lambda d: -d.share)


def _gap(actual: Fact, target: Fact) -> Decimal | None:
    """How much is missing; None where nothing is, or where the words do not say in which direction the target lies."""
    have, want = actual.number, target.number
    if have is None or want is None or actual.unit != target.unit or "range" in (actual.op, target.op):
        return None
    if target.op in ("<=", "<"):
        return have - want if have > want else None
    return want - have if have < want else None


def _write_distances(page: Page, counties: Counties) -> None:
    found = distances(counties)
    page.heading("（三）与本县目标的差距", 2)
    if not found:
        page.text("各县文件中没有可以与现状对照而尚未达到的目标。")
        return
    page.text(
        f"各县自己提出、按现状尚未达到的目标共{len(found)}项，按差距占目标的比重列出"
        + (f"前{MOST_DISTANCES}项。" if len(found) > MOST_DISTANCES else "。")
    )
    page.caption("与本县目标差距较大的指标")
    page.table(
        (
            Column("县（市、区）", 24), Column("指标", 40), Column("现状", 26, "right"), Column("目标", 26, "right"),
            Column("差距", 22, "right"), Column("出处", 42),
        ),
        [_distance_row(d, doubted=d.actual.fact_id in counties.doubted) for d in found[:MOST_DISTANCES]],
    )  # fmt: skip


def _distance_row(d: Distance, *, doubted: bool) -> list[str]:
    stage = f"（{words.STAGES[d.stage]}）" if d.stage else ""
    when = f"\n{d.target.period_text}" if d.target.period_text else ""
    unit = "百分点" if d.target.unit == "%" else d.target.unit or ""
    about = "约" if "~" in (d.actual.op, d.target.op) else ""
    source = " ".join(part for part in (d.target.doc, place(d.target)) if part)
    return [
        d.county,
        d.indicator.name + stage,
        stated(d.actual),
        stated(d.target) + when,
        f"{about}{d.gap:,f}{unit}",
        source,
    ]
