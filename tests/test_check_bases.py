"""What parts are parts of, and what shares are shares of: passages in which another figure stands nearer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_check_wordings import told

RIGHT = (
    # the total stands once more behind its parts
    "在编教师1562人，按学校所在地分：城区412人、镇区668人、乡村287人、教学点195人，四类互不重复，合计1562人。",
    "全县学校100所：小学60所、初中25所，两项共计85所，高中15所。",
    # a list 按…分 is of the whole told first, whatever share stands before it
    "全县专任教师3642人，其中小学2154人、初中1488人。按学历分，研究生214人、本科2773人、专科655人，本科及以上2987人，"
    "占82.0%；初中研究生96人，占初中教师的6.5%。按职称分，正高级11人、副高级846人、一级1428人、二级及以下1357人。",
    "在校生8437人，其中寄宿生2100人，占24.9%。按学段分，小学5630人、初中2807人。",
    # 其中 in a sentence of its own is of the figure that its parts make up
    "有效问卷1720份，其中满意和基本满意的1496份。其中家长问卷1080份，学生问卷360份，教师问卷210份，其他人员70份。",
    "2023年小学招生8437人。2023年招生中，男生4398人、女生4039人；城区3962人、镇区3105人、乡村1370人。",
    # a mean is no whole of what makes up the total
    "集团办学专项经费560万元，平均每个集团80万元，其中用于教研280万元、教师补助196万元、信息化84万元。",
    "投入设备经费1200万元，校均30万元，其中小学760万元、初中440万元。",
    # public and private ones are told of by turns
    "普通高中在校生7451人。普通高中中，民办1所，在校生1284人，占17.2%；公办3所，在校生6167人。",
    # the whole of the named ones is not the county's
    "小学在校生1239人，其中村小四校分别为146人、97人、63人、121人，合计427人；寄宿生588人，其中小学151人、初中437人。",
    # the base that the words name is another noun
    "民办学校38所，其中小学1所、初中2所。普惠性民办27所，占民办园的77.1%。",
    "全市现有民办学校64所。镇区民办幼儿园29所，占民办幼儿园的50.9%。",
)
WRONG = (
    (
        "在编教师1562人，按学校所在地分：城区412人、镇区638人、乡村287人、教学点195人，四类互不重复，合计1562人。",
        "1532",
    ),
    (
        "全县专任教师3642人，其中小学2154人、初中1488人。按学历分，研究生214人、本科2773人、专科655人；初中研究生96人，"
        "占初中教师的6.5%。按职称分，正高级11人、副高级846人、一级1458人、二级及以下1357人。",
        "3672",
    ),
    ("集团办学专项经费560万元，平均每个集团80万元，其中用于教研280万元、教师补助196万元、信息化114万元。", "590"),
    ("满意度测评收回有效问卷1720份，有效问卷中表示满意和基本满意的1496份，满意度为93.27%。", "86.98"),
    ("收回有效问卷3200份。有效问卷中，满意2976份，满意率为95.2%。", "93"),
)


@pytest.mark.parametrize("text", RIGHT)
def test_nothing_is_said_of_figures_that_belong_to_another_whole(text: str, tmp_path: Path) -> None:
    assert [f.message for f in told(text, tmp_path)] == []


@pytest.mark.parametrize(("text", "expected"), WRONG)
def test_difference_is_told_against_the_whole_meant(text: str, expected: str, tmp_path: Path) -> None:
    (finding,) = told(text, tmp_path)
    assert finding.expected == expected


WRONG_CHANGES = (
    "2023年营养改善计划支出1389.2万元，2022年为1246.5万元，同比增加172.7万元。",
    "小学在校生12906人，上年13400人，减少494人，下降4.7%。",
    "专任教师1250人（上年1236人），增加24人。",
    "2023年生均公用经费1180元，去年同期为1120元，增长7.4%。",
)
RIGHT_CHANGES = (
    "2023年营养改善计划支出1389.2万元，2022年为1246.5万元，同比增加142.7万元。",
    "小学在校生12906人，上年13400人，减少494人，下降3.7%。",
    "2023年教育支出8.35亿元，2025年为9.10亿元，年均增长4.4%。",
    "专任教师1250人，上年退休36人，增加24人。",
)


@pytest.mark.parametrize("text", WRONG_CHANGES)
def test_change_told_behind_the_value_of_the_year_before_is_tried(text: str, tmp_path: Path) -> None:
    assert [f.check for f in told(text, tmp_path)] == ["trend"]


@pytest.mark.parametrize("text", RIGHT_CHANGES)
def test_nothing_is_said_of_changes_that_agree_or_are_of_something_else(text: str, tmp_path: Path) -> None:
    assert [f.message for f in told(text, tmp_path)] == []


CLAIMS = (
    "符合交流条件的教师1286人，2023年实际交流118人，占9.18%，达到不低于10%的要求。",
    "小学在校生与专任教师配备齐全，残疾儿童少年入学率94.2%，高于95%的标准。",
    "初中三年巩固率94.6%，符合不低于95%的规定。",
)
NO_CLAIMS = (
    "符合交流条件的教师1286人，2023年实际交流118人，占9.18%，未达到不低于10%的要求。",
    "残疾儿童少年入学率94.2%，低于95%的标准。",
    "残疾儿童少年入学率96.2%，高于95%的标准。",
    "初中三年巩固率95%，达到95%以上的要求。",
)


@pytest.mark.parametrize("text", CLAIMS)
def test_figure_said_to_reach_a_norm_above_it_is_told(text: str, tmp_path: Path) -> None:
    (finding,) = told(text, tmp_path)
    assert finding.severity == "error"
    assert "未达到" in finding.message


@pytest.mark.parametrize("text", NO_CLAIMS)
def test_figure_that_reaches_its_norm_or_is_said_to_miss_it_is_not_told(text: str, tmp_path: Path) -> None:
    assert [f.message for f in told(text, tmp_path)] == []


AGAIN = (
    ("2023年交流轮岗教师286人。下一步，将在2023年交流轮岗教师268人的基础上，进一步扩大交流范围。", 1),
    ("2023年交流轮岗教师286人。下一步，将在2023年交流轮岗教师286人的基础上，进一步扩大交流范围。", 0),
    ("集团内派出支教教师116人，跟岗学习教师94人。派出支教的161名教师中，音体美教师仅有20人。", 1),
    ("集团内派出支教教师116人，跟岗学习教师94人。跟岗学习的94名教师中，音体美教师仅有20人。", 0),
    ("集团内派出支教教师116人。其中派出支教的61名教师中，音体美教师仅有20人。", 0),
    ("2022年交流轮岗教师286人。下一步，将在2023年交流轮岗教师268人的基础上，进一步扩大交流范围。", 0),
)


@pytest.mark.parametrize(("text", "count"), AGAIN)
def test_count_that_the_text_comes_back_to_is_the_one_told(text: str, count: int, tmp_path: Path) -> None:
    assert len(told(text, tmp_path)) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("反馈问题26个，全部集中在资源配置（9个）、政府保障（11个）和教育质量（5个）方面。", 1),
        ("反馈问题26个，全部集中在资源配置（9个）、政府保障（11个）和教育质量（6个）方面。", 0),
        ("适龄残疾儿童少年286人，已入学278人。其中随班就读171人，在特殊教育学校就读62人，送教上门45人。", 0),
        ("新建学校2所、改扩建学校9所，新增学位5400个。", 0),
    ],
)
def test_lists_in_brackets_and_parts_of_another_total(text: str, count: int, tmp_path: Path) -> None:
    assert len(told(text, tmp_path)) == count


LISTED_ONE_BY_ONE = (
    ("有4所学校生均体育运动场馆面积未达标（东关小学、西关小学、南关小学）。", "3"),
    ("未达标的5所学校分别为：东关小学、西关小学、南关小学、示例三中。", "4"),
    ("目前主要存在3个方面的问题：一是学位紧张。二是教师不足。三是设备陈旧。四是经费短缺。", "4"),
    ("28项已达标，4项未达标，未达标指标为：①运动场馆；②专用教室；③班级学生数；④骨干教师交流；⑤培训经费。", "5"),
)
LISTED_RIGHT = (
    "有3所学校生均体育运动场馆面积未达标（东关小学、西关小学、南关小学）。",
    "有4所学校生均体育运动场馆面积未达标（东关小学、西关小学、南关小学等）。",
    "有4所学校未达标（其中东关小学、西关小学为农村学校）。",
    "目前主要存在3个方面的问题：一是学位紧张。二是教师不足。三是设备陈旧。\n\n下一步打算：一是扩容。二是招聘。三是更新。四是投入。",
    "对照教育质量9项指标：一是巩固率达标。二是其余各项达标。",
    "创建平安校园11所。存在的不足：一是学位紧张。二是教师不足。",
)


@pytest.mark.parametrize(("text", "count"), LISTED_ONE_BY_ONE)
def test_things_listed_one_by_one_are_as_many_as_stated(text: str, count: str, tmp_path: Path) -> None:
    (finding,) = [f for f in told(text, tmp_path) if "逐一列出" in f.message]
    assert (finding.check, finding.expected) == ("sum", count)
    assert finding.evidence


@pytest.mark.parametrize("text", LISTED_RIGHT)
def test_lists_that_agree_or_are_of_some_accuse_nobody(text: str, tmp_path: Path) -> None:
    assert [f.message for f in told(text, tmp_path) if "逐一列出" in f.message] == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("生均体育运动场馆面积小学8.02㎡、初中9.86㎡，小学、初中均已达到国家规定的7.5㎡、10.2㎡标准。", 1),
        ("生均体育运动场馆面积小学8.02㎡、初中10.86㎡，小学、初中均已达到国家规定的7.5㎡、10.2㎡标准。", 0),
        ("截至2024年5月底，28个问题中已完成整改19个，取得阶段性进展6个，其余4个正在推进。", 1),
        ("截至2024年5月底，28个问题中已完成整改19个，取得阶段性进展6个，其余3个正在推进。", 0),
    ],
)
def test_norms_in_a_list_and_parts_of_the_problems_named(text: str, count: int, tmp_path: Path) -> None:
    assert len(told(text, tmp_path)) == count


NAMED_SHARES = (
    ("教育支出11.58亿元，其中学前教育1.36亿元，义务教育7.12亿元，义务教育占教育支出的63.5%。", 1),
    ("教育支出11.58亿元，其中学前教育1.36亿元，义务教育7.12亿元，义务教育占教育支出的61.5%。", 0),
    ("教育支出11.58亿元，比上年增加0.72亿元，义务教育7.12亿元。学前教育占教育支出的11.7%。", 0),
)
SEVERAL_NORMS = (
    (
        "初中生均教学及辅助用房面积6.05平方米、生均体育运动场馆面积9.87平方米、生均教学仪器设备值4126元，"
        "三项均高于5.8平方米、10.2平方米和2500元的国家标准。",
        1,
    ),
    (
        "初中生均教学及辅助用房面积6.05平方米、生均体育运动场馆面积10.87平方米、生均教学仪器设备值4126元，"
        "三项均高于5.8平方米、10.2平方米和2500元的国家标准。",
        0,
    ),
    ("初中生均体育运动场馆面积9.86平方米（标准10.2平方米以上），达标；生均教学仪器设备值3415元，达标。", 1),
    ("初中生均体育运动场馆面积9.86平方米（标准10.2平方米以上），未达标；生均教学仪器设备值3415元，达标。", 0),
)
OTHER_WHOLES = (
    "学校41所，其中小学24所、初中11所、九年一贯制学校6所。九年一贯制学校按学段拆分后，参评小学30所、初中17所。",
    "各级各类学校117所，其中幼儿园52所、小学41所、初中14所、九年一贯制学校5所、普通高中3所，"
    "中等职业学校、特殊教育学校各1所。",
    "全县幼儿园及普通中小学在校（园）学生共32764人。中小学寄宿生6915人，占中小学生的24.92%。",
    "小学36所。招生2874人；在校生19305人。专任教师1248人，生师比15.47:1。初中13所，招生3120人；在校生9216人。"
    "专任教师872人，生师比10.57:1。",
    "义务教育阶段在校生40296人，其中小学27216人，设教学班672个，平均班额40.5人；初中13080人，设教学班290个。",
    "未达标的1所为石塘初级中学，该校生均教学及辅助用房5.1平方米、生均体育运动场馆9.6平方米。"
    "生均体育运动场馆面积初中13.35平方米。",
)


@pytest.mark.parametrize(("text", "count"), [*NAMED_SHARES, *SEVERAL_NORMS])
def test_shares_of_named_counts_and_several_norms_in_their_order(text: str, count: int, tmp_path: Path) -> None:
    assert len(told(text, tmp_path)) == count


@pytest.mark.parametrize("text", OTHER_WHOLES)
def test_counts_taken_apart_or_of_one_stage_or_school_accuse_nobody(text: str, tmp_path: Path) -> None:
    assert [f.message for f in told(text, tmp_path)] == []


@pytest.mark.parametrize(
    "text",
    [
        "专任教师1842人。义务教育阶段1862名专任教师全部持证上岗。",
        "三年来招聘中小学教师486名。三年来招聘的468名中小学教师里，音体美教师仅97名。",
        "尚有4所学校没有200米以上环形跑道，分别是城关二小、河湾小学、东坪中学。",
    ],
)
def test_the_same_count_told_twice_is_one(text: str, tmp_path: Path) -> None:
    assert len(told(text, tmp_path)) == 1


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("生均体育运动场馆面积差异系数小学0.46、初中0.47。所有指标的差异系数小学都在0.50以内、初中都在0.45以内。", 1),
        ("生均体育运动场馆面积差异系数小学0.46、初中0.44。所有指标的差异系数小学都在0.50以内、初中都在0.45以内。", 0),
        ("在校（园）学生58630人。普通中小学校舍建筑面积46.8万平方米，生均10.15平方米。", 0),
        (
            "2023—2024学年，初中三年巩固率达98.7%。\n\n三、下一步打算\n\n2023—2024学年全县初中三年巩固率虽有97.8%，仍将巩固。",
            1,
        ),
    ],
)
def test_limits_said_of_all_heads_of_other_stages_and_values_told_twice(text: str, count: int, tmp_path: Path) -> None:
    assert len(told(text, tmp_path)) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("小学生均体育运动场馆面积7.28平方米，标准为不低于7.5平方米，达标；生均教学仪器设备值2436元。", 1),
        ("小学生均体育运动场馆面积7.68平方米，标准为不低于7.5平方米，达标；生均教学仪器设备值2436元。", 0),
        ("督导组梳理出三方面5个问题：一是布局。二是师资。三是经费。", 0),
        ("督导组梳理出4个问题：一是布局。二是师资。三是经费。四是管理。五是安全。", 1),
    ],
)
def test_norms_behind_a_comma_and_problems_in_kinds(text: str, count: int, tmp_path: Path) -> None:
    assert len(told(text, tmp_path)) == count
