"""Every school is said to meet an indicator: against schools that do not, and against a mean that then cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.check.intervals import of
from pipeline.check.ledger import Ledger
from pipeline.check.messages import SIGNS, plain, quoted, raw
from pipeline.check.norms import breaks, norms_of, relaxation
from pipeline.check.outcome import Outcome, not_checkable, satisfied, violated
from pipeline.check.passages import Passage, clause_words, current, is_past, passage_of, passages, stage_of, told
from pipeline.model import Evidence, Fact
from pipeline.rulebook import Norm, Rulebook
from pipeline.terms import cues_in, prevailing

WHOLE = (None, "compulsory", "all")
MOST_NAMED = 5
_AFTER = re.compile("整改后|改造后|改善后|目前已|现已")


@dataclass(frozen=True, slots=True)
class Claim:
    """That every school of ``stage`` meets the indicator ``code``, in ``words``; ``fact`` where a figure says so."""

    code: str
    stage: str | None
    words: str
    fact: Fact | None = None
    evidence: tuple[Evidence, ...] = ()

    def covers(self, stage: str | None) -> bool:
        """Whether the claim is about schools of ``stage``."""
        return self.stage in WHOLE or stage == self.stage


def every_school_meets(ledger: Ledger, rules: Rulebook) -> Iterator[Outcome]:
    """Each claim of a report against its own figures of the same indicator."""
    violations: set[tuple[str, str | None]] = set()
    for claim in (*_counted(ledger, rules), *_said(ledger, rules)):
        if (claim.code, claim.stage) not in violations:
            outcomes = list(_tried(ledger, rules, claim))
            if any(o.result == "violated" for o in outcomes):
                violations.add((claim.code, claim.stage))
            yield from outcomes


def _counted(ledger: Ledger, rules: Rulebook) -> Iterator[Claim]:
    """Claims that figures make: as many schools meet as are assessed, or 100 % of them."""
    for code in ledger.indicators("schools_met"):
        for fact in ledger.find(code, "schools_met"):
            if fact.number and fact.number in _bases(ledger, fact.stage) and _stands(ledger, rules, fact):
                yield Claim(code, fact.stage, _words(ledger, rules, fact), fact)
    for code in ledger.indicators("share_met"):
        for fact in ledger.find(code, "share_met"):
            if fact.number == 100 and fact.op == "=" and _stands(ledger, rules, fact):
                yield Claim(code, fact.stage, _words(ledger, rules, fact), fact)


def _bases(ledger: Ledger, stage: str | None) -> set[object]:
    """The numbers of schools assessed at a stage; for both stages also the sum of the two."""
    for code in ("assessed_schools", "schools"):
        stated: set[object] = {f.number for f in ledger.find(code, stage=stage)}
        if stage in WHOLE:
            first = [ledger.find(code, stage=s)[:1] for s in ("primary", "junior")]
            if all(first):
                stated.add(sum(f[0].number or 0 for f in first))
        if stated:
            return stated
    return set()


def _stands(ledger: Ledger, rules: Rulebook, fact: Fact) -> bool:
    """Whether no word beside a figure makes it a part, a wish or what came of a rectification."""
    passage = passage_of(ledger, rules, fact)
    if passage is None or fact.source == "table":
        return True
    start, end = passage.clause(passage.at(fact.start))
    return _unlimited(passage, start, end, rules)


def _unlimited(passage: Passage, start: int, end: int, rules: Rulebook) -> bool:
    clause, before = passage.words[start:end], passage.words[:end]
    limits = (*rules.claims.partial, _AFTER.pattern)
    if passage.planned or any(re.search(p, clause) for p in limits):
        return False
    return not any(re.search(p, before) for p in rules.claims.not_yet)


def _words(ledger: Ledger, rules: Rulebook, fact: Fact) -> str:
    words = told(clause_words(ledger, rules, fact))
    plain_words = fact.source != "table" and len(words) <= 40
    return words if plain_words else quoted(fact)


def _said(ledger: Ledger, rules: Rulebook) -> Iterator[Claim]:
    """Claims in words (所有学校均达标), about the indicators that their sentence names before them."""
    if not rules.claims.every_school:
        return
    pattern = re.compile("|".join(f"(?:{p})" for p in rules.claims.every_school))
    for passage in passages(ledger, rules):
        for match in pattern.finditer(passage.words):
            start, end = passage.clause(match.start())
            if not _unlimited(passage, start, max(end, match.end()), rules):
                continue
            for code in _subjects(passage.words[: match.end()], start, rules):
                words = told(passage.words[start : max(end, match.end())])
                yield Claim(code, _stage(words), words, evidence=(passage.evidence(ledger, *match.span()),))


def _subjects(words: str, start: int, rules: Rulebook) -> list[str]:
    """The indicators named in the clause from ``start`` on, else those of the nearest words before it."""
    cues = [
        c
        for c in cues_in(words, rules)
        if c.kind == "indicator" and not c.weak and rules.indicators[c.name].group == "standard"
    ]
    named = prevailing(cues)
    own = list(dict.fromkeys(c.name for c in named if c.at >= start))
    return own or [c.name for c in named[-1:] if not re.search("。|;", words[c.to : start])]


def _stage(words: str) -> str | None:
    primary, junior = "小学" in words.replace("中小学", ""), "初中" in words
    return None if primary == junior else "primary" if primary else "junior"


def _tried(ledger: Ledger, rules: Rulebook, claim: Claim) -> Iterator[Outcome]:
    if claim.code not in rules.indicators:
        return
    mine = () if claim.fact is None else (claim.fact,)
    relation = f"every-school:{claim.code}:{claim.stage}"
    schools = list(_failing(ledger, rules, claim))
    timely = [f for f in schools if (ledger.compatible(*mine, f) if mine else current(ledger, f))]
    if timely:
        yield _against_schools(claim, relation, mine, timely, ledger, rules)
    elif schools:
        yield not_checkable("contradiction", relation, (*mine, *schools), "两处数据的时点可能不同")
    yield from _against_means(ledger, rules, claim, relation)


def _failing(ledger: Ledger, rules: Rulebook, claim: Claim) -> Iterator[Fact]:
    """What the report states of single schools, or of a number of schools, that do not meet the indicator."""
    indicator = rules.indicators[claim.code]
    seen: set[str] = set()
    for fact in ledger.facts:
        school = rules.workbook.school(fact.scope) if fact.indicator == claim.code else None
        if school is None or fact.status != "actual" or not claim.covers(stage_of(fact, school)):
            continue
        if any(school.endswith(s) or s.endswith(school) for s in seen) or _once(ledger, rules, fact):
            continue
        if _misses(fact, indicator.unit, _norms(ledger, rules, fact, claim.code)):
            seen.add(school)
            yield fact
    if claim.fact is not None and claim.fact.measure == "share_met":
        yield from (
            f
            for f in ledger.find(claim.code, "schools_unmet")
            if claim.covers(f.stage) and f.low is not None and f.low > 0
        )


def _once(ledger: Ledger, rules: Rulebook, fact: Fact) -> bool:
    """Whether a figure is of former times by the words before it, in a table by those of its column (整改前)."""
    if fact.source == "table":
        return any(re.search(p, fact.label) for p in (*rules.claims.past, *rules.claims.once))
    passage = passage_of(ledger, rules, fact)
    return passage is not None and is_past(passage, passage.at(fact.start), rules)


def _norms(ledger: Ledger, rules: Rulebook, fact: Fact, code: str) -> tuple[Norm, ...]:
    school = rules.workbook.school(fact.scope)
    return norms_of(rules.indicators[code], stage_of(fact, school), ledger.report)


def _misses(fact: Fact, unit: str | None, norms: tuple[Norm, ...]) -> bool:
    if fact.measure == "verdict":
        return fact.value == "not_met"
    if fact.measure != "value" or fact.unit != unit or fact.number is None:
        return False
    return any(n.level != "county" and breaks(of(fact), n) and relaxation(of(fact), n) is None for n in norms)


def _against_schools(
    claim: Claim, relation: str, mine: tuple[Fact, ...], failing: list[Fact], ledger: Ledger, rules: Rulebook
) -> Outcome:
    listed = []
    for fact in failing[:MOST_NAMED]:
        school = rules.workbook.school(fact.scope) or ""
        norms = _norms(ledger, rules, fact, claim.code) if fact.measure == "value" else ()
        limit = f"（标准{SIGNS[norms[0].op]}{plain(norms[0].value)}）" if norms else ""
        listed.append(f"{school}{'不达标' if fact.measure == 'schools_unmet' else ''}{raw(fact)}{limit}")
    more = f"等{len(failing)}处" if len(failing) > MOST_NAMED else ""
    subject = rules.indicators[claim.code].name
    return violated(
        "contradiction",
        relation,
        (*mine, *failing),
        severity="error",
        message=f"报告对{subject}称“{claim.words}”，但又称{'、'.join(listed)}{more}，请核实。",
        arithmetic=f"未达标{len(failing)}处>0",
        expected="0",
        stated=str(len(failing)),
        evidence=claim.evidence,
    )


def _against_means(ledger: Ledger, rules: Rulebook, claim: Claim, relation: str) -> Iterator[Outcome]:
    """The county's mean of an indicator that every school is said to meet: it meets the norm as well."""
    indicator = rules.indicators[claim.code]
    mine = () if claim.fact is None else (claim.fact,)
    for fact in (*ledger.find(claim.code), *ledger.find(claim.code, "mean")):
        if fact.unit != indicator.unit or not claim.covers(fact.stage) or fact.op == "range":
            continue
        if not (ledger.compatible(*mine, fact) if mine else current(ledger, fact)):
            continue
        for norm in _norms(ledger, rules, fact, claim.code):
            limit = f"{SIGNS[norm.op]}{plain(norm.value)}"
            if norm.level == "county":
                continue
            if not breaks(of(fact), norm) or relaxation(of(fact), norm) is not None:
                yield satisfied("contradiction", f"{relation}:mean", (*mine, fact), f"{raw(fact)}{limit}")
                continue
            yield violated(
                "contradiction",
                f"{relation}:mean",
                (*mine, fact),
                severity="error",
                message=(
                    f"报告对{indicator.name}称“{claim.words}”，但所报{quoted(fact)}未达到{limit}的标准"
                    f"（每所学校都达到时，平均数也应达到），请核实。"
                ),
                arithmetic=f"{raw(fact)}不满足{limit}",
                expected=f"{norm.op}{plain(norm.value)}",
                stated=fact.value,
                evidence=claim.evidence,
            )
