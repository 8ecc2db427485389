"""The same report in other forms states the same facts: corpus/reports/txt against html and docx."""

import io
import runpy
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.flow import run

ROOT = Path(__file__).parent.parent
REPORTS = ROOT / "corpus" / "reports"
TOOLS = ROOT / "tools"
NAMES = sorted(path.stem for path in (REPORTS / "txt").glob("*.txt"))
FORMS = ("docx", "html")
COMPARE = runpy.run_path(str(TOOLS / "compare_forms.py"))


@cache
def keys(form: str) -> dict[str, Any]:
    reports = run([REPORTS / form], None, jobs=0).reports
    facts = [fact for report in reports for fact in report.facts]
    fields = ("doc", "indicator", "stage", "measure", "status", "scope", "value")
    found: dict[str, Any] = COMPARE["keys_of"]({name: getattr(fact, name) for name in fields} for fact in facts)
    return found


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", [*NAMES, ""])
def test_a_form_states_the_same_facts_as_the_text(form: str, name: str) -> None:
    assert COMPARE["agreement"](keys("txt"), keys(form))[name] >= COMPARE["FLOOR"]


@pytest.mark.parametrize("form", FORMS)
def test_every_report_has_every_form_and_is_read_whole(form: str) -> None:
    reports = run([REPORTS / form], None, jobs=0).reports
    assert [report.document.doc for report in reports] == [f"{name}.{form}" for name in NAMES]
    assert {(report.document.status, report.document.format) for report in reports} == {("ok", form)}


@pytest.mark.parametrize("form", FORMS)
def test_title_county_date_and_kind_do_not_depend_on_the_form(form: str) -> None:
    def heads(of: str) -> list[tuple[Any, ...]]:
        reports = run([REPORTS / of], None, jobs=0).reports
        return [(r.county, r.county_code, r.title, r.date, r.year, r.kind) for r in reports]

    assert heads(form) == heads("txt")


def test_unlike_runs_do_not_agree() -> None:
    fact = {
        "doc": "甲.txt",
        "indicator": "schools",
        "stage": None,
        "measure": "value",
        "status": "actual",
        "scope": None,
    }
    one = COMPARE["keys_of"](
        [{**fact, "value": "12"}, {**fact, "value": "3"}, {**fact, "indicator": None, "value": "9"}]
    )
    other = COMPARE["keys_of"](
        [{**fact, "doc": "b/甲.docx", "value": "12"}, {**fact, "doc": "b/甲.docx", "value": "4"}]
    )
    assert COMPARE["agreement"](one, other) == {"甲": 0.5, "": 0.5}
    assert COMPARE["agreement"](one, one) == {"甲": 1.0, "": 1.0}
    assert COMPARE["agreement"](one, {}) == {"甲": 0.0, "": 0.0}


@pytest.fixture(name="built")
def _built(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str], bytes]]:
    """Builds a report's form anew, as tools/build_forms.py does."""
    monkeypatch.syspath_prepend(str(TOOLS))
    from forms_docx import docx_of
    from forms_html import html_of
    from forms_text import parts_of

    makers: dict[str, Callable[[Sequence[Any]], bytes]] = {"docx": docx_of, "html": html_of}
    yield lambda name, form: makers[form](parts_of((REPORTS / "txt" / f"{name}.txt").read_text(encoding="utf-8")))
    for module in ("forms_docx", "forms_html", "forms_text"):
        sys.modules.pop(module, None)


@pytest.mark.parametrize("name", NAMES)
def test_the_kept_forms_are_those_of_the_kept_text(name: str, built: Callable[[str, str], bytes]) -> None:
    assert built(name, "html") == (REPORTS / "html" / f"{name}.html").read_bytes()
    assert built(name, "docx") == built(name, "docx")
    kept = (REPORTS / "docx" / f"{name}.docx").read_bytes()  # its styles are those of one version of python-docx
    assert _main_part(built(name, "docx")) == _main_part(kept)


def _main_part(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("word/document.xml")
