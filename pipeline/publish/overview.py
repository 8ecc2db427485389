"""总览: what was read, what was found, where to look, and how every county stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pipeline.model import ComparisonRow
from pipeline.publish import conclusions, dictionary, resources, shortfalls, submissions, unmet_schools, words
from pipeline.publish.background import Background
from pipeline.publish.basis import BASIS
from pipeline.publish.charts import write_charts
from pipeline.publish.conclusions import items
from pipeline.publish.coverage import reported
from pipeline.publish.formats import BELOW, BODY, EMPTY, HEAD, PENDING, SUBTITLE, TITLE, WRAPPED, Formats, lines
from pipeline.publish.inquiries import NAME as FINDINGS
from pipeline.publish.lists import Filled, Link, Value, Worked, print_on_a4, write_value
from pipeline.publish.remarks import REMARKS
from pipeline.publish.sheets import CHECKS, DOCUMENTS, FACTS
from pipeline.publish.submissions import summary

NAME = "总览"
WIDTHS = (24, 9, 8, 11, 11, 11, 12, 12, 8, 10, 12, 8, 10)
LAST = len(WIDTHS) - 1
PRINT_SCALE = 54
"""At this scale (percent) the columns fill the width of a page, A4 portrait."""
INDENT = {"indent": 1}
COUNTY_HEAD = (
    "县（市、区）",
    "代码",
    "文档",
    "三十二项\n有数或结论",
    "已归入\n指标的数据",
    "未归入\n指标的数据",
    *(name.replace("(", "\n(") for name in words.SEVERITIES.values()),
    *words.RESULTS.values(),
)


def write_overview(book: Any, sheet: Any, formats: Formats, here: Background, rows: Mapping[str, int]) -> None:
    """Write the first sheet of ``book``; ``rows`` counts those of the sheets that are worked out before it."""
    run = here.run
    for at, width in enumerate(WIDTHS):
        sheet.set_column(at, at, width)
    sheet.write_string(0, 0, "县域义务教育优质均衡发展报告　数据汇总与核对", formats(TITLE))
    sheet.set_row(0, 30)
    sheet.set_default_row(18)
    print_on_a4(sheet, None)
    sheet.set_portrait()
    sheet.set_print_scale(PRINT_SCALE)
    row = _section(sheet, formats, 2, "一、总体情况")
    row = _write_pairs(sheet, formats, row, _totals(here))
    row = _section(sheet, formats, row + 1, "二、各工作表")
    row = _write_pairs(sheet, formats, row, _contents(here, rows))
    row = _section(sheet, formats, row + 1, "三、怎样看")
    row = _write_guide(sheet, formats, row, _guide(linked=here.linked, quoted=here.quoted))
    row = _section(sheet, formats, row + 1, "四、各县（市、区）情况")
    last = _write_counties(sheet, formats, row, here)
    _section(sheet, formats, last + 2, "五、图")
    sheet.set_h_pagebreaks([last + 2])
    write_charts(book, sheet, formats, row, last, len(run.comparison.rows))


def _section(sheet: Any, formats: Formats, row: int, title: str) -> int:
    sheet.write_string(row, 0, title, formats(SUBTITLE))
    sheet.set_row(row, 22)
    return row + 1


def _write_pairs(sheet: Any, formats: Formats, row: int, pairs: Sequence[tuple[Value, Value, str]]) -> int:
    """A name, a number and a remark a row; the remark runs over the rest of the width."""
    for name, number, remark in pairs:
        write_value(sheet, formats, row, 0, name)
        write_value(sheet, formats, row, 1, number)
        sheet.merge_range(row, 2, row, LAST, remark, formats(BODY | INDENT))
        row += 1
    return row


def _totals(here: Background) -> list[tuple[Value, Value, str]]:
    run = here.run
    states: Counter[str] = Counter(report.document.status for report in run.reports)
    facts = [fact for report in run.reports for fact in report.facts]
    mapped = sum(fact.indicator is not None for fact in facts)
    severities: Counter[str] = Counter(finding.severity for finding in run.verification.findings)
    results: Counter[str] = Counter(check.result for check in run.verification.checks)
    nameless = sum(r.county is None and r.document.status in ("ok", "partial") for r in run.reports)
    documents = "，".join(f"{words.DOCUMENT_STATUSES[s]} {states[s]}" for s in words.DOCUMENT_STATUSES if states[s])
    if nameless:
        documents += f"；未认出县 {nameless}（不进入对比，见“{DOCUMENTS}”）"
    return [
        (
            "县（市、区）",
            len(run.comparison.rows),
            summary(here) or "有文档的县级单位；没有给出名册，不能说明谁还没有报送",
        ),
        ("文档", len(run.reports), documents),
        ("数据", len(facts), f"已归入指标 {mapped:,}，未归入指标 {len(facts) - mapped:,}"),
        (
            "核实事项",
            len(run.verification.findings),
            "，".join(f"{name} {severities[s]}" for s, name in words.SEVERITIES.items()),
        ),
        (
            "勾稽关系",
            len(run.verification.checks),
            "，".join(f"{name} {results[r]}" for r, name in words.RESULTS.items()) + "。无法勾稽不等于相符。",
        ),
        ("标准覆盖", *_covered(here)),
        ("规则库", None, run.rulebook),
    ]


def _covered(here: Background) -> tuple[Value, str]:
    """How many items of the standard a county reports on average, and the range."""
    found = [len(refs) for refs in reported(here.comparison, here.rules)]
    whole = len(items(here.rules))
    if not found or not whole:
        return None, "没有可以统计的县"
    mean = Decimal(sum(found)) / len(found)
    remark = (
        f"国家标准 {whole} 项中，平均每县报告 {mean:.1f} 项（有数或有结论），最多 {max(found)} 项，最少 {min(found)} 项"
    )
    return Decimal(f"{mean:.1f}"), remark


def _contents(here: Background, rows: Mapping[str, int]) -> list[tuple[Value, Value, str]]:
    run = here.run
    found: list[tuple[Value, Value, str]] = []
    filled = Counter(column for _, column in run.comparison.cells)
    for plan in here.plans:
        figures = [column for column in plan.columns if column.kind == "figure"]
        indicators = len({column.key.indicator for column in figures})
        cells = len(figures) * len(run.comparison.rows)
        number = sum(filled[column.position] for column in figures if column.position is not None)
        worked = len(plan.columns) - len(figures)
        remark = f"{indicators} 个指标、{len(figures)} 列；{cells:,} 格中有数 {number:,} 格"
        found.append((_link(plan.name), number, remark + (f"；另有测算 {worked} 列" if worked else "")))
    others: list[tuple[Value, Value, str]] = [
        (_link(conclusions.NAME), len(run.comparison.rows), "每县三十二项：达到、未达到、预计可达、待监测认定、未报告"),
        (_link(unmet_schools.NAME), rows[unmet_schools.NAME], "报告点名的、低于校级标准或写明未达标的学校"),
        (
            _link(shortfalls.NAME),
            rows[shortfalls.NAME],
            "按全县平均数和学生数测算，到国家标准还差多少人、平方米、间、元",
        ),
    ]
    if resources.aspects(here.rules):
        others.insert(
            0,
            (
                _link(resources.NAME),
                2 * len(run.comparison.rows),
                "小学、初中各一行：七项资源指标达标校数、达标率、差异系数",
            ),
        )
    return [
        (_link(submissions.NAME), rows[submissions.NAME], "谁报送了什么、什么时候、缺什么"),
        *found,
        *others,
        (_link(REMARKS), sum(len(r.remarks) for r in run.reports), "报告写明的存在问题和下一步打算，按主题"),
        (_link(BASIS), sum(len(r.basis) for r in run.reports), "报告写明的统计口径、时点和数据来源"),
        (_link(FINDINGS), len(run.verification.findings), "互相矛盾或需要说明的数据，附算式和原文"),
        (_link(CHECKS), len(run.verification.checks), "试算过的每一个关系及其结果"),
        (_link(FACTS), sum(len(r.facts) for r in run.reports), "从文档中提取的每一个数据及其出处"),
        (_link(DOCUMENTS), len(run.reports), "每一个文件的读取情况"),
        (_link(dictionary.NAME), rows[dictionary.NAME], "每个指标、口径、性质、学段、单位和各列的含义"),
    ]


def _link(sheet: str) -> Link:
    return Link(f"internal:'{sheet}'!A1", sheet)


def _guide(*, linked: bool, quoted: bool) -> list[tuple[Value, str]]:
    where = "按县和指标筛选，“报告写作”“文档”“位置”三列即是出处" + ("，“所在语句”一列是原文。" if quoted else "。")
    evidence = (
        f"点击数字，到“{FACTS}”中的出处；再点“文档”一列，到该文件的读取情况。光标停在数字上显示原文；"
        "右上角有红角的，批注列出未达到的标准，以及同一指标在别处的其他数值（另有）。"
        if linked
        else f"数据很多，未加链接和批注：请到“{FACTS}”{where}"
    )
    return [
        (
            Filled("94.10", BELOW),
            "低于县级国家标准（按写明的精度和“约”“以上”等字样仍达不到才标出），或报告自述未达到。",
        ),
        (Filled("预计可达", PENDING), "报告自述预计可达或待监测认定，不算达到。"),
        (Worked("1234.5/100", 12.345, 2), "蓝字斜体：测算、距目标、位次，是公式，不是报告写明的数。"),
        ("未报告", "该县的文档中没有这个数据。没有数不等于 0。"),
        ("有数未识别", "文档中有名称相近的数据，未能确定归入该指标，请查看原文。"),
        ("文档未能读取", f"该县的文档都没有读出来，原因见“{DOCUMENTS}”。"),
        ("不适用", "这一格本来就没有数，例如比率不相加。不相加的还有：年度不一、时期不同、含界限数（以上、不超过）。"),
        ("≥ 约 —", "数字前后的符号是报告的原意：不低于、大约、从几到几。"),
        ("校级、班级标准", "每所学校（每个班）都要达到，不能用全县平均数衡量，所以只列在表头，不标颜色。"),
        ("实际、目标、标准", "目标列在实际旁边，并列出距目标多少；报告引用的标准另列在右边。"),
        ("取数", "同一指标有几个数时，取时期最近的；时期相同取日期最近的文档；再相同取文中最先出现的。"),
        ("出处", evidence),
    ]


def _write_guide(sheet: Any, formats: Formats, row: int, guide: Sequence[tuple[Value, str]]) -> int:
    greyed = ("未报告", "有数未识别", "文档未能读取", "不适用")
    room = float(sum(WIDTHS[1:])) - 2
    for sample, meaning in guide:
        if sample in greyed:
            sheet.write_string(row, 0, str(sample), formats(EMPTY))
        else:
            write_value(sheet, formats, row, 0, sample)
        sheet.merge_range(row, 1, row, LAST, meaning, formats(WRAPPED | INDENT))
        sheet.set_row(row, 15 * lines(meaning, room) + 4)
        row += 1
    return row


def _write_counties(sheet: Any, formats: Formats, row: int, here: Background) -> int:
    """Write the table of counties and return its last row."""
    for at, title in enumerate(COUNTY_HEAD):
        sheet.write_string(row, at, title, formats(HEAD))
    sheet.set_row(row, 36)
    last = row
    for last, values in enumerate(_county_rows(here), row + 1):
        for at, value in enumerate(values):
            write_value(sheet, formats, last, at, value)
    sheet.autofilter(row, 0, max(last, row + 1), len(COUNTY_HEAD) - 1)
    return last


def _county_rows(here: Background) -> Iterator[tuple[Value, ...]]:
    """A row a county: its documents, data, findings and checks; a finding between counties counts for each."""
    run, covered = here.run, reported(here.comparison, here.rules)
    row_of = {doc: county for county in run.comparison.rows for doc in county.docs}
    severities: Counter[tuple[ComparisonRow, str]] = Counter(
        (county, finding.severity)
        for finding in run.verification.findings
        for county in _concerned(finding.docs, row_of)
    )
    results: Counter[tuple[ComparisonRow, str]] = Counter(
        (county, check.result) for check in run.verification.checks for county in _concerned(check.docs, row_of)
    )
    for row in (row for prefecture in here.prefectures for row in prefecture.rows):
        county = run.comparison.rows[row]
        facts = [fact for doc in county.docs for fact in here.reports[doc].facts]
        mapped = sum(fact.indicator is not None for fact in facts)
        yield (
            county.county,
            county.county_code or "—",
            len(county.docs),
            len(covered[row]),
            mapped,
            len(facts) - mapped,
            *(severities[county, severity] for severity in words.SEVERITIES),
            *(results[county, result] for result in words.RESULTS),
        )


def _concerned(docs: Sequence[str], row_of: dict[str, ComparisonRow]) -> list[ComparisonRow]:
    return list(dict.fromkeys(row_of[doc] for doc in docs if doc in row_of))
