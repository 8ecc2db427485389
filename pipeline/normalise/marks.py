"""The page and place of a stretch of canonical text."""

from __future__ import annotations

from bisect import bisect_right

from pipeline.model import Mark, Span


def mark_at(marks: tuple[Mark, ...], span: Span) -> Mark | None:
    """The mark that holds the start of a span; ``marks`` are sorted."""
    n = bisect_right(marks, span.start, key=lambda m: m.start) - 1
    return marks[n] if n >= 0 and marks[n].end > span.start else None
