"""Figures of 小学 and 初中 that have changed places: at both stages a share fails, and the exchange makes both hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from pipeline.check.ledger import Ledger
from pipeline.check.messages import listed, name, quoted, raw
from pipeline.check.met_shares import Pair, near_met
from pipeline.check.outcome import Outcome, violated
from pipeline.model import Fact

REACH = 60  # characters within which the words name a figure's stage
_WORDS = {"小学": "primary", "初中": "junior", "初级中学": "junior"}
_BOTH = re.compile(r"小学(?:阶段)?(?:[、和与及]|,|，)初(?:级)?中[^。；;\d]{0,30}分别")

Try = Callable[[Sequence[Fact]], Outcome]


def swapped_roles(ledger: Ledger, relation: str, primary: Outcome, junior: Outcome, again: Try) -> Iterator[Outcome]:
    """One finding for two violated shares of one rule, where exchanging the figures of just one role mends both.

    ``again`` tries the rule over other figures, given in the order of ``facts`` of the two outcomes.
    """
    fits = []
    for n, (one, other) in enumerate(zip(primary.facts, junior.facts, strict=True)):
        mended = [
            again([other if i == n else f for i, f in enumerate(primary.facts)]),
            again([one if i == n else f for i, f in enumerate(junior.facts)]),
        ]
        if all(o.result.startswith("satisfied") for o in mended):
            fits.append((one, other))
    if len(fits) == 1 and _stages_named(ledger, *fits[0]):
        one, other = fits[0]
        yield violated(
            "share",
            f"swapped:{relation}",
            (*primary.facts, *junior.facts),
            severity="error" if "error" in (primary.severity, junior.severity) else "warning",
            message=(
                f"报告称{listed(primary.facts)}，{listed(junior.facts)}，按所列数计算均不相符，"
                f"如小学、初中的“{raw(one)}”与“{raw(other)}”互换则两学段均相符，请核实。"
            ),
            arithmetic=f"{primary.arithmetic}；{junior.arithmetic}",
            suspects=(one, other),
        )


def swapped_met(ledger: Ledger) -> Iterator[Outcome]:
    """Numbers of schools that meet an indicator, or their shares, told of the other stage each."""
    for indicator in ledger.indicators("share_met"):
        pairs = [_pair(ledger, indicator, stage) for stage in ("primary", "junior")]
        if pairs[0] is None or pairs[1] is None:
            continue
        (primary, low), (junior, high) = pairs[0], pairs[1]
        if primary.met is None or junior.met is None or low.number is None or high.number is None:
            continue
        crossed = Pair(junior.met, primary.share), Pair(primary.met, junior.share)
        wrong = not primary.fits(low.number) and not junior.fits(high.number)
        if not (wrong and crossed[0].fits(low.number) and crossed[1].fits(high.number)):
            continue
        if _stages_named(ledger, primary.met, junior.met):
            told = [f"{name(p.met)}{raw(p.met)}、占比{raw(p.share)}" for p in (primary, junior) if p.met]
            yield violated(
                "share",
                f"swapped:met:{indicator}",
                (low, primary.met, primary.share, high, junior.met, junior.share),
                severity="error",
                message=(
                    f"报告称{'，'.join(told)}，与{quoted(low)}、{quoted(high)}均不相符，"
                    f"如“{raw(primary.met)}”与“{raw(junior.met)}”互换则两学段均相符，请核实。"
                ),
                arithmetic=f"{raw(primary.met)}÷{raw(low)}≠{raw(primary.share)}；{raw(junior.met)}÷{raw(high)}≠{raw(junior.share)}",
                suspects=(primary.met, junior.met),
            )


def _pair(ledger: Ledger, indicator: str, stage: str) -> tuple[Pair, Fact] | None:
    """The only share of an indicator at a stage with its count, and the only number of assessed schools there."""
    shares = ledger.find(indicator, "share_met", stage)
    bases = ledger.find("assessed_schools", stage=stage)
    if len(shares) != 1 or len({b.number for b in bases}) != 1:
        return None
    return Pair(near_met(ledger, shares[0]), shares[0]), bases[0]


def _stages_named(ledger: Ledger, primary: Fact, junior: Fact) -> bool:
    """Whether the words themselves give each figure its stage, so that no reading of ours has exchanged them."""
    if primary.source == junior.source == "table":
        return True
    return (_stage_before(ledger, primary), _stage_before(ledger, junior)) == ("primary", "junior") or _in_turn(
        ledger, primary, junior
    )


def _stage_before(ledger: Ledger, fact: Fact) -> str | None:
    """The stage that the words name last before a figure, in its sentence."""
    words = re.split("[。\n]", ledger.text(max(0, fact.start - REACH), fact.start))[-1]
    named = re.findall("初级中学|小学|初中", words)
    return _WORDS[named[-1]] if named else None


def _in_turn(ledger: Ledger, primary: Fact, junior: Fact) -> bool:
    """小学、初中…分别为A、B: the first figure is that of 小学."""
    words = re.split("[。\n]", ledger.text(max(0, primary.start - REACH), junior.start))[-1]
    return primary.start < junior.start and _BOTH.search(words) is not None
