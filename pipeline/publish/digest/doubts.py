"""五、数据核实情况 and 六、缺报."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from pipeline.model import Finding
from pipeline.publish import words
from pipeline.publish.digest.counties import Counties, names
from pipeline.publish.digest.page import Column, Page
from pipeline.publish.gaps import unmapped_by_county

MOST_FINDINGS = 30


def write_findings(page: Page, counties: Counties) -> None:
    """The findings by kind and severity, and the gravest one by one."""
    page.heading("五、数据核实情况")
    verification = counties.run.verification
    results: Counter[str] = Counter(check.result for check in verification.checks)
    said = "，".join(f"{name}{results[result]:,}个" for result, name in words.RESULTS.items() if results[result])
    page.text(f"共试算数据之间的关系{len(verification.checks):,}个（{said or '无'}）。无法勾稽指缺少数据，不等于相符。")
    if not verification.findings:
        page.text("没有发现需要核实的数据。")
        return
    page.text("下列事项是请有关县核实的问题，不是结论：可能是笔误、口径不同，也可能是读取有误，请对照原文。")
    page.caption("核实事项的类型")
    page.table(
        (
            Column("核对类型", 34),
            *(Column(name, 28, "center") for name in words.SEVERITIES.values()),
            Column("涉及的县", 52),
        ),
        _kinds(verification.findings),
        total=True,
    )
    grave = [finding for finding in verification.findings if finding.severity == "error"]
    if grave:
        page.heading("（一）数据矛盾（须核实）", 2)
    for number, finding in enumerate(grave[:MOST_FINDINGS], 1):
        arithmetic = f"算式：{finding.arithmetic}。" if finding.arithmetic else ""
        page.small(
            f"：{finding.message}{arithmetic}（{'、'.join(finding.docs)}）",
            bold=f"{number}.{'、'.join(finding.counties) or words.NO_COUNTY}",
        )
    if len(grave) > MOST_FINDINGS:
        page.small(f"其余{len(grave) - MOST_FINDINGS}项见工作簿“核实事项”。")


def _kinds(findings: Sequence[Finding]) -> list[list[str]]:
    found: Counter[tuple[str, str]] = Counter((finding.check, finding.severity) for finding in findings)
    concerned: dict[str, dict[str, None]] = defaultdict(dict)
    for finding in findings:
        concerned[finding.check].update(dict.fromkeys(finding.counties))
    kinds = [kind for kind in words.CHECKS if kind in concerned] + sorted(set(concerned) - set(words.CHECKS))
    rows = [
        [words.CHECKS.get(kind, kind), *(str(found[kind, s]) for s in words.SEVERITIES), names(list(concerned[kind]))]
        for kind in kinds
    ]
    sums = [str(sum(found[kind, s] for kind in kinds)) for s in words.SEVERITIES]
    return [*rows, ["合计", *sums, f"{len({c for f in findings for c in f.counties})}个县"]]


def write_missing(page: Page, counties: Counties) -> None:
    """Which items of the national standard each county says nothing about."""
    page.heading("六、缺报情况")
    refs = _refs(counties)
    if not counties.rows or not refs:
        page.text("没有可以统计缺报的县。")
        return
    page.text(
        f"国家标准共{len(refs)}项（按指标编号）。下表列出各县文件中没有读到数据和结论的项目。"
        "编号后带“*”的，文件中有名称相近的数据而未能确定归入该项，请查看原文。方案、公报等文件本来不必逐项报告。"
    )
    page.caption("各县（市、区）没有报告的国家标准项目")
    unmapped = unmapped_by_county(counties.rows, counties.reports, counties.rules)
    rows = []
    for n, row in enumerate(counties.rows):
        reported = {column.indicator for column, fact in counties.cells_of[n] if fact.status == "actual"}
        missing = [ref for ref, codes in refs.items() if not codes & reported]
        near = unmapped[n]
        if near is None:
            rows.append([row.county, "—", "文档未能读取"])
            continue
        marked = [f"{ref}*" if any(code in near for code in refs[ref]) else ref for ref in missing]
        rows.append([row.county, str(len(missing)), _listed(marked, [ref for ref in refs if ref not in missing])])
    page.table((Column("县（市、区）", 26), Column("没有报告\n（项）", 16, "center"), Column("项目编号", 114)), rows)
    _write_legend(page, counties, refs)
    for finding in counties.run.verification.findings:
        if finding.check == "coverage":
            page.small(finding.message, bold="、".join(finding.counties) + "：")


def _listed(missing: Sequence[str], reported: Sequence[str]) -> str:
    """The shorter way to say which are missing; those marked ``*`` are named either way."""
    if not missing:
        return "无"
    if len(missing) <= len(reported):
        return "、".join(missing)
    near = [ref for ref in missing if ref.endswith("*")]
    rest = f"除{'、'.join(reported)}外均未报告" if reported else "全部未报告"
    return rest + (f"，其中{'、'.join(near)}" if near else "")


def _refs(counties: Counties) -> dict[str, set[str]]:
    """The numbers of the national standard in their order, each with the codes of its indicators."""
    found: dict[str, set[str]] = defaultdict(set)
    for code, indicator in counties.rules.indicators.items():
        if indicator.group == "standard" and indicator.ref and "." in indicator.ref:
            found[indicator.ref].add(code)
    return {ref: found[ref] for ref in sorted(found, key=lambda ref: [int(n) for n in ref.split(".")])}


def _write_legend(page: Page, counties: Counties, refs: dict[str, set[str]]) -> None:
    """What the numbers stand for, in one small paragraph."""
    indicators = counties.rules.indicators
    first = {ref: next(i.name for code, i in indicators.items() if code in codes) for ref, codes in refs.items()}
    page.small("；".join(f"{ref} {name}" for ref, name in first.items()) + "。", bold="项目编号：")
