"""The corpus as PDF states what the corpus as text states."""

from collections import Counter
from functools import lru_cache
from pathlib import Path

import pytest

from pipeline.flow import report
from pipeline.read import read
from pipeline.rulebook import load_rulebook

REPORTS = Path(__file__).parent.parent / "corpus" / "reports"
NAMES = sorted(path.stem for path in (REPORTS / "txt").glob("*.txt"))
FLOOR = 0.99

Key = tuple[str, str | None, str, str, bool, str | None]


@lru_cache(maxsize=64)
def keys(path: Path) -> Counter[Key]:
    """The mapped facts of a report: indicator, stage, measure, status, whether scope is null, value."""
    facts = report(path, path.name, load_rulebook(None)).facts
    return Counter((f.indicator, f.stage, f.measure, f.status, f.scope is None, f.value) for f in facts if f.indicator)


def f1(one: Counter[Key], other: Counter[Key]) -> float:
    return 2 * (one & other).total() / (one.total() + other.total())


@pytest.mark.parametrize("name", NAMES)
def test_a_report_states_the_same_as_pdf(name: str) -> None:
    text, pdf = keys(REPORTS / "txt" / f"{name}.txt"), keys(REPORTS / "pdf" / f"{name}.pdf")
    assert text
    assert f1(text, pdf) >= FLOOR, (text - pdf, pdf - text)


def test_the_corpus_states_the_same_as_pdf() -> None:
    both = [(keys(REPORTS / "txt" / f"{name}.txt"), keys(REPORTS / "pdf" / f"{name}.pdf")) for name in NAMES]
    same = sum((text & pdf).total() for text, pdf in both)
    assert 2 * same / sum(text.total() + pdf.total() for text, pdf in both) >= FLOOR


@pytest.mark.parametrize("name", NAMES)
def test_a_report_is_read_whole_with_its_margins_apart(name: str) -> None:
    document = read(REPORTS / "pdf" / f"{name}.pdf")
    assert document.status == "ok"
    assert {page.verdict for page in document.pages} == {"text"}
    apart = [document.text[span.start : span.end] for span in document.aside]
    assert [words for words in apart if words.startswith("—")] == [f"— {page.number} —" for page in document.pages]
    assert len(apart) == 2 * len(document.pages) - 1  # the running head stands on all pages but the first


def test_every_report_has_its_pdf_and_the_font_its_licence() -> None:
    assert sorted(path.stem for path in (REPORTS / "pdf").glob("*.pdf")) == NAMES
    assert "SIL OPEN FONT LICENSE" in (REPORTS.parent / "FONT-LICENSE.txt").read_text(encoding="utf-8")
