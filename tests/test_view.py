"""The view: numbers that blanks tear apart are joined, slips of recognition mended, and nothing else is touched."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from pipeline.model import Document, View
from pipeline.structure import structure

PIECES = [
    "12",
    "3",
    "4,",
    ".5",
    "，604",
    "2024年",
    "表1",
    "小学",
    "所",
    "人",
    "%",
    "：",
    "第",
    "、",
    "O",
    "l",
    "毛人园率",
]
GAPS = ["", " ", "\u3000", "  ", "\t"]
TORN = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(GAPS)), max_size=16).map(
    lambda pairs: "".join(a + b for a, b in pairs)
)
MENDED = {("O", "0"), ("Ｏ", "0"), ("l", "1"), ("I", "1"), (",", "."), ("，", "."), ("人", "入")}


def view(text: str) -> View:
    return structure(Document("示例甲县.txt", "0" * 64, len(text), "txt", "ok", text, wrapped=False)).view


def line(text: str) -> str:
    return view(f"示例甲县{text}。").text.removeprefix("示例甲县").removesuffix("\n").removesuffix("。")


@given(TORN)
@example("2 1 ,604人")
@example("12.8 2 ： 1")
@example("18 20所")
def test_a_line_without_blanks_between_digits_is_not_joined(text: str) -> None:
    assume(not re.search(r"[\d.,，][ \t\u3000]+[\d.,，]", text))
    whole = re.sub(r"[ \t\u3000]+", "", text)
    assert line(text).replace(" ", "") == line(whole)


@given(TORN)
def test_blanks_are_all_that_joining_takes_away(text: str) -> None:
    bare = re.sub(r"[ \t\u3000]+", "", text)
    kept = "".join(c for c in line(text) if c not in " |\n")
    assert len(kept) == len(bare)


@given(TORN)
@example("小学1O4所，入学率104,2%，毛人园率98 .2%")
def test_every_character_leads_back_to_the_one_that_is_written(text: str) -> None:
    source = f"示例甲县{text}。"
    found = view(source)
    assert list(found.origin) == sorted(found.origin)
    for c, at in zip(found.text, found.origin, strict=True):
        written = source[at]
        half = {"，": ",", "：": ":"}.get(written, written)
        assert c == half or c in "\n |" or (written, c) in MENDED


@given(st.integers(0, 10**7), st.sampled_from(["人", "所", "万元", "平方米"]), st.data())
def test_a_number_torn_into_single_digits_is_read_whole(number: int, unit: str, data: st.DataObject) -> None:
    digits = str(number)
    assume(len(digits) > 1 and not digits.startswith(("19", "20")) and len(digits) < 8)
    torn = digits[0] + "".join(data.draw(st.sampled_from(GAPS)) + d for d in digits[1:-1]) + " " + digits[-1]
    parts = torn.split()
    assume(any(len(p) == 1 for p in parts))
    assert line(f"共有{torn}{unit}") == f"共有{digits}{unit}"


@pytest.mark.parametrize("text", ["见表1 24所", "2024 8所", "共有18 20所", "共有123 456人", "共有1 2，甲3所"])
def test_what_may_be_two_numbers_stays_two(text: str) -> None:
    assert re.search(r"\d \d", line(text))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("毛人园率98.2%", "毛入园率98.2%"),
        ("巩固串98.2%", "巩固率98.2%"),
        ("教职丁2310人", "教职工2310人"),
        ("小学1O4所", "小学104所"),
        ("入学率104,2%", "入学率104.2%"),
        ("投资3万无，", "投资3万元,"),
    ],
)
def test_slips_of_recognition_are_mended(written: str, read: str) -> None:
    assert line(written) == read


@pytest.mark.parametrize("text", ["投人标准12万", "一串98.2%", "园丁2310人", "OK104所", "12,604人", "3万无人问津"])
def test_words_that_are_no_slips_stay(text: str) -> None:
    assert line(text) == text
