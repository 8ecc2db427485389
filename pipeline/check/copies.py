"""Signs that a report was copied, for information: norms given as results, last year's figures, wording, a name.

Told as ``cross_document`` where two documents are compared, as ``standard`` and ``contradiction`` inside one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from pipeline.check.ledger import Ledger
from pipeline.check.messages import plain, raw
from pipeline.check.norms import norms_of
from pipeline.check.outcome import Outcome, satisfied, violated
from pipeline.model import Evidence, Fact
from pipeline.rulebook import Rulebook

LEAST_VALUES = 5  # figures that all equal their norms, or last year's
LONGEST_SHARED = 120  # characters of a paragraph, digits masked, before a repetition is told
MOST_SHARING = 6  # documents that share one paragraph and are told of: more is the wording of a superior office
MOST_TOLD = 3  # repeated paragraphs told of two documents
_AS_OWN = re.compile("([\u4e00-\u9fff]{1,8}[县市区旗])(?=现有|共有|坚持|紧紧围绕|高度重视|始终)")

Paragraph = tuple[int, int]


def copies(ledgers: Sequence[Ledger], rules: Rulebook) -> Iterator[Outcome]:
    """All signs over the documents of one run."""
    for ledger in ledgers:
        yield from _norms_as_results(ledger, rules)
    yield from _other_counties(ledgers)
    yield from _last_year(ledgers, set(rules.checks.additive))
    yield from _repeated(ledgers)


def _norms_as_results(ledger: Ledger, rules: Rulebook) -> Iterator[Outcome]:
    """The seven resource figures of a stage, each just its norm."""
    for stage in ("primary", "junior"):
        pairs = [
            (fact, norm)
            for indicator in rules.indicators.values()
            if (indicator.ref or "").startswith("1.")
            for fact in ledger.find(indicator.code, stage=stage)[:1]
            for norm in norms_of(indicator, stage, ledger.report)[:1]
            if fact.unit == indicator.unit
        ]
        if len(pairs) < LEAST_VALUES:
            continue
        facts = tuple(fact for fact, _ in pairs)
        if any(fact.number != norm.value for fact, norm in pairs):
            yield satisfied("standard", f"norms-as-results:{stage}", facts, "各项数据不与标准值逐一相同")
            continue
        yield violated(
            "standard",
            f"norms-as-results:{stage}",
            facts,
            severity="info",
            message=(
                f"报告所列{len(facts)}项资源配置数据（{'、'.join(map(raw, facts))}）均与国家标准值完全相同，"
                "请核实是否为实际数据。"
            ),
            arithmetic="、".join(f"{raw(f)}={plain(n.value)}" for f, n in pairs),
        )


def _other_counties(ledgers: Sequence[Ledger]) -> Iterator[Outcome]:
    """The name of another county of this run where a report speaks of its own (我县, 全县)."""
    names = {led.report.county for led in ledgers if led.report.county}
    for ledger in ledgers:
        own = ledger.report.county
        for match in _AS_OWN.finditer(_text(ledger)) if own else ():
            name = next((match[1][n:] for n in range(len(match[1])) if match[1][n:] in names), own)
            if name == own:
                continue
            doc = ledger.report.document.doc
            yield violated(
                "contradiction",
                f"name:{name}",
                (),
                severity="info",
                message=f"{own}的报告中以“{name}”自称，请核实是否沿用了其他县的文字。",
                arithmetic=None,
                evidence=(Evidence(doc, match.end(1) - len(name or ""), match.end(1)),),
                docs=(doc,),
            )


def _last_year(ledgers: Sequence[Ledger], additive: set[str]) -> Iterator[Outcome]:
    """All figures of one year's report just those of the year before."""
    for one, other in _of_one_county(ledgers):
        if not one.report.year or not other.report.year or one.report.year == other.report.year:
            continue
        pairs = []
        for code in one.indicators("value"):
            for fact in one.find(code):
                twin = next((f for f in other.find(code, stage=fact.stage) if f.unit == fact.unit), None)
                if twin is not None and fact.number is not None and fact.number > 100 and code not in additive:
                    pairs.append((fact, twin))
        if len(pairs) < LEAST_VALUES:
            continue
        facts = tuple(f for pair in pairs for f in pair)
        if any(a.value != b.value for a, b in pairs):
            yield satisfied("cross_document", "last-year", facts, "两年数据不完全相同")
            continue
        yield violated(
            "cross_document",
            "last-year",
            facts,
            severity="info",
            message=(
                f"{one.report.year}年与{other.report.year}年两份报告的{len(pairs)}项数据"
                f"（{'、'.join(raw(a) for a, _ in pairs[:3])}等）完全相同，请核实是否沿用了上年数据。"
            ),
            arithmetic="、".join(f"{raw(a)}={raw(b)}" for a, b in pairs),
        )


def _of_one_county(ledgers: Sequence[Ledger]) -> Iterator[tuple[Ledger, Ledger]]:
    counties: dict[str, list[Ledger]] = defaultdict(list)
    for ledger in ledgers:
        if ledger.report.county:
            counties[ledger.report.county_code or ledger.report.county].append(ledger)
    for documents in counties.values():
        yield from combinations(documents, 2)


def _repeated(ledgers: Sequence[Ledger]) -> Iterator[Outcome]:
    """Long paragraphs that two documents share word for word once digits are masked."""
    seen: dict[str, list[tuple[Ledger, Paragraph]]] = defaultdict(list)
    for ledger in ledgers:
        for match in re.finditer(r"[^\n]+", _text(ledger)):
            if match.end() - match.start() < LONGEST_SHARED:
                continue
            masked = re.sub(r"\s|\d+(?:\.\d+)?", "", match.group().replace(ledger.report.county or "\0", "县"))
            if len(masked) >= LONGEST_SHARED and "|" not in masked:
                seen[masked].append((ledger, match.span()))
    told: dict[frozenset[str], int] = defaultdict(int)
    for places in seen.values():
        for (one, a), (other, b) in combinations(places[:MOST_SHARING], 2):
            docs = one.report.document.doc, other.report.document.doc
            told[frozenset(docs)] += 1
            if docs[0] != docs[1] and told[frozenset(docs)] <= MOST_TOLD:
                yield _shared(one, a, other, b)


def _shared(one: Ledger, a: Paragraph, other: Ledger, b: Paragraph) -> Outcome:
    names = [f"《{led.report.title or led.report.document.doc}》" for led in (one, other)]
    docs = one.report.document.doc, other.report.document.doc
    first = re.sub(r"\s", "", one.text(*a))[:24]
    second = re.sub(r"\s", "", other.text(*b))[:24]
    facts: tuple[Fact, ...] = ()
    return violated(
        "cross_document",
        f"wording:{a[0]}:{b[0]}",
        facts,
        severity="info",
        message=f"{names[0]}“{first}……”与{names[1]}“{second}……”除数字外文字相同，请说明。",
        arithmetic=None,
        evidence=(Evidence(docs[0], *a), Evidence(docs[1], *b)),
        docs=docs,
    )


def _text(ledger: Ledger) -> str:
    return ledger.report.document.text
