"""报送情况: who has sent what, when, and what is missing; against the roster where there is one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.model import Report, RosterLine
from pipeline.publish import words
from pipeline.publish.background import Background
from pipeline.publish.conclusions import items
from pipeline.publish.coverage import reported
from pipeline.publish.formats import BELOW, PENDING
from pipeline.publish.lists import Field, Filled, Link, Value
from pipeline.publish.prefectures import Divisions, divisions
from pipeline.publish.sheets import DOCUMENTS

NAME = "报送情况"
WITHOUT_ROSTER = "没有给出名册（--roster），只列已报送的县（市、区），不能说明谁还没有报送。"
LEGEND = "“缺”一列的编号是国家标准三十二项的编号（见“三十二项结论”），表示报告既没有写结论也没有写数。"
FIELDS = (
    Field("市州", 15, wrap=True),
    Field("县（市、区）", 16, wrap=True),
    Field("代码", 9),
    Field("计划\n认定年度", 10),
    Field("报送情况", 14, wrap=True),
    Field("文档数", 7),
    Field("材料（日期）", 30, wrap=True),
    Field("最近日期", 12),
    Field("报告年度", 12, wrap=True),
    Field("数据", 7),
    Field("三十二项\n有数或结论", 10),
    Field("缺", 36, wrap=True),
    Field("说明", 30, wrap=True),
)
SENT, PARTLY, UNREAD, MISSING, UNLISTED = "已报送", "部分未能读取", "未能读取", "未报送", "已报送，不在名册"
UNKNOWN = "没有认出县"
MAIN_KINDS = ("report", "summary")


@dataclass(frozen=True, slots=True)
class Submission:
    """A line of the sheet: what the roster says of a county, its row in the comparison, and its reports.

    ``row`` is None where nothing came; ``note`` says what is wrong with the roster's line.
    """

    prefecture: str
    county: str
    code: str | None
    year: str
    row: int | None
    listed: bool
    note: str = ""


def submissions(here: Background) -> tuple[Submission, ...]:
    """The roster's lines in their order, each with the county that it means; then the counties that it leaves out."""
    rows, known = here.comparison.rows, divisions(here.rules.places) if here.rules.places.is_file() else None
    prefecture_of = {row: prefecture.name for prefecture in here.prefectures for row in prefecture.rows}
    found: list[Submission] = []
    taken: dict[object, int] = {}
    by_code = {row.county_code: number for number, row in enumerate(rows) if row.county_code}
    by_name = {row.county: number for number, row in reversed(tuple(enumerate(rows)))}
    uncoded = {row.county: number for number, row in enumerate(rows) if not row.county_code}
    for line in here.run.roster or ():
        code = _code(line, known)
        row = by_code.get(code) if code else None
        if row is None:
            row = (uncoded if code else by_name).get(line.county)
        note = ""
        if row is None and code is None:
            note = f"名册第 {line.line} 行的县名没有对应到行政区划，也没有同名的报告，请核对写法（开发区除外）。"
        key = row if row is not None else code or (line.prefecture, line.county)
        if key in taken:
            note = f"名册第 {line.line} 行与第 {taken[key]} 行是同一个单位。"
        taken.setdefault(key, line.line)
        name = rows[row].county if row is not None else line.county
        own = prefecture_of.get(row, "") if row is not None and rows[row].county_code else line.prefecture
        found.append(Submission(own or line.prefecture, name, code, line.year, row, True, note))
    for row in (row for prefecture in here.prefectures for row in prefecture.rows if row not in taken):
        county = rows[row]
        found.append(Submission(prefecture_of[row], county.county, county.county_code, "", row, False))
    return tuple(found)


def _code(line: RosterLine, known: Divisions | None) -> str | None:
    """The code of the county that a line means: stated, or the only one of that name (in that 市州); else None."""
    if line.county_code or known is None:
        return line.county_code
    codes = known.codes.get(line.county, ())
    if not codes and line.prefecture and len(line.county) > 2:
        stem = line.county[:-1]  # 宁蒗县 for 宁蒗彝族自治县
        alike = (name for name in known.names.get(stem[:2], ()) if name.startswith(stem))
        codes = tuple(code for name in alike for code in known.codes[name])
        codes = tuple(code for code in codes if known.prefectures[code][:2] == line.prefecture[:2])
    elif len(codes) > 1 and line.prefecture:
        codes = tuple(code for code in codes if known.prefectures[code][:2] == line.prefecture[:2])
    return codes[0] if len(codes) == 1 else None


