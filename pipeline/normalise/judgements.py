"""Judgement → the indicators that it judges."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.model import Cue, Judgement, Sentence
from pipeline.normalise.bind import Binding
from pipeline.normalise.context import Context
from pipeline.normalise.phrases import named_in
from pipeline.normalise.titles import title_of, titles_in
from pipeline.terms import cues_in, prevailing

_THIS = re.compile(r"^(?:该|此|本|这)项")
_ITEMS = re.compile(r"\d+(?:项|条|个)|[两二三四五六七八九十]+项")
_GOAL = re.compile(
    r"确保|力争|争取|努力(?!均?可|能)|推动|实现|力求|保证|直至|对照|按照|目标|不断|尽快|全力|后[,，]?$|前[,，]?$|结果$|通过[^,。]{0,10}$|迎检|早日|逐步"
)
_NORM = re.compile(r"(?:要|应|应当|须|必须|需)$|至少|不得")
_SOME_SCHOOLS = re.compile(r"(?:个别|部分|少数|一些|有的|多数|大部分|绝大多数)(?:[一-龥]{0,4})(?:学校|小学|初中|校)")
_GROUP = re.compile(r"均|都|全部|除第?.{1,6}[条项]?外")
_LISTED_AFTER = re.compile(r"^[,，]?(?:其中|分别|即|主要|包括|为|是|:)")
_COUNTED = re.compile(
    r"\d[所个][^,。;、]{0,24}$|\d%$|\d[所个](?:学校|小学|初中|中小学)[^,。;]{0,12}$|(?:所|个)(?:学校)?(?:均|都|全部|总体|综合|整体)?$|(?:学校|校)(?:总数|数量|数)?$"
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement tied to an indicator (None: captured, unmapped)."""

    judgement: Judgement
    cue: Cue | None
    confidence: float
    scope: str | None = None


def judged_of(context: Context, bindings: Sequence[Binding]) -> tuple[Judged, ...]:
    """Every judgement of the county, a row for each indicator that it covers; ``bindings`` are those of the figures."""
    return tuple(j for judgement in context.extraction.judgements for j in _of(judgement, context, bindings))


def _of_row(judgement: Judgement, context: Context) -> Judged:
    """A verdict in a table's column of results judges the first indicator that the other cells of its row name."""
    number, row, column = judgement.cell or (0, 0, 0)
    table = context.extraction.structure.tables[number]
    cells = next(r for r in table.rows if r and r[0].row == row)
    for cell in cells:
        if cell.column != column and cell.text:
            cues = [c for c in cues_in(cell.text, context.rules) if c.kind == "indicator"]
            subjects = _single(_subjects(cues, context))
            subjects = _officials(titles_in(cell.text, context.rules), context) or subjects
            if subjects:
                return Judged(judgement, subjects[0], 0.92)
    return Judged(judgement, None, 0.0)


