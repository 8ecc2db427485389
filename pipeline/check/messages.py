"""How findings are worded: figures as the report writes them, computed values to two decimals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from pipeline.model import Fact

STAGES = {
    "preschool": "学前教育",
    "primary": "小学",
    "junior": "初中",
    "nine_year": "九年一贯制学校",
    "twelve_year": "十二年一贯制学校",
    "compulsory": "义务教育阶段",
    "senior": "普通高中",
    "complete_secondary": "完全中学",
    "vocational": "中等职业教育",
    "special": "特殊教育",
    "university": "高等教育",
    "all": "各级各类教育",
}
SIGNS = {">=": "≥", "<=": "≤", ">": "＞", "<": "＜", "=": "="}
_STAGE_WORDS = {
    "preschool": "幼|学前",
    "primary": "小学",
    "junior": "初中|初级中学|中学",
    "nine_year": "九年",
    "twelve_year": "十二年",
    "senior": "高中|高考",
    "complete_secondary": "完全中学|完中",
    "vocational": "职",
    "special": "特殊|特教|残",
    "university": "大学|高校",
}


def raw(fact: Fact) -> str:
    """The figure as the report writes it, without the white space of broken lines."""
    return re.sub(r"\s", "", fact.raw)


def name(fact: Fact) -> str:
    """What the figure is about, in the report's own words, with its stage where they do not say it."""
    label = re.sub(r"\s", "", fact.label)
    words = _STAGE_WORDS.get(fact.stage or "")
    if words is None or re.search(words, label):
        return label
    stage = STAGES[fact.stage or ""]
    return stage if stage.endswith(label) else stage + label


def quoted(fact: Fact) -> str:
    """Name and figure together: 小学在校生14358人."""
    return name(fact) + raw(fact)


def listed(facts: Iterable[Fact]) -> str:
    """Several figures one after another."""
    return "、".join(quoted(f) for f in facts)


def decimal(value: Decimal, places: int = 2) -> str:
    """A computed value, rounded half up, without needless zeros: 5, 3.5, 96.15."""
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = format(rounded, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def written(facts: Sequence[Fact]) -> list[Decimal]:
    """The values of numeric ``facts``, in the scale that all of them are written in, if they share one (万元)."""
    numbers = [f.number or Decimal(0) for f in facts]
    factors = {_factor(f) for f in facts}
    factor = factors.pop() if len(factors) == 1 else None
    return numbers if factor is None else [n / factor for n in numbers]


def _factor(fact: Fact) -> Decimal | None:
    match = re.search(r"\d[\d,，\s]*(?:\.\s*\d+)?", fact.raw)
    if match is None or not fact.number:
        return Decimal(1)
    digits = Decimal(re.sub(r"[,，\s]", "", match.group()))
    return abs(fact.number) / digits if digits else None


def plain(value: Decimal) -> str:
    """An exact value without exponent and needless zeros: 5300, 0.45."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def unit(fact: Fact, value: Decimal) -> str:
    """The unit in which ``value``, one of :func:`written`, is expressed: 人, 万元."""
    number = fact.number or Decimal(0)
    scale = {Decimal(10000): "万", Decimal(100000000): "亿"}.get(number / value if value else Decimal(1), "")
    return scale + (fact.unit or "")
