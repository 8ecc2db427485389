"""The stage of a figure: its own phrase first, then the list it stands in, its sentence, its section, its document."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model import Cue, Figure
from pipeline.normalise.bind import Binding
from pipeline.normalise.choice import is_earlier, run_of
from pipeline.normalise.context import MET, UNION_OF_SECONDARY, UNMET, Context
from pipeline.normalise.inherit import in_brackets_of
from pipeline.normalise.measures import COEFFICIENT
from pipeline.normalise.norms import is_called_norm
from pipeline.rulebook import Indicator
from pipeline.terms import cues_in

_NAMED_AMONG = re.compile(r"等[一-龥]{0,2}学校$")
_OF_SCHOOLS = ("schools_met", "schools_unmet", "share_met")
_JOINT = re.compile(r"(?:学校|教育|阶段)?(?:[、,和与及]|以及)")
_EACH = re.compile(r"均|都|各|所有|每|分别|任一|全部")
_SPLIT = re.compile(r"分别|依次|各")
_BEYOND = frozenset({"preschool", "senior", "vocational"})
_UNION = frozenset({"primary", "junior"})


def listed_stages(text: str, cues: Sequence[Cue]) -> list[str]:
    """Stages that stand side by side (小学、初中), in order; the last such run of ``cues``."""
    run: list[str] = []
    for n, cue in enumerate(cues):
        joined = n > 0 and (bool(_JOINT.fullmatch(text[cues[n - 1].to : cue.at])) or cues[n - 1].to == cue.at)
        if not joined:
            run = []
        if not run or run[-1] != cue.name:
            run.append(cue.name)
    return run


def stages_of(
    n: int,
    figures: Sequence[Figure],
    bindings: Sequence[Binding],
    known: Sequence[tuple[str | None, ...]],
    context: Context,
) -> tuple[str | None, ...]:
    """The stages of figure ``n``: one, or one for each stage that the words distribute it over.

    ``known`` are the stages of the figures before it.
    """
    figure, binding = figures[n], bindings[n]
    indicator = None if binding.also else context.rules.indicators.get(binding.indicator or "")
    own = _plain(context.stages(figure.own[0], figure.at), figure.own[0], figure.at, context)
    if _NAMED_AMONG.search(context.text[figure.own[0] : figure.at]):
        own = []  # 城南小学、滨河初级中学等学校3所
    outside = [c for c in own if not _swallowed(c, binding, context)]
    if binding.measure == "share_met" and re.search(r"均|都|各", context.text[figure.own[0] : figure.at]):
        counts = _counts_before(n, figures, bindings, known) or _stated_before(n, figures, bindings, known)
        if len(counts) < 2:
            at = context.sentences[figure.sentence].at
            counts = tuple(dict.fromkeys(c.name for c in context.stages(at, figure.at)))
            counts = counts if set(counts) == _UNION else ()
        if len(counts) > 1:
            return _allowed(counts, indicator)
    words = context.text[figure.own[0] : figure.at]
    if (_WITH_NURSERIES.search(words) or _TOLD_FROM_NURSERIES.match(context.text, figure.to)) and not own:
        return _allowed(("all",), indicator)
    if binding.measure == "items_total":
        return _allowed(("compulsory",), indicator)
    if binding.measure in _OF_SCHOOLS[:2] and not own and _of_both(figure, context):
        return _allowed(("compulsory",), indicator)
    if n and (
        context.text[figure.own[0] : figure.at] == "/" or (figure.lead == "(" and binding.follows == n - 1 and not own)
    ):
        return _allowed(known[n - 1], indicator)  # 小学31所/24180人; 0.381(≤0.65)
    zipped = _zipped(n, figures, context)
    if n and not own and figures[n - 1].sentence == figure.sentence and is_earlier(figures[n - 1], context):
        return _allowed((zipped,) if zipped is not None else known[n - 1], indicator)
    if binding.measure == "share_met" and binding.follows is not None and not own:
        return _allowed(known[binding.follows], indicator)
    if zipped is not None:
        return _allowed((zipped,), indicator)
    if not own and _BY_YEARS.match(context.text, context.sentences[figure.sentence].at):
        return _allowed(("compulsory",), indicator)  # 分年度看,2024年新增2700个,2025年新增3900个
    of_norm = _of_norm(n, figures, indicator, context)
    if of_norm is not None and binding.measure == "value" and len(set(run_of(n, figures, context))) > 1:
        return (of_norm,)  # 小学、初中均在0.50、0.45以内
    as_before = _as_before(n, figures, known, context)
    if as_before is not None and not own:
        return _allowed(as_before, indicator)
    if outside and outside[-1].name == UNION_OF_SECONDARY:
        return (UNION_OF_SECONDARY,)
    if outside:
        return _allowed(_own(figure, outside, indicator, context), indicator)
    after = [c for c in context.stages(*figure.after) if c.at - figure.to <= 12 or c.to == figure.after[1]]
    after = [c for c in after if ")" not in context.text[figure.to : c.at]]
    if after and (
        binding.position in ("behind", "weak behind", "list")
        or indicator is None
        or figure.own[0] == figure.at
        or not own
    ):
        return _allowed((after[0].name,), indicator)
    if indicator is not None and indicator.stage is not None:
        return (indicator.stage,)
    held = _held(n, figures, bindings, known, context)
    if held is not None and not own:
        return _allowed(held, indicator)
    if not own and _TOTALS.search(context.text[figure.own[0] : figure.at]):
        return _allowed((_of_document(context),), indicator)  # 小学27所、初中7所,合计34所
    if binding.follows is not None and known[binding.follows]:
        other = figures[binding.follows]
        said = _plain(context.stages(other.to, figure.at), other.to, figure.at, context)
        between = [c for c in said if not _swallowed(c, binding, context)]
        if between:
            return _allowed((between[-1].name,), indicator)
        if _same_breath(other, figure, binding, context):
            return _allowed(known[binding.follows], indicator)
    if of_norm is not None and binding.measure == "value" and not outside:
        return (of_norm,)
    return _allowed((_around(n, figures, bindings, context),), indicator)


# A total that says that it holds the children in kindergartens: 在校生(含在园幼儿)41236人.
_TOLD_FROM_NURSERIES = re.compile(r"[,:。](?:其中|依次为|分别为|分学段看|按学段分|包括)[,:]?(?:在园|学前|幼儿园|幼儿)")
_WITH_NURSERIES = re.compile(
    r"在校\(园\)[^,;。\d]{0,6}$|\((?:含|包括|包含|其中含)[^()不]{0,6}(?:幼儿|学前)[^()]{0,6}\)[^()\d]{0,6}$"
)
_BY_YEARS = re.compile(r"(?:分年度?|按年度)(?:看|计|安排)?[,:]?20\d\d年")
_TOLD_OF_BOTH = re.compile(r"折合|每百|生均|分别|达标率|占|差异系数|[均都][在不]")


def _as_before(
    n: int, figures: Sequence[Figure], known: Sequence[tuple[str | None, ...]], context: Context
) -> tuple[str | None, ...] | None:
    """The stage at the figure's place in a pair that goes on with one (小学346人、初中227人,折合1.15人和1.46人)."""
    first, last = run_of(n, figures, context)
    if last - first != 1 or first < 2 or figures[first - 2].sentence != figures[n].sentence:
        return None
    if known[first - 2] != ("primary",) or known[first - 1] != ("junior",):
        return None
    coefficient = COEFFICIENT.search(context.text[figures[first].own[0] : figures[first].at])
    if figures[first].lead not in (",", "") and not (figures[first].lead == ";" and coefficient):
        return None
    if context.stages(figures[first].own[0], figures[first].at):
        return None
    told = _TOLD_OF_BOTH.search(context.text[figures[first - 1].to : figures[first].at])
    return known[first - 2 + n - first] if told else None


