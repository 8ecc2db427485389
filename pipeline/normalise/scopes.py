"""Which figures are about a part of the county: the contract's ``scope`` and conventions 5 to 10, 15, 16, 27."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from pipeline.model import Cue, Figure
from pipeline.normalise.bind import Binding
from pipeline.normalise.bracket_lists import bracket_runs, noun_of
from pipeline.normalise.context import UNION_OF_SECONDARY, Context
from pipeline.normalise.inherit import in_brackets_of
from pipeline.normalise.norms import is_called_norm
from pipeline.normalise.periods import Period
from pipeline.normalise.phrases import named_in, rest, scope_in
from pipeline.normalise.shared_scopes import of_group, of_owner, of_points
from pipeline.terms import cues_in

# A type of school alone is the county's figure (convention 8): it is a part only beside a sibling or a total.
_TYPES = frozenset({"寄宿制", "非寄宿制"})
_PRIVATE = "private_schools"


def scopes_of(
    figures: Sequence[Figure],
    bindings: Sequence[Binding],
    stages: Sequence[tuple[str | None, ...]],
    periods: Sequence[Period | None],
    context: Context,
) -> list[str | None]:
    """A scope or None for every figure of the prose, in order (None for number cells: they know their rows)."""
    scopes: list[str | None] = []
    for n, figure in enumerate(figures):
        scopes.append(
            None
            if figure.cell
            else _own(figure, bindings[n], context)
            or _inherited(n, figures, bindings, scopes, context)
            or of_group(n, figures, scopes, context)
        )
    for n in range(1, len(figures)):
        if scopes[n] is None and _same_part(n, figures, bindings, stages, periods, context):
            scopes[n] = _words(figures[n], bindings[n], context) or "其中"
    for run in bracket_runs(figures, context):
        codes = {bindings[n].indicator for n in run}
        for n in run if len(codes) == 1 and len({stages[n] for n in run}) == 1 else ():
            scopes[n] = noun_of(figures[n], context) or scopes[n]
    for n in range(len(figures)):
        if scopes[n] is None and stages[n] == (UNION_OF_SECONDARY,):
            scopes[n] = "中学"
    for n in range(len(figures)):
        if scopes[n] is None and figures[n].cell is None and bindings[n].indicator is not None:
            scopes[n] = _of_place(figures[n], context)
    for n in range(len(figures)):
        if scopes[n] is None and figures[n].cell is None:
            scopes[n] = of_owner(n, figures, bindings[n], context) or of_points(n, figures, bindings[n], context)
    for n in range(len(figures)):
        if scopes[n] is None and figures[n].cell is None:
            scopes[n] = _of_project(n, figures, bindings, scopes, context)
    for siblings in _siblings(figures, bindings, stages, periods, scopes, context):
        group = _without_total(siblings, figures, bindings, context)
        labels = [_words(figures[n], bindings[n], context) for n in group]
        if (
            len(set(labels)) == len(group)
            and all(labels)
            and not any(label.startswith(("共", "合计", "总", "实有", "现有", "应")) for label in labels)
            and not any(_opened(a, b, figures, context) for a, b in pairwise(group))
        ):
            for n, label in zip(group, labels, strict=True):
                scopes[n] = label
    return scopes


_HEADED_BY = re.compile(
    r"(?:^|[;。,|]|\(?\d{1,2}[.)、])(?P<school>[一-龥]{2,12}?(?:小学|完小|中学|学校|初中|初级中学|幼儿园|一贯制学校|分校|校区|中心校))[:：]"
)
_NO_NAME = re.compile(
    r"全[县市区旗]|义务教育|各|所有|其中|城区|农村|乡镇|阶段|公办|民办|以上|以下|未达标|不达标|问题|情况"
)


def _of_headed(figure: Figure, context: Context) -> str | None:
    """The named school whose name and a colon open the figure's item (东关小学:生均场馆3.96平方米)."""
    sentence = context.sentences[figure.sentence]
    if context.text.find(":", sentence.at, figure.at) < 0:
        return None
    found = [m for m in _HEADED_BY.finditer(context.text, sentence.at, figure.at) if not _NO_NAME.search(m["school"])]
    if not found or ";" in context.text[found[-1].end() : figure.at]:
        return None
    return found[-1]["school"]


