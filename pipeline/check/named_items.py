"""Items that a summary names as unmet, or excepts from what is met, against the verdicts item by item."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.check.ledger import Ledger
from pipeline.check.messages import SIGNS, raw
from pipeline.check.outcome import Outcome, satisfied, violated
from pipeline.check.passages import Passage, passage_of, passages, told
from pipeline.check.verdicts import EXCEPT, numbers_in
from pipeline.model import Fact
from pipeline.rulebook import Rulebook
from pipeline.terms import cues_in, prevailing

GROUPS = ("2", "3")  # of the first group each school may miss one item
_SETTLED = re.compile("已整改|整改到位|已解决|现已|目前已|整改后|销号")


def named_items(ledger: Ledger, rules: Rulebook) -> Iterator[Outcome]:
    """Both relations of every sentence of a report; those of facts that say the same are tried with the verdicts."""
    members = _members(ledger, rules)
    if not members:
        return
    named = re.compile("|".join(f"(?:{p})" for p in rules.claims.named_unmet) or "(?!)")
    for passage in passages(ledger, rules):
        if passage.planned or _SETTLED.search(passage.words):
            continue
        for match in named.finditer(passage.words):
            at, to = next(match.span(n) for n in range(1, named.groups + 1) if match[n])
            yield from _named(ledger, rules, passage, (match.start(), at, to), members)
        for match in EXCEPT.finditer(passage.words):
            if any(
                re.match(f"[,]?[^。;]{{0,20}}?(?:{p})", passage.words[match.end() :]) for p in rules.claims.excepted
            ):
                yield from _excepting(ledger, rules, passage, match, members)


def _members(ledger: Ledger, rules: Rulebook) -> list[tuple[Fact, str]]:
    """The county's verdicts on single items of a group, each with the item's number (2.7)."""
    return [
        (fact, ref)
        for code in ledger.indicators("verdict")
        if code in rules.indicators and (ref := rules.indicators[code].ref or "").startswith(("2.", "3."))
        for fact in ledger.find(code, "verdict")
    ]


def _named(
    ledger: Ledger, rules: Rulebook, passage: Passage, span: tuple[int, int, int], members: list[tuple[Fact, str]]
) -> Iterator[Outcome]:
    """Each item that ``span`` of the words names as unmet, where all verdicts on it elsewhere say that it is met."""
    start, at, to = span
    for code in _codes(passage.words[at:to], rules):
        ref = rules.indicators[code].ref or ""
        inside = range(passage.origin[start], passage.origin[to - 1] + 1)
        verdicts = [
            f for f, number in members if number == ref and f.start not in inside and _surely(ledger, rules, passage, f)
        ]
        if not verdicts:
            continue
        relation = f"named-unmet:{code}"
        met = next((f for f in verdicts if f.indicator == code and f.value == "met"), None)
        if met is None or any(f.value != "met" for f in verdicts):
            yield satisfied("contradiction", relation, verdicts, "列举与逐条结论一致")
            continue
        figures = [*ledger.find(code, status="standard")[:1], *ledger.find(code)[:1]]
        support = "、".join(("标准" if f.status == "standard" else "所报") + _bound(f) + raw(f) for f in figures)
        yield violated(
            "contradiction",
            relation,
            (*figures, met),
            severity="error",
            message=(
                f"报告称“{told(_closed(passage.words[start:to]))}”，把{rules.indicators[code].name}列为未达标，但该项逐条结论为“{raw(met)}”"
                f"{f'（{support}）' if support else ''}，前后矛盾，请核实。"
            ),
            arithmetic=None,
            expected="met",
            stated="not_met",
            evidence=(passage.evidence(ledger, start, to),),
        )


def _surely(ledger: Ledger, rules: Rulebook, passage: Passage, verdict: Fact) -> bool:
    """Whether a verdict is on its item by words of its own, and not by those of the list of names before it."""
    if verdict.source == "table" or "\n" in ledger.text(passage.origin[-1], verdict.start):
        return True
    own = passage_of(ledger, rules, verdict)
    return own is not None and own is not passage and verdict.indicator in _codes(own.words, rules)


def _bound(fact: Fact) -> str:
    return SIGNS.get(fact.op, "") if fact.op != "=" else ""


def _closed(words: str) -> str:
    return words + ")" * (words.count("(") - words.count(")"))


def _codes(words: str, rules: Rulebook) -> list[str]:
    """The items that ``words`` name one by one, whatever stands between them."""
    cues = [c for c in cues_in(words, rules) if c.kind == "indicator" and not c.weak]
    judged = (c.name for c in prevailing(cues) if rules.indicators[c.name].group == "standard")
    return [c for c in dict.fromkeys(judged) if (rules.indicators[c].ref or "").startswith(("2.", "3."))]


def _excepting(
    ledger: Ledger, rules: Rulebook, passage: Passage, match: re.Match[str], members: list[tuple[Fact, str]]
) -> Iterator[Outcome]:
    """除第9条外均能达到 beside another item that is not met; the group is that of the items told of next."""
    start, end = passage.origin[0], passage.origin[-1]
    if any(f.measure == "verdict" and start <= f.start <= end and _is_group(f, rules) for f in ledger.facts):
        return  # a verdict over the group, tried with the others
    group = _group(members, end, start)
    if group is None:
        return
    excepted = numbers_in(match[1])
    items = [(f, int(ref.split(".")[1])) for f, ref in members if ref.startswith(f"{group}.")]
    wrong = [f for f, number in items if f.value == "not_met" and number not in excepted]
    relation = f"excepted:{group}"
    words = told(passage.words[match.start() :])
    if not wrong:
        yield satisfied("contradiction", relation, [f for f, _ in items], "总述与逐条结论一致")
        return
    listed = "、".join(dict.fromkeys(f"{rules.indicators[f.indicator or ''].name}“{raw(f)}”" for f in wrong))
    numbers = "、".join(map(str, sorted({n for f, n in items if f in wrong})))
    yield violated(
        "contradiction",
        relation,
        wrong,
        severity="error",
        message=f"报告总述称“{words}”，但逐条结论中第{numbers}项{listed}，请核实。",
        arithmetic=None,
        expected="met",
        stated="not_met",
        evidence=(passage.evidence(ledger, match.start(), len(passage.words)),),
    )


def _is_group(fact: Fact, rules: Rulebook) -> bool:
    indicator = rules.indicators.get(fact.indicator or "")
    return indicator is not None and indicator.ref in GROUPS


def _group(members: list[tuple[Fact, str]], end: int, start: int) -> str | None:
    """The group of the first item judged behind a sentence, else of the last one before it."""
    after = [(f.start, ref) for f, ref in members if f.start > end]
    before = [(f.start, ref) for f, ref in members if f.start < start]
    nearest = min(after, default=None) or max(before, default=None)
    return None if nearest is None else nearest[1].split(".")[0]