def _of_norm(n: int, figures: Sequence[Figure], indicator: Indicator | None, context: Context) -> str | None:
    """The only stage whose norm a bound repeats (均在0.50、0.45以内)."""
    figure, last = figures[n], figures[run_of(n, figures, context)[1]]
    if indicator is None or (figure.op not in (">=", "<=", ">", "<") and not is_called_norm(last, context)):
        return None
    stages = {norm.stage for norm in indicator.norms if norm.value == figure.value}
    return stages.pop() if len(stages) == 1 and len({n.stage for n in indicator.norms}) > 1 else None


def _held(
    n: int,
    figures: Sequence[Figure],
    bindings: Sequence[Binding],
    known: Sequence[tuple[str | None, ...]],
    context: Context,
) -> tuple[str | None, ...] | None:
    """The stage of the schools in front of the brackets that tell how many of them are private, points or the like."""
    figure = figures[n]
    if figure.unit not in ("所", "个") or bindings[n].indicator is None or bindings[n].measure != "value":
        return None
    owner = in_brackets_of(n, figures, context)
    if owner is None or figures[owner].unit not in ("所", "个") or bindings[owner].measure != "value":
        return None
    return known[owner] if known[owner] != ("compulsory",) else None


_TOTALS = re.compile(r"^[,;]共$|合计|共计|总计|总共|加起来|累计")


