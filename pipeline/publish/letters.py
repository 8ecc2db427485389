"""letters/<county>.docx: the letter that asks a county to check its figures, a draft for the education inspectors."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipeline.model import Fact, Finding, Report, Run
from pipeline.publish import words
from pipeline.publish.citations import citations, title
from pipeline.publish.evidence import place
from pipeline.publish.folder import letter_path, whole
from pipeline.publish.inquiries import closed
from pipeline.publish.letter_page import cell, paragraph, table, write_letter
from pipeline.publish.letter_template import TEXT_WIDTH

DEFAULT = frozenset({"error", "warning"})
"""Severities (or beginnings of finding ids) that letters take up where nothing else is asked for."""

CHAPTERS = {"error": "须核实的数据矛盾", "warning": "请说明的存疑数据", "info": "提请注意的事项"}
COLUMNS = ("数据", "原数", "核实后数", "说明")
WIDTHS = (3145, 1800, 1800, TEXT_WIDTH - 6745)
_RETURN = (("反馈单位（盖章）", ""), ("填表人及电话", ""), ("审核人", ""), ("反馈日期", "　　　　年　　月　　日"))
_RETURN_WIDTHS = (2400, TEXT_WIDTH - 2400)
_ZONE = re.compile(r".*(?:开发|高新|经开|管理|示范|度假|实验|试验|合作|保税|产业|工业|园|新)[园]?区")
_KINDS = "县市区旗"


@dataclass(frozen=True, slots=True)
class Item:
    """A finding as a letter asks about it: the sentence, the arithmetic, the county's figures to check."""

    finding: Finding
    message: str
    arithmetic: str | None
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter before it is written: its path below OUT, the county, its reports, the items by severity."""

    path: str
    county: str
    code: str | None
    reports: tuple[Report, ...]
    items: tuple[Item, ...]


def letters(run: Run, which: frozenset[str] = DEFAULT) -> tuple[Letter, ...]:
    """The letters of ``run``, one a county with findings that ``which`` takes up, in the order of their paths.

    ``which`` holds severities and beginnings of finding ids. With the counties' answers, findings that these resolve
    are left out, those that still stand are worded over the answered figures, and new ones come in. Findings of a
    document without a county have no addressee (see :func:`unaddressed`), and what a supervisor has put down as
    settled or misread is not asked again.
    """
    by_county: dict[tuple[str, str | None], list[Report]] = {}
    for report in run.reports:
        if report.county is not None:
            by_county.setdefault((report.county, report.county_code), []).append(report)
    names = Counter(county for county, _ in by_county)
    by_doc: dict[str, list[Item]] = {}
    for item in _open(run):
        for doc in item.finding.docs if _chosen(item.finding, which) else ():
            by_doc.setdefault(doc, []).append(item)
    found = []
    for (county, code), reports in by_county.items():
        named = tuple(report for report in reports if report.document.doc in by_doc)
        asked = {i.finding.finding_id: i for report in named for i in by_doc[report.document.doc]}
        if asked:
            facts = {fact.fact_id: fact for report in named for fact in report.facts}
            items = sorted((_of_county(item, facts) for item in asked.values()), key=_gravest)
            path = letter_path(county, code if names[county] > 1 else None)
            found.append(Letter(path, county, code, named, tuple(items)))
    return tuple(sorted(found, key=lambda letter: letter.path))


def unaddressed(run: Run, which: frozenset[str] = DEFAULT) -> tuple[str, ...]:
    """The documents with findings that ``which`` takes up and with no county that a letter could go to."""
    concerned = {doc for finding in run.verification.findings if _chosen(finding, which) for doc in finding.docs}
    return tuple(r.document.doc for r in run.reports if r.county is None and r.document.doc in concerned)


def unknown(run: Run, which: frozenset[str]) -> tuple[str, ...]:
    """The beginnings of finding ids in ``which`` that lead to no finding."""
    found = [finding.finding_id for finding in run.verification.findings]
    found += [r.finding.finding_id for r in (run.replies.retrials if run.replies else ())]
    ids = sorted(which - words.SEVERITIES.keys())
    return tuple(start for start in ids if not any(finding_id.startswith(start) for finding_id in found))


def write_letters(written: Sequence[Letter], out: Path) -> tuple[Path, ...]:
    """Write ``written`` below the folder ``out`` and return their paths. Raises WrongUsage where one cannot be."""
    return tuple(
        whole(out / letter.path, partial(write_letter, content="".join(_content(letter)))) for letter in written
    )


def _open(run: Run) -> Iterator[Item]:
    """What is still to be asked about; ``facts`` are filled in for each county."""
    if run.replies is None:
        for finding in run.verification.findings:
            yield Item(finding, finding.message, finding.arithmetic, ())
        return
    done = closed(run.replies)
    for retrial in run.replies.retrials:
        asked = retrial.finding
        if asked.finding_id in done:
            continue
        if retrial.result in ("standing", "new"):
            yield Item(asked, retrial.message or asked.message, retrial.arithmetic, ())
        elif retrial.result != "resolved":
            yield Item(asked, asked.message, asked.arithmetic, ())


def _chosen(finding: Finding, which: frozenset[str]) -> bool:
    return finding.severity in which or any(
        finding.finding_id.startswith(word) for word in which if word not in words.SEVERITIES
    )


def _of_county(item: Item, facts: Mapping[str, Fact]) -> Item:
    own = tuple(facts[fact_id] for fact_id in item.finding.facts if fact_id in facts)
    return Item(item.finding, item.message, item.arithmetic, own)


def _gravest(item: Item) -> int:
    return list(words.SEVERITIES).index(item.finding.severity)


def _content(letter: Letter) -> Iterator[str]:
    yield paragraph("LetterHead", "（代拟稿）", right="〔　　　　〕　　　号")
    yield paragraph("LetterBody", "")
    yield paragraph("LetterTitle", f"关于核实{letter.county}\n义务教育优质均衡发展报告有关数据的函")
    yield paragraph("LetterBody", "")
    yield paragraph("LetterTo", f"{addressee(letter.county, letter.code)}：")
    yield paragraph("LetterBody", _opening(letter))
    number = 0
    severities = [s for s in words.SEVERITIES if any(item.finding.severity == s for item in letter.items)]
    for chapter, severity in zip("一二三", severities, strict=False):
        yield paragraph("LetterChapter", f"{chapter}、{CHAPTERS[severity]}", keep=True)
        for item in letter.items:
            if item.finding.severity == severity:
                number += 1
                yield from _item(number, item, letter)
    yield from _closing()


def addressee(county: str, code: str | None) -> str:
    """The office that the letter goes to; a zone has no 人民政府 of its own."""
    zone = code is None and _ZONE.fullmatch(county) is not None
    return f"{county}{'' if zone else '人民政府'}教育督导委员会办公室"


def _opening(letter: Letter) -> str:
    you = f"你{letter.county[-1] if letter.county[-1] in _KINDS else '地'}"
    titles = "、".join(f"《{title(report)}》" for report in letter.reports)
    count: Counter[str] = Counter(item.finding.severity for item in letter.items)
    kinds = "、".join(f"{CHAPTERS[severity]}{n}项" for severity in words.SEVERITIES if (n := count[severity]))
    return (
        f"{you}报送的{titles}收悉。经核对，有{kinds}，现函告如下。"
        "请对照原始资料逐项核实：数据有误的，将核实后的数连同单位填入“核实后数”栏；数据无误的，填“无误”；"
        "口径、时点等情况写入“说明”栏。同一数据在几项中出现的，填写一处即可。"
    )


def _item(number: int, item: Item, letter: Letter) -> Iterator[str]:
    quoted = citations(item.facts, item.finding.evidence, letter.reports)
    yield paragraph("LetterBody", f"{number}．{item.message}", keep=not (item.arithmetic or quoted))
    if item.arithmetic:
        yield paragraph("LetterBody", f"算式：{item.arithmetic}", keep=not quoted)
    for at, words_ in enumerate(quoted):
        yield paragraph("LetterQuote", ("原文：" if at == 0 else "") + words_, keep=at == len(quoted) - 1)
    head = [cell(title, style="LetterCellHead") for title in COLUMNS]
    head[0] = cell(COLUMNS[0], f"事项编号 {item.finding.finding_id}", style="LetterCellHead")
    rows = [_figure_row(fact) for fact in item.facts]
    yield table(WIDTHS, head, rows or [(cell("（请在“说明”栏答复）"), cell("—"), cell(""), cell(""))])
    yield paragraph("LetterSpace", "")


def _figure_row(fact: Fact) -> tuple[str, ...]:
    about = "，".join(part for part in (fact.period_text, place(fact)) if part)
    name = words.named(fact) + (f"（{about}）" if about else "")
    return cell(name, f"数据编号 {fact.fact_id}"), cell(fact.written), cell(""), cell("")


def _closing() -> Iterator[str]:
    yield paragraph(
        "LetterBody",
        "请于　　　　年　　月　　日前书面反馈核实结果并加盖公章，同时报送填好的本函 Word 文档。"
        "各表中的编号供核对时对应数据，请勿删改。以上数据从报告文字中提取，如与报告原意不符，请一并说明。",
    )
    yield paragraph("LetterBody", "")
    yield paragraph("LetterBody", "")
    yield paragraph("LetterSigned", "　　　　年　　月　　日")
    yield paragraph("LetterNote", "（联系人：　　　　　　联系电话：　　　　　　　）")
    yield paragraph("LetterBody", "", keep=True)
    yield table(_RETURN_WIDTHS, (), [(cell(name, keep=True), cell(blank, keep=True)) for name, blank in _RETURN])
    yield paragraph("LetterSpace", "")
