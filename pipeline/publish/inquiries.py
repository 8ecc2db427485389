"""核实事项: the findings as a sheet to work with, a row a figure, with cells to fill in and what came back.

A row holds one figure, so that a supervisor can put the checked figure beside the stated one; the numbers at its end
lead the filled-in sheet back to the finding and the figure. What is said of the finding as a whole (the sentence, the
state, who and when, the result) stands in its first row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.model import Answer, Entry, Fact, Finding, Replies, Report, Retrial, Run
from pipeline.publish import words
from pipeline.publish.evidence import place
from pipeline.publish.formats import BELOW, PENDING, Formats
from pipeline.publish.lists import HEAD_ROW, Blank, Field, Filled, Value, write_list
from pipeline.publish.quotation import quote, quote_row

NAME = "核实事项"
OPEN, CORRECTED, EXPLAINED, MISREAD, SETTLED = "待核实", "县已更正", "县有说明", "程序误读", "已办结"
STATES = (OPEN, CORRECTED, EXPLAINED, MISREAD, SETTLED)
COLOURS = {"error": BELOW, "warning": PENDING, "info": "#EDEDED"}
RESULT_COLOURS = {
    "resolved": "#E2EFDA",
    "standing": BELOW,
    "new": BELOW,
    "unanswered": PENDING,
    "not checkable": "#EDEDED",
}
UNUSED = "答复未采用"
KEYS = 3
"""Columns that stay in sight, on the screen and on every page."""

_STATE = Field("状态", 12, wrap=True)
FIELDS = (
    Field("序号", 6),
    Field("性质", 17, wrap=True),
    Field("县（市、区）", 12, wrap=True),
    Field("核对类型", 11, wrap=True),
    Field("事项", 46, wrap=True),
    Field("算式", 22, wrap=True),
    Field("数据", 24, wrap=True),
    Field("原数", 12, wrap=True),
    Field("原文", 48, wrap=True),
    _STATE,
    Field("核实后数", 13, wrap=True),
    Field("说明", 24, wrap=True),
    Field("核实人", 10, wrap=True),
    Field("日期", 12, wrap=True),
)
REPLY_FIELDS = (Field("答复", 26, wrap=True), Field("复核结果", 10, wrap=True), Field("复核情况", 40, wrap=True))
NUMBER_FIELDS = (Field("事项编号", 19), Field("数据编号", 19))

_NOTE = (
    "报告中的数据互相矛盾，或需要说明，请对照原文核实。浅黄格供填写：同一数据在几项中出现的，填一处即可；"
    "填好后另存到别的文件夹，用 --answers 读回。"
)


@dataclass(frozen=True, slots=True)
class _Work:
    """What a supervisor put down about a finding, in whichever of its rows."""

    state: str = ""
    person: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What the rows are made from: facts and reports by id, and what the forms say by finding and figure."""

    facts: Mapping[str, Fact]
    reports: Mapping[str, Report]
    replies: Replies | None
    answers: Mapping[tuple[str, str], Answer]
    worked: Mapping[str, _Work]
    by_fact: Mapping[str, Answer]
    by_finding: Mapping[str, list[Answer]]


def write_inquiries(sheet: Any, formats: Formats, run: Run) -> None:
    """Write the findings of ``run``, the gravest first, on the empty XlsxWriter ``sheet``."""
    fields = (*FIELDS, *(REPLY_FIELDS if run.replies is not None else ()), *NUMBER_FIELDS)
    rows = list(inquiry_rows(run))
    unused = () if run.replies is None else _unused(run.replies, len(fields))
    write_list(sheet, formats, NAME, _NOTE, fields, [*rows, *unused])
    sheet.freeze_panes(HEAD_ROW + 1, KEYS)
    sheet.repeat_columns(0, KEYS - 1)
    if rows:
        column = fields.index(_STATE)
        sheet.data_validation(
            HEAD_ROW + 1,
            column,
            HEAD_ROW + len(rows),
            column,
            {
                "validate": "list",
                "source": list(STATES),
                "error_type": "warning",
                "error_title": _STATE.title,
                "error_message": "请从下拉列表中选择。",
            },
        )


def closed(replies: Replies) -> frozenset[str]:
    """The findings that a supervisor has put down as misread or settled: nobody is asked about them again."""
    return frozenset(e.finding_id for form in replies.forms for e in form.entries if e.state in (MISREAD, SETTLED))


def inquiry_rows(run: Run) -> Iterator[tuple[Value, ...]]:
    """A row a finding and figure, in the columns of :data:`FIELDS` and those that go with them."""
    facts = {fact.fact_id: fact for report in run.reports for fact in report.facts}
    reports = {report.document.doc: report for report in run.reports}
    replies = run.replies
    answers = replies.answers if replies else ()
    entries = [entry for form in (replies.forms if replies else ()) for entry in form.entries]
    by_finding: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        by_finding[answer.entry.finding_id].append(answer)
    sheet = _Sheet(
        facts,
        reports,
        replies,
        {(a.entry.finding_id, a.entry.fact_id): a for a in answers},
        _worked(entries),
        {a.entry.fact_id: a for a in answers if a.fact is not None},
        by_finding,
    )
    order = list(words.SEVERITIES)
    retrials = replies.retrials if replies else [Retrial(f, "unanswered") for f in run.verification.findings]
    for number, retrial in enumerate(sorted(retrials, key=lambda r: order.index(r.finding.severity)), 1):
        for at, fact_id in enumerate(retrial.finding.facts or ("",)):
            yield _row(number, retrial, fact_id, at == 0, sheet)


