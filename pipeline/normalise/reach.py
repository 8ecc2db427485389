"""The indicators in reach of a figure, each with the place where its term stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from pipeline.model import Cue, Figure
from pipeline.normalise import topics
from pipeline.normalise.choice import (
    BEHIND,
    CLAUSE,
    HEADING,
    ITEM,
    OWN,
    PURPOSE,
    WEAK,
    WEAK_BEHIND,
    Bound,
    Choice,
    is_earlier,
    is_modifier,
    left_of,
    modifies,
    run_of,
)
from pipeline.normalise.context import MET, UNMET, Context
from pipeline.normalise.in_order import coefficient as coefficient_of
from pipeline.normalise.in_order import items_again, parallel, pieces_of, regrouped
from pipeline.normalise.inherit import (
    elliptic,
    from_list,
    in_subset,
    is_part,
    is_plain,
    of_unmapped,
    part_of_flow,
    shortened,
)
from pipeline.normalise.keeping import is_marked_off, judged_by_bound, keeping
from pipeline.normalise.measures import change_sign, exact_unit, measure_of
from pipeline.normalise.neighbours import judged_before, judged_with_next, other_verdict
from pipeline.normalise.norms import is_unowned, norm_of
from pipeline.normalise.titles import under_title
from pipeline.rulebook import Indicator, Rulebook
from pipeline.terms import one_of, prevailing

_LACK = re.compile(r"缺|尚需|还需|还差|尚差")
_LACKING = re.compile(r"(?:缺少?|欠缺|短缺|缺编|尚缺|还缺|尚差|还差)$")
_OWED = re.compile(r"尾款|欠款|拖欠|债务|缺口|结余|结转")
_LEFT_OUT = re.compile(r"(?:不含|不包括|不包含|未含|未包括|不计)(?!.*[共计])")
_HEADS = re.compile(r"生均|人均|每生|按在校(?:学)?生(?:人)?数?平均")
# A list that goes on behind a term, and ends in a noun of its own (教师编制、校园整治这些难题23个).
_LISTED_ON = re.compile(r"(?!.*(?:分别|均|各|都|依次))[^、]*、.*[一-龥]{2,}[^一-龥]*$")
_THINGS = frozenset({"间", "套", "台", "册", "处", "栋", "幢", "座", "块", "片"})


def choices_of(n: int, figures: Sequence[Figure], bound: Sequence[Bound], context: Context) -> Iterator[Choice]:
    """All candidates of figure ``n``; ``bound`` are the bindings of the figures before it."""
    figure = figures[n]
    if figure.form.startswith("零"):
        yield from _offer(OWN, context.indicators(figure.at, figure.to), figure.to, figure, None, context)
        return
    if _is_foreign(figure, context) or _is_required(figure, context):
        return
    if n and _changes_unmapped(n, figures, bound, context):
        return
    if figure.unit in ("项", "条") and _of_all_groups(n, figures, context):
        return
    judged = context.judged(figure) or judged_before(n, figures, context) or judged_by_bound(n, figures, context)
    judged = judged or judged_with_next(n, figures, context)
    if _is_inspected(figure, judged, context):
        return
    own_text = context.text[figure.own[0] : figure.at]
    own_cues = [c for c in context.indicators(figure.own[0], figure.at) if not _is_among(c, figure, context)]
    own_cues = _outside_brackets(own_cues, context)
    if (
        n
        and figures[n - 1].sentence == figure.sentence
        and (is_earlier(figures[n - 1], context) or is_modifier(figures[n - 1], figure, context))
    ):
        yield from _with_phrase_of(figures[n - 1], figure, context)
    if figure.unit in _THINGS and is_marked_off(n, figures, context):
        return
    group = _of_group_among(figure, own_cues, context)
    if group is not None:
        yield group
        return
    first, _ = run_of(n, figures, context)
    if first < n and bound[first].indicator is None and not judged:
        return  # 生均支出依次为11206元、11874元: what the first of a list is not, the others are not
    if n and _of_count(figures[n - 1], bound[n - 1], figure, own_text, context):
        return
    kept = keeping(n, figures, bound, context)
    if kept is not None:
        yield kept
        return
    if in_subset(n, figures, context):
        return
    coefficient = coefficient_of(n, figures, bound, context)
    if coefficient is not None:
        yield coefficient
        return
    base = _bracketed_base(figure, context)
    if base is not None:
        for weak in (False, True):
            yield from _offer(OWN, context.indicators(*base), base[1], figure, judged, context, weak=weak)
        return
    told = items_again(n, figures, bound, context)
    if told is not None:
        yield told
        return
    listed = parallel(n, figures, judged, context)
    if listed is not None:
        yield listed
        return
    whole = part_of_flow(n, figures, bound, own_cues, context)
    if whole is not None:
        yield whole
        return
    norm = norm_of(n, figures, bound, context)
    if norm is not None:
        yield norm
        return
    if figure.unit == "%" and n and figures[n - 1].sentence == figure.sentence and is_unowned(figure, context):
        return
    headed = topics.a_head(n, figures, context)
    if headed is not None:
        yield headed
        return
    if n > first and _of_other_noun(n, figures, context):
        return
    yield from _offer(OWN, context.around(figure), figure.at, figure, judged, context)
    yield from _offer(OWN, own_cues, figure.at, figure, judged, context)
    yield from _shortening(figure, own_cues, judged, context)
    yield from elliptic(n, figures, judged, context)
    yield from _narrow(figure, own_cues, judged, context)
    among = context.text.startswith("中", figure.to) and not context.text.startswith("中小", figure.to)
    behind = [] if among else context.indicators(*figure.after) or _over_number(figure, context)
    behind = behind or ([] if among else _behind_run(n, figures, context))
    if not _named_before(figure, own_cues, own_text, judged, context):
        yield from _offer(BEHIND, behind, figure.to, figure, judged, context)
    bare = _bare(figure, own_text, context)
    if figure.unit == "元" and not (bare and figure.lead == "、"):
        yield from _offer(PURPOSE, _purpose(n, figures, context), figure.to, figure, judged, context)
    whole_again = regrouped(n, figures, bound, context)
    if whole_again is not None:
        yield whole_again
        return
    head = shortened(n, figures, bound, own_cues, own_text, context)
    if head is not None:
        yield head
    elif _is_own_noun(figure, own_cues, own_text, judged, context):
        pass  # 在校11204人 names what it counts, however light the word is elsewhere
    elif bare or judged or is_part(n, figures, own_cues, own_text, context):
        yield from (c for c in from_list(n, figures, bound, judged, context) if not _past(c.cue, own_text, context))
    if of_unmapped(n, figures, bound, context):
        return
    for cue in prevailing(c for c in own_cues if c.weak):
        hole = (cue.at - figure.own[0], cue.to - figure.own[0])
        if own_text.startswith("的", hole[1]) and len(own_text) > hole[1] + 3:
            continue  # 班的九年一贯制学校一所
        if _pays_for_works(cue, figure, context):
            continue
        if cue.weak and not left_of(own_text, [hole], context) and not modifies(figure, own_text[hole[1] :], context):
            yield from _offer(WEAK, [cue], figure.at, figure, judged, context, weak=True)
    if not left_of(own_text, [], context) or (figure.unit == "所" and _ALL_OF_COUNTY.search(own_text)):
        after_text = context.text[figure.after[0] : figure.after[1]]
        for cue in behind:
            hole = (cue.at - figure.to, cue.to - figure.to)
            if cue.weak and _of_some(cue, figure, own_text, context):
                continue
            if cue.weak and _closes(cue, figure, context) and not left_of(after_text[: hole[1]], [hole], context):
                yield from _offer(WEAK_BEHIND, [cue], figure.to, figure, judged, context, weak=True)
    if bare or judged:
        sentence = context.sentences[figure.sentence]
        earlier = context.indicators(sentence.at, figure.own[0])
        earlier = [c for c in earlier if not _past(c, own_text, context) and not _is_base(c, context)]
        yield from _offer(CLAUSE, earlier, figure.at, figure, judged, context)
        yield from _from_above(figure, judged, context)
    named = any(not c.weak and context.rules.indicators[c.name].group == "standard" for c in own_cues)
    if n and is_earlier(figures[n - 1], context):
        before = context.indicators(figures[n - 1].own[0], figures[n - 1].at)
        named = named or any(not c.weak and context.rules.indicators[c.name].group == "standard" for c in before)
    told = other_verdict(n, figures, bound, judged, context)
    if told is not None:
        yield told
        return
    by_topic = None if named else topics.judged(n, judged, context)
    for found in (by_topic, under_title(n, figures, judged, context)):
        if found is not None:
            yield found


def _is_foreign(figure: Figure, context: Context) -> bool:
    """Whether the figure's own phrase names what is no concern of education, and nothing of education behind it."""
    found = list(_foreign(context.rules).finditer(context.text, figure.own[0], figure.at))
    return bool(found) and not any(not c.weak for c in context.indicators(found[-1].end(), figure.at))


