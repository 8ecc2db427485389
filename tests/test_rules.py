"""The built-in rules: every example of every indicator comes out as written, and mistakes are named all at once."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from pipeline.errors import InvalidRulebook
from pipeline.extract import extract
from pipeline.model import Document, Fact, Report
from pipeline.normalise import normalise
from pipeline.rulebook import BasisExample, ExpectedFact, RemarkExample, ThemeExample, builtin_rules, load_rulebook
from pipeline.structure import structure

BOOK = load_rulebook()
EXAMPLES = [
    pytest.param(code, example, id=f"{code}-{n}")
    for code, indicator in sorted(BOOK.indicators.items())
    for n, example in enumerate(indicator.examples, 1)
]


@cache
def facts_of(text: str) -> tuple[Fact, ...]:
    """All facts of a passage that is a document of its own."""
    document = Document("示例.txt", "0" * 64, len(text), "txt", "ok", text)
    return normalise(extract(structure(document), BOOK), BOOK).facts


def agrees(fact: Fact, expected: ExpectedFact) -> bool:
    """Whether the fact has all the fields that the example gives."""
    return all(getattr(fact, field) == getattr(expected, field) for field in expected.model_fields_set)


def one_to_one(facts: Sequence[Fact], expected: Sequence[ExpectedFact]) -> bool:
    """Whether facts and expectations can be paired so that none is left over."""
    if not expected:
        return not facts
    head, *rest = expected
    return any(agrees(fact, head) and one_to_one([*facts[:n], *facts[n + 1 :]], rest) for n, fact in enumerate(facts))


def described(facts: Sequence[Fact]) -> str:
    fields = ("raw", "value", "unit", "stage", "measure", "status", "op", "scope", "period_end")
    return "\n".join(" ".join(f"{f}={getattr(fact, f)}" for f in fields) for fact in facts) or "（无）"


@pytest.mark.parametrize(("code", "example"), EXAMPLES)
def test_an_example_yields_the_facts_that_it_states(code: str, example: object) -> None:
    from pipeline.rulebook import Example

    assert isinstance(example, Example)
    found = [fact for fact in facts_of(example.text) if fact.indicator == code]
    assert one_to_one(found, example.facts), f"{example.text}\n应为 {example.facts}\n得到\n{described(found)}"


def test_facts_of_examples_lead_back_to_their_words() -> None:
    for parameters in EXAMPLES:
        example = parameters.values[1]
        for fact in facts_of(example.text):  # type: ignore[union-attr]
            assert example.text[fact.start : fact.end] == fact.raw  # type: ignore[union-attr]


# Themes, remarks and notes on the basis of figures

THEME_EXAMPLES = [pytest.param(t.code, e, id=f"{t.code}-{n}") for t in BOOK.themes for n, e in enumerate(t.examples, 1)]
BASIS_EXAMPLES = [pytest.param(t.code, e, id=f"{t.code}-{n}") for t in BOOK.basis for n, e in enumerate(t.examples, 1)]


def report_of(text: str) -> Report:
    """A passage, read as a document of its own."""
    return normalise(extract(structure(Document("示例.txt", "0" * 64, len(text), "txt", "ok", text)), BOOK), BOOK)


@pytest.mark.parametrize(("code", "example"), THEME_EXAMPLES)
def test_an_example_of_a_theme_belongs_to_it_or_does_not(code: str, example: ThemeExample) -> None:
    text = f"示例甲县工作报告\n\n三、存在的问题\n\n{example.text}\n"
    found = {mention.theme for remark in report_of(text).remarks for mention in remark.themes}
    assert (code in found) == example.matches, found


@pytest.mark.parametrize(("code", "example"), BASIS_EXAMPLES)
def test_an_example_of_a_basis_yields_its_notes(code: str, example: BasisExample) -> None:
    report = report_of(example.text)
    found = [example.text[note.start : note.end] for note in report.basis if note.topic == code]
    assert found == list(example.notes)


@pytest.mark.parametrize("example", BOOK.remarks.examples)
def test_an_example_of_remarks_yields_them_all(example: RemarkExample) -> None:
    found = report_of(example.text).remarks
    assert [(r.kind, r.words) for r in found] == [(e.kind, e.text) for e in example.remarks]
    for remark, expected in zip(found, example.remarks, strict=True):
        assert expected.themes is None or {m.theme for m in remark.themes} == set(expected.themes)
        assert expected.office is None or remark.office == expected.office


def test_no_theme_says_a_term_twice() -> None:
    for theme in BOOK.themes:
        twice = {term for term in theme.terms if theme.terms.count(term) > 1}
        assert not twice, f"{theme.code}: {twice}"


# Overlays and mistakes

INDICATOR = """indicators:
  - code: {code}
    name: 示例指标
    unit: {unit}
    group: staff
    definition: 示例。
    terms: [示例词]
    {more}
    examples:
      - {{text: 全县示例词28人。, facts: [{{value: "28"}}]}}
      - {{text: 全县学校28所。, facts: []}}