_SUBJECT_SCHOOL = re.compile(
    r"(?:^|[,;。:|、]|是|为|如|如:|其中|即[^,。;]{0,10}的)(?P<school>(?:县|市|区|旗)?(?:直属?)?(?:[一-龥]{2,6}?(?:镇|乡)?(?:中心)?"
    r"(?:小学|中学|初级中学|学校)|[一-龥]{0,4}第?[一二三四五六七八九十](?:小|中|小学|中学|初中|初级中学))"
    r"(?:校区)?)(?=[^、和及与]|$)"
)
_GENERAL = re.compile(
    r"^(?:小学|初中|中学|高中|中心|学校)|全|各|所有|个别|部分|多数|少数|其余|其他|其它|乡镇|农村|城区|城镇|县城|城乡|公办|民办|普通|完全|寄宿|一贯|义务|"
    r"优质|薄弱|达标|参评|新建|我[县市区]|本[县市区]|每|均|中小学|规模|村小(?!学)|教学点|平均|生均|部属|当地|标准化|示范|特殊|"
    r"系数|差异|标准|指标|特教|以上|以下|如果|对于|关于|目前|现有|共有|有|要求|阶段|级|的|在|和|与|及|所|个|覆盖|涉及|最"
)


def _of_subject(figure: Figure, binding: Binding, context: Context) -> str | None:
    """The named school that a sentence about one of the norms speaks of (没达标的是石门小学,只有0.88人)."""
    indicator = context.rules.indicators.get(binding.indicator or "")
    if indicator is None or indicator.group != "standard" or binding.measure != "value" or figure.unit == "%":
        return None
    sentence = context.sentences[figure.sentence]
    at = max(context.text.rfind(";", sentence.at, figure.at) + 1, sentence.at)
    found = [m for m in _SUBJECT_SCHOOL.finditer(context.text[at : figure.at]) if not _GENERAL.search(m["school"])]
    if not found:
        return None
    between = context.text[at + found[-1].end() : figure.at]
    if _WIDER.search(between) or len(between) > 40:
        return None
    return found[-1]["school"]


_WIDER = re.compile(r"全[县市区旗]|各校|所有|(?<![生县])均|小学|初中|其余|其他")


def _own(figure: Figure, binding: Binding, context: Context) -> str | None:
    """The qualifier in the figure's own phrase, outside the term that names its indicator."""
    own = context.text[figure.own[0] : figure.at]
    group = next((r.among for r in context.rules.checks.share if r.among and r.part == binding.indicator), None)
    if group is not None and group in own and figure.unit != "%":
        return group
    cue = binding.cue
    behind = cue is not None and binding.position.endswith("behind")
    after = context.text[figure.to : min(cue.at, figure.to + 14)] if cue is not None and behind else ""
    level = _LEVEL.match(context.text[cue.at : cue.to]) if cue is not None and not cue.weak else None
    if level is not None and figure.unit in ("人", "所", "个"):
        return level.group(0)
    if cue is not None and figure.own[0] <= cue.at and cue.to <= figure.at:
        others = context.indicators(figure.own[0], figure.at) if figure.unit == "%" else []
        for c in (cue, *others):
            if not c.weak:
                own = own[: c.at - figure.own[0]] + "\x01" * (c.to - c.at) + own[c.to - figure.own[0] :]
    own = _ASIDE.sub("", own)
    if _ITS_SHARE.match(context.text, figure.to):
        own = own[own.rfind("占") + 1 :]  # 公办在校生占全县在校生21480人的91.3%
    named_own = own
    own = own[own.rfind("等") + 1 :]  # 特岗、县聘等编外教师: kinds that the total holds
    persons = figure.unit in ("人", "人次")
    if binding.indicator is not None and context.rules.indicators[binding.indicator].group == "context":
        return None
    named = _programme(figure, cue, context)
    if named is not None:
        return named
    named = _of_county(figure, context) or _of_headed(figure, context) or _of_subject(figure, binding, context)
    if named is not None:
        return named
    found = scope_in(own, context.rules, persons=persons) or scope_in(after, context.rules, persons=persons)
    if found is None and binding.indicator is not None and context.rules.indicators[binding.indicator].by_subject:
        found = _subject_taught(figure, context)
    if found is None and figure.unit in ("平方米", "元"):
        found = named_in(named_own, context.rules)
    if found is None and figure.unit == "元" and binding.indicator is not None:
        found = _named_purpose(figure, context)
    if found in _TYPES or (found in ("民办", "公办") and binding.indicator == _PRIVATE):
        return None
    if (
        binding.indicator is not None
        and context.rules.indicators[binding.indicator].group == "standard"
        and binding.measure not in ("schools_met", "schools_unmet")
        and found in ("城区", "镇区", "县城", "乡镇", "农村", "公办", "民办", "乡村")
    ):
        return None
    return found