def _of(judgement: Judgement, context: Context, bindings: Sequence[Binding]) -> Iterator[Judged]:
    if judgement.cell is not None:
        yield _of_row(judgement, context)
        return
    sentence = context.sentences[judgement.sentence]
    before = context.text[sentence.at : judgement.at]
    words = context.text[judgement.at : judgement.to]
    clause_at = context.clause(judgement)[0]
    clause = context.text[clause_at : judgement.at]
    this = bool(_THIS.match(words))
    if (_GOAL.search(clause) or _NORM.search(clause)) and not this:
        return
    if sentence.source == "table" and not this:
        return
    if context.plan and not this:
        return
    if _COUNTED.search(clause) or re.match(
        r"的(?:是|有|为|主要)|的?(?:有|为|共)?\d|(?:的)?(?:学校|初中|小学|校)|率|的有",
        context.text[judgement.to : judgement.to + 3],
    ):
        return
    if this:
        lead = _of_sentence(judgement, context) or _beside(judgement, context, bindings) or _lead(judgement, context)
        lead = lead or _measured(judgement, context, bindings) or _titled(judgement, context)
        if lead is not None:
            yield Judged(judgement, lead, 0.97)
        return
    subjects = _subjects(context.indicators(clause_at, judgement.at), context)
    if _ITEMS.search(clause):
        subjects = _listed(judgement, context)
        if not subjects and judgement.value == "not_met":
            named = _subjects(context.indicators(sentence.at, judgement.at), context)
            subjects = [s for s in named if not s.name.endswith("_items") and s.name != "resource_allocation"]
    elif not subjects and (judgement.value == "unknown" or not re.sub(_BESIDE, "", clause)):
        lead = _lead(judgement, context) if _numbered(judgement, context) else None
        lead = _titled(judgement, context) or lead
        lead = lead or _measured(judgement, context, bindings) or _by_order(judgement, context)
        subjects = [lead] if lead is not None else []
    if not subjects and not re.sub(_BESIDE, "", clause):
        subjects = _named_before(sentence.at, clause_at, context)
    if not subjects and _EACH.match(words) and not re.sub(r"目前|[,均都已现]", "", clause):
        subjects = _each_measured(judgement, context, bindings)
    if (
        not subjects
        and not _numbered(judgement, context)
        and _GROUP.search(before + words)
        and not re.sub(r"除第?[^,。;]{1,8}外|目前|[,均都已现]", "", clause)
    ):
        subjects = _group(judgement, context)
    if not subjects and not re.sub(r"全部|[均都已也]", "", clause):
        named = _single(_subjects([c for c in context.indicators(sentence.at, judgement.at) if not c.weak], context))
        subjects = named if len(named) == 1 else []
    if not subjects and (back := _BACK.search(clause + words)):
        subjects = _before(judgement, back, context)
    if not this and subjects and _judged_again(judgement, context):
        return
    if subjects and not _single(subjects) and _SOME_SCHOOLS.search(clause):
        return  # 个别学校资源配置未达标: the county's result over all of them is another
    titled = judgement.value == "met" and _titled(judgement, context) is not None
    scope = None if titled else named_in(before, context.rules) or _of_school(judgement, context)
    for cue in subjects:
        yield Judged(judgement, cue, 0.9 if not cue.weak else 0.85, scope)


# What may stand between the items and their verdict: who says so, and of which stages.
_BESIDE = re.compile(r"自评|结论|结果|小学|初中|[均都已能可、和,:]")


def _named_before(start: int, clause_at: int, context: Context) -> list[Cue]:
    """The items that the clause before a bare verdict names and says nothing else of (A和B,小学、初中均全部达标)."""
    at = max([start] + [context.text.rfind(c, start, clause_at - 1) + 1 for c in ",;:。"])
    words = context.text[at : max(at, clause_at - 1)]
    subjects = _single(_subjects([c for c in context.indicators(at, clause_at) if not c.weak], context))
    return [] if re.search(r"\d", words) else subjects


def _before(judgement: Judgement, back: re.Match[str], context: Context) -> list[Cue]:
    """The items in front of a judgement that points back at them (以上三项均可以达到), none judged by itself."""
    sentence = context.sentences[judgement.sentence]
    named = _in_front(sentence.at, context.clause(judgement)[0] + back.start(), context)
    if len(named) > 1:
        return named
    judged = {context.sentences[j.sentence].item for j in context.extraction.judgements if j.sentence >= 0}
    items = [k for k in context.items if k < sentence.item][::-1]
    above = _above(context.sentences[context.items[sentence.item][0]])
    found: list[Cue] = []
    for item in items:
        first = context.sentences[context.items[item][0]]
        title = _officials(title_of(first, context), context) if _above(first) == above else []
        if not title or item in judged:
            break
        found.insert(0, title[0])
    own = _officials(title_of(sentence, context), context)
    count = _NUMBERS.get(back["count"] or "", len(found) + len(own))
    return [*found, *own][-count:]