def _plain(cues: list[Cue], at: int, to: int, context: Context) -> list[Cue]:
    """The cues outside brackets that open and close between ``at`` and ``to`` (在校生(含在园幼儿)60281人)."""
    words = context.text[at:to]
    if not cues or "(" not in words:
        return cues
    held = [(m.start() + at, m.end() + at) for m in re.finditer(r"\([^()]*\)", words)]
    return [c for c in cues if not any(a <= c.at and c.to <= b for a, b in held)]


def _counts_before(
    n: int, figures: Sequence[Figure], bindings: Sequence[Binding], known: Sequence[tuple[str | None, ...]]
) -> tuple[str | None, ...]:
    """The stages of the run of counts that a common share follows (小学27所、初中14所,均占100%)."""
    found: list[str | None] = []
    for k in range(n - 1, -1, -1):
        if figures[k].sentence != figures[n].sentence or bindings[k].measure != "schools_met":
            break
        found[:0] = [s for s in known[k] if s not in found]
        if figures[k].lead != "、":
            break
    return tuple(found)


def _stated_before(
    n: int, figures: Sequence[Figure], bindings: Sequence[Binding], known: Sequence[tuple[str | None, ...]]
) -> tuple[str | None, ...]:
    """The stages for which the sentence has stated the same indicator (小学5.1人,初中6.6人,达标率均100%)."""
    same = [
        k
        for k in range(n)
        if figures[k].sentence == figures[n].sentence and bindings[k].indicator == bindings[n].indicator
    ]
    return tuple(dict.fromkeys(stage for k in same for stage in known[k] if stage in _UNION))


def _of_both(figure: Figure, context: Context) -> bool:
    """Whether schools without a stage are counted behind both stages (小学2.91间、初中3.14间,48所学校达标)."""
    if not context.text.startswith("学校", figure.to) or context.stages(figure.own[0], figure.at):
        return False
    at = context.sentences[figure.sentence].at
    return {c.name for c in context.stages(at, figure.at)} >= _UNION and ";" not in context.text[at : figure.at][-40:]


def _swallowed(cue: Cue, binding: Binding, context: Context) -> bool:
    """Whether a stage word is part of the indicator's own name and tells no stage (特殊教育学校就读)."""
    winner = binding.cue
    if winner is None or winner.weak or not (winner.at <= cue.at and cue.to <= winner.to):
        return False
    if binding.also:
        return False  # the stages choose among the indicators
    indicator = context.rules.indicators[winner.name]
    return indicator.stage is not None or bool(indicator.stages and cue.name not in indicator.stages)