@lru_cache(maxsize=8)
def _foreign(rules: Rulebook) -> re.Pattern[str]:
    return re.compile(one_of(rules.words.foreign) or r"(?!)")


_POSTS_DUE = re.compile(r"[应需]配[^,。;]{0,10}教师$")
_REQUIRED = re.compile(r"应[配有设达]|需配|应当配|应配备|应达")


def _is_required(figure: Figure, context: Context) -> bool:
    """Whether a count says how many there should be (应配音乐教室94间,实有97间)."""
    own = context.text[figure.own[0] : figure.at]
    counted = figure.unit in ("间", "台", "套", "册") or (figure.unit == "人" and _POSTS_DUE.search(own) is not None)
    return counted and figure.op == "=" and _REQUIRED.search(own) is not None


def _of_all_groups(n: int, figures: Sequence[Figure], context: Context) -> bool:
    """Whether items are counted over several groups together (7项资源配置、15项政府保障…共32项指标,28项达标)."""
    sentence = context.sentences[figures[n].sentence]
    indicators = context.rules.indicators
    for k in range(n, -1, -1):
        other = figures[k]
        if other.sentence != figures[n].sentence:
            return False
        if other.unit in ("项", "条") and "共" in context.text[other.own[0] : other.at]:
            named = [c.name for c in context.indicators(sentence.at, other.at) if indicators[c.name].unit == "项"]
            later = [c for c in context.indicators(other.at, figures[n].at) if indicators[c.name].unit == "项"]
            return len(set(named)) > 1 and not later
    return False