def _in_front(at: int, to: int, context: Context) -> list[Cue]:
    """The official items that the words in front of 以上三项 name themselves (德育、课程开设以上两项均达到要求)."""
    cues = prevailing([*context.heads(at, to), *context.indicators(at, to)])
    found = {official.name: official for cue in cues for official in _officials([cue], context)}
    return list(found.values())


def _above(first: Sentence) -> tuple[str, ...]:
    """The headings over a list item that begins with ``first``, without its own."""
    return first.section[:-1] if first.heading else first.section


_BACK = re.compile(
    r"(?:以上|上述|前述)(?P<count>[两二三四五六七八九])?(?:项|条|个|各)?(?:内容|指标|要求|标准)?[均都全部已也]"
)
_NUMBERS = {word: n for n, word in enumerate("零一二三四五六七八九")} | {"两": 2}


def _titled(judgement: Judgement, context: Context) -> Cue | None:
    """The official item whose title the judgement stands under (工资:…,达标)."""
    found = _officials(title_of(context.sentences[judgement.sentence], context), context)
    return found[0] if found else None


def _officials(title: Sequence[Cue], context: Context) -> list[Cue]:
    """The item that a title names, as one that is judged."""
    judged = [c for c in title if context.rules.indicators[c.name].group == "standard"]
    return [_official(cue._replace(kind="indicator"), context) for cue in judged[:1]]


_ONE_SCHOOL = re.compile(r"(?:仅|只有|除)(?P<name>[一-龥]{2,10}?(?:小学|中学|学校|[一二三四五六七八九十][小中]))")


def _of_school(judgement: Judgement, context: Context) -> str | None:
    """The one school that the clauses right before the judgement single out (仅东关小学为4.1平方米,未达标)."""
    at = max(context.text.rfind(c, 0, judgement.at) for c in ";。\n")
    found = list(_ONE_SCHOOL.finditer(context.text, at + 1, judgement.at))
    return found[-1]["name"] if found and judgement.value == "not_met" else None


def _numbered(judgement: Judgement, context: Context) -> bool:
    """Whether the judgement stands in a numbered list item, whose head is its subject."""
    item = context.items[context.sentences[judgement.sentence].item]
    first = context.sentences[item[0]]
    return bool(
        re.match(
            r"\(?\d{1,2}(?:\.\d{1,2})?[.、)]?(?=\D)|\([一二三四五六七八九十]{1,3}\)|第\d{1,2}[项条]|[一二三四五六七八九十]{1,2}是|[①-⑳]",
            context.text[first.at : first.at + 6],
        )
    )


def _judged_again(judgement: Judgement, context: Context) -> bool:
    """Whether 该项指标 judges the same list item in so many words: then a clause before it is its norm."""
    item = context.items[context.sentences[judgement.sentence].item]
    return any(
        j.sentence in item and j.at > judgement.at and _THIS.match(context.text[j.at : j.to])
        for j in context.extraction.judgements
    )


def _group(judgement: Judgement, context: Context) -> list[Cue]:
    """The group of items that a verdict over all of them judges: named by its sentence's item or heading."""
    sentence = context.sentences[judgement.sentence]
    spans = [(s.at, min(s.to, judgement.at)) for s in (context.sentences[k] for k in context.items[sentence.item])]
    spans += [(h.at, h.to) for h in context.headings_above(sentence.at, sentence.section)]
    for at, to in spans:
        named = [c for c in context.indicators(at, to) if c.name.endswith("_items")] if at < to else []
        if named:
            return named[:1]
    return []


def _subjects(cues: Sequence[Cue], context: Context) -> list[Cue]:
    """The judged indicators among ``cues``: of the national standard, each once."""
    found: dict[str, Cue] = {}
    indicators = context.rules.indicators
    judged = [c for c in cues if indicators[c.name].group == "standard" and not (c.weak and indicators[c.name].within)]
    for cue in prevailing(judged):
        found.setdefault(cue.name, cue)
    return list(found.values())


