"""Counties, titles, dates, years and kinds: cases of our own, no text of a real report."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.normalise.counties import County, county_of
from pipeline.normalise.heads import document_head
from pipeline.normalise.places import Places, load_places

TABLE = Path(__file__).resolve().parent.parent / "rules" / "places.csv"


@pytest.fixture(scope="module")
def places() -> Places:
    return load_places(TABLE)


# ---------------------------------------------------------------- the table


@pytest.mark.parametrize(
    ("code", "name", "prefecture", "province"),
    [
        ("210922", "彰武县", "阜新市", "辽宁省"),
        ("632323", "泽库县", "黄南藏族自治州", "青海省"),
        ("654027", "特克斯县", "伊犁哈萨克自治州", "新疆维吾尔自治区"),
        ("530323", "师宗县", "曲靖市", "云南省"),
        ("450181", "横州市", "南宁市", "广西壮族自治区"),
        ("330113", "临平区", "杭州市", "浙江省"),
        ("429004", "仙桃市", "", "湖北省"),
        ("500229", "城口县", "", "重庆市"),
    ],
)
def test_table_lists(code: str, name: str, prefecture: str, province: str) -> None:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = {row["code"]: row for row in csv.DictReader(file)}
    row = rows[code]
    assert (row["name"], row["prefecture"], row["province"]) == (name, prefecture, province)
    assert (row["level"], row["status"]) == ("county", "current")


def test_table_is_sound() -> None:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    codes = [row["code"] for row in rows]
    assert codes == sorted(set(codes))
    assert all(len(code) == 6 and code.isdigit() for code in codes)
    uppers = {row["name"] for row in rows if row["level"] != "county"}
    counties = [row for row in rows if row["level"] == "county" and row["status"] == "current"]
    assert 2830 <= len(counties) <= 2860
    assert all(row["province"] in uppers for row in rows)
    assert all(row["prefecture"] in uppers | {""} for row in counties)


def test_places_load_once_and_fast() -> None:
    load_places(TABLE)
    began = time.perf_counter()
    assert load_places(TABLE) is load_places(Path(str(TABLE)))
    assert time.perf_counter() - began < 0.005


# ---------------------------------------------------------------- the county: by its title


@pytest.mark.parametrize(
    ("title", "name", "code"),
    [
        ("彰武县县域义务教育优质均衡发展自评报告", "彰武县", "210922"),
        ("云南省曲靖市师宗县2023年教育工作总结", "师宗县", "530323"),
        ("关于印发《师宗县学前教育发展行动计划》的通知", "师宗县", "530323"),
        ("2024年泽库县教育事业统计公报", "泽库县", "632323"),
        ("吴忠市利通区义务教育优质均衡发展汇报", "利通区", "640302"),
        ("西安市雁塔区教育局2024年工作总结", "雁塔区", "610113"),
        ("师宗县第一小学2023年工作总结", "师宗县", "530323"),
        ("长沙县义务教育发展情况报告", "长沙县", "430121"),
        ("横州市2023年教育工作总结", "横州市", "450181"),
        ("准格尔旗教育体育局2022年工作总结", "准格尔旗", "150622"),
        ("宁蒗彝族自治县义务教育工作汇报", "宁蒗彝族自治县", "530724"),
        ("宁蒗县义务教育工作汇报", "宁蒗彝族自治县", "530724"),
        ("成县2023年教育工作总结", "成县", "621221"),
        ("浦东新区教育局2024年工作计划", "浦东新区", "310115"),
        ("重庆市城口县教育工作汇报", "城口县", "500229"),
        ("仙桃市2023年教育工作总结", "仙桃市", "429004"),
        ("东莞市2023年教育事业统计公报", "东莞市", "441900"),
        ("彰武县赴沛县考察学习情况报告", "彰武县", "210922"),
        ("彰武县关于开发区学校建设情况的报告", "彰武县", "210922"),
        ("雄安新区容城县教育局2023年工作总结", "容城县", "130629"),
        ("海南州贵德县教育局2023年工作总结", "贵德县", "632523"),
        ("攀枝花市东区教育局工作总结", "东区", "510402"),
        ("资阳市简阳市2015年教育工作总结", "简阳市", "510185"),
        ("渝北区2023年教育工作总结", "渝北区", "500112"),
    ],
)
def test_title_names_the_county(places: Places, title: str, name: str, code: str) -> None:
    assert county_of(title, "", places) == County(name, code)


@pytest.mark.parametrize(
    "title",
    [
        "曲靖市2023年教育工作总结",
        "青海省义务教育优质均衡发展实施方案",
        "关于创建全国义务教育优质均衡发展县推进情况的报告",
        "全县教育工作总结",
        "我县教育工作总结",
        "关于城区教育布局的报告",
        "提高县域义务教育质量工作总结",
        "省和县教育部门职责清单",
        "长沙市区域教育合作情况",
        "彰武县、沛县教育交流情况",
        "2023年教育工作总结",
        "××县2023年教育工作总结",
    ],
)
def test_title_names_no_county(places: Places, title: str) -> None:
    assert county_of(title, "", places) is None


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("示例甲县义务教育优质均衡发展自评报告", "示例甲县"),
        ("示例乙区2024年教育工作总结", "示例乙区"),
        ("关于推进示例丙旗教育工作的报告", "示例丙旗"),
        ("示例省示例市示例丁县人民政府工作报告", "示例丁县"),
        ("青海省示例戊县教育情况汇报", "示例戊县"),
        ("示例己县教师队伍建设情况", "示例己县"),
        ("大平山县义务教育工作汇报", "大平山县"),
        ("四川省彰武县教育工作总结", "彰武县"),
        ("曲靖经济技术开发区2023年教育工作总结", "曲靖经济技术开发区"),
        ("云南省曲靖经济技术开发区教育工作总结", "曲靖经济技术开发区"),
        ("昆山市高新区教育工作汇报", "昆山市高新区"),
        ("高新区2023年教育工作总结", "高新区"),
    ],
)
def test_outside_the_list_the_name_is_kept(places: Places, title: str, name: str) -> None:
    text = "特克斯县人民政府。" * 3
    assert county_of(title, text, places) == County(name, None)


def test_every_county_in_force_is_found_and_none_is_mistaken(places: Places) -> None:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["level"] == "county" and r["status"] == "current"]
    for row in rows:
        upper = row["prefecture"] or row["province"]
        expected = County(row["name"], row["code"])
        assert county_of(f"{upper}{row['name']}2023年教育工作总结", "", places) == expected
        alone = county_of(f"{row['name']}2023年教育工作总结", "", places)
        assert alone in (expected, County(row["name"], None), None)


# ---------------------------------------------------------------- several of one name


@pytest.mark.parametrize(
    ("title", "text", "code"),
    [
        ("朝阳区2023年教育工作总结", "", None),
        ("长春市朝阳区2023年教育工作总结", "", "220104"),
        ("北京市朝阳区2023年教育工作总结", "", "110105"),
        ("长春朝阳区2023年教育工作总结", "", "220104"),
        ("朝阳区2023年教育工作总结", "吉林省长春市朝阳区现有小学。", "220104"),
        ("朝阳区2023年教育工作总结", "根据北京市有关要求，我区加强管理。", "110105"),
        ("朝阳区2023年教育工作总结", "北京市、长春市均已完成。", None),
        ("鼓楼区教育局工作汇报", "按照福州市统一部署。", "350102"),
        ("鼓楼区教育局工作汇报", "按照福州市部署，赴南京市学习。", "350102"),
        ("鼓楼区教育局工作汇报", "按照江苏省部署。", None),
        ("桥西区教育局工作汇报", "张家口市教育局，桥西区。", "130703"),
        ("拉萨市城关区教育工作汇报", "", "540102"),
        ("城关区教育工作汇报", "", None),
        ("城关区教育工作汇报", "对照甘肃省评估标准。", "620102"),
        ("南京市鼓楼区教育工作汇报", "徐州市鼓楼区来访。" * 3, "320106"),
    ],
)
def test_namesakes(places: Places, title: str, text: str, code: str | None) -> None:
    found = county_of(title, text, places)
    assert found is not None
    assert (found.name, found.code) == (found.name, code)
    assert found.name in title


# ---------------------------------------------------------------- the county: by its text


@pytest.mark.parametrize(
    ("title", "text", "name"),
    [
        ("", "工作已完成。彰武县人民政府教育督导室2024年3月1日", "彰武县"),
        ("实施方案", "师宗县教育体育局二〇二四年三月一日。各校：泸西县、泸西县。", "师宗县"),
        ("", "我县教育质量稳步提升。特克斯县教育局", "特克斯县"),
        ("", "示例甲县教育局2024年3月1日", "示例甲县"),
        ("自评报告", "在泽库县，泽库县第一小学新建校舍。同德县来访。泽库县。", "泽库县"),
        ("辽宁彰武：教育工作回顾", "彰武县", "彰武县"),
        ("", "泽库县现有义务教育学校三所。", "泽库县"),
        ("泽库教育2023年总结", "近年来，泽库县办学条件改善。", "泽库县"),
        ("青海泽库教育2023年总结", "", "泽库县"),
        ("工作汇报", "沛县经济发展。今年，沛县投入增加。", "沛县"),
        ("工作汇报", "赴沛县学习。赴沛县考察。彰武县投入增加，彰武县达标。", "彰武县"),
    ],
)
def test_text_names_the_county(places: Places, title: str, text: str, name: str) -> None:
    found = county_of(title, text, places)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "全县现有学校。各县区教育局要加强领导。",
        "已建成县级骨干队伍，提高县域教育水平，振兴县域经济，相应县级标准。",
        "已建成县级骨干队伍，提高县域教育水平，振兴县域经济，相应县级标准。" * 3,
        "在城区新建区级学校，老城区扩建，东城区改建，城区学位增加，城区大班额。",
        "彰武县。沛县。彰武县。沛县。",
        "借鉴沛县经验。",
        "省、市和县共同承担。省、市和县共同承担。",
        "彰武县教育局、沛县教育局联合下发通知。",
        "曲靖市教育局、曲靖市人民政府、云南省教育厅。",
        "泽库。",
    ],
)
def test_text_names_no_county(places: Places, text: str) -> None:
    assert county_of("工作汇报", text, places) is None


def test_short_name_needs_support(places: Places) -> None:
    assert county_of("彰武教育2023年总结", "", places) is None
    assert county_of("长沙教育2023年总结", "长沙县。", places) == County("长沙县", "430121")


SAMPLES = [
    ("彰武县县域义务教育自评报告", "全县现有学校三所。彰武县人民政府2024年3月1日"),
    ("朝阳区教育工作总结", "吉林省长春市朝阳区现有小学三所，长春市支持。"),
    ("示例甲县义务教育汇报", "示例甲县现有学校。"),
    ("", "沛县经济发展。今年，沛县投入增加。"),
    ("曲靖市教育工作总结", "师宗县、沾益区、马龙区。"),
]


@settings(max_examples=60, deadline=None)
@given(
    sample=st.sampled_from(SAMPLES),
    cuts=st.lists(st.tuples(st.integers(0, 60), st.sampled_from(list(" \n\t\u3000\xa0\u200b")))),
)
def test_white_space_changes_no_county(sample: tuple[str, str], cuts: list[tuple[int, str]]) -> None:
    places = load_places(TABLE)
    title, text = sample
    wide_title, wide_text = title, text
    for at, space in cuts:
        wide_text = wide_text[:at] + space + wide_text[at:]
        wide_title = wide_title[:at] + space + wide_title[at:]
    assert county_of(wide_title, wide_text, places) == county_of(title, text, places)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="彰武县沛和成省市区教育局人民政府提高建城2024年月一二。，# \n", max_size=80))
def test_no_text_breaks_anything(text: str) -> None:
    head = document_head(text)
    assert head.title is None or 0 < len(head.title) <= len(text)
    county = county_of(head.title or "", text, load_places(TABLE))
    assert county is None or county.name[:2] in "".join(text.split()) + (head.title or "")


# ---------------------------------------------------------------- title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# 示例甲县教育工作报告\n\n近年来，我县……", "示例甲县教育工作报告"),
        ("**示例甲县教育工作总结**\n正文。", "示例甲县教育工作总结"),
        ("示例甲县 2023 年度\n教育工作总结\n一、基本情况", "示例甲县2023年度教育工作总结"),
        ("示例甲县人民政府\n关于义务教育发展情况的\n报告\n县人大：", "示例甲县人民政府关于义务教育发展情况的报告"),
        ("首页 > 政务公开\n当前位置：公告\n示例甲县教育工作总结\n打印", "示例甲县教育工作总结"),
        (
            "各乡镇人民政府：\n现将方案印发给你们。\n示例甲县教育局\n2024年3月1日\n示例甲县学校布局\n调整方案\n为优化布局，",
            "示例甲县学校布局调整方案",
        ),
        ("标题：示例甲县教育工作要点\n正文", "示例甲县教育工作要点"),
        ("示例甲县教育发展规划\n（2021—2025年）\n一、总则", "示例甲县教育发展规划（2021—2025年）"),
        ("关于印发《示例甲县控辍保学工作方案》的通知\n各校：", "关于印发《示例甲县控辍保学工作方案》的通知"),
        ("示例甲县教育局文件\n示教〔2023〕5号\n示例甲县教育局2023年工作总结\n", "示例甲县教育局2023年工作总结"),
        ("奋楫扬帆向未来\n——示例甲县教育工作回顾\n正文。", "奋楫扬帆向未来——示例甲县教育工作回顾"),
        ("示教发〔2023〕5号示例甲县学校管理细则\n各校：", "示例甲县学校管理细则"),
        ("示例甲县教育统计公报 发布日期：2024-05-06 阅读：2\n正文。", "示例甲县教育统计公报"),
        ("2023年，全县推进各项工作\n一、加强领导", None),
        ("今年以来，全县教育质量提高。\n一、加强领导\n各校落实责任。", None),
        ("", None),
    ],
)
def test_title(text: str, title: str | None) -> None:
    assert document_head(text).title == title


# ---------------------------------------------------------------- date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("示例甲县工作总结\n正文。\n示例甲县教育局\n2024年1月5日", "2024-01-05"),
        ("示例甲县工作总结\n正文。\n示例甲县教育局\n二〇二四年一月五日\n打印", "2024-01-05"),
        ("示例甲县工作总结\n正文。\n示例甲县教育局 二○二三年十二月三十一日", "2023-12-31"),
        ("示例甲县工作总结\n日期：2024-02-17 浏览量：3\n正文。\n示例甲县教育局\n2024年1月5日", "2024-01-05"),
        ("示例甲县工作总结\n日期：2024-02-17 浏览量：3\n正文。", "2024-02-17"),
        ("示例甲县工作总结\n发布时间：2024-02-17\n成文日期：2024年2月1日\n正文。", "2024-02-01"),
        ("示例甲县工作总结\n（2024年3月）\n正文。", "2024-03"),
        ("示例甲县工作总结\n正文。\n2024 年 3 月 9 日", "2024-03-09"),
        ("示例甲县工作总结\n2023年5月6日，全县召开会议。", None),
        ("示例甲县工作总结\n会议于2023年5月6日召开。", None),
        ("示例甲县工作总结\n正文。\n示例甲县教育局\n2024年13月5日", None),
        ("示例甲县工作总结\n正文。\n示例甲县教育局\n2023年2月30日", None),
        ("示例甲县工作总结\n正文。\n示例甲县教育局办公室 2024年3月7日印发", "2024-03-07"),
        ("没有日期", None),
    ],
)
def test_date(text: str, date: str | None) -> None:
    assert document_head(text).date == date


# ---------------------------------------------------------------- year and kind


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("示例甲县2023年度教育工作总结\n正文。\n示例甲县教育局\n2024年1月5日", 2023),
        ("示例甲县二〇二三年教育工作总结\n正文。", 2023),
        ("示例甲县2022-2023学年教育统计公报\n正文。", 2022),
        ("示例甲县教育发展规划（2021—2025年）\n正文。\n示例甲县教育局\n2021年6月1日", 2021),
        ("示例甲县2023年工作总结和2024年工作计划\n正文。", 2023),
        ("示例甲县教育工作汇报\n现将2022年全县教育情况汇报如下：", 2022),
        ("示例甲县教育工作汇报\n正文。\n示例甲县教育局\n2024年1月5日", 2024),
        ("示例甲县到2027年教育发展目标落实方案\n正文。", None),
        ("示例甲县教育工作汇报\n2019年通过验收。", None),
    ],
)
def test_year(text: str, year: int | None) -> None:
    assert document_head(text).year == year


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("示例甲县教育工作报告", "report"),
        ("示例甲县优质均衡自评报告", "report"),
        ("示例甲县教育情况汇报", "report"),
        ("示例甲县方案落实情况的报告", "report"),
        ("示例甲县2023年教育工作总结", "summary"),
        ("示例甲县2023年工作总结和2024年工作计划", "summary"),
        ("示例甲县教育发展实施方案", "plan"),
        ("示例甲县关于加强教师队伍建设的意见", "plan"),
        ("关于印发《示例甲县教育发展规划》的通知", "plan"),
        ("示例甲县2023年教育事业统计公报", "bulletin"),
        ("示例甲县关于召开会议的通知", "other"),
    ],
)
def test_kind(title: str, kind: str) -> None:
    assert document_head(title + "\n正文。").kind == kind
