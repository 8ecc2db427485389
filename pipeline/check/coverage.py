"""``coverage``: what a report of its kind must state and this one does not, and a section on problems that is empty."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from pipeline.check.ledger import Ledger
from pipeline.check.outcome import Outcome, satisfied, violated
from pipeline.model import Evidence
from pipeline.rulebook import CoverageRule, Rulebook

SHORTEST = 8  # characters of a section that says something
_SECTION = re.compile("[一二三四五六七八九十]+、")
_NUMBERED = re.compile(r"^\s*(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[)）]|#+)\s*\S")


def coverage(ledgers: Sequence[Ledger], rules: Rulebook) -> Iterator[Outcome]:
    """The rules of checks.yaml for each document of their kind, and the empty sections."""
    for ledger in ledgers:
        for rule in rules.checks.coverage:
            if _concerns(ledger, rule):
                yield _stated(ledger, rules, rule)
        yield from _empty(ledger, rules)


def _concerns(ledger: Ledger, rule: CoverageRule) -> bool:
    report = ledger.report
    title = re.sub(r"\s", "", report.title or "")
    return report.kind in rule.kinds and any(word in title for word in rule.title)


def _stated(ledger: Ledger, rules: Rulebook, rule: CoverageRule) -> Outcome:
    """One outcome a rule: every indicator must have a figure or a verdict of this county, a norm is none."""
    stated = {f.indicator for f in ledger.facts if f.status != "standard"}
    stated |= {"variation_coefficient"} if ledger.indicators("variation_coefficient") else set()
    missing = [code for code in rule.indicators if code not in stated]
    docs = (ledger.report.document.doc,)
    if not missing:
        found = [f for f in ledger.facts if f.indicator in rule.indicators and f.status != "standard"]
        return satisfied("coverage", rule.id, found[:1], f"{len(rule.indicators)}项均已报告")
    names = "、".join(rules.indicators[code].name for code in missing)
    return violated(
        "coverage",
        rule.id,
        (),
        severity="info",
        message=f"报告未见以下内容：{names}（{rule.source}），请补充或说明。",
        arithmetic=None,
        docs=docs,
    )


def _empty(ledger: Ledger, rules: Rulebook) -> Iterator[Outcome]:
    """A heading on problems with nothing under it."""
    lines = list(re.finditer(r"[^\n]+", ledger.report.document.text))
    titles = re.compile("|".join(rules.checks.problem_sections)) if rules.checks.problem_sections else None
    for line, after in zip_longest(lines, lines[1:]):
        words = line.group().strip()
        if titles is None or len(words) > 24 or not _NUMBERED.match(words) or not titles.search(words):
            continue
        if re.search("[。；;]", words):
            continue
        said = re.sub(r"\s", "", after.group()) if after else ""
        if _SECTION.match(words) and (len(said) < SHORTEST or _SECTION.match(said)):
            doc = ledger.report.document.doc
            yield violated(
                "coverage",
                f"empty-section:{line.start()}",
                (),
                severity="info",
                message=f"报告列有“{words}”一节，但其中没有内容，请补充。",
                arithmetic=None,
                evidence=(Evidence(doc, line.start(), line.end()),),
                docs=(doc,),
            )