_TAUGHT = re.compile("语文|数学|英语|科学|体育|音乐|美术|艺术|德育|道德与法治|劳动|心理健康")
_EVERY_SUBJECT = re.compile("各(?:个)?(?:学科|科目)|所有(?:学科|科目)|全部(?:学科|科目)|总体|综合")


def _subject_taught(figure: Figure, context: Context) -> str | None:
    """The school subject whose result a figure is (四年级数学、八年级科学校际差异率分别为0.08和0.11)."""
    if figure.op in ("<", "<=", ">", ">="):
        return None
    at = max(context.text.rfind(c, 0, figure.at) for c in ";。\n") + 1
    words = context.text[at : figure.at]
    taught = _TAUGHT.findall(words)
    return taught[-1] if taught and not _EVERY_SUBJECT.search(words) else None


def _same_part(
    n: int,
    figures: Sequence[Figure],
    bindings: Sequence[Binding],
    stages: Sequence[tuple[str | None, ...]],
    periods: Sequence[Period | None],
    context: Context,
) -> bool:
    """Whether a list names a part of the very figure that opens it (社会捐资80万元,其中商会捐赠30万元)."""
    if bindings[n].indicator is None or bindings[n].measure != "value" or figures[n].cell:
        return False
    for k in range(n - 1, -1, -1):
        a, b = figures[k], figures[k + 1]
        if a.cell or a.sentence != figures[n].sentence or a.unit != figures[n].unit:
            return False
        between = context.text[a.to : b.at]
        if re.search(r"其中|分别为|分别是|分为|包括|:$", between) or (
            between.startswith("(") and _kind(context.text[b.own[0] : b.at], context)
        ):
            if _dates(periods[k]) != _dates(periods[n]) and periods[n] is not None:
                return False  # 4.8亿元,其中2025年1.9亿元
            return (bindings[k].indicator, bindings[k].measure, stages[k]) == (
                bindings[n].indicator,
                bindings[n].measure,
                stages[n],
            )
        if b.lead != "、":
            return False
    return False


def _dates(period: Period | None) -> tuple[str | None, str | None] | None:
    return None if period is None else (period.start, period.end)


def _listed(n: int, figures: Sequence[Figure], bindings: Sequence[Binding]) -> bool:
    """Whether a figure counts in the unit of the figure whose subject it took over."""
    giver = bindings[n].follows
    return giver is not None and figures[giver].unit == figures[n].unit


def scope_less(label: str, context: Context) -> bool:
    """Whether a part's own words only repeat the whole's noun (小学教师 of 专任教师)."""
    cues = [c for c in cues_in(label, context.rules) if c.kind == "indicator" and c.weak]
    return any(not rest(label, [(c.at, c.to)], context.rules) for c in cues)