def _own(figure: Figure, cues: Sequence[Cue], indicator: Indicator | None, context: Context) -> tuple[str | None, ...]:
    run = listed_stages(context.text, cues)
    if "compulsory" in run and _BEYOND & set(run) and not _EACH.search(context.text[figure.own[0] : figure.at]):
        return ("all",)  # 中小学、幼儿园
    if len(run) > 1 and "compulsory" in run:
        run = [s for s in run if s != "compulsory"]  # 九年一贯制学校义务教育阶段
    own = context.text[figure.own[0] : figure.at]
    if len(run) > 1:
        if _EACH.search(own) or figure.op in (">=", "<=", "<", ">"):
            return tuple(run)
        if set(run) == _UNION:
            return ("compulsory",)
        return (run[-1],) if "compulsory" in run else (None,)
    return (run[-1],)


def _zipped(n: int, figures: Sequence[Figure], context: Context) -> str | None:
    """The stage that a parallel list gives: 小学、初中分别达到4.2人以上、5.3人以上."""
    first = n
    while first > 0 and figures[first].lead == "、" and figures[first - 1].sentence == figures[first].sentence:
        if context.text[figures[first].own[0] : figures[first].at].strip("、和与及，,"):
            break
        first -= 1
    last = first
    while last + 1 < len(figures) and _goes_on(figures, last, context):
        last += 1
    size = last - first + 1
    if size < 2 or not first <= n <= last:
        return None
    head = figures[first]
    start = context.sentences[head.sentence].at
    own = context.text[head.own[0] : head.at]
    named = bool(context.stages(head.own[0], head.at))
    at = _list_of_stages(head, context) if named else start
    if not named and not _SPLIT.search(own) and not (first and is_earlier(figures[first - 1], context)):
        return None
    cues = context.stages(at, head.at)
    run = listed_stages(context.text, cues)
    if len(run) != size:  # 小学设421个,初中设136个;寄宿生依次为2310人、3875人
        run = [c.name for c in cues[-size:]]
        run = run if len(set(run)) == size and set(run) <= _UNION else []
    return run[n - first] if len(run) == size else None


def _list_of_stages(head: Figure, context: Context) -> int:
    """Where the stages begin that the phrase of a list's first figure names: 小学、初中每百名学生…5.37人、6.74人."""
    at: int = head.own[0]
    sentence = context.sentences[head.sentence]
    start = max([sentence.at] + [context.text.rfind(c, sentence.at, at) + 1 for c in ",;:。"])
    led = context.stages(start, at)
    joined = led and led[-1].to + 1 == at and head.lead in ("、", "和", "与", "及")
    return led[-1].at if joined else at


def _goes_on(figures: Sequence[Figure], last: int, context: Context) -> bool:
    follower = figures[last + 1]
    if follower.sentence != figures[last].sentence or follower.lead not in ("、", ",", ""):
        return False
    between = context.text[follower.own[0] : follower.at]
    return not between.strip("、和与及,") and follower.unit == figures[last].unit


def _same_breath(other: Figure, figure: Figure, binding: Binding, context: Context) -> bool:
    """Whether a figure still speaks of the stage of the one whose subject it took (28所达标,占比100%)."""
    between = context.text[other.to : figure.at]
    return binding.measure in ("share_met", "change") or (";" not in between and "。" not in between)