def _of_group_among(figure: Figure, own_cues: Sequence[Cue], context: Context) -> Choice | None:
    """The persons of whom a group is told, where a relation knows that group (交流教师中有骨干教师27名)."""
    own = context.text[figure.own[0] : figure.at]
    for rule in context.rules.checks.share:
        if rule.among is None or figure.unit != context.rules.indicators[rule.part].unit:
            continue
        match = re.search(rf"中,?(?:共?有)?(?:县级以上|市级以上)?{re.escape(rule.among)}(?:有|为)?$", own)
        named = [c for c in own_cues if c.name == rule.part and match and c.to <= figure.own[0] + match.start()]
        if named:
            return Choice(OWN, 0, named[-1], "value", True)
    return None


def _changes_unmapped(n: int, figures: Sequence[Figure], bound: Sequence[Bound], context: Context) -> bool:
    """Whether the figure is the change of one in front that no rule knows (幼儿园13248元,上年17049元,下降22%)."""
    figure = figures[n]
    if not change_sign(figure, context) or left_of(context.text[figure.own[0] : figure.at], [], context):
        return False
    for k in range(n - 1, -1, -1):
        other = figures[k]
        between = context.text[other.to : figures[k + 1].at]
        if other.sentence != figure.sentence or other.cell is not None or re.search("[;。]", between):
            return False
        own = context.text[other.own[0] : other.at]
        if change_sign(other, context) or is_earlier(other, context) or _AGO.search(own):
            continue
        return bound[k].indicator is None and other.unit != "%" and (is_plain(other, context) or other.unit == "元")
    return False


_AGO = re.compile(r"上年|去年|上一年|(?:比|较)(?:19|20)\d\d年|相比")


