"""Figures that a report quotes as a norm: 低于96平方米的标准, 超过2000人的规定上限, 高于国家规定的10%, 0.381(≤0.65)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model import Cue, Figure
from pipeline.normalise.choice import LIST, Bound, Choice, left_of
from pipeline.normalise.context import Context
from pipeline.rulebook import Indicator

_BOUNDS = ("<=", ">=", "<", ">")
_CALLED = r"(?:标准|要求|规定|底线|上限|下限|红线|门槛|限额|限值|国标|省标)(?!化|差|率|值率)"
_AFTER = re.compile(
    r"(?:[、和或/](?:小学|初中)?[\d.]+[^,。;、\d]{0,4})?(?:以上|以内|以下)?的?"
    rf"(?:国家|省级|省定|市定|部颁|规定|评估|法定|最低|最高|建设|配备|办学|班额|规模|认定|基本|达标)*{_CALLED}"
)
_BEFORE = re.compile(
    r"(?:高于|低于|超过|超出|优于|大于|小于|不足|多于|少于|达到|达不到|未达到|未达|不低于|距离?|离|比|未超过)了?"
    r"(?:国家|省|市|部)?(?:级|定|颁)?(?:规定|标准|要求|评估|上限|下限)+(?P<of>的)?$"
)
# 国家标准为小学7.5平方米、初中10.2平方米: both are the norm, and nobody's result.
_STATED = re.compile(
    r"(?:国家|国定|省定|省级|规定|评估|督导|验收)(?:的|规定|评估|督导|验收|最低)*(?:标准|要求|底线|上限|下限)(?:分别)?(?:为|是|:)"
    r"(?:(?:小学|初中)?[\d.]+[^,。;、\d]{0,5}[、,和])?(?:小学|初中)?(?:为|是)?$"
)
_COMPARED = re.compile(
    r"(?:高于|低于|超过|超出|优于|大于|小于|不足|多于|少于|达不到|未达到|未达|没有?达到|距离?|离|比|高出|未超过|不到|未超出|突破)"
    r"(?:了|国家|省|规定|定|标准|要求|的)*$"
)
_ONLY_JOINED = re.compile(
    r"^[,、;]?(?:均|都|全部|已|也|仍|还|明显|远|远远|大幅|略|基本|只|仅|尚|的|和|符合|满足|达到|不|没有|未|分别)*$"
)


def is_called_norm(figure: Figure, context: Context) -> bool:
    """Whether the words around a figure call it a norm (低于96平方米、90平方米的标准, 高于国家规定的10%)."""
    if _AFTER.match(context.text[figure.to : figure.to + 28]):
        return True
    before = _BEFORE.search(context.text[max(figure.own[0], figure.at - 20) : figure.at])
    if before is not None and before["of"]:
        return True
    start = context.sentences[figure.sentence].at if figure.sentence >= 0 else figure.own[0]
    return _STATED.search(context.text[max(start, figure.at - 40) : figure.at]) is not None


def is_unowned(figure: Figure, context: Context) -> bool:
    """Whether a figure is quoted as a norm and names nothing itself (高出85%的国家底线): no change and no value."""
    return _alone(context.text[figure.own[0] : figure.at]) and is_called_norm(figure, context)


def norm_of(n: int, figures: Sequence[Figure], bound: Sequence[Bound], context: Context) -> Choice | None:
    """What a quoted norm is the norm of: the figure in front of it that it is compared with, of the same unit.

    A bound alone in brackets behind a result is the norm of that result (0.381(≤0.65)); a norm whose own words name an
    indicator is left to these.
    """
    figure = figures[n]
    if n == 0 or figures[n - 1].sentence != figure.sentence or figure.kind == "ratio":
        return None
    kept = _kept_by(n, figures, bound, context)
    if kept is not None:
        return kept
    bracketed = figure.lead == "(" and figure.op in _BOUNDS
    own = context.text[figure.own[0] : figure.at]
    if not bracketed and not (_alone(own) and is_called_norm(figure, context)):
        return None
    for k in range(n - 1, -1, -1):
        cue, other = bound[k].cue, figures[k]
        if other.sentence != figure.sentence or other.cell is not None:
            return None
        if bracketed and (k < n - 1 or left_of(context.text[other.to : figure.at], [], context).strip("国标准要求")):
            return None
        code = bound[k].indicator
        if cue is None or code is None or other.unit != figure.unit:
            continue
        if bound[k].measure == "variation_coefficient" and (common := _common(figure, cue, context)) is not None:
            return Choice(LIST, figure.at - other.to, common, "value", True, k)
        if bracketed or (context.rules.indicators[code].group == "standard" and bound[k].measure in _OWN_MEASURES):
            return Choice(LIST, figure.at - other.to, cue, bound[k].measure, True, k)
        return None
    return None


def _kept_by(n: int, figures: Sequence[Figure], bound: Sequence[Bound], context: Context) -> Choice | None:
    """The norm that the schools counted right before it keep or miss (其余48所学校在校生均未超过2000人)."""
    figure, giver = figures[n], bound[n - 1]
    if figure.op not in _BOUNDS or giver.measure not in ("schools_met", "schools_unmet") or giver.cue is None:
        return None
    norms = context.rules.indicators[giver.indicator or ""].norms
    apart = re.search("[,;。]", context.text[figures[n - 1].to : figure.at])
    if apart or all(norm.value != figure.value for norm in norms):
        return None
    return Choice(LIST, figure.at - figures[n - 1].to, giver.cue, "value", True, n - 1)


def _common(figure: Figure, cue: Cue, context: Context) -> Cue | None:
    """The indicator of all coefficients, whose norm holds for each (系数0.55,超过0.50的国家标准)."""
    for code, indicator in context.rules.indicators.items():
        if indicator.unit is None and any(norm.value == figure.value for norm in indicator.norms):
            return cue._replace(name=code)
    return None


_OWN_MEASURES = ("value", "mean", "variation_coefficient")


def _alone(own: str) -> bool:
    """Whether a norm's phrase holds nothing but the words that compare (均低于, 高于国家规定的)."""
    compared = _COMPARED.search(re.sub("(?:小学|初中)(?:为|是)?$", "", own))
    return compared is not None and bool(_ONLY_JOINED.match(own[: compared.start()]))


def bound_by(indicator: Indicator | None, op: str) -> str:
    """The op of a quoted norm: that of the state's norms where there are any (低于 only tells on which side one is)."""
    return indicator.norms[0].op if indicator is not None and indicator.norms and indicator.norms[0].op != "=" else op