def submission_rows(here: Background) -> Iterator[tuple[Value, ...]]:
    """The cells of the sheet, a row a submission; below them the documents that belong to no county."""
    covered, refs = reported(here.comparison, here.rules), tuple(items(here.rules))
    for line in submissions(here):
        docs = here.comparison.rows[line.row].docs if line.row is not None else ()
        reports = [here.reports[doc] for doc in docs]
        own = covered[line.row] if line.row is not None else frozenset()
        state = _state(reports, listed=line.listed or here.run.roster is None)
        readable = [r for r in reports if r.document.status in ("ok", "partial")]
        silent = "未写明" if readable else "—"
        yield (
            line.prefecture,
            line.county,
            line.code or "—",
            line.year or ("未写明" if line.listed else "—"),
            Filled(state, _COLOURS[state]) if state in _COLOURS else state,
            len(reports),
            _materials(reports, here),
            max((r.date or "" for r in reports), default="") or silent,
            "、".join(sorted({str(r.year) for r in reports if r.year})) or silent,
            sum(len(r.facts) for r in reports),
            len(own) if readable else "—",
            _lacking(readable, [ref for ref in refs if ref not in own]),
            line.note
            or "；".join(r.document.reason or "" for r in reports if r.document.status in ("unreadable", "partial")),
        )
    for report in here.run.reports:
        if report.county is None and report.document.status in ("ok", "partial", "unreadable"):
            material, date, year = _materials([report], here), report.date or "", str(report.year or "")
            note = "请在题目中写明县名全称后重新提交。"
            yield "", words.NO_COUNTY, None, None, UNKNOWN, 1, material, date, year, len(report.facts), None, "", note


_COLOURS = {PARTLY: PENDING, UNREAD: BELOW, MISSING: BELOW, UNLISTED: PENDING}


def _state(reports: Sequence[Report], *, listed: bool) -> str:
    statuses = {report.document.status for report in reports}
    if not reports:
        return MISSING
    if statuses == {"unreadable"}:
        return UNREAD
    if statuses & {"unreadable", "partial"}:
        return PARTLY
    return SENT if listed else UNLISTED


def _materials(reports: Sequence[Report], here: Background) -> Value:
    """Kinds and dates of what came, linked to the first document's row."""
    said = [words.KINDS[r.kind] + (f"（{r.date}）" if r.date else "") for r in reports]
    if not said:
        return "无"
    row = here.document_row.get(reports[0].document.doc)
    text = "、".join(said)
    return text if row is None else Link(f"'{DOCUMENTS}'!A{row}", text, "、".join(r.document.doc for r in reports))


def _lacking(reports: Sequence[Report], refs: Sequence[str]) -> str:
    if not reports:
        return "全部材料"
    said = [] if any(r.kind in MAIN_KINDS for r in reports) else ["工作报告（总结）"]
    if refs:
        said.append(f"{len(refs)} 项：{'、'.join(_stretches(refs))}")
    return "；".join(said)


def _stretches(refs: Sequence[str]) -> Iterator[str]:
    """``1.1—1.7`` for items that follow each other; ``refs`` are in their order."""
    first = 0
    for at in range(1, len(refs) + 1):
        if at == len(refs) or not _follows(refs[at - 1], refs[at]):
            yield refs[first] if first == at - 1 else f"{refs[first]}—{refs[at - 1]}"
            first = at


def _follows(one: str, other: str) -> bool:
    (part, number), (next_part, next_number) = one.split("."), other.split(".")
    return part == next_part and int(next_number) == int(number) + 1


def summary(here: Background) -> str:
    """How many of the roster have sent what, in a sentence; empty without a roster."""
    if here.run.roster is None:
        return ""
    found = submissions(here)
    listed = [line for line in found if line.listed]
    states: Counter[str] = Counter(
        _state(
            [here.reports[d] for d in here.comparison.rows[line.row].docs] if line.row is not None else [], listed=True
        )
        for line in listed
    )
    said = "，".join(f"{state} {states[state]}" for state in (SENT, PARTLY, UNREAD, MISSING) if states[state])
    return f"名册 {len(listed)} 个单位：{said}；名册之外 {len(found) - len(listed)} 个"