def _lead(judgement: Judgement, context: Context) -> Cue | None:
    """The first indicator of the standard that the judgement's list item names, else the one of its heading."""
    sentence = context.sentences[judgement.sentence]
    numbered = _by_number(context.sentences[context.items[sentence.item][0]], context)
    if numbered is not None:
        return numbered
    for k in context.items[sentence.item]:
        part = context.sentences[k]
        stop = min(part.to, judgement.at)
        if part.at >= judgement.at:
            break
        headed = k == context.items[sentence.item][0] and part.to - part.at <= _SHORT and stop == part.to
        cues = [c for c in context.indicators(part.at, stop) if headed or not c.weak]
        subjects = _single(_subjects(cues, context))
        if subjects:
            return _official(subjects[0], context) if headed else subjects[0]
    for heading in context.headings_above(sentence.at, sentence.section):
        subjects = _single(_subjects([c for c in context.indicators(heading.at, heading.to) if not c.weak], context))
        if subjects:
            return subjects[0]
    return None


_ORDERED_GROUPS = (("guarantee_items", "2", 15), ("quality_items", "3", 9))
_ITEM_NUMBER = re.compile(r"\(?(\d{1,2})(?:[)、]|\.(?!\d))")
_OFFICIAL_NUMBER = re.compile(r"第(\d{1,2})[项条](?:指标)?[:、,]")


def _by_order(judgement: Judgement, context: Context) -> Cue | None:
    """The official item of the same number, where a section lists exactly as many items as 教督〔2017〕6号 has."""
    sentence = context.sentences[judgement.sentence]
    first = context.sentences[context.items[sentence.item][0]]
    official = _OFFICIAL_NUMBER.match(context.text, first.at)
    number = official or _ITEM_NUMBER.match(context.text, first.at)
    if number is None:
        return None
    above = context.headings_above(first.at, first.section)
    named = {c.name for h in above for c in context.indicators(h.at, h.to)}
    heads = (context.sentences[members[0]] for members in context.items.values())
    listed = {int(m[1]) for h in heads if h.section == first.section and (m := _ITEM_NUMBER.match(context.text, h.at))}
    for group, chapter, size in _ORDERED_GROUPS:
        if group in named and (official or listed == set(range(1, size + 1))):
            ref = f"{chapter}.{int(number[1])}"
            code = next((c for c, i in context.rules.indicators.items() if i.ref == ref), None)
            return (
                None
                if code is None
                else Cue(first.at, first.at + number.end() - first.at, "indicator", code, ref, False)
            )
    return None


_SHORT = 18  # characters of a sentence that is the title of its item (11.交流轮岗。)


def _official(cue: Cue, context: Context) -> Cue:
    """The cue with the indicator that stands first under its number: what the item as a whole is judged by."""
    indicators = context.rules.indicators
    ref = indicators[cue.name].ref
    first = next((code for code, i in indicators.items() if i.ref == ref and i.group == "standard"), cue.name)
    return cue._replace(name=first) if ref is not None and "." in ref else cue


_EACH = re.compile(r"[,，]?(?:均|都|全部)")


def _each_measured(judgement: Judgement, context: Context, bindings: Sequence[Binding]) -> list[Cue]:
    """The indicators of the figures that the sentence lists in front of 均达到要求, two or more of them."""
    indicators = context.rules.indicators
    at = max(context.text.rfind(";", 0, judgement.at) + 1, context.sentences[judgement.sentence].at)
    found = {
        binding.indicator: binding.cue._replace(name=binding.indicator)
        for figure, binding in zip(context.extraction.figures, bindings, strict=True)
        if at <= figure.at < judgement.at and binding.cue is not None and binding.indicator is not None
        if indicators[binding.indicator].group == "standard" and binding.measure == "value"
    }
    return list(found.values()) if len(found) > 1 else []


