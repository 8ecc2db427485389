"""Every check and every relation of checks.yaml fires in a run that goes from the text to the findings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.check import CHECKS
from pipeline.flow import run
from pipeline.model import Check, Run
from pipeline.rulebook import load_rulebook

BOOK = load_rulebook(None)
RULES = BOOK.checks
STAGES = {"primary": "小学", "junior": "初中", "compulsory": "义务教育阶段", None: ""}


def work(folder: Path, *texts: str) -> Run:
    for n, text in enumerate(texts):
        (folder / f"{n:02}.txt").write_text(text, encoding="utf-8")
    return run([folder], None, jobs=0)


def broken(done: Run, check: str) -> list[Check]:
    return [c for c in done.verification.checks if c.check == check and c.result == "violated"]


def told(code: str, number: str, stage: str | None = "primary") -> str:
    """A sentence that states an indicator in its own first term and unit."""
    indicator = BOOK.indicators[code]
    term = next(t for t in (*indicator.terms, *indicator.weak) if not set(t) & set("…(（"))
    where = STAGES[stage]
    return f"全县{where if where and where not in term else ''}{term}{number}{indicator.unit or ''}"


HEAD = "示例甲县2024年义务教育工作报告\n\n一、基本情况\n\n"
# what the first terms of two indicators do not say in one breath
PASSAGES = {
    "exchanged-eligible": "全县符合交流条件的教师400人，实际交流教师500人。",
    "entrants-students": "全县小学在校生400人，小学招生500人。",
    "inclusive-kindergartens": "全县幼儿园40所。普惠性幼儿园50所。",
    "renovated-schools": "全县义务教育学校40所。改扩建学校50所。",
    "built-schools": "全县义务教育学校40所。新建学校50所。",
    "exchange-rate": "全县符合交流条件的教师400人，实际交流教师60人，交流比例77%。",
    "backbone-exchange-rate": "全县交流教师60人，其中骨干教师12人，骨干教师占交流教师的比例为77%。",
}


def passages(rule_id: str, *figures: tuple[str, str]) -> Iterator[str]:
    """Passages that state ``figures`` (code, number) at one stage, tried one after the other."""
    if rule_id in PASSAGES:
        yield HEAD + PASSAGES[rule_id]
        return
    for stage in ("primary", "compulsory", None):
        yield HEAD + "。".join(told(code, number, stage) for code, number in figures) + "。\n"


def fires(tmp_path: Path, check: str, texts: Iterator[str]) -> bool:
    for n, text in enumerate(texts):
        folder = tmp_path / str(n)
        folder.mkdir()
        if broken(work(folder, text), check):
            return True
    return False


@pytest.mark.parametrize("rule", RULES.subset, ids=lambda r: r.id)
def test_every_subset_rule_fires_from_text(rule: object, tmp_path: Path) -> None:
    part, whole, name = rule.part, rule.whole, rule.id  # type: ignore[attr-defined]
    assert fires(tmp_path, "subset", passages(name, (whole, "400"), (part, "500")))


@pytest.mark.parametrize("rule", RULES.share, ids=lambda r: r.id)
def test_every_share_rule_fires_from_text(rule: object, tmp_path: Path) -> None:
    part, whole, rate, name = rule.part, rule.whole, rule.rate, rule.id  # type: ignore[attr-defined]
    assert fires(tmp_path, "share", passages(name, (whole, "400"), (part, "200"), (rate, "77")))


def _of_stages(code: str) -> str:
    if code == "new_entrants":
        return "全县义务教育阶段招生500人。小学招生300人，初中招生300人。"
    return f"{told(code, '500', 'compulsory')}。{told(code, '300')}，{told(code, '300', 'junior')}。"


OF_ALL = "全县各级各类{0}900{1}。学前教育{0}300{1}，义务教育阶段{0}400{1}，普通高中{0}300{1}，中等职业学校{0}200{1}。"
TERMS = {"students": "在校生", "graduates": "毕业生", "staff": "教职工", "teachers": "专任教师"}


@pytest.mark.parametrize("rule", [r for r in RULES.sum if r.excess], ids=lambda r: r.id)
def test_every_sum_rule_fires_from_text(rule: object, tmp_path: Path) -> None:
    for n, code in enumerate(rule.indicators):  # type: ignore[attr-defined]
        (tmp_path / str(n)).mkdir()
        whole = rule.whole  # type: ignore[attr-defined]
        text = _of_stages(code) if whole == "compulsory" else OF_ALL.format(TERMS[code], "人")
        done = work(tmp_path / str(n), HEAD + text)
        assert any(c.arithmetic and c.arithmetic.startswith("300+") for c in broken(done, "sum")), code


@pytest.mark.parametrize("rule", RULES.partition, ids=lambda r: r.id)
def test_every_partition_rule_fires_from_text(rule: object, tmp_path: Path) -> None:
    figures = ((rule.whole, "500"), *((code, "400") for code in rule.parts))  # type: ignore[attr-defined]
    rest = "".join(f"，{word}400个" for word in rule.rest[:1])  # type: ignore[attr-defined]
    text = HEAD + ("，" if rest else "。").join(told(code, number, None) for code, number in figures) + rest + "。"
    assert broken(work(tmp_path, text), "sum")


@pytest.mark.parametrize("rule", RULES.plausibility, ids=lambda r: r.id)
def test_every_plausibility_rule_fires_from_text(rule: object, tmp_path: Path) -> None:
    part, whole = rule.part, rule.whole  # type: ignore[attr-defined]
    stage = (rule.stages or ("primary",))[0]  # type: ignore[attr-defined]
    at = None if whole == "population" else stage
    text = f"{HEAD}{told(part, str(int(rule.high * 2000)), stage)}。{told(whole, '1000', at)}。"  # type: ignore[attr-defined]
    assert broken(work(tmp_path, text), "plausibility")


@pytest.mark.parametrize("rule", RULES.limits, ids=lambda r: r.id)
def test_every_limit_fires_from_text(rule: object, tmp_path: Path) -> None:
    for n, code in enumerate(rule.indicators):  # type: ignore[attr-defined]
        (tmp_path / str(n)).mkdir()
        text = HEAD + told(code, f"{rule.high + 60}", None) + "。"  # type: ignore[attr-defined]
        if rule.named and not any(word in text for word in rule.named):  # type: ignore[attr-defined]
            text = f"{HEAD}全县小学{rule.named[0]}入学率{rule.high + 60}%。"  # type: ignore[attr-defined]
        assert broken(work(tmp_path / str(n), text), "plausibility"), code


SINGLE = {
    "class-size": ("contradiction", "全县小学在校生9000人，教学班90个。小学班额全部控制在60人以内。"),
    "school-size": ("contradiction", "全县小学在校生9000人，参评学校3所。小学学校规模全部控制在2000人以内。"),
    "class-size-of-ratios": (
        "share",
        "。".join(
            told(code, number)
            for code, number in (
                ("student_teacher_ratio", "17.00"),
                ("teachers_per_class", "2.00"),
                ("average_class_size", "44.0"),
            )
        ),
    ),
    "coefficient": ("share", "生均教学及辅助用房面积平均值5.20平方米，标准差1.30平方米，差异系数0.35。"),
    "grim": ("share", "参加测评的学生37人，合格20人，合格率55.0%。"),
    "difference": ("trend", "全县骨干教师由318人增加到452人，增加143人。"),
    "growth": ("trend", "一般公共预算教育支出7.26亿元，比上年的6.94亿元增长6.4%。"),
    "direction": ("trend", "九年义务教育巩固率由99.2%提高到98.9%。"),
    "before-unsaid": ("trend", "在校生41260人，比上年减少512人，下降2.1%。"),
    "never-falls": ("trend", "教育投入只增不减，一般公共预算教育支出2022年为3.42亿元，2023年为3.35亿元。"),
    "rates": ("trend", "2022年九年义务教育巩固率71.2%，2023年九年义务教育巩固率98.9%。"),
    "counts": ("trend", "2022年在校生12400人，2023年在校生24400人。"),
    "six-of-seven": ("standard", "初中：示例第三中学1项指标不达标，另有1项指标只达到标准的85%。"),
    "rounded": (
        "standard",
        "全县符合交流条件的教师1004人，实际交流教师100人，交流轮岗教师占符合交流条件教师的比例为10.0%。",
    ),
    "self-assessment": ("coverage", "全县小学在校生9000人。"),
    "empty-section": (
        "coverage",
        "全县小学在校生9000人。\n\n二、存在的问题和不足\n\n三、下一步打算\n\n继续努力，补齐短板。",
    ),
    "implied": ("sum", "全县义务教育学校40所，公办学校30所、民办学校3所。"),
    "years": ("sum", "近三年招聘教师320人，其中2022年96人、2023年104人、2024年112人。"),
    "summed": ("sum", "参加国培420人次、省培680人次、县培5260人次，合计6630人次。"),
    "regrouped": ("sum", "全年招聘教师112人。按学段分：幼儿园12人、小学45人、初中38人、普通高中27人。"),
}


@pytest.mark.parametrize("name", SINGLE)
def test_relations_of_the_words_fire(name: str, tmp_path: Path) -> None:
    check, text = SINGLE[name]
    head = HEAD.replace("工作报告", "自评报告") if check == "coverage" else HEAD
    done = work(tmp_path, head + text + "\n")
    found = broken(done, check)
    assert found, [(c.check, c.result, c.arithmetic, c.reason) for c in done.verification.checks]
    for finding in done.verification.findings:
        assert finding.message.count("。") == 1
        assert not any(word in finding.message for word in ("错误", "造假", "弄虚作假"))


RIGHT = (
    "生均教学仪器设备值校际差异系数小学为0.52，超过0.50的国家标准，不达标；初中为0.38，达标。",
    "未达标学校为示例第一小学（0.81人）、示例第二小学（0.85人）。",
    "全县小学在校生6914人，教学班203个，平均班额34人。",
    "参评小学28所、参评初中17所，其中综合达标小学25所、初中15所。",
    "全县小学在校生3000人，教学班90个。小学班额全部控制在60人以内。",
    "。".join(
        told(code, number)
        for code, number in (
            ("student_teacher_ratio", "17.00"),
            ("teachers_per_class", "2.00"),
            ("average_class_size", "34.0"),
        )
    ),
    "生均教学及辅助用房面积平均值5.20平方米，标准差1.30平方米，差异系数0.25。",
    "参加测评的学生37人，合格20人，合格率54.1%。",
    "全县骨干教师由318人增加到452人，增加134人，增长42.1%。小学由46所调整为38所，减少8所。",
    "一般公共预算教育支出7.26亿元，比上年的6.94亿元增长4.6%。在校生41260人，比上年减少512人，下降1.2%。",
    "教育投入只增不减，一般公共预算教育支出2022年为3.35亿元，2023年为3.42亿元。",
    "2022年在校生12400人，2023年在校生12100人。",
    "全县义务教育学校40所。公办学校37所、民办学校3所。",
    "近三年招聘教师312人，其中2022年96人、2023年104人、2024年112人。",
    "参加国培420人次、省培680人次、县培5260人次，合计6360人次。",
    "全年招聘教师112人。按学段分：幼儿园12人、小学45人、初中38人、普通高中17人。",
    "全县教师2450人，其中女教师1502人、党员教师1236人、高级教师486人。",
    "适龄残疾儿童207人，随班就读131人、特教学校就读48人、送教上门22人，入学率97.1%。",
    "招聘教师46名，学历合格率100%。交流教师38名，占符合条件教师的11.5%。",
    "投入资金5000万元，占全市的12.5%，其中新建校舍3000万元。",
    "普通高中在校生9600人，毕业生3300人，本科上线率51.7%。",
    "新建校舍12000平方米，生均8.5平方米；小学在校生27000人。",
)


@pytest.mark.parametrize("text", RIGHT)
def test_what_agrees_or_cannot_be_known_is_no_finding(text: str, tmp_path: Path) -> None:
    done = work(tmp_path, HEAD + text + "\n")
    assert [f.message for f in done.verification.findings if f.severity != "info"] == []


def test_every_check_fires_over_the_corpus_and_these_passages(tmp_path: Path) -> None:
    corpus = Path(__file__).parent.parent / "corpus" / "reports" / "txt"
    fired = {c.check for c in run([corpus], None, jobs=0).verification.checks if c.result == "violated"}
    assert fired >= {"sum", "share", "contradiction", "subset", "plausibility", "standard", "trend"}
    fired |= {check for check, _ in SINGLE.values()} | {"cross_document", "peer"}  # the last two: test_check_across
    assert fired == set(CHECKS)
