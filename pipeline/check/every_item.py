"""Every item told before is said to be met (以上六项均值全部达标): against the figures told there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.check.intervals import of
from pipeline.check.ledger import Ledger
from pipeline.check.messages import SIGNS, plain, quoted, raw
from pipeline.check.norms import breaks, norms_of, relaxation
from pipeline.check.outcome import Outcome, satisfied, violated
from pipeline.check.passages import Passage, current, passages, told
from pipeline.model import Evidence, Fact
from pipeline.rulebook import Rulebook

REACH = 600  # characters
_LEFT_OUT = re.compile("除(?!了?上述)|基本|大部|大多|部分|未|尚|不|非|学校|中小学")
_AHEAD = re.compile("确保|力争|争取|计划|拟|(?:到|至)20[0-9]{2}年|20[0-9]{2}年(?:底|末)?前")
_EXCEPTED = re.compile("除[^,;。]{1,30}外[^;。]*$")
_PARAGRAPH = re.compile(r"\n\s*\n|[。！？;；]\s*\n")


def every_item(ledger: Ledger, rules: Rulebook) -> Iterator[Outcome]:
    """Each such claim against the figures of its paragraph before it, each held to its norm."""
    if not rules.claims.every_item:
        return
    pattern = re.compile("|".join(f"(?:{p})" for p in rules.claims.every_item))
    for passage in passages(ledger, rules):
        for match in pattern.finditer(passage.words):
            start, end = passage.clause(match.start())
            words = passage.words[start : max(end, match.end())]
            if (
                passage.planned
                or _LEFT_OUT.search(words)
                or _EXCEPTED.search(passage.words[: match.start()])
                or _wished(passage.words[: match.end()], rules)
            ):
                continue
            yield from _tried(ledger, rules, passage, match, told(words))


def _wished(words: str, rules: Rulebook) -> bool:
    """Whether the claim's clause, or the sentence before it, speaks of what is still to come (力争到2026年,…达标)."""
    sentence = re.split("[。;]", words)[-1]
    clause = re.split("[,:]", sentence)[-1]
    return _AHEAD.search(sentence) is not None or any(re.search(p, clause) for p in rules.claims.not_yet)


def _tried(ledger: Ledger, rules: Rulebook, passage: Passage, match: re.Match[str], words: str) -> Iterator[Outcome]:
    evidence = passage.evidence(ledger, *match.span())
    for fact in ledger.facts:
        indicator = rules.indicators.get(fact.indicator or "")
        if indicator is None or indicator.group != "standard" or not _told_before(ledger, fact, evidence):
            continue
        if fact.unit != indicator.unit or fact.measure not in ("value", "mean") or not current(ledger, fact):
            continue
        for norm in norms_of(indicator, fact.stage, ledger.report):
            limit = f"{SIGNS[norm.op]}{plain(norm.value)}{fact.unit or ''}"
            relation = f"every-item:{fact.indicator}:{fact.stage}"
            if not breaks(of(fact), norm) or relaxation(of(fact), norm):
                yield satisfied("contradiction", relation, (fact,), f"{raw(fact)}{limit}")
                continue
            yield violated(
                "contradiction",
                relation,
                (fact, *_stated_norm(ledger, fact)),
                severity="warning",
                message=f"报告称“{words}”，但所报{quoted(fact)}未达到{limit}的标准，请核实。",
                arithmetic=f"{raw(fact)}不满足{limit}",
                expected=f"{norm.op}{norm.value}",
                stated=fact.value,
                evidence=(evidence,),
            )


def _told_before(ledger: Ledger, fact: Fact, claim: Evidence) -> bool:
    """Whether a figure of the county's own stands in the paragraph of the claim, before it."""
    near = claim.start - REACH <= fact.start and fact.end <= claim.start
    own = (fact.status, fact.scope) == ("actual", None) and fact.number is not None
    return near and own and not _PARAGRAPH.search(ledger.text(fact.end, claim.start))


def _stated_norm(ledger: Ledger, fact: Fact) -> tuple[Fact, ...]:
    """The norm as the report itself states it for the figure's indicator and stage."""
    return ledger.find(fact.indicator or "", stage=fact.stage, status="standard")[:1]