_SOME_OF_THEM = re.compile(r"之?中,?(?:已经?|仍|还|只|仅|尚|现|目前|就)*有?$")


def _is_among(cue: Cue, figure: Figure, context: Context) -> bool:
    """Whether a term names what the figure counts some of (37所学校中已有15所): not what it is the number of."""
    return figure.unit != "%" and _SOME_OF_THEM.match(context.text[cue.to : figure.at]) is not None


_HELD = re.compile(r"\((?:含|包括|包含)[^()]*\)")


def _outside_brackets(cues: list[Cue], context: Context) -> list[Cue]:
    """``cues`` without those in brackets that say what a count before them holds: 在校生(含在园幼儿)41236人."""
    if len(cues) < 2:
        return cues
    at = cues[0].at
    held = [(m.start() + at, m.end() + at) for m in _HELD.finditer(context.text[at : cues[-1].to + 1])]
    named = [c for c in cues if not any(a <= c.at < b for a, b in held)]
    return [c for c in cues if c in named or not any(o.to <= c.at for o in named)]


def _all_of_them(cue: Cue, figure: Figure, context: Context) -> bool:
    """Whether what stands behind a count is said of all there are (义务教育阶段1862名专任教师全部持证上岗)."""
    own = context.text[figure.own[0] : figure.at].strip(",")
    left = context.text[cue.to : figure.after[1]]
    return figure.unit == "人" and re.match("已?(?:全部|均|都)", left) is not None and bool(_ONLY_WHERE.fullmatch(own))


_ONLY_WHERE = re.compile(
    "(?:全[县市区旗州]|我[县市区旗])?(?:现有|共有)?(?:小学|初中|中小学|义务教育(?:阶段|学校)?)?(?:现有|共有)?"
)
_ALL_OF_COUNTY = re.compile("占?(?:全[县市区旗州]|我[县市区旗])$")  # 对全区36所义务教育学校逐校核查
_ALL_THERE_ARE = re.compile(r"有|共|总|全[县市区旗州]|设|办|辖|我[县市区旗]|[,;:]$")


def _of_some(cue: Cue, figure: Figure, own: str, context: Context) -> bool:
    """Whether 学校 behind a count speaks of some schools (26所学校7项指标全部达标): nothing says that these are all."""
    return figure.unit == "所" and context.text[cue.at : cue.to] == "学校" and _ALL_THERE_ARE.search(own) is None


_BASE = re.compile(r"占[^,。;:]{0,12}$")
_ITS_SHARE = re.compile(r"[^,。;:占]{0,6}的?[\d.]+[%％]")


def _is_base(cue: Cue, context: Context) -> bool:
    """Whether a term is what a share is taken of (占小学专任教师的8.4%): the counts after it are of something else."""
    return (
        _ITS_SHARE.match(context.text, cue.to) is not None
        and _BASE.search(context.text[max(0, cue.at - 16) : cue.at]) is not None
    )


_WORKS = re.compile(r"新建|建成|改造|维修|改扩建|扩建|安装|购置|采购|配备|建设|竣工|主体|铺设")


def _pays_for_works(cue: Cue, figure: Figure, context: Context) -> bool:
    """Whether a sum without a noun of its own follows the works that it pays for (建成资源教室16间,投入238万元)."""
    if figure.unit != "元" or not context.rules.indicators[cue.name].overall:
        return False
    sentence = context.sentences[figure.sentence]
    at = max(context.text.rfind(c, sentence.at, figure.own[0]) for c in ";。:")
    return _WORKS.search(context.text, max(at, sentence.at), figure.own[0]) is not None


def _of_count(before: Figure, bound: Bound, figure: Figure, own: str, context: Context) -> bool:
    """Whether a percentage belongs to a count of its own that no rule knows (学生3120份,96.28%;家长3406份,92.84%)."""
    if figure.unit != "%" or own.strip(",") or before.sentence != figure.sentence or bound.indicator is not None:
        return False
    return before.unit not in ("%", None) and context.text[before.to : figure.at] == "," and is_plain(before, context)