def _inherited(
    n: int, figures: Sequence[Figure], bindings: Sequence[Binding], scopes: Sequence[str | None], context: Context
) -> str | None:
    """Parts of a scoped figure share its scope (东城新校900万元,其中设备100万元)."""
    figure = figures[n]
    own = context.text[figure.own[0] : figure.at]
    if (
        bindings[n].position == "list"
        and bindings[n].measure == "value"
        and figure.unit != "%"
        and bindings[n].indicator == bindings[bindings[n].follows or 0].indicator
        and _listed(n, figures, bindings)
    ):
        label = _words(figure, bindings[n], context)
        if label and not _A_HEAD.search(label) and not scope_less(label, context):
            return label
    owner = in_brackets_of(n, figures, context)
    if owner is not None and scopes[owner] in _OWNERS and figures[owner].unit == figure.unit:
        return scopes[owner]  # 公办56所(小学38所、初中11所)
    if not n or figures[n - 1].sentence != figure.sentence or ")" in context.text[figures[n - 1].to : figure.at]:
        return None
    if own.startswith(("其中", "包括", "含")) and figure.lead in (",", "(", ":", ""):
        return scopes[n - 1]
    aged = _AGED.match(context.text[figures[n - 1].to : figure.at])
    if figures[n - 1].unit == "岁" and figure.unit == "人" and aged:
        return context.text[figures[n - 1].at : figure.at].rstrip("有的")  # 35岁及以下718人
    before = scopes[n - 1]
    between = context.text[figures[n - 1].to : figure.at]
    if before in context.rules.words.scopes and re.match(r"学校|小学|初中|校", between) and not _APART.search(between):
        return before  # 农村47所学校在校生仅19170人
    near = figure.at - figures[n - 1].to <= 24
    if (
        before
        and near
        and (_SCHOOL.search(before) or before == "该校")
        and figure.lead in ("、", ",", "")
        and not context.stages(figure.own[0], figure.at)
    ):
        return before  # 石桥镇中学生均场馆8.4平方米、骨干教师0.7人: both are that school's
    return None


_SCHOOL_SUBJECT = re.compile(
    r"(?:\(?\d{1,2}[.)、])?(?P<school>(?:县|市|区|旗)?(?:[一-龥]{1,4}(?:镇|乡))?(?:第?[一二三四五六七八九十](?:小|中|小学|中学|初中|初级中学)|"
    r"[一-龥]{2,6}(?:中心小学|小学|初级中学|中学|学校)))(?=现有|有|共|仅|\d|建|[,,])"
)
_PLACE_SUBJECT = re.compile(
    r"(?:(?:其中|目前|现在|现|我[县市区旗]|全[县市区旗])[,:]?)*(?:(?:19|20)\d\d[^,。;]{0,12},)?(?:我[县市区旗])?"
    r"(?P<place>城区|老城区|主城区|中心城区|县城|镇区|农村|乡村|牧区|山区)(?=有|共有|现有|设有|共设|学校|[小初]|\d)(?![小初][^,。;]{0,8}占)"
)


def _of_place(figure: Figure, context: Context) -> str | None:
    """The place that the sentence is about as a whole (城区有公办小学17所、初中8所,在校生39620人)."""
    sentence = context.sentences[figure.sentence]
    at = max(context.text.rfind(";", sentence.at, figure.at) + 1, sentence.at)
    school = _SCHOOL_SUBJECT.match(context.text, at, figure.at)
    if school is not None and _is_name(school["school"], context):
        return school["school"]
    place = _PLACE_SUBJECT.match(context.text, at, figure.at)
    if place is None or re.search(r"全[县市区旗]|我[县市区旗]|总", context.text[place.end() : figure.at]):
        return None
    return place["place"]


def _is_name(words: str, context: Context) -> bool:
    """Whether words that end like a school's name hold nothing but a name (not 差异系数小学, 中等职业学校)."""
    if _GENERAL.search(words) or re.search(r"建成|同期|新增|建|达|其", words):
        return False
    cues = cues_in(words, context.rules)
    return not any(c.kind == "indicator" and not c.weak for c in cues) and bool(
        rest(re.sub(r"(?:小学|中学|初中|学校)$", "", words), [], context.rules)
    )


_PROJECTS = frozenset({"funding", "facilities"})
_BUILT = re.compile(
    r"(?:新建|改扩建|扩建|改建|迁建|建设|重建|建成)(?:了|成|的)?(?P<name>[一-龥]{2,12}?(?:小学|中学|学校|幼儿园|校区|分校))"
    r"(?=[,;。(]|工程|项目|教学|综合|宿舍|食堂|投入|建成|竣工|$)"
)


