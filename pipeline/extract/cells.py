"""Number cells of tables → figures whose unit stands in the cell, its column, its row or above the table."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.extract.bounds import bound_of
from pipeline.extract.figures import unit_table
from pipeline.model import Cell, Figure, Structure, Table
from pipeline.quantity import UnitTable, Written, scaled
from pipeline.rulebook import Rulebook

_BRACKETED = re.compile(r"[(\[【](?:单位[::])?([^()\[\]【】]{1,6})[)\]】]")
_SEVERAL = re.compile(r"单位[::]?[一-龥㎡%]{1,4}[、,/和][一-龥㎡%]{1,4}")
_STATED = re.compile(r"单位[::]?([一-龥㎡%‰]{1,6}?)(?:[,、;/。)\s]|$)")
# A cell that holds a number with its unit or bound and nothing else; a longer cell is read as prose (see structure).
_NUMBER_CELL = re.compile(
    r"[≥≤><=＝约近~±+\-—]?\d[\d,. ]*(?:[余多]?[万亿千百]*[一-龥㎡]{0,4}|%|‰)?"
    r"(?:[/;、~—\-:][≥≤]?\d[\d,.]*(?:%|[一-龥]{0,2})?)*(?:以上|以下|以内)?(?:\([^)]{0,12}\))?"
)
_NUMBERING = re.compile(r"序号|编号|指标(?:编)?号|条目(?:号)?|条款|项次|标准号")
_DATE = re.compile(r"(?:19|20)\d\d年|\d{1,2}月")


def cell_figures(structure: Structure, rules: Rulebook) -> tuple[Figure, ...]:
    """The figures of all number cells, in view order. Columns that name the row hold none but with a unit (7200元)."""
    units = unit_table(rules)
    return tuple(f for n, t in enumerate(structure.tables) for f in _of_table(n, t, units))


def _of_table(number: int, table: Table, units: UnitTable) -> Iterator[Figure]:
    for row in table.rows[table.header_rows :]:
        label = "".join(c.text for c in row[: table.labels] if c.column != table.unit_column)
        stated = row[table.unit_column].text if table.unit_column is not None and table.unit_column < len(row) else ""
        label = f"{label}({stated})" if stated else label
        for cell in row:
            if cell.column < table.labels and not _states(cell, table, units):
                continue
            header = table.columns[cell.column] if cell.column < len(table.columns) else ()
            if _NUMBERING.fullmatch("".join(header)):
                continue
            if _NUMBER_CELL.fullmatch(cell.text) and not _DATE.search(cell.text):
                yield from _of_cell(number, table, cell, label, units)


def _states(cell: Cell, table: Table, units: UnitTable) -> bool:
    """Whether a cell of a column that names rows holds figures all the same: each with its unit, and no first cell."""
    if cell.column == 0 or cell.column == table.unit_column or not re.search(r"\d", cell.text):
        return False
    return all(w.kind != "bare" for w in _quantities(cell.text, units))


def _of_cell(number: int, table: Table, cell: Cell, label: str, units: UnitTable) -> Iterator[Figure]:
    header = table.columns[cell.column] if cell.column < len(table.columns) else ()
    given = (
        _measured("".join(header))
        or _bare(cell.text, table.title)
        or _unit((*reversed(header), label, table.title), units)
    )
    if given[0] is None:
        given = _money(table, header, units)
    for w in _quantities(cell.text, units):
        unit, power = (w.unit, 0) if w.kind != "bare" else given
        op, approximate = bound_of(cell.text[: w.at], cell.text[w.to :])
        if _MINUS.fullmatch(cell.text[: w.at]) and w.high is None:
            w = w._replace(at=0, value=-w.value)  # a column of changes: -318
        yield Figure(
            at=cell.at + w.at,
            to=cell.at + w.to,
            value=scaled(w.value, power),
            high=None if w.high is None else scaled(w.high, power),
            step=scaled(w.step, power),
            unit=unit,
            form=w.form,
            kind="cell",
            approximate=w.approximate or approximate,
            op="range" if w.high is not None and op == "=" else op,
            reaches=False,
            sentence=-1,
            own=(cell.at, cell.at + w.at),
            lead="",
            after=(cell.at + w.to, cell.to),
            cell=(number, cell.row, cell.column),
        )


def _quantities(text: str, units: UnitTable) -> Iterator[Written]:
    """The numbers of a cell; the two of 0.86/0.92 are looked for apart."""
    start = 0
    for part in text.split("/"):
        if re.search(r"\d", part):
            for w in units.scan(part):
                yield w._replace(at=w.at + start, to=w.to + start)
        start += len(part) + 1


_MINUS = re.compile(r"[-−－]")
_A_HEAD = re.compile(r"/(?:每?百(?:名学)?生|百人|每?生)(?=\)|$)")  # 人/百生 counts 人


def _unit(places: tuple[str, ...], units: UnitTable) -> tuple[str | None, int]:
    """The unit (and its power of ten) that header, row label or title give, the nearest first."""
    for words in places:
        words = _A_HEAD.sub("", words)
        if _SEVERAL.search(words):
            return None, 0  # 单位:所、人 tells no column its own
        for pattern in (_BRACKETED, _STATED):
            for match in reversed(list(pattern.finditer(words))):
                found = units.unit(match[1])
                if found:
                    return found
        if words.endswith(("率", "占比", "比例", "(%)", "±%", "%")):
            return "%", 0
    return None, 0


def _measured(header: str) -> tuple[str | None, int] | None:
    """The unit that a column's measure has whatever its row is about: a coefficient none, a share %, schools 所."""
    words = re.sub(r"[(（].*?[)）]", "", header)
    if re.search(r"系数", words):
        return None, 0
    if re.search(r"达标率|占比|比例|合格率|达标面", words):
        return "%", 0
    return ("所", 0) if re.search(r"达标(?:学)?校|达标(?:校数|所数|学校数)|参评(?:学)?校", words) else None


def _bare(words: str, title: str) -> tuple[None, int] | None:
    """No unit for a decimal below two in a table of coefficients, whatever its rows are measured in."""
    return (None, 0) if re.fullmatch(r"[≤<]?[01]\.\d{1,4}", words) and re.search("系数", title) else None


def _money(table: Table, header: tuple[str, ...], units: UnitTable) -> tuple[str | None, int]:
    """The unit of a column of money without one: that of its neighbours, where they agree (资金合计)."""
    if not re.search(r"资金|投入|经费|金额|合计|小计|总计|总额", "".join(header)):
        return None, 0
    found = {u for words in table.columns if (u := _unit(tuple(reversed(words)), units))[0] == "元"}
    return found.pop() if len(found) == 1 else (None, 0)