def _behind_run(n: int, figures: Sequence[Figure], context: Context) -> list[Cue]:
    """The noun behind the last of two figures joined by stage words (小学45人、初中50人的班额上限)."""
    if n + 1 >= len(figures) or figures[n + 1].unit != figures[n].unit or figures[n].op != figures[n + 1].op:
        return []
    last = figures[n + 1]
    between = context.text[figures[n].to : last.at]
    joined = re.fullmatch(r"(?:以内|以下|以上)?[、和,及与].{0,4}", between)
    opened = figures[n].unit == "所" and (_JUDGED.match(context.text, last.to) or judged_with_next(n, figures, context))
    if joined is None or left_of(between, [], context) or not (opened or context.text.startswith("的", last.to)):
        return []
    return context.indicators(*last.after) or _over_number(last, context)


def _over_number(figure: Figure, context: Context) -> list[Cue]:
    """A term right behind the figure that holds a number itself (16所达到至少6项达标)."""
    near = context.indicators(figure.to, figure.to + 16)
    near = [c for c in near if c.at - figure.to <= 4 and not re.search("[,;。]", context.text[figure.to : c.at])]
    return [c for c in near if re.search(r"\d", context.text[c.at : c.to])]


def _is_own_noun(figure: Figure, own_cues: Sequence[Cue], own: str, judged: str | None, context: Context) -> bool:
    """Whether the figure's phrase is one weak term and nothing else (在校, 毕业, 招生)."""
    words = own.strip("、,;:()和及与")
    return figure.unit == "人" and any(
        c.weak
        and context.text[c.at : c.to] == words
        and context.rules.indicators[c.name].group == "scale"
        and measure_of(figure, context.rules.indicators[c.name], context, judged) == "value"
        for c in own_cues
    )


def _shortening(figure: Figure, own_cues: Sequence[Cue], judged: str | None, context: Context) -> Iterator[Choice]:
    """The indicator that the item's head names in full, the figure's phrase in short (3.1初中三年巩固率。…巩固率)."""
    sentence = context.sentences[figure.sentence]
    first = context.sentences[context.items[sentence.item][0]]
    if first.at == sentence.at and context.text.find(":", first.at, figure.own[0]) < 0:
        return
    heads = [c for c in context.indicators(first.at, min(first.to, first.at + 20, figure.own[0])) if not c.weak]
    for head in prevailing(heads)[:1]:
        full = context.text[head.at : head.to]
        for cue in prevailing(own_cues):
            short = context.text[cue.at : cue.to]
            if cue.name == head.name or not full.endswith(short) or len(short) >= len(full):
                continue
            indicator = context.rules.indicators[head.name]
            measure = measure_of(figure, indicator, context, judged)
            if measure is not None and indicator.group == "standard":
                yield Choice(OWN, -9, head, measure, exact_unit(figure, indicator))


_JUDGED = re.compile(r"达到|全部|均|都|综合|总体|整体")


def _named_before(figure: Figure, own_cues: Sequence[Cue], own: str, judged: str | None, context: Context) -> bool:
    """Whether the figure's own phrase names an indicator that it can state: then the noun behind it is another's."""
    for cue in own_cues:
        hole = (cue.at - figure.own[0], cue.to - figure.own[0])
        if measure_of(figure, context.rules.indicators[cue.name], context, judged) and (
            not cue.weak or not left_of(own, [hole], context)
        ):
            return True
    return False


def _with_phrase_of(before: Figure, figure: Figure, context: Context) -> Iterator[Choice]:
    """Candidates in the phrase of the earlier value or the bound that stands before the figure (由63所调整到55所)."""
    text = context.text[before.own[0] : before.at]
    cues = context.indicators(before.own[0], before.at)
    named = {c.name for c in context.indicators(figure.own[0], figure.at)}
    if named and is_modifier(before, figure, context) and not named & {c.name for c in cues}:
        return  # 小学超过45人的班级17个 counts classes
    yield from _offer(OWN, cues, figure.at, figure, context.judged(before), context)
    for cue in cues:
        hole = (cue.at - before.own[0], cue.to - before.own[0])
        if cue.weak and not left_of(text, [hole], context):
            yield from _offer(WEAK, [cue], figure.at, figure, None, context, weak=True)