def _of_project(
    n: int, figures: Sequence[Figure], bindings: Sequence[Binding], scopes: Sequence[str | None], context: Context
) -> str | None:
    """The named school or programme whose works the figure is told of (城关完小:建设校舍1200平方米,投资114万元)."""
    figure, binding = figures[n], bindings[n]
    if binding.indicator is None or binding.measure != "value":
        return None
    if context.rules.indicators[binding.indicator].group not in _PROJECTS:
        return None
    own = context.text[figure.own[0] : figure.at]
    if _TOTAL.search(own):
        return None
    sentence = context.sentences[figure.sentence]
    at = max(context.text.rfind(";", sentence.at, figure.at) + 1, sentence.at)
    for k in range(n - 1, -1, -1):
        if figures[k].sentence != figure.sentence or figures[k].at < at:
            break
        named = scopes[k]
        if named is not None and (named in context.rules.words.programmes or _SCHOOL.search(named)):
            return named
    stop = min(x for x in (context.text.find(";", figure.to, sentence.to), sentence.to) if x >= 0)
    if _WORKS_BESIDE.search(context.text[at:stop]):
        return None  # 新建县城第五小学、改扩建乡镇学校7所,新增学位2880个
    stop = figure.at if figure.unit == "所" else stop  # 维修改造学校11所,新建石桥镇寄宿制学校宿舍楼3栋
    built = [m for m in _BUILT.finditer(context.text, at, stop) if _is_built(m, context)]
    if len({m["name"] for m in built}) == 1:
        return built[0]["name"]
    first = context.sentences[context.items[sentence.item][0]]
    title = context.text[first.at : min(first.to, first.at + 24, figure.at)].split("。")[0]
    return next((p for p in context.rules.words.programmes if p in title), None)


_WORKS_BESIDE = re.compile(r"(?:改扩建|新建|扩建|改造|维修|修缮)[^,。;\d]{0,8}(?:\d+|[一二两三四五六七八九十]+)所")
_TYPE = re.compile(
    r"(?:九年|十二年)?一贯制|实验|寄宿制|完全|小学|初级中学|中学|初中|学校|幼儿园|高级|分校|校区|第?[一二三四五六七八九十]$"
)
_MANY = re.compile(r"所|各|义务|农村|乡镇|公办|民办|标准化|薄弱|改扩|教学点|类|中小|优质|普惠|新建")


def _is_built(match: re.Match[str], context: Context) -> bool:
    """Whether what was built is one school by its name, and not one of several (新建县五小、滨河初中2所学校)."""
    name = _TYPE.sub("", match["name"])
    behind = re.match(r"[^,。;]{0,16}", context.text[match.end() :])
    several = behind is not None and re.search(r"等|[\d两]所", behind.group(0)) is not None
    return (len(name) >= 2 or "第" in match["name"]) and not _MANY.search(match["name"]) and not several


_TOTAL = re.compile(r"共|合计|总计|累计|全[县市区旗]")
_ASIDE = re.compile(r"(?:不含|不包括|除去)[^,。;共计\d]{1,10}(?=共|合计|总计)")
_AGED = re.compile(r"(?:\(含\))?(?:及|含)?(?:以[上下内])?(?:的)?(?:教师|专任教师|有|共)*$")
_A_HEAD = re.compile(r"每百名|每百生|生均|人均|折合")
_ITS_SHARE = re.compile(r"的[\d.]+%")
_OWNERS = ("公办", "民办")
_APART = re.compile(r"[,;。、(:]")
_SCHOOL = re.compile(
    r"(?:小学|完小|分校|校区|中心校|中学|学校|初中|幼儿园|[一二三四五六七八九]小|[一二三四五六七八九]中)$"
)


_LEVEL = re.compile(r"(?:国家级|省级|自治区级|市级|州级)(?!及?以上)")


def _of_county(figure: Figure, context: Context) -> str | None:
    """A school called by the county's name (示例甲县育红小学) in the figure's own phrase."""
    own = context.text[figure.own[0] : figure.at]
    if figure.lead == "(" and not own:  # 示例甲县实验小学(0.81人)
        start = max(figure.at - 20, context.sentences[figure.sentence].at)
        own = context.text[start : figure.at - 1]
    for name in context.names[:1]:
        if name not in own:
            continue
        match = re.search(re.escape(name) + r"[一-龥]{1,8}?(?:小学|中学|学校|幼儿园)", own)
        if match is not None and not re.search(r"义务教育|全部|所有|各", match.group(0)):
            return match.group(0)
    return None


