"""No relation of checks.yaml is dead: each is seen to be violated in a run that goes from the text to the findings.

A rule or a kind of rule that is added without a passage that makes it speak fails here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import check as checks
from pipeline.bench_checks import bench_checks
from pipeline.check import BESIDE, CHECKS, tried
from pipeline.check.outcome import Outcome
from pipeline.errors import BrokenCheck
from pipeline.flow import run
from pipeline.model import Check
from pipeline.rulebook import CheckRules, Dimension, load_rulebook
from tests.test_check_fires import HEAD, PASSAGES, SINGLE, TERMS, told

BOOK = load_rulebook(None)
RULES = BOOK.checks

# keys of checks.yaml that tie no figures by themselves: what other relations divide by, or leave alone
SETTINGS = {"heads", "persons", "additive"}
TRIED = {
    "subset", "share", "sum", "partition", "dimensions", "plausibility", "limits", "caps", "new_school", "peer",
    "coverage", "problem_sections", "trend", "never_falls", "roll_forward", "products", "floor",
}  # fmt: skip

WITNESSES = {
    "cap:class-size": SINGLE["class-size"][1],
    "cap:school-size": SINGLE["school-size"][1],
    "class-size-of-ratios": SINGLE["class-size-of-ratios"][1],
    "new-school:sports-ground": "规划新建初中1所，新增初中学位2000个，建设运动场12000平方米。",
    "new-school:building": "规划新建初中1所，新增初中学位2000个，新建校舍8000平方米。",
    "pupils-carried-forward": "小学上年在校生2814人，招生441人，转入32人，毕业472人，转出21人，目前在校生2784人。",
    "schools-carried-forward": "去年全县义务教育学校46所，今年新建学校2所，撤并学校4所，目前共有义务教育学校45所。",
    "problems-carried-forward": "上年未整改问题12个，本年新发现问题24个，已整改30个，尚有8个未整改。",
    "vacant-posts": "核定教职工编制3420个，在编3286人，空编164个。",
    "posts-exceeded": "核定教职工编制3420个，在编3486人，超编60人。",
    "school-types:schools": "全县义务教育学校351所。全县小学213所。全县初中102所。",
    "assessed-primary:schools": "参评小学351所。全县小学213所。全县九年一贯制学校102所。",
    "assessed-junior:schools": "参评初中351所。全县初中213所。全县九年一贯制学校102所。",
}


def violated(folder: Path, *texts: str) -> list[Outcome]:
    """The violated relations of reports that hold ``texts``, a county each."""
    for n, text in enumerate(texts):
        letter = "甲乙丙丁戊己庚辛"[n]
        head = HEAD.replace("示例甲县", f"示例{letter}县")
        (folder / f"{n}.txt").write_text(f"{head}{text}\n", encoding="utf-8")
    done = run([folder], None, jobs=0)
    return [o for o in tried(done.reports, BOOK) if o.result == "violated"]


def relations(folder: Path, *texts: str) -> set[str]:
    return {o.relation for o in violated(folder, *texts)}


def test_every_key_of_the_rules_is_a_setting_or_is_tried() -> None:
    assert set(CheckRules.model_fields) == SETTINGS | TRIED


def _of_counts() -> Iterator[tuple[str, tuple[str, ...]]]:
    """For each rule over counts the passages (at one stage or another) that state them wrongly."""
    for rule in RULES.subset:
        yield rule.id, _told((rule.whole, "400"), (rule.part, "500"))
    for rule in RULES.share:
        yield rule.id, _told((rule.whole, "400"), (rule.part, "200"), (rule.rate, "77"))
    for rule in RULES.partition:
        figures = [
            told(code, number, None) for code, number in ((rule.whole, "500"), *((c, "400") for c in rule.parts))
        ]
        yield rule.id, ("。".join(figures) + "。",)
    for rule in RULES.plausibility:
        high, stage = int((rule.high or 0) * 2000), (rule.stages or ("primary",))[0]
        whole = told(rule.whole, "1000", None if rule.whole == "population" else stage)
        yield rule.id, (f"{told(rule.part, str(high), stage)}。{whole}。",)


def _told(*figures: tuple[str, str]) -> tuple[str, ...]:
    stages = ("primary", "compulsory", None)
    return tuple("。".join(told(code, number, stage) for code, number in figures) + "。" for stage in stages)


COUNTED = dict(_of_counts())


@pytest.mark.parametrize("name", COUNTED)
def test_every_rule_over_counts_speaks_under_its_own_name(name: str, tmp_path: Path) -> None:
    texts = (WITNESSES[name],) if name in WITNESSES else (PASSAGES[name],) if name in PASSAGES else COUNTED[name]
    fired: set[str] = set()
    for n, text in enumerate(texts):
        (tmp_path / str(n)).mkdir()
        fired |= relations(tmp_path / str(n), text)
    assert name in fired


SUMS = [(rule, code) for rule in RULES.sum for code in rule.indicators]


@pytest.mark.parametrize(("rule", "code"), SUMS, ids=[f"{rule.id}:{code}" for rule, code in SUMS])
def test_every_sum_of_stages_speaks_under_its_own_name(rule: object, code: str, tmp_path: Path) -> None:
    name = f"{rule.id}:{code}"  # type: ignore[attr-defined]
    if rule.whole == "all":  # type: ignore[attr-defined]
        kinds = ("学前教育", "义务教育阶段", "普通高中", "中等职业学校")
        text = f"全县各级各类{TERMS[code]}900人。" + "".join(f"{kind}{TERMS[code]}300人。" for kind in kinds)
    elif code == "new_entrants":
        text = "全县义务教育阶段招生500人。小学招生300人。初中招生300人。"
    else:
        text = f"{told(code, '500', 'compulsory')}。{told(code, '300')}。{told(code, '300', 'junior')}。"
    assert name in relations(tmp_path, WITNESSES.get(name, text))


def _named() -> Iterator[str]:
    """The names under which the rules speak that have a passage of their own in WITNESSES."""
    yield from (f"cap:{rule.id}" for rule in RULES.caps)
    yield from (f"new-school:{rule.id}" for rule in RULES.new_school)
    yield from (rule.id for rule in RULES.products)
    yield from (rule.id for rule in RULES.roll_forward)


@pytest.mark.parametrize("name", [*_named()])
def test_every_rule_with_a_passage_of_its_own_speaks(name: str, tmp_path: Path) -> None:
    assert name in relations(tmp_path, WITNESSES[name])


@pytest.mark.parametrize("rule", RULES.limits, ids=lambda rule: rule.id)
def test_every_limit_speaks_of_each_indicator(rule: object, tmp_path: Path) -> None:
    for n, code in enumerate(rule.indicators):  # type: ignore[attr-defined]
        (tmp_path / str(n)).mkdir()
        number = f"{rule.high + 60}"  # type: ignore[attr-defined]
        text = told(code, number, None) + "。"
        if not any(word in text for word in rule.named or ("",)):  # type: ignore[attr-defined]
            text = f"全县小学{rule.named[0]}入学率{number}%。"  # type: ignore[attr-defined]
        assert rule.id in relations(tmp_path / str(n), text), code  # type: ignore[attr-defined]


JUMPS = [(rule, code) for rule in RULES.trend for code in rule.indicators]


@pytest.mark.parametrize(("rule", "code"), JUMPS, ids=[f"{rule.id}:{code}" for rule, code in JUMPS])
def test_every_trend_speaks_of_each_indicator(rule: object, code: str, tmp_path: Path) -> None:
    few, many = ("31.2", "98.9") if rule.points else ("124", "924")  # type: ignore[attr-defined]
    sentence = told(code, "{}", None).removeprefix("全县")
    text = f"2022年{sentence.format(few)}。2023年{sentence.format(many)}。"
    assert any(name.startswith(f"{rule.id}:{code}:") for name in relations(tmp_path, text))  # type: ignore[attr-defined]


@pytest.mark.parametrize("code", RULES.peer.indicators)
def test_every_peer_indicator_speaks(code: str, tmp_path: Path) -> None:
    numbers = (*("50.2", "50.4", "50.6", "50.8", "50.1", "50.3", "50.5")[: RULES.peer.least - 1], "9.5")
    texts = [told(code, number, None) + "。" for number in numbers]
    assert any(name.startswith(f"{code}:") for name in relations(tmp_path, *texts))


@pytest.mark.parametrize("rule", RULES.coverage, ids=lambda rule: rule.id)
def test_every_coverage_rule_speaks(rule: object, tmp_path: Path) -> None:
    head = HEAD.replace("工作报告", f"{rule.title[0]}报告")  # type: ignore[attr-defined]
    (tmp_path / "a.txt").write_text(head + "全县小学在校生9000人。\n", encoding="utf-8")
    outcomes = tried(run([tmp_path], None, jobs=0).reports, BOOK)
    assert any(o.relation == rule.id and o.result == "violated" for o in outcomes)  # type: ignore[attr-defined]


@pytest.mark.parametrize("pattern", RULES.problem_sections)
def test_every_heading_of_problems_speaks_when_nothing_follows(pattern: str, tmp_path: Path) -> None:
    heading = pattern.replace(".{0,4}", "的").replace(".{0,2}", "和")
    text = f"全县小学在校生9000人。\n\n二、{heading}\n\n三、下一步打算\n\n继续努力，补齐短板。"
    assert any(name.startswith("empty-section:") for name in relations(tmp_path, text))


@pytest.mark.parametrize("claim", RULES.never_falls)
def test_every_claim_of_growth_is_tried(claim: str, tmp_path: Path) -> None:
    text = f"教育投入{claim}，一般公共预算教育支出2022年为3.42亿元，2023年为3.35亿元。"
    assert "never-falls" in relations(tmp_path, text)


@pytest.mark.parametrize("dimension", RULES.dimensions, ids=lambda d: d.id)
def test_parts_of_every_dimension_exclude_one_another(dimension: Dimension, tmp_path: Path) -> None:
    last = -1 if dimension.id != "达标" else 1  # 未达到的300个 may be read as a bound
    parts = "、".join(f"{term}的300个" for term in (dimension.terms[0], dimension.terms[last]))
    fired = relations(tmp_path, f"全县共有对象500个，其中{parts}。")
    assert fired & {"list:exclusive", "list:complete", "list:near", "list:implied"}


def test_the_floor_of_the_seventh_indicator_speaks(tmp_path: Path) -> None:
    assert RULES.floor is not None
    assert any(
        "floor" in name or "85" in name or "six" in name for name in relations(tmp_path, SINGLE["six-of-seven"][1])
    )


@pytest.mark.parametrize("name", [*CHECKS])
def test_a_check_that_breaks_raises_with_its_name(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Iterator[Outcome]:
        raise ZeroDivisionError
        yield

    monkeypatch.setitem(checks.CHECKS, name, broken)
    with pytest.raises(BrokenCheck, match=name):
        checks.check((), BOOK)


@pytest.mark.parametrize("name", [*BESIDE])
def test_a_check_told_under_another_name_breaks_with_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Iterator[Outcome]:
        raise KeyError(name)
        yield

    monkeypatch.setitem(checks.BESIDE, name, broken)
    with pytest.raises(BrokenCheck, match=name):
        checks.check((), BOOK)


TABLE = """附表1 学校情况表