def _bracketed_base(figure: Figure, context: Context) -> tuple[int, int] | None:
    """Where the base of a share is named, if the figure is that base (占学校(含完全中学,共53所)的92%)."""
    sentence = context.sentences[figure.sentence]
    opened = context.text.rfind("(", sentence.at, figure.at)
    if opened < 0 or ")" in context.text[opened : figure.at]:
        return None
    if not re.match(r"[^()]*\)的", context.text[figure.to : sentence.to]):
        return None
    at = context.text.rfind("占", sentence.at, opened)
    return None if at < 0 or re.search(r"[,;:。]", context.text[at:opened]) else (at, opened)


_FRESH = re.compile(r"[,;]?(?:目前|现|保留|尚[有存]|仍有)")


def _past(cue: Cue, own: str, context: Context) -> bool:
    """Whether a figure says what there is now, and the term before it what was done (撤并19所,现保留小学14所)."""
    return bool(_FRESH.match(own)) and context.rules.indicators[cue.name].flow


def _listed_on(cue: Cue, figure: Figure, context: Context) -> bool:
    """Whether a term is one of a list whose last noun is counted; a verb rules the whole list (撤并小学、教学点4所)."""
    if cue.to > figure.at or figure.unit == "元" or cue.term.startswith(context.rules.words.verbs):
        return False
    return bool(_LISTED_ON.match(context.text[cue.to : figure.at]))


def _offer(
    rank: int,
    cues: Sequence[Cue],
    origin: int,
    figure: Figure,
    judged: str | None,
    context: Context,
    *,
    weak: bool = False,
) -> Iterator[Choice]:
    """The prevailing ones of ``cues`` whose indicators the figure can state, with their distance from ``origin``."""
    if not cues:
        return
    indicators = context.rules.indicators
    fitting = {
        cue: measure
        for cue in cues
        if cue.weak == weak and (measure := measure_of(figure, indicators[cue.name], context, judged))
    }
    acting = [c for c in fitting if rank == OWN and context.text[c.at : c.to].startswith(context.rules.words.verbs)]
    own = context.text[figure.own[0] : figure.at]
    if figure.unit == "元" and _OWED.search(own):
        return
    for cue in prevailing(fitting):
        indicator = indicators[cue.name]
        if acting and cue not in acting and cue.at >= acting[0].to and not _clause_between(acting[0], cue, context):
            continue  # 撤并教学点3个: the action is what is counted
        if rank == OWN and cue.to <= figure.at and _lacking(cue, figure, context):
            continue
        if rank in (BEHIND, WEAK_BEHIND) and figure.unit == "人" and own.endswith(("差", "缺", "缺少", "尚缺", "还差")):
            continue  # 城东初中差2名骨干教师
        if rank == OWN and cue.to <= figure.at and _LEFT_OUT.search(context.text[cue.to : figure.at]):
            continue
        if rank == OWN and _listed_on(cue, figure, context):
            continue
        if (
            (rank == OWN or (rank == BEHIND and indicator.group == "staff"))
            and figure.unit == "人"
            and not indicator.flow
            and _headed_away(cue, figure, context)
            and not _all_of_them(cue, figure, context)
        ):
            continue
        if weak and indicator.within and not context.within(figure, indicator.within):
            continue
        if rank >= CLAUSE and figure.unit == "%" and own.lstrip("、,和").startswith("占") and fitting[cue] == "value":
            continue  # 占27%: of a base of its own
        if rank >= CLAUSE and _per_head(cue, figure, indicator, context):
            continue
        if rank == CLAUSE and not exact_unit(figure, indicator) and fitting[cue] == "value":
            continue
        if rank == OWN and not _headed(figure, cue, indicator, context):
            continue
        distance = origin - cue.to if cue.to <= origin else cue.at - origin
        distance -= bool(weak and indicator.within)  # the narrower reading wins where its setting is given
        yield Choice(rank, distance, cue, fitting[cue], exact_unit(figure, indicator))