def _around(n: int, figures: Sequence[Figure], bindings: Sequence[Binding], context: Context) -> str | None:
    """The stage that sentence, item, section or document imply."""
    figure, binding = figures[n], bindings[n]
    sentence = context.sentences[figure.sentence] if figure.sentence >= 0 else None
    if sentence is not None:
        clause = context.clause(figure)
        start = figures[n - 1].to if n and figures[n - 1].sentence == figure.sentence else clause[0]
        cues = [c for c in context.stages(max(clause[0], start), figure.at) if not _swallowed(c, binding, context)]
        if cues:
            run = listed_stages(context.text, cues)
            return run[-1] if len(run) == 1 else ("compulsory" if set(run) == _UNION else None)
        beside = _beside(n, figures, bindings, context)
        if beside is not None:
            return beside
        special = binding.indicator is not None and context.rules.indicators[binding.indicator].group == "equity"
        told = None if special else _of_these(n, figures, bindings, context)
        if told is not None:
            return told
        chained = None if special else _chained(n, figures, bindings, context)
        if chained is not None:
            return chained
        if _of_all_education(figure, binding, context):
            return "all"
        general = binding.cue is not None and bool(MET.search(binding.cue.term) or UNMET.search(binding.cue.term))
        taken = binding.position in ("item", "clause", "heading", "list") or general
        if _WHOLE.search(context.text[figure.own[0] : figure.at]):
            taken = False
        if taken and binding.measure in _OF_SCHOOLS and _OF_ALL_SCHOOLS.search(context.text[figure.own[0] : figure.at]):
            return "compulsory"  # 资源配置指标综合达标学校25所
        if taken and (binding.measure in _OF_SCHOOLS or binding.position in ("item", "clause")):
            start = min(context.sentences[k].at for k in context.items[sentence.item])
            before = [c for c in context.stages(start, figure.at) if c.name in ("primary", "junior")]
            plain = _plain(before, start, figure.at, context)
            if before and not plain and {c.name for c in before} == _UNION:
                return "compulsory"  # 61所学校(小学42所、初中19所)中,59所综合达标
            at = sentence.at
            elsewhere = context.text.startswith("学校", figure.to) or not context.stages(at, figure.at)
            if before and elsewhere and _last_named(figure, context) == _UNION:
                return "compulsory"  # 小学28所、初中16所。…48所学校综合达标
            if before:
                run = listed_stages(context.text, before)
                return run[-1] if len(run) == 1 else "compulsory"
        if binding.measure == "variation_coefficient":  # 小学七项指标差异系数为:高于规定学历教师0.31、骨干教师0.42
            start = max(*(context.text.rfind(c, sentence.at, figure.at) + 1 for c in ";。"), sentence.at)
            told_of = {c.name for c in context.stages(start, figure.at)}
            if len(told_of) == 1 and told_of <= _UNION:
                return told_of.pop()
        opening = _opening(figure, binding, context)
        if opening is not None:
            return opening
        running = _running(n, figures, bindings, context)
        if running is not None:
            return running
        headed = None if special else _headed(sentence.section, context)
        if headed is not None and not _WHOLE.search(context.text[figure.own[0] : figure.at]):
            return headed
    return _of_document(context)


def _last_named(figure: Figure, context: Context) -> set[str]:
    """Which of 小学 and 初中 the nearest sentence before the figure names that names any."""
    for k in reversed([k for k in context.items[context.sentences[figure.sentence].item] if k <= figure.sentence]):
        sentence = context.sentences[k]
        named = {c.name for c in context.stages(sentence.at, min(sentence.to, figure.at))} & _UNION
        if named:
            return named
    return set()


_OF_ALL_SCHOOLS = re.compile("综合达标(?:的)?学校(?:数|比例|占比)?[^,。;]{0,4}$")
_WHOLE = re.compile(r"全县|全市|全区|共|合计|总计")
_SECTION_STAGES = frozenset({"preschool", "primary", "junior", "senior", "vocational", "special", "university"})


def _beside(n: int, figures: Sequence[Figure], bindings: Sequence[Binding], context: Context) -> str | None:
    """The one stage that a clause has named for the things it lists (小学现有音乐教室52间、美术教室49间)."""
    figure = figures[n]
    indicator = context.rules.indicators.get(bindings[n].indicator or "")
    if figure.lead != "、" or indicator is None or indicator.unit == "所" or indicator.code == _POINTS:
        return None
    at, _ = context.clause(figure)
    start = max([at] + [context.text.rfind(c, at, figure.at) + 1 for c in ";:"])
    first = next((k for k in range(n) if figures[k].sentence == figure.sentence and figures[k].at >= start), n)
    if first == n or figures[first].own[0] > start + 1:
        return None
    names = {c.name for c in context.stages(start, figure.at) if not _swallowed(c, bindings[first], context)}
    return names.pop() if len(names) == 1 and names <= _UNION else None


