"""Reports → findings: every relation that the rulebook or the text ties between stated figures, tried and counted."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from pipeline.check.annexes import annexes
from pipeline.check.causes import misread
from pipeline.check.contradictions import contradictions
from pipeline.check.copies import copies
from pipeline.check.coverage import coverage
from pipeline.check.cross_documents import cross_documents
from pipeline.check.ledger import Ledger
from pipeline.check.outcome import Outcome, not_checkable
from pipeline.check.peers import peers
from pipeline.check.plausibility import plausibility
from pipeline.check.shares import shares
from pipeline.check.stale import stale_named
from pipeline.check.standards import standards
from pipeline.check.subsets import subsets
from pipeline.check.sums import sums
from pipeline.check.trends import trends
from pipeline.errors import BrokenCheck
from pipeline.model import Check, Fact, Finding, Report, Severity, Verification
from pipeline.rulebook import Rulebook

Run = Callable[[Sequence[Ledger], Rulebook], Iterable[Outcome]]

# A check takes the ledgers of all reports and the rulebook and yields an Outcome for each relation that it tried. It
# never judges what the intervals of the figures leave open, and it raises where it cannot work: a broken check is no
# finding.
CHECKS: dict[str, Run] = {
    "sum": sums,
    "share": shares,
    "contradiction": contradictions,
    "subset": subsets,
    "plausibility": plausibility,
    "standard": standards,
    "trend": trends,
    "cross_document": cross_documents,
    "peer": peers,
    "coverage": coverage,
}

_ORDER = {name: n for n, name in enumerate(CHECKS)}

# signs of copying, and prose against annex tables, are told under the contract's names of what they compare
BESIDE: dict[str, Run] = {"cross_document": copies, "contradiction": annexes}

_TORN = re.compile("[0-9０-９][ \t\u3000]*[,，.．]?[ \t\u3000]*$")
MANY = 3
WIDE = 3  # figures: a question over more of them tells of two stages at once
RANK: dict[Severity | None, int] = {"error": 3, "warning": 2, "info": 1, None: 0}


def check(reports: Sequence[Report], rules: Rulebook) -> Verification:
    """Try every relation of ``reports``.

    Returns all relations tried and the findings, each sorted by document and place; the same reports give the same
    ids. Raises BrokenCheck, with the name of the check, where a check itself fails.
    """
    return concluded(tried(reports, rules), reports)


def tried(reports: Sequence[Report], rules: Rulebook) -> list[Outcome]:
    """The outcome of every relation of ``reports``, in the order of the checks, each id once."""
    ledgers = [Ledger.of(r) for r in sorted(reports, key=lambda r: r.document.doc)]
    texts = {r.document.doc: r.document.text for r in reports}
    outcomes: list[Outcome] = []
    for name, run in (*CHECKS.items(), *BESIDE.items()):
        try:
            outcomes.extend(_careful(outcome, texts) for outcome in run(ledgers, rules))
        except Exception as error:
            raise BrokenCheck(name, error) from error
    outcomes.extend(_untried(ledgers, outcomes))
    counties = _by_county(ledgers)
    outcomes = [o if o.severity is None else stale_named(o, counties[o.docs[0]]) for o in outcomes]
    return list({o.key: o for o in reversed(outcomes)}.values())[::-1]


def concluded(outcomes: Sequence[Outcome], reports: Sequence[Report]) -> Verification:
    """``outcomes`` as the lines of checks.jsonl, and the violated ones, those of one cause together, as findings."""
    counties = {r.document.doc: r.county for r in reports}
    heads = _heads([o for o in outcomes if o.result == "violated"])
    checks = [_check(o, counties, heads.get(o.key)) for o in sorted(outcomes, key=_place)]
    kept = list({o.key: o for o in heads.values()}.values())
    suspected: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in kept:
        for fact in outcome.suspects:
            suspected[fact.fact_id].append(outcome)
    findings = [_finding(o, counties, suspected) for o in sorted(kept, key=_place)]
    return Verification(tuple(checks), tuple(findings))


def _by_county(ledgers: Sequence[Ledger]) -> dict[str, list[Ledger]]:
    """For each document the ledgers of its county: itself alone where the county is not known."""
    names = {led.report.document.doc: led.report.county_code or led.report.county for led in ledgers}
    groups: dict[str, list[Ledger]] = defaultdict(list)
    for ledger in ledgers:
        groups[names[ledger.report.document.doc] or ledger.report.document.doc].append(ledger)
    return {doc: groups[name or doc] for doc, name in names.items()}


def _untried(ledgers: Sequence[Ledger], outcomes: Sequence[Outcome]) -> list[Outcome]:
    """A line for each document of which nothing at all could be tried: not checked is not passed."""
    tried = {doc for o in outcomes if o.check != "coverage" for doc in o.docs}
    documents = [led.report.document for led in ledgers]
    return [
        not_checkable("coverage", "nothing", (), "没有可以核对的数量关系", docs=(d.doc,))
        for d in documents
        if d.doc not in tried and d.status in ("ok", "partial")
    ]


def _careful(outcome: Outcome, texts: dict[str, str]) -> Outcome:
    """No figure that is about (约) or read off a picture can make a contradiction by itself; none that is torn can."""
    if outcome.severity is None:
        return outcome
    if any(_torn(fact, texts[fact.doc]) for fact in outcome.facts):
        return not_checkable(outcome.check, outcome.relation, outcome.facts, "数字在原文中断开，未能确认")
    if any(f.source == "ocr" for f in outcome.facts):
        suspect = misread(outcome.facts, outcome.expected, outcome.stated)
        hint = f"疑为识别有误，“{suspect}”" if suspect else "其中有数字"
        message = outcome.message.removesuffix("。") + f"（{hint}由图像识别得出，请先核对原件）。"
        severity: Severity = "warning" if outcome.severity == "error" else outcome.severity
        return replace(outcome, severity=severity, message=message)
    if outcome.severity == "error" and any(f.op == "~" for f in outcome.facts):
        return replace(outcome, severity="warning")
    return outcome


def _torn(fact: Fact, text: str) -> bool:
    """Whether digits stand right before a figure of the prose, parted from it by blanks (2 1 ,604人)."""
    before = text[max(0, fact.start - 6) : fact.start]
    return fact.source != "table" and _TORN.search(before) is not None and fact.raw[:1].isdigit()


def _heads(violated: Sequence[Outcome]) -> dict[str, Outcome]:
    """For each violated outcome (by id) the one that becomes the finding.

    Outcomes over the same figures make one finding, and so do outcomes whose figures all take part in another one that
    is as grave. ``violated`` is in the order in which the checks found them.
    """
    alike: dict[tuple[object, ...], list[Outcome]] = defaultdict(list)
    beside: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in violated:
        alike[_told(outcome)].append(outcome)
        for fact in outcome.facts:
            beside[fact.fact_id].append(outcome)
    heads = {outcome.key: _head(outcome, beside, alike[_told(outcome)]) for outcome in violated}
    return {key: heads[head.key] for key, head in heads.items()}


def _common(outcome: Outcome, beside: dict[str, list[Outcome]]) -> Sequence[Outcome]:
    """The questions (no errors) that one figure raises, where it raises three or more."""
    if not _question(outcome):
        return ()
    raised = [[o for o in beside[fact.fact_id] if _question(o)] for fact in outcome.facts]
    return max((r for r in raised if len(r) >= MANY), key=len, default=())


def _question(outcome: Outcome) -> bool:
    return outcome.severity == "warning" and outcome.check in ("subset", "plausibility", "share")


def _head(outcome: Outcome, beside: dict[str, list[Outcome]], alike: Sequence[Outcome]) -> Outcome:
    if not outcome.facts:
        return outcome
    facts = set(outcome.facts)
    near = beside[outcome.facts[0].fact_id]  # all that hold every figure of this one
    wider = [o for o in near if facts < set(o.facts) and RANK[o.severity] >= RANK[outcome.severity]]
    common = _common(outcome, beside)
    if common:
        return next((o for o in common if len(o.facts) > WIDE), common[0])
    if len(alike) > 1:
        return alike[0]
    if wider:
        return max(wider, key=lambda o: (RANK[o.severity], len(o.facts)))
    return min((o for o in near if set(o.facts) == facts), key=lambda o: -RANK[o.severity])


def _told(outcome: Outcome) -> tuple[object, ...]:
    """What a finding says, whichever of two places in the document it is said of."""
    return outcome.check, outcome.relation, outcome.docs, outcome.expected, outcome.stated, outcome.severity


def _check(outcome: Outcome, counties: dict[str, str | None], head: Outcome | None) -> Check:
    return Check(
        check_id=outcome.check_id,
        check=outcome.check,
        docs=outcome.docs,
        counties=_counties(outcome, counties),
        facts=tuple(f.fact_id for f in outcome.facts),
        arithmetic=outcome.arithmetic,
        result=outcome.result,
        reason=outcome.reason,
        finding_id=None if head is None else head.key,
    )


def _finding(outcome: Outcome, counties: dict[str, str | None], suspected: dict[str, list[Outcome]]) -> Finding:
    related = {o.key for f in outcome.suspects for o in suspected[f.fact_id] if o is not outcome}
    assert outcome.severity is not None
    return Finding(
        finding_id=outcome.key,
        check=outcome.check,
        severity=outcome.severity,
        counties=_counties(outcome, counties),
        docs=outcome.docs,
        message=outcome.message,
        expected=outcome.expected,
        stated=outcome.stated,
        arithmetic=outcome.arithmetic,
        facts=tuple(f.fact_id for f in outcome.facts),
        evidence=outcome.evidence,
        related=tuple(sorted(related)),
    )


def _counties(outcome: Outcome, counties: dict[str, str | None]) -> tuple[str, ...]:
    return tuple(sorted({county for doc in outcome.docs if (county := counties[doc])}))


def _place(outcome: Outcome) -> tuple[tuple[str, ...], int, int, str]:
    start = min((f.start for f in outcome.facts), default=0)
    return outcome.docs, start, _ORDER[outcome.check], outcome.key