def _lacking(cue: Cue, figure: Figure, context: Context) -> bool:
    """Whether the words say what is missing, not what there is (教师缺37人, 缺体育教师37人)."""
    before = context.text[min(figure.own[0], cue.at) : cue.at]
    return bool(_LACK.search(context.text[cue.to : figure.at]) or _LACKING.search(before))


def _per_head(cue: Cue, figure: Figure, indicator: Indicator, context: Context) -> bool:
    """Whether the sentence speaks of money or space a head, and the term from elsewhere of all there is."""
    if figure.unit not in ("元", "平方米") or "均" in indicator.name or "每" in indicator.name:
        return False
    lead = context.text[context.sentences[figure.sentence].at : figure.at]
    return bool(_HEADS.search(lead[lead.rfind(";") + 1 :])) and not _HEADS.search(cue.term)


def _clause_between(a: Cue, b: Cue, context: Context) -> bool:
    return bool(re.search(r"[,;、]", context.text[a.to : b.at]))


def _headed_away(cue: Cue, figure: Figure, context: Context) -> bool:
    """Whether another noun stands between the term and the persons counted (骨干教师跟岗研修30人)."""
    words = context.text[cue.to : figure.at] if cue.to <= figure.at else context.text[cue.to : figure.after[1]]
    between = re.sub(r"\([^()]*\)", "", words)
    return len(left_of(between, [], context)) >= 3


_OF_SCHOOLS = re.compile(
    r"[^,。;、()\d]{0,8}(?:农村|城区|乡镇|义务教育|寄宿制|中小|公办|民办)[^,。;、()\d]{0,4}学校(?![,。;]|$)"
)


_INSPECTED = re.compile(r"抽查|抽取|走访|暗访|实地(?:核查|察看|查看|检查)|随机(?:检查|核查)")


def _is_inspected(figure: Figure, judged: str | None, context: Context) -> bool:
    """Whether the schools counted are those that somebody visited (随机抽查学校18所(小学10所、初中5所))."""
    if figure.unit not in ("所", "个") or judged:
        return False
    sentence = context.sentences[figure.sentence]
    at = max(context.text.rfind(c, sentence.at, figure.at) for c in ";。")
    seen = _INSPECTED.search(context.text, max(at, sentence.at), figure.at)
    return seen is not None and re.search(r"全[县市区旗]|现有|共有", context.text[seen.end() : figure.at]) is None


def _bare(figure: Figure, own: str, context: Context) -> bool:
    """Whether the figure's own phrase has no subject, and no noun stands behind it instead."""
    if figure.unit in ("项", "个", "条") and context.text.startswith("指标", figure.to):
        return True
    if figure.unit == "所" and _OF_SCHOOLS.match(context.text, figure.to):
        return False
    listed = figure.unit == "所" and figure.lead == "、" and not own.strip("、和及与")
    if listed and any(c.at == figure.to for c in context.stages(figure.to, figure.after[1])):
        return True  # 参评的42所小学、21所初中进行测算
    return not left_of(own, [], context) and not modifies(figure, own, context)


def _headed(figure: Figure, cue: Cue, indicator: Indicator, context: Context) -> bool:
    """Whether the noun behind a figure in another counter is the indicator's (建成4个足球特色校 counts no schools)."""
    after = context.text[figure.after[0] : figure.after[1]]
    if not after or exact_unit(figure, indicator) or context.text[cue.to : figure.at].strip("了成"):
        return True
    return any(c.name == cue.name for c in context.indicators(*figure.after)) or bool(context.stages(*figure.after))