def _programme(figure: Figure, cue: Cue | None, context: Context) -> str | None:
    """The named programme that the words of a sum or a number of persons name, if one alone is named."""
    if figure.unit not in ("元", "人", "人次"):
        return None
    words = context.text[min(cue.at, figure.own[0]) if cue else figure.own[0] : figure.at]
    own = context.text[figure.own[0] : figure.at] if len(words) > 40 else words
    return next((p for p in context.rules.words.programmes if p in own), None)


def _named_purpose(figure: Figure, context: Context) -> str | None:
    """The named school that the clause behind a sum of money speaks of (convention 10)."""
    stop = context.text.find(";", figure.to, figure.to + 60)
    clause = context.text[figure.to : stop if stop >= 0 else min(figure.to + 40, context.sentences[figure.sentence].to)]
    words = clause.split("。")[0]
    place = _PLACE.match(words)
    named = None if _WORKS_BESIDE.search(words) else named_in(words, context.rules)
    return named or (place["place"] if place else None)


_PLACE = re.compile(
    r"[,，]?(?:用于|为|在|对|新建|改扩建|实施|建设)*(?P<place>城区|县城|镇区|乡镇|农村|乡村|新城区|东城|西城|南城|北城)"
)


def _without_total(
    group: list[int], figures: Sequence[Figure], bindings: Sequence[Binding], context: Context
) -> list[int]:
    """``group`` without the total that closes it (公开招聘86名、人才引进9名,共补充95名)."""
    last = group[-1]
    label = _words(figures[last], bindings[last], context) or context.text[figures[last].own[0] : figures[last].at]
    return group[:-1] if len(group) > 2 and re.match("共|合计|总计|累计", label) else group


def _siblings(
    figures: Sequence[Figure],
    bindings: Sequence[Binding],
    stages: Sequence[tuple[str | None, ...]],
    periods: Sequence[Period | None],
    scopes: Sequence[str | None],
    context: Context,
) -> list[list[int]]:
    """Figures of one sentence that would be one fact with several values: kinds of one equipment, channels, types."""
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for n, (figure, binding) in enumerate(zip(figures, bindings, strict=True)):
        if figure.cell or binding.indicator is None or scopes[n] or len(stages[n]) != 1 or binding.measure != "value":
            continue
        standard = context.rules.indicators[binding.indicator].group == "standard"
        if standard or figure.op in (">=", "<=") or figure.kind == "ratio" or is_called_norm(figure, context):
            continue
        period = periods[n]
        key = (figure.sentence, binding.indicator, stages[n], binding.measure, period and (period.start, period.end))
        groups[key].append(n)
    return [
        g
        for g in groups.values()
        if len(g) > 1
        and len({figures[n].value for n in g}) > 1
        and all(figures[b].at - figures[a].to < 24 for a, b in pairwise(g))
    ]


def _words(figure: Figure, binding: Binding, context: Context) -> str:
    """What tells a figure from its siblings: its own phrase without the marks around it."""
    own = context.text[figure.own[0] : figure.at] or context.text[figure.after[0] : figure.after[1]]
    words = re.sub(
        r"^(?:[、,;:()]|和|及|与|其中|配备|有|分别为|分别是)+|(?:[、,;:(]|为|达|共有|共计|共|合计|计|有)+$", "", own
    )[:24]
    return words if rest(own, [], context.rules) else _kind(own, context)


def _kind(own: str, context: Context) -> str:
    """The type of school within a stage that a phrase names (村小, 乡镇中学), '' where it names none."""
    return max((k for k in context.rules.words.kinds if k in own), key=len, default="")


def _opened(a: int, b: int, figures: Sequence[Figure], context: Context) -> bool:
    """Whether 其中 stands between two figures: then the first is the whole."""
    return bool(re.search(r"其中|包括|(?<!不)含|分别|分为|[:(;]", context.text[figures[a].to : figures[b].at]))