def _opening(figure: Figure, binding: Binding, context: Context) -> str | None:
    """The stage that opens the paragraph, of one of the norms (小学起点低。2022年,生均场馆面积差异系数0.612)."""
    indicator = context.rules.indicators.get(binding.indicator or "")
    if indicator is None or indicator.group != "standard" or set(indicator.stages) & _UNION != _UNION:
        return None
    paragraph = context.paragraphs[context.sentences[figure.sentence].paragraph]
    opening = context.sentences[paragraph[0]]
    subject = context.stages(opening.at, min(opening.at + 16, opening.to))[:1]
    if subject and subject[0].name == "special" and _ITS_OWN.match(context.text, subject[0].to):
        return "special"  # 县特殊教育学校始建于2009年,…现有11个教学班
    for k in reversed([k for k in paragraph if k <= figure.sentence]):
        sentence = context.sentences[k]
        named = context.stages(sentence.at, min(sentence.to, figure.at))
        if named:
            opens = named[0].at == sentence.at and {c.name for c in named} <= {named[0].name}
            return named[0].name if opens and named[0].name in _UNION else None
    return None


_POINTS = "teaching_points"  # convention 4: those beside primary schools are no stage's


def _of_these(n: int, figures: Sequence[Figure], bindings: Sequence[Binding], context: Context) -> str | None:
    """The stage of the schools counted right before their pupils (其中高中9所,在校学生1.23万人)."""
    figure = figures[n]
    if not n or figure.unit != "人" or figure.lead != "," or figures[n - 1].sentence != figure.sentence:
        return None
    before = figures[n - 1]
    own = context.text[before.own[0] : before.at]
    if before.unit == "所" and {c.name for c in context.stages(before.own[0], before.at)} == {UNION_OF_SECONDARY}:
        return UNION_OF_SECONDARY  # 普通中学38所,在校学生2.95万人
    paired = n > 1 and figures[n - 2].unit == "人" and figures[n - 2].sentence == figure.sentence
    if (
        before.unit != "所"
        or not (paired or re.match(r"[,(]?其中|[;:]", own[:3]))
        or _WHOLE.search(context.text[figure.own[0] : figure.at])
    ):
        return None
    named = {c.name for c in context.stages(before.own[0], before.at)}
    return named.pop() if len(named) == 1 and named <= _SECTION_STAGES else None


def _chained(n: int, figures: Sequence[Figure], bindings: Sequence[Binding], context: Context) -> str | None:
    """The one stage that the sentence has spoken of since its last semicolon (普通高中2所,在校生5216人)."""
    figure = figures[n]
    sentence = context.sentences[figure.sentence]
    start = max(*(context.text.rfind(c, sentence.at, figure.at) + 1 for c in ";:】〕]"), sentence.at)
    indicator = context.rules.indicators.get(bindings[n].indicator or "")
    if _WHOLE.search(context.text[figure.own[0] : figure.at]):
        return None
    if (
        indicator is not None
        and indicator.unit == "所"
        and not indicator.flow
        and figure.lead in ("", "、")
        and "学校" in context.text[figure.own[0] : figure.at]
    ):
        return None  # 特殊教育学校1所和民办学校2所
    facility = indicator is not None and indicator.group == "facilities"
    cues = [
        c
        for c in _plain(context.stages(start, figure.at), start, figure.at, context)
        if not any(_swallowed(c, b, context) for b in bindings[max(0, n - 6) : n + 1])
        and not _IN_PROGRAMME.match(context.text, c.to)
        and (facility or not _done_to(c, context))
    ]
    names = {c.name for c in cues}
    among = context.text.rfind("其中", start, figure.at)
    if len(names) > 1 and among >= 0 and figure.lead == ",":  # 在校生40296人,其中小学27216人,设教学班672个
        names = {c.name for c in cues if c.at > among} or names
    if len(names) > 1 and (figure.unit == "人" or figure.kind == "ratio"):
        # 初级中学15所、一贯制学校4所,初中阶段招生6702人,在校生19254人
        schools = max((f.to for f in figures[:n] if f.unit == "所" and f.sentence == figure.sentence), default=start)
        names = {c.name for c in cues if c.at >= schools} or names
    return (
        names.pop()
        if len(names) == 1 and names <= _SECTION_STAGES | {"nine_year", "twelve_year", "complete_secondary"}
        else None
    )


