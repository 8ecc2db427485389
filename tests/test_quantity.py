"""quantity: every way of writing a number is read back exactly, and intervals are as wide as the words allow."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Document
from pipeline.quantity import UnitTable, Written, interval, parse_number, plain, power_of, scaled
from pipeline.rulebook import load_rulebook
from pipeline.structure import structure

UNITS = UnitTable(load_rulebook().units)
NUMERALS = "零一二三四五六七八九"


def scan(text: str) -> list[Written]:
    """The quantities of a line of canonical text, as the pipeline reads it."""
    view = structure(Document("示例.txt", "", len(text), "txt", "ok", text)).view
    return list(UNITS.scan(view.text))


@dataclass(frozen=True)
class Said:
    """Words for a quantity and what they are worth."""

    words: str
    value: Decimal
    high: Decimal | None = None
    unit: str | None = None
    approximate: str = ""


def numeral(n: int, inside: bool = False) -> str:
    """``n`` below 10^12 in Chinese numerals, as they are read aloud; ``inside`` a higher one (一百一十, not 一百十)."""
    if n < 10:
        return NUMERALS[n]
    for power, sign in ((8, "亿"), (4, "万"), (3, "千"), (2, "百"), (1, "十")):
        high, low = divmod(n, 10**power)
        if high:
            gap = "零" if low and low < 10 ** (power - 1) else ""
            head = "" if (power, high) == (1, 1) and not inside else numeral(high, inside)
            return head + sign + (gap + numeral(low, True) if low else "")
    raise ValueError(n)


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (0, "零"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (105, "一百零五"),
        (110, "一百一十"),
        (1010, "一千零一十"),
        (10005, "一万零五"),
        (3_150_000, "三百一十五万"),
        (200_000_000, "二亿"),
        (100_050_003, "一亿零五万零三"),
    ],
)
def test_the_numerals_of_these_tests_are_the_usual_ones(n: int, words: str) -> None:
    assert numeral(n) == words
    assert parse_number(words) == n


@given(st.integers(0, 10**10))
def test_chinese_numerals_are_read_back(n: int) -> None:
    assert parse_number(numeral(n)) == n


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("两千三百", "2300"),
        ("两万", "20000"),
        ("三万五", "35000"),
        ("二百五", "250"),
        ("三百零五", "305"),
        ("九十八点六", "98.6"),
        ("零点五〇", "0.50"),
        ("一九八六", "1986"),
        ("1,234.50", "1234.50"),
        ("12 345 678", "12345678"),
        ("0.0", "0.0"),
    ],
)
def test_numbers_keep_their_written_decimals(words: str, value: str) -> None:
    assert plain(parse_number(words)) == value


@pytest.mark.parametrize("words", ["", "二三十", "1,23", "1.2.3", "12万", "万三", "十点", "½", "1 23", "-5", "一2"])
def test_what_is_no_whole_number_is_refused(words: str) -> None:
    with pytest.raises(ValueError):
        parse_number(words)


@given(st.text(max_size=12))
def test_a_number_is_parsed_whole_or_refused(words: str) -> None:
    try:
        value = parse_number(words)
    except ValueError:
        return
    assert value >= 0
    assert all(c.isdigit() or c in ",. 零〇○一二两三四五六七八九十百千万亿点" for c in words)


# The grammar: a number in digits or numerals, a magnitude, 余 or 多, a unit, in a sentence of made-up words.

WHOLE = st.integers(0, 99_999_999)
NUMBERED = st.sampled_from(["人", "名", "所", "间", "套", "台", "册", "项", "元"])  # units that numerals stand before
FORMS = st.sampled_from(
    ["人", "名", "所", "个", "间", "套", "台", "册", "项", "元", "平方米", "㎡", "%", "个百分点", "学时", "亩"]
)
MAGNITUDES = st.sampled_from(["", "", "万", "亿", "千", "百", "千万", "百万"])
WORDS = st.sampled_from(["全县示例", "示例镇的甲乙丙", "其中", "示例工程共", "达到", "教师为", "，投入", "（甲）"])
AFTER = st.sampled_from(["", "。", "，示例", "；其余", "（甲）", "、"])


def unit_of(form: str) -> str:
    found = UNITS.unit(form)
    assert found is not None
    return found[0]


@st.composite
def decimals(draw: st.DrawFn) -> tuple[str, Decimal]:
    """Digits, with or without thousands separators and decimals, and their value."""
    whole, places = draw(WHOLE), draw(st.integers(0, 3))
    fraction = "".join(draw(st.sampled_from("0123456789")) for _ in range(places))
    value = Decimal(f"{whole}.{fraction}" if fraction else whole)
    separator = draw(st.sampled_from(["", "", ",", "，", " "]))
    written = f"{whole:,}".replace(",", separator) + ("." + fraction if fraction else "")
    return written, value


@st.composite
def counts(draw: st.DrawFn) -> Said:
    """14302人, 3.15万元, 1，234.5亿元, 490余人, 两千余名."""
    more = draw(st.sampled_from(["", "", "余", "多"]))
    approximate = "more" if more else ""
    if draw(st.booleans()):
        number, value = draw(decimals())
        magnitude = draw(MAGNITUDES)
        power = power_of(magnitude)
        middle = draw(st.sampled_from([magnitude + more, more + magnitude])) if more else magnitude
        form = draw(FORMS)
        return Said(f"{number}{middle}{form}", scaled(value, power), None, unit_of(form), approximate)
    form = draw(NUMBERED)
    n = draw(st.integers(2, 10**9))
    return Said(f"{numeral(n)}{more}{form}", Decimal(n), None, unit_of(form), approximate)


@st.composite
def percentages(draw: st.DrawFn) -> Said:
    """百分之九十八点六, 千分之三, 百分之98.6."""
    base, unit = draw(st.sampled_from([("百", "%"), ("千", "‰")]))
    n, point = draw(st.integers(0, 100)), draw(st.sampled_from(["", "5", "06"]))
    if draw(st.booleans()):
        number = numeral(n) + ("点" + "".join(NUMERALS[int(c)] for c in point) if point else "")
    else:
        number = f"{n}.{point}" if point else str(n)
    return Said(f"{base}分之{number}", Decimal(f"{n}.{point}" if point else n), None, unit)


@st.composite
def ratios(draw: st.DrawFn) -> Said:
    """生师比15.83:1, 师生比1：15.83."""
    n, places = draw(st.integers(2, 99)), draw(st.sampled_from(["", ".5", ".83"]))
    colon = draw(st.sampled_from([":", "：", "∶"]))
    words = f"{n}{places}{colon}1" if draw(st.booleans()) else f"1{colon}{n}{places}"
    return Said(words, Decimal(f"{n}{places}"))


@st.composite
def ranges(draw: st.DrawFn) -> Said:
    """2—4所, 1.2～1.5万元, 85%-90%."""
    low = draw(st.integers(1, 5000))
    high = low + draw(st.integers(1, 5000))
    dash = draw(st.sampled_from(["—", "-", "–", "～", "~", "至", "到"]))
    form = draw(st.sampled_from(["所", "人", "元", "%", "平方米", "个百分点"]))
    magnitude = draw(st.sampled_from(["", "万"])) if form in ("元", "人") else ""
    repeated = form if form == "%" and draw(st.booleans()) else ""
    power = power_of(magnitude)
    words = f"{low}{repeated}{dash}{high}{magnitude}{form}"
    return Said(words, scaled(Decimal(low), power), scaled(Decimal(high), power), unit_of(form))


def full_width(words: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in words)


@given(
    WORDS,
    st.one_of(counts(), percentages(), ratios(), ranges()),
    AFTER,
    st.booleans(),
)
def test_a_quantity_inside_a_sentence_is_read_back_exactly(before: str, said: Said, after: str, wide: bool) -> None:
    text = before + (full_width(said.words) if wide else said.words) + after
    found = scan(text)
    assert len(found) == 1, (text, found)
    (written,) = found
    assert (written.value, written.high, written.unit) == (said.value, said.high, said.unit)
    assert plain(written.value) == plain(said.value)  # trailing zeros too
    assert written.approximate == said.approximate
    assert written.to - written.at == len(said.words.replace("\u3000", ""))


@given(st.text(max_size=60))
def test_any_text_is_scanned_without_overlap(text: str) -> None:
    found = sorted(scan(text), key=lambda w: w.at)
    for one, other in pairwise(found):
        assert one.at < one.to <= other.at


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("投入1.2万元", "12000", "元"),
        ("投入5.35亿元", "535000000", "元"),
        ("面积3.50万平方米", "35000", "平方米"),
        ("培训1.4万人次", "14000", "人次"),
        ("提高12个百分点", "12", "百分点"),
        ("占12%", "12", "%"),
        ("新建12个教学班", "12", "个"),
        ("配备台式电脑两千台", "2000", "台"),
    ],
)
def test_units_and_magnitudes(text: str, value: str, unit: str) -> None:
    (written,) = scan(text)
    assert (plain(written.value), written.unit) == (value, unit)


@pytest.mark.parametrize("text", ["示例两三个", "示例三四名", "示例五六十人", "示例七八所"])
def test_two_digits_that_mean_about_are_not_read_as_one_number(text: str) -> None:
    assert all(w.high is not None or w.approximate for w in scan(text))


def test_aligned_numbers_are_not_joined() -> None:
    assert [plain(w.value) for w in scan("学校 8 16 24")] == ["8", "16", "24"]
    assert [plain(w.value) for w in scan("学生9 214人")] == ["9214"]


def test_a_header_states_unit_and_magnitude() -> None:
    assert UNITS.unit("万元") == ("元", 4)
    assert UNITS.unit("万平方米") == ("平方米", 4)
    assert UNITS.unit("个") == ("个", 0)
    assert UNITS.unit("备注") is None
    assert UNITS.continuous("元")
    assert UNITS.continuous(None)
    assert not UNITS.continuous("人")


# Intervals


@pytest.mark.parametrize(
    ("value", "high", "step", "op", "approximate", "continuous", "low", "top"),
    [
        ("14302", None, "1", "=", "", False, "14302", "14302"),
        ("14000", None, "1000", "=", "", False, "13500", "14500"),
        ("97.30", None, "0.01", "=", "", True, "97.295", "97.305"),
        ("50", None, "1", ">=", "", True, "50", None),
        ("50", None, "1", "<", "", False, None, "50"),
        ("490", None, "1", "~", "more", False, "490", "500"),
        ("1400", None, "1", "~", "below", False, "1300", "1400"),
        ("30", None, "1", "~", "about", False, "20", "40"),
        ("2", "4", "1", "range", "", False, "2", "4"),
        ("0", None, "1", "=", "", False, "0", "0"),
    ],
)
def test_the_interval_that_words_allow(
    value: str,
    high: str | None,
    step: str,
    op: str,
    approximate: str,
    continuous: bool,
    low: str | None,
    top: str | None,
) -> None:
    upper = None if high is None else Decimal(high)
    found = interval(Decimal(value), upper, Decimal(step), op, approximate, continuous)
    assert found == (None if low is None else Decimal(low), None if top is None else Decimal(top))


@given(st.decimals(0, 10**9, places=2), st.sampled_from(["=", "~", "range"]), st.sampled_from(["", "more", "about"]))
def test_the_value_lies_in_its_interval(value: Decimal, op: str, approximate: str) -> None:
    low, top = interval(value, None, Decimal("0.01"), op, approximate, True)
    assert low is not None
    assert top is not None
    assert low <= value <= top
