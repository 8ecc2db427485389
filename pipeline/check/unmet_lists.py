"""The number of schools that miss each indicator against a list of schools with the indicators that each misses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pipeline.check.ledger import Ledger
from pipeline.check.messages import plain, raw
from pipeline.check.outcome import Outcome, not_checkable, satisfied, violated
from pipeline.check.passages import Passage, passages
from pipeline.model import Evidence, Fact
from pipeline.rulebook import Rulebook
from pipeline.terms import cues_in, prevailing

_ENTRY = re.compile(
    r"([一-龥]{1,16}?(?:小学|中学|学校|初中|学部|校区|[第一二三四五六七八九十实验][小中]))\(([^()\d]{2,80})\)"
)
_LEAD = re.compile(
    "(?:未达标|不达标|未达到标准|缺项|不合格)的?(?:学校|小学|初中)?(?:名单|清单)?(?:分别)?(?:为|是|有|:|如下)+$"
)
_MET = re.compile(r"(?<![未不])(?:达标|达到|符合)[^,;。]{0,6}\d")
_PARTS = re.compile("[、,;]")
_EMPTY = re.compile("未达到?标准?|不达标|未达到|不合格|缺项|学校|指标|的|有|为|是|各|分别|共|方面|其中|[、,;:。(]")
SEVERAL = 2


@dataclass(frozen=True, slots=True)
class SchoolList:
    """How often each indicator is named in a list of schools, how many schools it has, whether it says to be whole."""

    named: Counter[str]
    schools: int
    whole: bool
    evidence: Evidence


def unmet_lists(ledger: Ledger, rules: Rulebook) -> Iterator[Outcome]:
    """Each list of schools against the numbers of schools that the report gives for the same indicators."""
    lacks = re.compile("|".join(f"(?:{p})" for p in rules.claims.unmet_list) or "(?!)")
    found = [p for p in passages(ledger, rules) if not p.planned and (lacks.search(p.words) or "(" in p.words)]
    lists = [s for before, p in zip([None, *found], found, strict=False) if (s := _list(ledger, rules, before, p))]
    if len(lists) != 1:
        return
    counted = [c for p in found if lacks.search(p.words) and (c := _counts(ledger, rules, p))]
    if len(counted) == 1:
        yield _compared(rules, counted[0], lists[0])


def _subject(words: str, rules: Rulebook) -> str | None:
    """The one indicator of the standard that ``words`` name; where none, the noun itself (both sides may use it)."""
    cues = [c for c in cues_in(words, rules) if c.kind in ("indicator", "topic")]
    judged = [c for c in prevailing(cues) if rules.indicators[c.name].group == "standard"]
    topics = {c.name for c in judged if c.kind == "topic"}
    named = topics if len(topics) == 1 else {c.name for c in judged}
    if named:
        return named.pop() if len(named) == 1 else None
    bare = _EMPTY.sub("", words)
    return bare if re.fullmatch("[一-龥]{2,10}", bare) else None


def _items(words: str, rules: Rulebook) -> list[str | None]:
    """What a bracket lists, item by item; 和 and 及 part items only where they stand in no name."""
    found: list[str | None] = []
    for item in _PARTS.split(_joined(words)):
        whole = _subject(item.replace("·", "、"), rules)
        parts = re.split("[和及与]", item)
        split = [_subject(part.replace("·", "、"), rules) for part in parts] if len(parts) > 1 else [whole]
        found += [whole] if whole in rules.indicators or None in split else split
    return found


def _counts(ledger: Ledger, rules: Rulebook, passage: Passage) -> dict[str, Fact]:
    """The schools that miss each indicator, where a sentence tells of several one after another."""
    counts: dict[str, Fact] = {}
    start = 0
    if _MET.search(passage.words):
        return {}
    for fact in passage.facts(ledger):
        at = passage.at(fact.start)
        piece = passage.words[max(start, passage.words.rfind("。", 0, at) + 1) : at]
        start = at + len(raw(fact))
        if fact.unit != "所" or fact.op != "=" or not fact.number:
            continue
        code = fact.indicator if fact.measure == "schools_unmet" else _subject(piece, rules)
        if code is None:
            continue
        if code in counts:
            return {}  # 小学2所、初中1所: told by stage
        counts[code] = fact
    return counts if len(counts) >= SEVERAL else {}


def _list(ledger: Ledger, rules: Rulebook, before: Passage | None, passage: Passage) -> SchoolList | None:
    """A list of several schools with the items that each misses; None where one item names no indicator."""
    entries = list(_ENTRY.finditer(passage.words))
    if len(entries) < SEVERAL:
        return None
    codes: list[str] = []
    for entry in entries:
        for code in _items(entry[2], rules):
            if code is None:
                return None
            codes.append(code)
    lead = passage.words[: entries[0].start()]
    lead = lead if lead or before is None else before.words
    counts = {f.number for f in passage.facts(ledger) if f.unit == "所"}
    whole = _LEAD.search(lead) is not None or Decimal(len(entries)) in counts
    evidence = passage.evidence(ledger, entries[0].start(), entries[-1].end())
    return SchoolList(Counter(codes), len(entries), whole, evidence)


def _joined(words: str) -> str:
    """``words`` with the marks inside an indicator's own name (体育、艺术专任教师) told from those of the list."""
    return re.sub("(体育|音乐)[、和](艺术|美术)", r"\1·\2", words)


def _compared(rules: Rulebook, counts: dict[str, Fact], schools: SchoolList) -> Outcome:
    facts = list(counts.values())
    stated = {code: int(f.number or 0) for code, f in counts.items()}
    relation = "unmet-by-school"
    more = [c for c in stated if schools.named[c] > stated[c]]
    fewer = [c for c in stated if schools.named[c] < stated[c]]
    if not (more or fewer):
        added = "+".join(map(str, stated.values()))
        return satisfied("contradiction", relation, facts, f"{added}={sum(stated.values())}")
    if not more and not schools.whole:
        return not_checkable("contradiction", relation, facts, "所列学校可能不是全部未达标学校")
    differing = [c for c in stated if c in (*more, *fewer)]
    names = {c: rules.indicators[c].name if c in rules.indicators else c for c in differing}
    said = "、".join(f"{names[c]}未达标{raw(counts[c])}" for c in differing)
    listed = "、".join(f"{schools.named[c]}所" for c in differing)
    each = "分别" if len(differing) > 1 else ""
    return violated(
        "contradiction",
        relation,
        [counts[c] for c in differing],
        severity="error" if more else "warning",
        message=f"报告称{said}，但所列{schools.schools}所学校中{each}有{listed}，请核实。",
        arithmetic="；".join(f"{plain(Decimal(stated[c]))}≠{schools.named[c]}" for c in differing),
        expected=";".join(str(schools.named[c]) for c in differing),
        stated=";".join(str(stated[c]) for c in differing),
        evidence=(schools.evidence,),
    )