_OPENS_RUN = re.compile(
    r"(?:【[^】\d]{1,12}】(?=[^:。])|(?:学生|教师|学校|规模|学段)(?:情况|数)?:|[—\-·●■【\[]|\(?\d{1,2}[.)、]|[一二三四五六七八九十]{1,2}[、是]|[①-⑳]|全[县市区旗州]|我[县市区旗]|现有|共有|其中|年末|有|普通|设有|开办|[,:])*"
)
_TITLE_END = re.compile(r"(?:教育|阶段|学校)?(?:方面)?(?:[】\]][。:]?|[。:])")
_ITS_OWN = re.compile(r"(?:学校)?(?:始?建于|成立于|创办于|占地|位于|现有|是|,)")
_BACK = 6  # segments
_RATIO_NEXT = re.compile(r"(?:\([^()]*\))?[,;][^,;。\d]{0,4}生师比|[,;][^,;。\d]{0,4}师生比")


def _running(n: int, figures: Sequence[Figure], bindings: Sequence[Binding], context: Context) -> str | None:
    """The stage that the paragraph is telling of: a title of its own (——小学。校数17所;…) or the subject before.

    Pupils and things take the subject of the segments before (小学52所;招生4105人): what else follows a semicolon may
    be the whole county's.
    """
    figure, binding = figures[n], bindings[n]
    indicator = context.rules.indicators.get(binding.indicator or "")
    if indicator is None or indicator.group not in ("scale", "facilities", "staff") or binding.measure == "share_met":
        return None
    if _WHOLE.search(context.text[figure.own[0] : figure.at]):
        return None
    paragraph = context.paragraphs[context.sentences[figure.sentence].paragraph]
    for k in reversed([k for k in paragraph if k <= figure.sentence]):
        sentence = context.sentences[k]
        opened = _OPENS_RUN.match(context.text, sentence.at, min(sentence.to, figure.at))
        at = opened.end() if opened else sentence.at
        named = context.stages(sentence.at, min(sentence.to, figure.at))
        first = next((c for c in named if c.at == at or context.text[c.at - 1 : c.at] == "【"), None)
        titled = first is not None and _TITLE_END.match(context.text, first.to) is not None
        if first is not None and titled and first.name in _SECTION_STAGES:
            return first.name
    sentence = context.sentences[figure.sentence]
    if indicator.group == "staff":
        told = {c.name for c in _plain(context.stages(sentence.at, figure.at), sentence.at, figure.at, context)}
        if len(told) == 1:
            return _subject_before(sentence.at, figure, context)
        if told:
            return None
        beside = n and figure.lead == "," and figures[n - 1].sentence == figure.sentence
        counted = context.rules.indicators.get(bindings[n - 1].indicator or "") if beside else None
        with_pupils = counted is not None and counted.group == "scale" and figures[n - 1].unit == "人"
        with_ratio = _RATIO_NEXT.match(context.text, figure.to) is not None
        if not with_pupils and not with_ratio:
            return None  # 在校生30412人,专任教师1878人: of the schools whose pupils were told
        return _subject_before(context.sentences[paragraph[0]].at, figure, context)
    if not (indicator.unit == "人" and indicator.group == "scale") and indicator.group != "facilities":
        return None
    return _subject_before(context.sentences[paragraph[0]].at, figure, context)