| 学校 | 学生数（人） | 教职工数（人） |
| --- | --- | --- |
| 示例第一小学 | 1450 | 120 |
| 示例第二小学 | {} | 460 |
| 示例第三小学 | 6000 | 600 |
| 合计 | 12500 | 1180 |
"""


def _lines(folder: Path, text: str) -> list[Check]:
    (folder / "a.txt").write_text(HEAD + text, encoding="utf-8")
    return list(run([folder], None, jobs=0).verification.checks)


@pytest.mark.parametrize("blank", ["", "—", "-", "/", "未统计", "无", "…"])
def test_a_cell_that_states_nothing_is_not_counted_as_zero(blank: str, tmp_path: Path) -> None:
    lines = _lines(tmp_path, TABLE.format(blank))
    assert [c.arithmetic for c in lines if c.check == "sum"] == ["120+460+600=1180"]


def test_a_zero_that_is_stated_is_counted(tmp_path: Path) -> None:
    lines = _lines(tmp_path, TABLE.format("0"))
    assert "1450+0+6000=7450≠12500" in {c.arithmetic for c in lines if c.result == "violated"}


@pytest.mark.parametrize(
    "text",
    [
        "全县义务教育在校生9000人。小学在校生6000人。",
        "适龄残疾儿童207人。随班就读131人。",
        "全县小学平均班额39.1人。小学在校生9000人。",
    ],
)
def test_what_a_report_leaves_out_is_not_taken_as_zero(text: str, tmp_path: Path) -> None:
    lines = _lines(tmp_path, text + "\n")
    assert not [c for c in lines if c.check in ("sum", "share") and c.result != "not checkable"]
    assert [c for c in lines if c.check in ("sum", "share") and c.reason]


def test_a_document_without_relations_says_that_nothing_was_checked(tmp_path: Path) -> None:
    (line,) = _lines(tmp_path, "坚持把教育摆在优先发展的战略位置。\n")
    assert (line.result, line.reason) == ("not checkable", "没有可以核对的数量关系")


def test_corpus_passages_and_plants_make_every_check_speak() -> None:
    corpus = Path(__file__).parent.parent / "corpus"
    fired = {t for trial in bench_checks(every=40, forms=("txt",)).trials for t in trial.checks}
    for folder in ("reports/txt", "passages/open", "passages/more"):
        fired |= {c.check for c in run([corpus / folder], None, jobs=0).verification.checks if c.result == "violated"}
    assert fired >= set(CHECKS) - {
        "peer",
        "cross_document",
    }  # of several counties alike, of two years: test_check_across