def _closes(cue: Cue, figure: Figure, context: Context) -> bool:
    """Whether a noun behind the figure is all that follows it in its clause (27所小学; not 2573名教师与学生结对)."""
    left = context.text[cue.to : figure.after[1]]
    if left.startswith(")"):
        return True  # 281所(含97个教学点)
    indicators = context.rules.indicators
    named = [c for c in context.indicators(cue.to, figure.after[1]) if not c.weak]
    if any(indicators[c.name].group in ("scale", "staff") for c in named) or re.fullmatch(
        r"(?:在校|在)?(?:就读|就学|在读|任教|在岗|在校)?在?", left
    ):
        return True  # 28所小学学生数达到15402人; 41所学校就读
    if left == "" and context.text[cue.to : cue.to + 1].isdigit():
        return False  # 26所学校7项指标全部达标
    if left[:1] in ("、", "和", "与", "及") and not left_of(left, [], context):
        return True  # 小学453个班、初中219个班
    if _all_of_them(cue, figure, context):
        return True
    if left == "的" and "占" in context.text[figure.own[0] : figure.at]:
        return True  # 占全县46所义务教育学校的89.1%
    if figure.unit == "所" and re.match("之?[中内]?[,,]?(?:已|现)?有?$", left):
        return True  # 全县45所义务教育学校中已有41所…
    return left in ("和", "与", "及", "中", "里", "等", "均") or bool(MET.search(left) or UNMET.search(left))


def _of_other_noun(n: int, figures: Sequence[Figure], context: Context) -> bool:
    """Whether the noun at the figure's place in its list is one that no rule knows (法治副校长、法治辅导员分别为…)."""
    first, last = run_of(n, figures, context)
    pieces = pieces_of(first, last - first + 1, figures, context)
    if not pieces:
        return False
    at, to = pieces[n - first]
    return not context.indicators(at, to) and bool(left_of(context.text[at:to], [], context))


def _narrow(figure: Figure, own_cues: Sequence[Cue], judged: str | None, context: Context) -> Iterator[Choice]:
    """A weak term whose setting is given and whose phrase names no stage counts as its own (残疾儿童…,入学率98.7%)."""
    own = context.text[figure.own[0] : figure.at]
    for cue in own_cues:
        indicator = context.rules.indicators[cue.name]
        if not cue.weak or not indicator.within or not context.within(figure, indicator.within):
            continue
        if context.stages(figure.own[0], figure.at) or left_of(
            own, [(cue.at - figure.own[0], cue.to - figure.own[0])], context
        ):
            continue
        measure = measure_of(figure, indicator, context, judged)
        if measure is not None:
            yield Choice(OWN, figure.at - cue.to - 1, cue, measure, exact_unit(figure, indicator))


def _purpose(n: int, figures: Sequence[Figure], context: Context) -> list[Cue]:
    """Funding cues in the clauses behind a sum of money, up to the next sum or the end of the sentence."""
    figure = figures[n]
    end = context.sentences[figure.sentence].to
    for other in figures[n + 1 :]:
        if other.sentence != figure.sentence:
            break
        if other.unit == "元":
            end = other.own[0]
            break
    stop = context.text.find(";", figure.to, end)
    cues = context.indicators(figure.to, stop if stop >= 0 else end)
    return [c for c in cues if context.rules.indicators[c.name].group == "funding"]


def _from_above(figure: Figure, judged: str | None, context: Context) -> Iterator[Choice]:
    """The first indicator that the list item names, then the one that the nearest heading names."""
    sentence = context.sentences[figure.sentence]
    places = [
        (ITEM, context.sentences[k]) for k in context.items[sentence.item] if context.sentences[k].at < sentence.at
    ]
    lead = context.lead_in(sentence)
    places += [(HEADING, lead)] if lead is not None else []
    places += [(HEADING, h) for h in context.headings_above(sentence.at, sentence.section)]
    if figure.unit in ("项", "条") and judged and sentence.at > context.sentences[0].to:
        places.append((HEADING, context.sentences[0]))  # the title: 政府保障程度自评表
    indicators = context.rules.indicators
    for distance, (rank, place) in enumerate(places):
        fitting = {
            cue: measure
            for cue in context.indicators(place.at, place.to)
            if (not cue.weak or (rank == HEADING and indicators[cue.name].group == "standard"))
            and (measure := measure_of(figure, indicators[cue.name], context, judged))
        }
        for cue in prevailing(fitting)[:1]:
            exact = exact_unit(figure, indicators[cue.name])
            if not exact and fitting[cue] == "value":
                continue
            yield Choice(rank, distance * 100 + 50 * cue.weak, cue, fitting[cue], exact)
