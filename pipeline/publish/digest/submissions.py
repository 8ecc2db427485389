"""一、报送与读取情况 and 二、基本情况."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from pipeline.model import Fact
from pipeline.publish import words
from pipeline.publish.digest.counties import Counties, stated
from pipeline.publish.digest.page import Column, Page
from pipeline.rulebook import DigestFigure


def write_submissions(page: Page, counties: Counties) -> None:
    """Who has sent what, how much was read of it, and what could not be read."""
    run = counties.run
    page.heading("一、报送与读取情况")
    states: Counter[str] = Counter(report.document.status for report in run.reports)
    said = "，".join(f"{words.DOCUMENT_STATUSES[s]}{states[s]}份" for s in words.DOCUMENT_STATUSES if states[s])
    facts = sum(len(report.facts) for report in run.reports)
    page.text(
        f"共收到文件{len(run.reports)}份（{said or '无'}），涉及{len(counties.rows)}个县（市、区），"
        f"从中提取数据{facts:,}个、问题和打算{sum(len(r.remarks) for r in run.reports):,}条，"
        f"发现需要核实或说明的事项{len(run.verification.findings):,}项。"
    )
    page.text(
        "本综述所列数字均为各县报告的原数，未作改动；各县的口径和时点不尽相同，不宜直接排序。"
        "“未报告”指该县文件中没有读到这项数据，不等于零，也不等于未达到。"
    )
    if counties.rows:
        page.caption("各县（市、区）报送与读取情况")
        page.table(_COLUMNS, _rows(counties))
    _write_unread(page, counties)


_COLUMNS = (
    Column("县（市、区）", 22),
    Column("文件", 8, "center"),
    Column("类型", 24),
    Column("最近日期", 22, "center"),
    Column("数据\n（个）", 11, "right"),
    Column("问题、\n打算（条）", 13, "right"),
    Column("须核实\n（项）", 11, "right"),
    Column("请说明\n（项）", 11, "right"),
)


def _rows(counties: Counties) -> list[list[str]]:
    findings: Counter[tuple[str, str]] = Counter(
        (doc, f.severity) for f in counties.run.verification.findings for doc in f.docs[:1]
    )
    rows = []
    for row in counties.rows:
        reports = [counties.reports[doc] for doc in row.docs]
        read = [report for report in reports if report.document.status in ("ok", "partial")]
        kinds = dict.fromkeys(words.KINDS[report.kind] for report in read)
        rows.append(
            [
                row.county,
                str(len(reports)),
                "、".join(kinds) or "（未能读取）",
                max((report.date or "" for report in read), default="") or "未写明",
                f"{sum(len(report.facts) for report in reports):,}",
                str(sum(len(report.remarks) for report in reports)),
                *(str(sum(findings[doc, severity] for doc in row.docs)) for severity in ("error", "warning")),
            ]
        )
    return rows


def _write_unread(page: Page, counties: Counties) -> None:
    """The files that were not wholly read, and those of no known county."""
    unread = [r for r in counties.run.reports if r.document.status != "ok"]
    nameless = [r for r in counties.run.reports if r.county is None and r.document.status in ("ok", "partial")]
    if unread:
        page.small("下列文件没有（完全）读取：")
    for report in unread:
        reason = report.document.reason or "原因见文档清单。"
        page.small(f"：{words.DOCUMENT_STATUSES[report.document.status]}。{reason}", bold=report.document.doc)
    if nameless:
        page.small("下列文件没有认出是哪个县的，不进入本综述：" + "、".join(r.document.doc for r in nameless) + "。")


def write_basics(page: Page, counties: Counties) -> None:
    """The counties side by side by the figures of rules/digest.yaml, with sums where they make sense."""
    page.heading("二、基本情况")
    figures = [f for f in counties.rules.digest_rules.basics if f.indicator in counties.rules.indicators]
    shown = [f for f in figures if any(_fact(counties, n, f) for n in range(len(counties.rows)))]
    if not shown:
        page.text("各县文件中没有读到学校、学生、教师等基本数据。")
        return
    summed = "合计只把写明了该数的县相加，下面是县数；各县时点、口径不同，合计供参考。"
    page.text(
        "各县报告写明的基本数据见下表。“—”表示未报告；“约”“≥”是报告的原意；"
        f"带“*”的有核实事项，见第五部分。{summed if len(counties.rows) > 1 else ''}"
    )
    page.caption("各县（市、区）基本情况")
    rows = [
        [row.county, *(_shown(counties, _fact(counties, n, f), f) for f in shown)]
        for n, row in enumerate(counties.rows)
    ]
    sums = len(counties.rows) > 1
    if sums:
        rows.append(["合计", *(_sum(counties, f) for f in shown)])
    columns = [Column("县（市、区）", 20), *(Column(title(f, counties), 15, "right") for f in shown)]
    page.table(columns, rows, total=sums)


def title(wanted: DigestFigure, counties: Counties) -> str:
    """The head of a column: indicator, stage and unit on lines of their own."""
    indicator = counties.rules.indicators[wanted.indicator]
    stage = words.STAGES[wanted.stage] if wanted.stage else ""
    unit = f"（{indicator.unit}）" if indicator.unit else ""
    return "\n".join(part for part in (stage, indicator.name + unit) if part)


def _fact(counties: Counties, row: int, wanted: DigestFigure) -> Fact | None:
    return counties.plain(row, wanted.indicator, wanted.stage, wanted.measure)


def _sum(counties: Counties, wanted: DigestFigure) -> str:
    """The counties' figures added up, with how many counties stated one; only plain numbers of the same unit count."""
    if not wanted.sum:
        return "—"
    unit = counties.rules.indicators[wanted.indicator].unit
    found = [counties.plain(n, wanted.indicator, wanted.stage, wanted.measure) for n in range(len(counties.rows))]
    numbers = [(f.number, f.op) for f in found if f and f.number is not None and f.unit == unit and f.op in ("=", "~")]
    if not numbers:
        return "—"
    about = "约" if any(op == "~" for _, op in numbers) else ""
    total = sum((number for number, _ in numbers), Decimal(0))
    return f"{about}{total:,f}\n{len(numbers)}县"


def _shown(counties: Counties, fact: Fact | None, wanted: DigestFigure) -> str:
    """The figure without the unit that the head of its column says already; ``*`` where a finding asks about it."""
    if fact is None:
        return "—"
    unit = counties.rules.indicators[wanted.indicator].unit or ""
    words = stated(fact)
    return (words.removesuffix(unit) if unit else words) + ("*" if fact.fact_id in counties.doubted else "")
