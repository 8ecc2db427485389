"""Counts and their shares told one after the other: 小学1436人、初中1014人、高中586人,分别占47.3%、33.4%、19.3%."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise, permutations

from pipeline.check.ledger import Ledger
from pipeline.check.messages import quoted, raw
from pipeline.check.near_shares import fits, over
from pipeline.check.outcome import Outcome, not_checkable, satisfied, violated
from pipeline.model import Fact

NEAR = 24  # characters between neighbours of a list
BACK = 160  # characters within which the total of the counts stands
MOST = 6  # figures of a list whose orders are all tried
_RESPECTIVELY = re.compile(r"[,，、(（]?[^,，。；;\d]{0,12}分别[为占]?[^,，。；;\d]{0,10}")
_JOINED = re.compile(r"[、,，和与及]")


def respective(ledger: Ledger) -> Iterator[Outcome]:
    """Every list of shares behind 分别 against the counts right before it, as many as there are shares."""
    facts = [f for f in ledger.facts if f.number is not None and f.source != "table"]
    for n in range(2, len(facts) - 1):
        count, share = facts[n - 1], facts[n]
        words = re.sub(r"\s", "", ledger.text(count.end, share.start))
        if share.unit != "%" or count.unit in ("%", "百分点", None) or not _RESPECTIVELY.fullmatch(words):
            continue
        shares = _run(ledger, facts[n : n + MOST], joined=True)
        counts = _run(ledger, facts[max(0, n - len(shares)) : n][::-1])[::-1]
        if 1 < len(shares) == len(counts) and {f.status for f in (*counts, *shares)} == {"actual"}:
            yield from _tried(ledger, facts[: n - len(counts)], counts, shares)


def _run(ledger: Ledger, facts: Sequence[Fact], joined: bool = False) -> list[Fact]:
    """The figures from the first on that follow one another closely in one unit (``joined``: by 、 or 和 alone)."""
    found = list(facts[:1])
    for one, other in pairwise(facts):
        first, last = sorted((one, other), key=lambda f: f.start)
        words = re.sub(r"\s", "", ledger.text(first.end, last.start))
        near = _JOINED.fullmatch(words) if joined else len(words) < NEAR and not re.search("[。；;]", words)
        if other.unit != one.unit or not near:
            break
        found.append(other)
    return found


def _tried(ledger: Ledger, before: Sequence[Fact], counts: Sequence[Fact], shares: Sequence[Fact]) -> Iterator[Outcome]:
    first = counts[0]
    wholes = [f for f in before if f.unit == first.unit and first.start - f.end <= BACK and f.measure != "change"]
    wholes = [f for f in wholes if all((c.number or 0) <= (f.number or 0) for c in counts) and f.number]
    facts = (*counts, *shares)
    for whole in reversed(wholes):
        if all(fits(c, whole, s) for c, s in zip(counts, shares, strict=True)):
            arithmetic = "；".join(f"{raw(c)}÷{raw(whole)}≈{raw(s)}" for c, s in zip(counts, shares, strict=True))
            yield satisfied("share", "respective", (whole, *facts), arithmetic, exact=False)
            return
    for whole in reversed(wholes):
        orders = [p for p in permutations(shares) if all(map(fits, counts, [whole] * len(p), p))]
        if len({tuple(f.value for f in order) for order in orders}) == 1:
            yield _order(ledger, whole, counts, shares, orders[0])
            return
    for whole in reversed(wholes):
        wrong = [(c, s) for c, s in zip(counts, shares, strict=True) if not fits(c, whole, s)]
        if len(wrong) == 1 and len(counts) > 2:  # the others tell what the base is
            yield over(wrong[0][0], whole, wrong[0][1])
            return
    yield not_checkable("share", "respective", facts, "占比的基数未说明")


def _order(
    ledger: Ledger, whole: Fact, counts: Sequence[Fact], shares: Sequence[Fact], right: Sequence[Fact]
) -> Outcome:
    """The finding that the shares agree with the counts in another order only."""
    computed = [raw(f) for f in right]
    wrong = [n for n, (s, r) in enumerate(zip(shares, right, strict=True)) if s.value != r.value]
    n, start = wrong[0], whole.end if counts[0].start - whole.end < 2 * NEAR else counts[0].start
    said = re.sub(r"\s", "", ledger.text(start, shares[-1].end)).strip("，,：:；;。（(")
    exact = (counts[n].number or Decimal(0)) / (whole.number or Decimal(1)) * 100
    return violated(
        "share",
        "respective",
        (whole, *counts, *shares),
        severity="warning",
        message=(
            f"报告称{quoted(whole)}，{said}，按{raw(whole)}计算，"
            f"占比依次应为{'、'.join(computed)}，疑为排列次序不一致，请核实。"
        ),
        arithmetic=f"{raw(counts[n])}÷{raw(whole)}={exact:.2f}%≠{raw(shares[n])}",
        expected="、".join(f.value or "" for f in right),
        stated="、".join(f.value or "" for f in shares),
        suspects=[shares[n] for n in wrong],
    )
