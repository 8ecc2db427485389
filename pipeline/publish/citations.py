"""What a letter quotes of the reports for one finding: each sentence once, each with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.model import Document, Evidence, Fact, Report
from pipeline.publish.evidence import place
from pipeline.publish.quotation import MOST, quote, quote_row

MOST_SENTENCES = 6
MOST_ROWS = 3
"""Of tables; the table to fill in names every figure and its place all the same."""

_STOP = re.compile(r"[。；;！？!?]|\n\s*\n")


@dataclass(frozen=True, slots=True)
class _Words:
    """A stretch of a report's text to be quoted, and its place in words."""

    doc: str
    start: int
    end: int
    place: str = ""


def citations(facts: Sequence[Fact], evidence: Sequence[Evidence], reports: Sequence[Report]) -> list[str]:
    """``“sentence”（place）`` in the order of the text, with the report's title where there are several ``reports``.

    Prose is quoted by the sentence, a table by the row.
    """
    by_doc = {report.document.doc: report for report in reports}
    prose = [_Words(f.doc, f.start, f.end, place(f)) for f in facts if f.source != "table"]
    prose += [_Words(e.doc, e.start, e.end) for e in evidence]
    rows = [_Words(f.doc, f.start, f.end, place(f)) for f in facts if f.source == "table"]
    cited = [
        *_cited(_joined(prose, by_doc), quote, by_doc)[:MOST_SENTENCES],
        *_cited(sorted(rows, key=_order), quote_row, by_doc)[:MOST_ROWS],
    ]
    return [words for _, words in sorted(cited, key=lambda pair: _order(pair[0]))]


def title(report: Report) -> str:
    """What a report is called where it is quoted."""
    return report.title or report.document.doc


def _cited(
    stretches: Iterator[_Words] | Sequence[_Words],
    cite: Callable[[Document, int, int], str],
    reports: Mapping[str, Report],
) -> list[tuple[_Words, str]]:
    """The quotation of each stretch, the same one once."""
    found: dict[tuple[str, str], tuple[_Words, str]] = {}
    for one in stretches:
        report = reports.get(one.doc)
        sentence = cite(report.document, one.start, one.end) if report else ""
        if report and sentence:
            name = f"《{title(report)}》" if len(reports) > 1 else ""
            source = "，".join(part for part in (name, one.place) if part)
            found.setdefault((one.doc, sentence), (one, f"“{sentence}”" + (f"（{source}）" if source else "")))
    return list(found.values())


def _joined(stretches: Sequence[_Words], reports: Mapping[str, Report]) -> Iterator[_Words]:
    """Figures of one sentence as one stretch, so that a long sentence is not quoted once around each of them."""
    last: _Words | None = None
    for one in sorted(stretches, key=_order):
        if last is not None and last.doc == one.doc and one.end - last.start <= MOST and one.doc in reports:
            between = reports[one.doc].document.text[last.end : one.start]
            if not _STOP.search(between):
                last = replace(last, end=max(last.end, one.end))
                continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last


def _order(one: _Words) -> tuple[str, int, int]:
    return one.doc, one.start, one.end