def _row(number: int, retrial: Retrial, fact_id: str, first: bool, sheet: _Sheet) -> tuple[Value, ...]:
    finding = retrial.finding
    severity = words.SEVERITIES[finding.severity]
    fact = sheet.facts.get(fact_id)
    message = (retrial.message if retrial.result == "new" else None) or finding.message
    answer = sheet.answers.get((finding.finding_id, fact_id))
    work = sheet.worked.get(finding.finding_id, _Work())
    return (
        number,
        Filled(severity, COLOURS[finding.severity]) if first else severity,
        "、".join(finding.counties),
        words.CHECKS.get(finding.check, finding.check),
        message if first else None,
        finding.arithmetic if first else None,
        words.named(fact) if fact else None,
        fact.written if fact else None,
        _quotation(fact, sheet.reports) if fact else _evidence(finding, sheet.reports),
        Blank(_state(retrial, work, sheet)) if first else None,
        Blank(answer.entry.answer if answer and answer.status != "refused" else ""),
        Blank(answer.entry.note if answer else ""),
        Blank(work.person) if first else None,
        Blank(work.date) if first else None,
        *(_reply(retrial, answer or sheet.by_fact.get(fact_id), first) if sheet.replies else ()),
        finding.finding_id,
        fact_id,
    )


def _reply(retrial: Retrial, answer: Answer | None, first: bool) -> tuple[Value, ...]:
    """答复, 复核结果, 复核情况."""
    result = Filled(words.RETRIALS[retrial.result], RESULT_COLOURS[retrial.result]) if first else None
    situation = retrial.arithmetic or retrial.message if retrial.result != "new" else None
    return _told(answer) if answer else None, result, situation if first else None


def _told(answer: Answer) -> Value:
    """What a county answers, as it was understood, and where it stands."""
    source = f"（{answer.form} {answer.entry.place}）"
    if answer.status == "refused":
        return Filled(f"{words.ANSWERS['refused']}：{answer.reason}{source}", PENDING)
    figure = words.figure(answer.fact) if answer.status == "corrected" and answer.fact else ""
    return words.ANSWERS[answer.status] + figure + source


def _worked(entries: Iterable[Entry]) -> dict[str, _Work]:
    """For each finding the first state other than 待核实, the first person and the first date in its rows."""
    found: dict[str, _Work] = {}
    for entry in entries:
        if entry.state or entry.person or entry.date:
            work = found.get(entry.finding_id, _Work())
            state = work.state if work.state not in ("", OPEN) else entry.state or work.state
            found[entry.finding_id] = _Work(state, work.person or entry.person, work.date or entry.date)
    return found


def _state(retrial: Retrial, work: _Work, sheet: _Sheet) -> str:
    """What the supervisor put down, or else what the answers amount to."""
    if work.state not in ("", OPEN):
        return work.state
    finding = retrial.finding
    told = [*sheet.by_finding.get(finding.finding_id, ())]
    told += [sheet.by_fact[fact_id] for fact_id in finding.facts if fact_id in sheet.by_fact]
    statuses = {answer.status for answer in told}
    if "corrected" in statuses:
        return CORRECTED
    return EXPLAINED if statuses & {"confirmed", "explained"} else OPEN


def _quotation(fact: Fact, reports: Mapping[str, Report]) -> str:
    where = place(fact)
    report = reports.get(fact.doc)
    words_of = quote_row if fact.source == "table" else quote
    cited = words_of(report.document, fact.start, fact.end) if report else ""
    return f"〔{' '.join(word for word in (fact.doc, where) if word)}〕{cited}"


def _evidence(finding: Finding, reports: Mapping[str, Report]) -> str:
    return "\n".join(
        f"〔{e.doc}〕{quote(reports[e.doc].document, e.start, e.end)}" for e in finding.evidence if e.doc in reports
    )


def _unused(replies: Replies, columns: int) -> Iterator[tuple[Value, ...]]:
    """A row for what of the forms could not be used and has no row of its own to say so."""
    known = {(r.finding.finding_id, fact) for r in replies.retrials for fact in (*r.finding.facts, "")}
    problems = [(form.name, form.reason) for form in replies.forms if form.reason]
    problems += [
        (f"{answer.form} {answer.entry.place}", answer.reason)
        for answer in replies.answers
        if answer.reason and (answer.entry.finding_id, answer.entry.fact_id) not in known
    ]
    for where, reason in problems:
        row: list[Value] = [None] * columns
        row[1], row[4] = Filled(UNUSED, PENDING), f"{where}：{reason}"
        yield tuple(row)