def _measured(judgement: Judgement, context: Context, bindings: Sequence[Binding]) -> Cue | None:
    """The indicator of the standard that the figures in front of the judgement are about (占比60%,达到要求).

    In a numbered item the first of them, elsewhere the only one of the sentence.
    """
    indicators = context.rules.indicators
    sentence = context.sentences[judgement.sentence]
    numbered = _numbered(judgement, context)
    at = context.sentences[context.items[sentence.item][0]].at if numbered else sentence.at
    found = [
        binding.cue._replace(name=binding.indicator)
        for figure, binding in zip(context.extraction.figures, bindings, strict=True)
        if at <= figure.at < judgement.at and binding.cue is not None and binding.indicator is not None
        if indicators[binding.indicator].group == "standard" and binding.measure == "value"
    ]
    found = _single(found)
    return found[0] if found and (numbered or len({c.name for c in found}) == 1) else None


def _beside(judgement: Judgement, context: Context, bindings: Sequence[Binding]) -> Cue | None:
    """Where one sentence judges several items between semicolons: the only indicator that the judged part is about."""
    sentence = context.sentences[judgement.sentence]
    at = context.text.rfind(";", sentence.at, judgement.at) + 1
    others = [j for j in context.extraction.judgements if j.sentence == judgement.sentence and j.at != judgement.at]
    if _numbered(judgement, context) or not (at or others):
        return None
    at = at or sentence.at
    named = _single(_subjects([c for c in context.indicators(at, judgement.at) if not c.weak], context))
    if len(named) == 1:
        return named[0]
    indicators = context.rules.indicators
    measured = {
        binding.indicator: binding.cue
        for figure, binding in zip(context.extraction.figures, bindings, strict=True)
        if at <= figure.at < judgement.at and binding.cue is not None and binding.measure == "value"
        if binding.indicator is not None and indicators[binding.indicator].group == "standard"
    }
    return next((cue._replace(name=code) for code, cue in measured.items()), None) if len(measured) == 1 else None


def _of_sentence(judgement: Judgement, context: Context) -> Cue | None:
    """The only indicator that the judgement's sentence names, and names first, behind the first of its item."""
    sentence = context.sentences[judgement.sentence]
    if context.items[sentence.item][0] == judgement.sentence:
        return None
    named = _single(_subjects([c for c in context.indicators(sentence.at, judgement.at) if not c.weak], context))
    return named[0] if len(named) == 1 and named[0].at - sentence.at <= _SUBJECT else None


_SUBJECT = 8  # characters before the subject of a sentence


def _by_number(first: Sentence, context: Context) -> Cue | None:
    """The indicator whose number in 教督〔2017〕6号 opens the list item (2.3 …)."""
    match = re.match(r"\(?(\d\.\d{1,2})(?=[^\d.%])", context.text[first.at : first.at + 8])
    if match is None:
        return None
    for code, indicator in context.rules.indicators.items():
        if indicator.ref == match[1]:
            return Cue(first.at, first.at + match.end(), "indicator", code, match[1], False)
    return None


def _single(subjects: list[Cue]) -> list[Cue]:
    """Without the groups of items: a judgement of one list item judges one indicator."""
    return [s for s in subjects if not s.name.endswith("_items") and s.name != "resource_allocation"]


def _listed(judgement: Judgement, context: Context) -> list[Cue]:
    """The indicators named behind 有2项不达标,其中…."""
    sentence = context.sentences[judgement.sentence]
    after = context.text[judgement.to : sentence.to]
    if not _LISTED_AFTER.match(after):
        return []
    stop = len(after)
    for mark in (";", "。", "具体情况", "需"):
        place = after.find(mark)
        stop = min(stop, place) if place >= 0 else stop
    return _subjects(context.indicators(judgement.to, judgement.to + stop), context)
