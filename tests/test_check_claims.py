"""What a report claims of all schools, classes and posts, against what it states elsewhere: from the text on."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import InvalidRulebook
from pipeline.flow import run
from pipeline.model import Finding
from pipeline.rulebook import load_rulebook

HEAD = "示例甲县2024年义务教育工作报告\n\n一、基本情况\n\n"


def told(folder: Path, text: str, check: str = "contradiction", head: str = HEAD) -> list[Finding]:
    path = folder / "甲.txt"
    path.write_text(head + text + "\n", encoding="utf-8")
    return [f for f in run([path], None, jobs=0).verification.findings if f.check == check]


ALL_MET = (
    ("生均教学及辅助用房面积，所有学校均达到国家标准。但示例镇中心小学仅为3.9平方米。", "示例镇中心小学3.9平方米"),
    (
        "参评小学22所。小学生均体育运动场馆面积，22所小学全部达标。示例二小生均体育运动场馆面积5.1平方米。",
        "示例二小5.1平方米",
    ),
    ("示例二小生均教学仪器设备值1860元。全县生均教学仪器设备值小学达标率100%。", "示例二小1860元"),
    ("每百名学生拥有网络多媒体教室数，各校均达标。其中示例乡中心小学1.9间。", "示例乡中心小学1.9间"),
    ("参评小学22所。小学生均体育运动场馆面积7.1平方米，22所小学全部达标。", "平均数也应达到"),
    ("参评小学22所，生均体育运动场馆面积7.1平方米，达标率100%。", "平均数也应达到"),
)


@pytest.mark.parametrize(("text", "words"), ALL_MET)
def test_every_school_meets_but_one_does_not(text: str, words: str, tmp_path: Path) -> None:
    (found,) = told(tmp_path, text)
    assert found.severity == "error"
    assert words in found.message
    assert found.message.count("。") == 1


@pytest.mark.parametrize(
    "text",
    [
        "所有学校均达到国家规定的生均体育运动场馆面积标准。其中示例第二小学整改前仅为5.1平方米。",
        "除示例第二小学外，其余学校生均体育运动场馆面积均达标。示例第二小学5.1平方米。",
        "确保所有学校生均体育运动场馆面积达标。示例第二小学目前为5.1平方米。",
        "所有学校生均体育运动场馆面积应达到国家标准。示例第二小学目前为5.1平方米。",
        "每百名学生拥有网络多媒体教室数，小学、初中均达到标准。示例村小学1.9间。",
        "小学生均体育运动场馆面积7.6平方米，各校均达标。示例中心小学7.5平方米。",
        "参评小学22所。小学生均体育运动场馆面积，20所小学达标。示例第二小学5.1平方米。",
        "初中生均体育运动场馆面积，所有初中均达标。示例第二小学生均体育运动场馆面积5.1平方米。",
        "所有学校生均教学及辅助用房面积均达标。示例第二小学生均体育运动场馆面积5.1平方米。",
    ],
)
def test_claims_of_some_wishes_and_other_indicators_accuse_nobody(text: str, tmp_path: Path) -> None:
    assert [f.message for f in told(tmp_path, text) if f.severity != "info"] == []


MAXIMA = (
    ("全县小学所有班级均不超过45人，初中所有班级均不超过50人。目前示例一小仍有大班额7个，最大班额58人。", "7个"),
    ("小学班额全部在45人以内。城关小学五（2）班52人，班额偏大。", "52人"),
    ("义务教育学校班额均控制在55人以内。实验中学七年级最大班额62人。", "62人"),
    ("全县无大班额。县城3所小学仍有大班额12个。", "12个"),
    ("大班额全部消除。全县共有教学班498个，其中大班额6个。", "6个"),
    ("各中小学校规模均控制在2000人以内。规模最大的第三小学在校生2310人。", "2310人"),
    ("小学规模均不超过2000人。示例第一小学在校生2310人。", "第一小学在校生2310人"),
    ("全县小学平均班额41人，所有班级均在45人以内。初中平均班额52人，所有班级均不超过50人。", "52人"),
    ("小学在校生9000人，教学班180个。全县小学所有班级均不超过45人。", "平均为50人"),
)


@pytest.mark.parametrize(("text", "words"), MAXIMA)
def test_no_class_or_school_is_above_a_maximum_but_one_is(text: str, words: str, tmp_path: Path) -> None:
    (found,) = told(tmp_path, text)
    assert found.severity == "error"
    assert words in found.message


@pytest.mark.parametrize(
    "text",
    [
        "全县大班额由2021年的58个减少到0个，全面消除大班额。",
        "2021年全县有大班额58个，2024年已全面消除大班额。",
        "我县计划到2025年全面消除大班额。目前小学有大班额12个。",
        "全县超大班额全部消除。目前仍有大班额12个。",
        "起始年级无大班额，小学其他年级有大班额9个。",
        "农村小学无大班额，县城小学有大班额9个。",
        "严格控制班额，小学所有班级不得超过45人。实验小学有大班额3个。",
        "全县小学所有班级均不超过45人。初中大班额4个。",
        "全县小学、初中学校规模均不超过2000人。第三小学原有学生2310人，经分流，目前为1958人。",
        "过去，示例第一小学在校生一度达到2687人，目前该校降至1958人，全县小学规模均在2000人以内。",
        "示例第一小学在校生2687人。新校建成后该校现有学生1890人。全县小学规模均在2000人以内。",
        "全县小学、初中规模均不超过2000人。示例第一中学在校生2410人。",
        "所有班级均不超过45人的小学有28所。示例一小最大班额52人。",
        "小学604个班均不超过45人，初中312个班均不超过50人，最大班额小学45人、初中50人。",
        "小学平均班额44.6人，所有班级均不超过45人。",
    ],
)
def test_maxima_that_hold_or_are_not_claimed_of_all(text: str, tmp_path: Path) -> None:
    assert [f.message for f in told(tmp_path, text) if f.severity != "info"] == []


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("全县教职工3215人，其中在编教职工2986人，没有编外教师。", "warning"),
        ("全县在编教职工2986人，教职工总数3215人，无编外聘用人员。", "warning"),
        ("全县编外教师为0人。教职工总数3215人，在编教职工2986人。", "warning"),
        ("我县教师均为在编在岗教师，全县教职工2860人，在编教职工2712人。", "warning"),
        ("四是全县没有编外教师，临聘教师135人。", "error"),
        ("全县教职工3215人，全部为在编人员。编外教师229人。", "error"),
        ("不存在“有编不补”或长期聘用编外教师的情况。全县编外教师213人。", "info"),
    ],
)
def test_nobody_outside_the_quota_but_some_are(text: str, severity: str, tmp_path: Path) -> None:
    assert [f.severity for f in told(tmp_path, text)] == [severity]


@pytest.mark.parametrize(
    "text",
    [
        "全县教职工1200人、在编教师1200人，无代课教师。",
        "全县幼儿园现有教职工320人，其中在编120人，农村义务教育学校无编外教师。",
        "解决无编外教师管理办法的问题，编外教师120人的工资纳入财政预算。",
        "力争三年内没有编外教师，目前编外教师120人。",
        "示例实验小学没有编外教师，全县编外教师120人。",
        "全县小学没有编外教师，初中编外教师12人。",
    ],
)
def test_posts_that_agree_or_are_told_of_a_part(text: str, tmp_path: Path) -> None:
    assert told(tmp_path, text) == []


FIRES = {
    "class-size": ("contradiction", "全县无大班额。目前仍有大班额12个。"),
    "school-size": ("contradiction", "小学规模均不超过2000人。示例第一小学在校生2310人。"),
    "outside-quota": ("contradiction", "全县没有编外教师。临聘教师135人。"),
    "long-term": ("contradiction", "未发现长期聘用编外教师的情况。全县编外教师213人。"),
    "music-and-art": ("standard", "全县义务教育学校教学班498个。音乐专用教室30间。"),
}


def test_every_rule_of_claims_fires(tmp_path: Path) -> None:
    rules = load_rulebook(None).claims
    assert {r.id for r in (*rules.maxima, *rules.nobody, *rules.rooms)} == set(FIRES)
    for check, text in FIRES.values():
        assert told(tmp_path, text, check), text


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ("every_school: ['(']", "claims.yaml → every_school"),
        ("nobody: [{id: x, patterns: ['['], counted: staff}]", "claims.yaml → x.patterns"),
        ("rooms: [{id: x, rooms: [nothing], classes: classes, per: 12, norm: music_art_rooms}]", "rooms.x.rooms"),
    ],
)
def test_mistakes_in_claims_are_named(rules: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "claims.yaml").write_text(rules, encoding="utf-8")
    with pytest.raises(InvalidRulebook) as refused:
        load_rulebook(tmp_path)
    assert words in str(refused.value)


ITEMS_MET = (
    "生均体育运动场馆面积小学8.12平方米、初中9.86平方米，生均教学仪器设备值小学2318元、初中2764元。以上四项均值全部达标。",
    "初中生均教学及辅助用房面积5.61平方米，生均体育运动场馆面积10.4平方米，上述两项指标均已达到国家标准。",
    "小学每百名学生拥有高于规定学历教师4.6人、骨干教师0.86人，各项均值都符合要求。",
)


@pytest.mark.parametrize("text", ITEMS_MET)
def test_all_items_told_are_said_to_be_met_but_one_is_not(text: str, tmp_path: Path) -> None:
    (found,) = told(tmp_path, text)
    assert found.severity == "warning"
    assert "未达到" in found.message


@pytest.mark.parametrize(
    "text",
    [
        "初中生均体育运动场馆面积9.86平方米。以上指标力争2026年全部达标。",
        "初中生均体育运动场馆面积9.86平方米。力争到2026年，以上六项指标全部达标。",
        "生均教学及辅助用房面积小学4.87平方米、初中6.13平方米，以上两项均值全部达标。",
        "初中生均体育运动场馆面积9.86平方米，尚有差距。\\n\\n二、政府保障\\n\\n以上十五项指标全部达标。",
        "初中生均体育运动场馆面积9.86平方米，除该项外，以上六项指标全部达标。",
        "初中生均体育运动场馆面积9.86平方米，以上六项指标未全部达标。",
    ],
)
def test_items_told_elsewhere_left_out_or_wished_for_accuse_nobody(text: str, tmp_path: Path) -> None:
    assert [f.message for f in told(tmp_path, text.replace("\\n", "\n")) if f.severity != "info"] == []
