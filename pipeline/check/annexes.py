"""The prose against an annex table: a project or school told with two values, a total against the rows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.check.intervals import of, total
from pipeline.check.ledger import Ledger
from pipeline.check.messages import plain, quoted, raw, unit, written
from pipeline.check.outcome import Outcome, not_checkable, satisfied, violated
from pipeline.model import Fact
from pipeline.rulebook import Rulebook

MONEY = "元"
LEAST = 4  # characters of a name that is told apart from common words
REACH = 60  # characters behind a name within which its figures stand
_PLACE = re.compile(r"table (\d+) row (\d+) column (\d+)")
_TOTAL = re.compile("合计|总计|小计|共计|汇总")
_ASIDE = re.compile(
    "计划|拟|预计|完成|到位|已|下达|累计|剩余|中央|省级?|市级?|县级?|财政|自筹|缺口|新增|增加|减少|比|占"
)
_REFERRED = re.compile(r"(?:详?见|列入|如)(?:附件|附表|下表|后表)")
_SOME = re.compile("主要|部分|其中|重点|等")

Table = dict[tuple[int, int], list[Fact]]  # (row, column): what the cell states


def annexes(ledgers: Sequence[Ledger], _: Rulebook) -> Iterator[Outcome]:
    """Every row of a table that the prose tells of by its name, every column that it refers to with a total."""
    for ledger in ledgers:
        tables: dict[int, Table] = defaultdict(lambda: defaultdict(list))
        for fact in ledger.facts:
            place = _PLACE.search(fact.place or "")
            if place and fact.source == "table" and fact.number is not None and fact.measure == "value":
                tables[int(place[1])][int(place[2]), int(place[3])].append(fact)
        for table in tables.values():
            yield from _named(ledger, table)
            yield from _referred(ledger, table)


def _named(ledger: Ledger, table: Table) -> Iterator[Outcome]:
    """Each row whose name the prose repeats, figure by figure."""
    rows: dict[str, list[Fact]] = defaultdict(list)
    numbers: dict[str, set[int]] = defaultdict(set)
    for (row, _), facts in table.items():
        for fact in facts:
            name = _row_name(fact)
            rows[name].append(fact)
            numbers[name].add(row)
    names = [n for n in rows if len(n) >= LEAST and len(numbers[n]) == 1 and not _TOTAL.search(n)]
    text = ledger.report.document.text
    for name in names:
        for match in re.finditer(re.escape(name), text):
            ends = [match.end() + REACH, *(i for c in "。；;\n" if (i := text.find(c, match.end())) >= 0)]
            ends += [i for other in names if (i := text.find(other, match.end())) >= 0]
            stated = [f for f in ledger.facts if match.end() <= f.start < min(ends) and f.source != "table"]
            for fact in stated:
                yield from _against_row(ledger, name, fact, rows[name])


def _against_row(ledger: Ledger, name: str, fact: Fact, row: Sequence[Fact]) -> Iterator[Outcome]:
    cells = [c for c in row if _same_thing(ledger, fact, c)]
    if not cells or fact.number is None or fact.measure != "value" or fact.status != "actual":
        return
    cell = next((c for c in cells if of(c).meets(of(fact))), None)
    if cell is not None:
        yield satisfied("contradiction", "annex", (fact, cell), f"{raw(fact)}={cell.written}")
        return
    totals = [c for c in cells if _TOTAL.search(c.label)] or cells
    if len(totals) != 1:
        yield not_checkable("contradiction", "annex", (fact, *cells), "表中有多个同单位的数，所指未能确认")
        return
    yield violated(
        "contradiction",
        "annex",
        (fact, totals[0]),
        severity="warning",
        message=f"报告正文称“{name}”{fact.label}{raw(fact)}，但表中该行为{totals[0].written}，两处不一致，请核实。",
        arithmetic=f"{raw(fact)}≠{totals[0].written}",
        expected=totals[0].value,
        stated=fact.value,
    )


def _same_thing(ledger: Ledger, fact: Fact, cell: Fact) -> bool:
    """Whether a figure of the prose and a cell tell of one thing: money of one kind, or one indicator."""
    if fact.unit != cell.unit or not ledger.compatible(fact, cell):
        return False
    before = ledger.before(fact)
    words = re.split("[,，、;；]", ledger.text(max(before.end if before else 0, fact.start - 16), fact.start))[-1]
    column = cell.label.partition("·")[2]
    if set(_ASIDE.findall(words)) != set(_ASIDE.findall(column)):
        return False
    return fact.unit == MONEY or (fact.indicator is not None and fact.indicator == cell.indicator)


def _row_name(fact: Fact) -> str:
    return fact.label.partition("·")[0] if "·" in fact.label else ""


def _referred(ledger: Ledger, table: Table) -> Iterator[Outcome]:
    """A total that points to the table (总投资11700万元，详见附表) against the only column of its unit."""
    cells = [f for facts in table.values() for f in facts]
    first = min(f.start for f in cells)
    text = ledger.report.document.text
    match = next((m for m in [*_REFERRED.finditer(text, 0, first)][-1:]), None)
    if match is None or any(_TOTAL.search(f.label) for f in cells):
        return
    start = max(text.rfind(c, 0, match.start()) for c in "。\n") + 1
    if _SOME.search(text[start : match.end()]):
        return
    stated = [f for f in ledger.facts if start <= f.start < match.start() and f.number is not None]
    for fact in stated:
        alike = [f for f in stated if f.unit == fact.unit]
        columns = {column for (_, column), facts in table.items() if any(f.unit == fact.unit for f in facts)}
        if len(alike) > 1 or len(columns) != 1 or fact.unit != MONEY or fact.measure != "value":
            continue
        parts = [f for f in cells if f.unit == fact.unit]
        if len(parts) > 1:
            yield _summed(fact, parts)


def _summed(fact: Fact, parts: Sequence[Fact]) -> Outcome:
    values = written((*parts, fact))
    added = sum(values[:-1], Decimal(0))
    words = f"{'+'.join(map(plain, values[:-1]))}={plain(added)}"
    if total(of(p) for p in parts).meets(of(fact)):
        return satisfied("sum", "annex", (fact, *parts), words, added == values[-1])
    scale = unit(fact, values[-1])
    return violated(
        "sum",
        "annex",
        (*parts, fact),
        severity="warning",
        message=(
            f"报告正文称{quoted(fact)}，但所指表中各行相加为{plain(added)}{scale}，"
            f"相差{plain(abs(added - values[-1]))}{scale}，请核实。"
        ),
        arithmetic=f"{words}≠{plain(values[-1])}",
        expected=plain(added),
        stated=plain(values[-1]),
    )