def _subject_before(at: int, figure: Figure, context: Context) -> str | None:
    """The one stage that opens the nearest segment, between semicolons and stops, that names any."""
    ends = [m.end() for m in re.finditer("[;。]", context.text[at : figure.at])]
    starts = [at, *(at + e for e in ends)]
    for start, end in list(zip(starts, [*starts[1:], figure.at], strict=True))[::-1][:_BACK]:
        opened = _OPENS_RUN.match(context.text, start, end)
        cues = [c for c in context.stages(start, end) if opened is None or c.to > opened.end()]
        if "。" in context.text[end - 1 : figure.at] and _tells_of_both(end, at, context):
            return None  # 小学27105人;初中15213人。寄宿生3680人: what follows is of both
        if not cues:
            continue
        names = {c.name for c in cues}
        alone = len(names) == 1 and opened is not None and cues[0].at <= opened.end() < cues[0].to
        return cues[0].name if alone and cues[0].name in _SECTION_STAGES else None
    return None


def _tells_of_both(end: int, at: int, context: Context) -> bool:
    """Whether the sentence of the segment that ends at ``end`` counts pupils or schools of both stages."""
    start = max(context.text.rfind("。", at, end - 1) + 1, at)
    return {c.name for c in context.stages(start, end)} >= _UNION


def _done_to(cue: Cue, context: Context) -> bool:
    """Whether a verb in front makes the stage the object of what was done (新建小学2所,配齐教师76名)."""
    return context.text.endswith(context.rules.words.verbs, max(0, cue.at - 4), cue.at)


_IN_PROGRAMME = re.compile(r"[^,。;、\d]{0,8}(?:计划|工程|项目|行动)")
_GRAND_TOTAL = re.compile(r"总数|总量|总人数")
_ALL_EDUCATION = re.compile(r"各级各类(?:学校|教育|学历|在校|办学)|教育系统")


def _of_all_education(figure: Figure, binding: Binding, context: Context) -> bool:
    """Whether a head count goes on with a sentence about all schools (各级各类学校96所,教职工4862人,专任教师4135人)."""
    indicator = context.rules.indicators.get(binding.indicator or "")
    if indicator is None or indicator.group not in ("scale", "staff") or binding.measure not in ("value", "change"):
        return False
    sentence = context.sentences[figure.sentence]
    at = sentence.at
    unnamed = not context.stages(at, figure.at) and figure.unit == "人"
    paragraph = context.sentences[context.paragraphs[sentence.paragraph][0]]
    if unnamed and _ALL_EDUCATION.search(context.text, paragraph.at, at):
        return True  # 全县共有各级各类学校98所…。教职工4386人,其中专任教师3742人
    if unnamed and _GRAND_TOTAL.search(context.text[at : figure.at]):
        return _ALL_EDUCATION.search(context.text, 0, at) is not None and _headed(sentence.section, context) is None
    opened = _ALL_EDUCATION.search(context.text, at, figure.at)
    return opened is not None and not any(c.name == "compulsory" for c in context.stages(opened.end(), figure.at))


def _headed(section: tuple[str, ...], context: Context) -> str | None:
    """The stage that the innermost heading names alone (二、小学教育)."""
    for heading in reversed(section):
        names = {c.name for c in cues_in(heading, context.rules) if c.kind == "stage"}
        if names:
            return names.pop() if len(names) == 1 and names <= _SECTION_STAGES else None
    return None


def _of_document(context: Context) -> str | None:
    return "compulsory"


def _allowed(stages: tuple[str | None, ...], indicator: Indicator | None) -> tuple[str | None, ...]:
    """The stages, or those that the indicator can have; one without a choice takes its only one."""
    if indicator is None or not indicator.stages:
        if indicator is not None and indicator.group == "context":
            return (None,)
        return stages
    kept = tuple(s for s in stages if s in indicator.stages)
    if kept:
        return kept
    if len(indicator.stages) == 1:
        return (indicator.stages[0],)
    if len(stages) == 1 and stages[0] in ("preschool", "senior", "vocational", "university", "complete_secondary"):
        return stages
    if "compulsory" in indicator.stages:
        return ("compulsory",)
    return tuple(s if s in ("compulsory", None) else None for s in stages)[:1]