"""


SINGLE = ("units", "stages", "words", "verdicts", "checks", "themes", "remarks", "basis", "digest")


def overlay(folder: Path, **files: str) -> Path:
    """A rulebook folder with the given indicator files and single files (name without .yaml → text)."""
    (folder / "indicators").mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        single = name in SINGLE
        target = folder / f"{name}.yaml" if single else folder / "indicators" / f"{name}.yaml"
        target.write_text(text, encoding="utf-8")
    return folder


def problems_of(folder: Path) -> list[str]:
    with pytest.raises(InvalidRulebook) as error:
        load_rulebook(folder)
    assert str(error.value).startswith("规则库有误")
    return list(error.value.problems)


def indicator(code: str = "example_staff", unit: str = "人", more: str = "level: county") -> str:
    return INDICATOR.format(code=code, unit=unit, more=more)


def test_an_overlay_adds_an_indicator(tmp_path: Path) -> None:
    book = load_rulebook(overlay(tmp_path / "示例省", staff=indicator()))
    assert book.origin["example_staff"] == "示例省"
    assert book.rule_id("example_staff", "示例词") == "example_staff/示例词@示例省"
    assert len(book.indicators) == len(BOOK.indicators) + 1
    assert book.digest != BOOK.digest


def test_an_overlay_replaces_an_indicator_and_leaves_the_others(tmp_path: Path) -> None:
    book = load_rulebook(overlay(tmp_path / "示例省", staff=indicator(code="teachers")))
    assert book.indicators["teachers"].terms == ("示例词",)
    assert book.origin["teachers"] == "示例省"
    assert book.origin["students"] == "内置"
    assert len(book.indicators) == len(BOOK.indicators)


def test_an_overlay_replaces_a_single_file_whole(tmp_path: Path) -> None:
    book = load_rulebook(overlay(tmp_path / "示例省", checks="subset: []"))
    assert book.checks.subset == ()
    assert BOOK.checks.subset != ()


def test_every_mistake_is_named_at_once_with_file_and_key_path(tmp_path: Path) -> None:
    words = (builtin_rules() / "words.yaml").read_text(encoding="utf-8")
    folder = overlay(
        tmp_path / "示例省",
        first=indicator(more="colour: red"),
        second=indicator(code="other_staff", more="level: village"),
        third=indicator(code="third_staff") + indicator(code="third_staff").removeprefix("indicators:\n"),
        fourth=indicator(code="fourth_staff", unit="斤"),
        words=words.replace("fixed:\n", "fixed:\n  - '示例('\n", 1),
        checks="subset:\n  - {id: example, part: nowhere, whole: students}\n",
    )
    problems = "\n".join(problems_of(folder))
    assert "first.yaml → indicators.0(example_staff).colour：没有这个键" in problems
    assert "second.yaml → indicators.0(other_staff).level：只能是" in problems
    assert "third.yaml → third_staff" in problems
    assert "fourth_staff.unit：units.yaml 中没有单位 '斤'" in problems
    assert "words.yaml → fixed：正则表达式 '示例(' 有误" in problems
    assert "checks.yaml → subset.example.part：没有指标 'nowhere'" in problems


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"a": indicator(), "b": indicator()}, "b.yaml → example_staff：该指标在 a.yaml 中已有。"),
        ({"a": indicator(unit="斤")}, "example_staff.unit：units.yaml 中没有单位 '斤'。"),
        ({"a": indicator(more="units: [斤]")}, "没有单位 '斤'。"),
        ({"a": "indicators:\n  - code: A b\n"}, "a.yaml → indicators.0(A b).code：值 'A b' 不合要求"),
        ({"a": "indicators:\n  - code: few\n"}, "a.yaml → indicators.0(few).definition：缺少这一项。"),
        ({"a": "indicators: [\n"}, "a.yaml → 第 2 行：不是有效的 YAML"),
        ({"a": indicator(more="terms: [有 空白]")}, "不合要求"),
        ({"a": indicator(more="stage: moon")}, "indicators.0(example_staff).stage：只能是"),
        ({"units": "units: []\n"}, "units.yaml 中没有单位"),
        ({"words": "light: []\n"}, "words.yaml → shields：缺少这一项。"),
        ({"stages": "stages:\n  - {stage: primary, words: [小学]}\n"}, "stages.yaml → stages.0(primary).words"),
        ({"verdicts": "unknown: ['(']\nexpected: []\nnot_met: []\nmet: []\n"}, "verdicts.yaml → unknown"),
        ({"checks": "additive: [nowhere]\n"}, "checks.yaml → additive：没有指标 'nowhere'。"),
        (
            {"themes": "themes:\n  - {code: a, name: 甲, terms: [师]}\n"},
            "themes.yaml → themes.0(a).terms.0：值 '师' 不合要求",
        ),
        ({"themes": "themes:\n  - {code: a, name: 甲, terms: [师资]}\n"}, "themes.yaml → a.examples：应归入和不应归入"),
        (
            {"basis": "topics:\n  - {code: a, name: 甲, signs: [民办], patterns: ['(']}\n"},
            "basis.yaml → a.patterns：正则表达式",
        ),
        (
            {"basis": "topics:\n  - {code: a, name: 甲, signs: [民办], patterns: [民办]}\n"},
            "basis.yaml → a.examples：应读出",
        ),
        ({"remarks": "openers: {plan: ['[']}\n"}, "remarks.yaml → openers.plan：正则表达式"),
        ({"remarks": "unnamed: [nowhere]\n"}, "remarks.yaml → unnamed：没有指标 'nowhere'。"),
        ({"remarks": "heading: {}\n"}, "remarks.yaml → heading：没有这个键"),
        ({"digest": "basics: [{indicator: nowhere}]\n"}, "digest.yaml → basics：没有指标 'nowhere'。"),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, files: dict[str, str], words: str) -> None:
    assert any(words in problem for problem in problems_of(overlay(tmp_path, **files)))


def test_examples_are_asked_for(tmp_path: Path) -> None:
    lonely = indicator().split("    examples:")[0]
    matching = lonely + '    examples:\n      - {text: 示例词28人。, facts: [{value: "28"}]}\n' * 1
    assert any("至少要有两个例子" in p for p in problems_of(overlay(tmp_path / "a", a=lonely)))
    both = matching + '      - {text: 示例词29人。, facts: [{value: "29"}]}\n'
    assert any("不应匹配的例子" in p for p in problems_of(overlay(tmp_path / "b", a=both)))


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    assert problems_of(tmp_path / "无") == [f"{tmp_path / '无'}：没有这个文件夹。"]


def test_the_digest_depends_on_the_bytes_of_the_rules_alone(tmp_path: Path) -> None:
    shutil.copytree(builtin_rules(), tmp_path / "甲")
    shutil.copytree(builtin_rules(), tmp_path / "乙")
    assert load_rulebook(tmp_path / "甲").digest == load_rulebook(tmp_path / "乙").digest
    (tmp_path / "乙" / "checks.yaml").write_text("subset: []\n", encoding="utf-8")
    load_rulebook.cache_clear()
    assert load_rulebook(tmp_path / "甲").digest != load_rulebook(tmp_path / "乙").digest


def test_no_list_of_terms_says_a_term_twice() -> None:
    for indicator in BOOK.indicators.values():
        for terms in (indicator.terms, indicator.weak, indicator.shields, indicator.within):
            twice = {term for term in terms if terms.count(term) > 1}
            assert not twice, f"{indicator.code}: {twice}"
