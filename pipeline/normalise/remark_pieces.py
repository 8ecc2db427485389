"""Clauses that tell of problems and plans → pieces, one a problem or plan: a list item with all its sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.model import Table
from pipeline.normalise.remark_patterns import any_of, bare, heading_kind, is_marked, marker_of
from pipeline.normalise.remark_places import Kind, Marked
from pipeline.normalise.themes import themes_in
from pipeline.rulebook import Rulebook

_HEAD = 24  # characters up to which a numbered opening without figures is a heading and no remark of its own
_LINE = 30  # characters of a line without a stop that may be a signature
_OFFICE_ONLY = re.compile(r"\((?:责任|牵头|主责|负责|配合|整改)[^()]*\)[。;]?$")
_ANNOUNCED = re.compile(r"(?:以下|如下|下列)[^:。]{0,12}:")


@dataclass(frozen=True, slots=True)
class Piece:
    """A problem or a plan: view offsets and the sections above; of a table also its row's words and its office.

    ``numbered`` says that it is a list item, ``titled`` that a heading opens it; ``paragraph`` is its last one.
    """

    kind: Kind
    at: int
    to: int
    section: tuple[str, ...]
    region: object
    paragraph: int = -1
    numbered: bool = False
    titled: bool = False
    loose: bool = False
    subject: str = ""
    office: str | None = None
    place: str | None = None


def prose_pieces(text: str, clauses: Sequence[Marked], rules: Rulebook) -> list[Piece]:
    """The pieces of the prose, in order, without what only leads to them."""
    pieces = [part for piece in _grouped(text, clauses) for part in _announced(text, piece)]
    listed = {piece.region for piece in pieces if piece.numbered}
    lead_in = any_of(rules.remarks.lead_ins)
    return [piece for piece in pieces if _tells(text, piece, piece.region in listed, lead_in, rules)]


def _grouped(text: str, clauses: Sequence[Marked]) -> Iterator[Piece]:
    current: Piece | None = None
    for marked in clauses:
        clause, sentence = marked.clause, marked.clause.sentence
        words = text[clause.at : clause.to]
        same = current is not None and (current.kind, current.region) == (marked.kind, marked.region)
        if current is not None and same and _continues(current, marked, words):
            current = replace(current, to=clause.to, paragraph=sentence.paragraph)
            continue
        if current is not None and not (same and _is_only_head(text, current, marked, words)):
            yield current
        current = Piece(
            marked.kind,
            clause.at,
            clause.to,
            sentence.section,
            marked.region,
            sentence.paragraph,
            numbered=is_marked(words),
            titled=sentence.heading,
            loose=marked.loose,
        )
    if current is not None:
        yield current


def _continues(piece: Piece, marked: Marked, words: str) -> bool:
    """Whether a clause goes on with the piece before it."""
    sentence = marked.clause.sentence
    if _OFFICE_ONLY.match(words):
        return True
    if is_marked(words) or sentence.heading or marked.clause.at < piece.to:
        return False
    if piece.titled:
        return sentence.section == piece.section
    return piece.numbered and sentence.paragraph == piece.paragraph


def _is_only_head(text: str, piece: Piece, marked: Marked, words: str) -> bool:
    """Whether the piece is but the heading of the items that follow: they carry it in their section."""
    below = (is_marked(words) or marked.clause.sentence.heading) and marker_of(words) != marker_of(
        text[piece.at : piece.to]
    )
    inside = marked.clause.sentence.section[: len(piece.section)] == piece.section
    own = piece.titled or (piece.numbered and marked.clause.sentence.paragraph == piece.paragraph)
    return below and inside and own and piece.to - piece.at <= _HEAD and _is_one_sentence(text, piece)


def _is_one_sentence(text: str, piece: Piece) -> bool:
    return "。" not in text[piece.at : piece.to - 1]


def _announced(text: str, piece: Piece) -> Iterator[Piece]:
    """存在以下差距:…;…;… as one piece a part, other pieces as they are."""
    words = text[piece.at : piece.to]
    head = _ANNOUNCED.search(words)
    if piece.numbered or head is None or ";" not in words[head.end() :]:
        yield piece
        return
    at = piece.at + head.end()
    for part in words[head.end() :].split(";"):
        yield replace(piece, at=at, to=at + len(part), numbered=True)
        at += len(part) + 1


def _tells(text: str, piece: Piece, listed: bool, lead_in: re.Pattern[str], rules: Rulebook) -> bool:
    """Whether the piece says something itself: no signature, and no sentence that only leads to the list."""
    words = text[piece.at : piece.to]
    plain = bare(words)
    if len(plain) < 4:
        return False
    if piece.numbered or piece.titled:
        return True
    about = themes_in(words, rules)
    if len(words) <= _LINE and words[-1] not in "。;!?" and not about:
        return False
    if words.endswith(":"):
        return False
    return bool(about) or not (listed or piece.loose or lead_in.search(plain))


def table_pieces(text: str, tables: Sequence[Table], rules: Rulebook, in_plan: bool) -> Iterator[Piece]:
    """The pieces of lists of problems (问题 | 整改措施 | 责任单位) and of forms (存在问题 | 一是…)."""
    for table in tables:
        roles = _roles(table, rules)
        if "problem" in roles or ("plan" in roles and ("office" in roles or "deadline" in roles)):
            yield from _listed(text, table, roles, rules)
        else:
            yield from _filled_in(text, table, rules, in_plan)


def _roles(table: Table, rules: Rulebook) -> dict[str, int]:
    """The first column of each role, by its header words."""
    found: dict[str, int] = {}
    if not table.header_rows:
        return found
    for role, patterns in rules.remarks.columns:
        if role in ("subject", "settled"):
            continue
        pattern = any_of(patterns)
        for column, header in enumerate(table.columns):
            if column not in found.values() and any(pattern.search(word) for word in header):
                found[role] = column
                break
    return found


def _listed(text: str, table: Table, roles: dict[str, int], rules: Rulebook) -> Iterator[Piece]:
    settled, named = any_of(rules.remarks.columns.settled), any_of(rules.remarks.columns.subject)
    subjects = [n for n, head in enumerate(table.columns) if n not in roles.values() and any(map(named.search, head))]
    for row in table.rows[table.header_rows :]:
        cells = {cell.column: cell for cell in row if cell.text}
        if any(settled.search(cell.text) for cell in cells.values()):
            continue
        office = cells[roles["office"]].text if roles.get("office") in cells else None
        subject = "，".join(cells[column].text for column in subjects if column in cells)
        problem = cells.get(roles.get("problem", -1))
        for kind in ("problem", "plan"):
            cell = cells.get(roles.get(kind, -1))
            if cell is None or len(cell.text) < 2 or not any("\u4e00" <= c <= "\u9fa5" for c in cell.text):
                continue
            about = "，".join([subject, problem.text] if kind == "plan" and problem is not None else [subject])
            place = f"table {table.number} row {cell.row + 1} column {cell.column + 1}"
            yield Piece(
                "plan" if kind == "plan" else "problem", cell.at, cell.to, table.section, ("table", table.number),
                numbered=True, subject=about.strip("，"), office=office, place=place,
            )  # fmt: skip


_ITEM = re.compile(
    r"(?<=[。;:,])(?=[一二三四五六七八九十]是)|(?<=[。;])(?=\(?\d{1,2}[、.)](?!\d))|(?<=[。;])(?=\([一二三四五六])|(?<=。)"
)


def _filled_in(text: str, table: Table, rules: Rulebook, in_plan: bool) -> Iterator[Piece]:
    """Forms: a cell that names problems or plans, and beside it the cell that tells of them."""
    for row in table.rows:
        cells = [cell for cell in row if cell.text]
        if len(cells) != 2 or len(cells[1].text) < 8 or len(cells[0].text) > _HEAD:
            continue
        kind = heading_kind(cells[0].text, rules, in_plan)
        if kind not in ("problem", "plan"):
            continue
        body = cells[1]
        cuts = sorted({m.start() for m in _ITEM.finditer(text, body.at, body.to)} - {body.at, body.to})
        listed = any(is_marked(text[k : k + 6]) for k in (body.at, *cuts))
        if listed:
            cuts = [k for k in cuts if is_marked(text[k : k + 6])]
        place = f"table {table.number} row {body.row + 1} column {body.column + 1}"
        for at, to in zip([body.at, *cuts], [*cuts, body.to], strict=True):
            if not text[at:to].endswith(":"):
                yield Piece(
                    "plan" if kind == "plan" else "problem", at, to, (*table.section, cells[0].text),
                    ("form", table.number, body.row), numbered=True, place=place,
                )  # fmt: skip
