"""The share of schools that meet an indicator against their number: share_met = schools_met ÷ schools assessed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from pipeline.check.intervals import Interval, exactly, of
from pipeline.check.ledger import Ledger
from pipeline.check.messages import STAGES, decimal, name, plain, quoted, raw
from pipeline.check.outcome import Outcome, not_checkable, satisfied, violated
from pipeline.model import Fact

NEAR = 60
LARGEST_BASE = 1000
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Pair:
    """A stated share and the number of schools that stands before it (None where none does)."""

    met: Fact | None
    share: Fact

    def fits(self, base: int | Decimal) -> bool:
        """Whether the share agrees with the count over ``base`` schools, rounded or cut off at its written decimals."""
        if self.met is None or self.met.number is None or base <= 0:
            return False
        return _wide(self.share).meets(exactly(self.met.number * HUNDRED / base))


def met_shares(ledger: Ledger) -> Iterator[Outcome]:
    """Every share_met of a report against the count before it."""
    pairs: dict[str | None, list[Pair]] = {}
    for indicator in ledger.indicators("share_met"):
        for share in ledger.find(indicator, "share_met"):
            pairs.setdefault(share.stage, []).append(Pair(near_met(ledger, share), share))
    for stage, group in sorted(pairs.items(), key=lambda p: p[0] or ""):
        for outcome in _stage(ledger, stage, sorted(group, key=lambda p: p.share.start)):
            yield _unless_another(ledger, outcome)


def _unless_another(ledger: Ledger, outcome: Outcome) -> Outcome:
    """A share that fits the schools of another stage, or those that do not meet: its words may have been misread."""
    shares = [f for f in outcome.facts if f.measure == "share_met"]
    if outcome.result != "violated" or len(shares) != 1:
        return outcome
    share = shares[0]
    bases = [f for code in ("assessed_schools", "schools") for f in ledger.find(code) if f.number]
    counts = [f for f in ledger.find(share.indicator or "", "schools_met") if f.number is not None]
    own = [f for f in outcome.facts if f.measure == "schools_met"]
    for base in bases:
        others = [f for f in counts if f.stage == base.stage and f.stage != share.stage]
        near = [f for f in own if f.stage == base.stage and base.number and f.number is not None]
        left = [Pair(replace(f, value=str((base.number or 0) - (f.number or 0))), share) for f in near]
        wider = [Pair(f, share) for f in own if base.stage != share.stage]
        if any(p.fits(base.number or 0) for p in (*(Pair(f, share) for f in others), *left, *wider)):
            return not_checkable(
                "share", outcome.relation, outcome.facts, "与其他学段或未达标的学校数相符，所指未能确认"
            )
    return outcome


def near_met(ledger: Ledger, share: Fact) -> Fact | None:
    """The number of schools nearest before the share; further off only where the report states no other."""
    stated = ledger.find(share.indicator or "", "schools_met", share.stage)
    if not stated:  # an indicator that counts schools itself (平安校园25所,占100%)
        stated = tuple(f for f in ledger.find(share.indicator or "", stage=share.stage) if f.unit == "所")
    before = [f for f in stated if f.end <= share.start and share.start - f.end <= NEAR]
    if before:
        return None if _other_stage_between(ledger, before[-1], share) else before[-1]
    return stated[0] if len({f.value for f in stated}) == 1 else None


def _other_stage_between(ledger: Ledger, met: Fact, share: Fact) -> bool:
    """Whether schools of another stage are counted between the two, so that the share may be theirs."""
    return any(
        f.unit == "所" and met.end <= f.start and f.end <= share.start and f.stage != share.stage
        for f in ledger.report.facts
    )


def _stage(ledger: Ledger, stage: str | None, pairs: Sequence[Pair]) -> Iterator[Outcome]:
    """The shares of one stage against the stated base, else the base that most of them agree on."""
    bases = ledger.find("assessed_schools", stage=stage) or ledger.find("schools", stage=stage)
    agreed = _agreed(pairs)
    best = max(bases, key=lambda b: sum(p.fits(b.number or 0) for p in pairs), default=None)
    wrong = [p for p in pairs if p.met and bases and not any(p.fits(b.number or 0) for b in bases)]
    if agreed and len(wrong) >= 3 and all(p.fits(agreed) for p in wrong):
        if ledger.find("assessed_schools", stage=stage):
            yield _other_base(bases[0], wrong, agreed)
        else:
            for pair in pairs:
                yield _over(pair, agreed, None, len(pairs) - 1)
        return
    for pair in pairs:
        if pair.met is None:
            yield _alone(ledger, pair.share, ledger.find("assessed_schools", stage=stage))
        elif bases:
            base = next((b for b in bases if pair.fits(b.number or 0)), best)
            if base is None or (base.indicator == "schools" and not pair.fits(base.number or 0)):
                yield _over(pair, agreed, None, len(pairs) - 1) if agreed else _any_base(pair)
            else:
                yield _over(pair, base.number or Decimal(0), base, len(pairs) - 1)
        elif agreed:
            yield _over(pair, agreed, None, len(pairs) - 1)
        else:
            yield _any_base(pair)


def _agreed(pairs: Sequence[Pair]) -> int | None:
    """The number of schools over which the most shares (two at least, and more than half) hold, if there is one."""
    votes: Counter[int] = Counter()
    for pair in pairs:
        votes.update(_possible(pair))
    counted = sum(p.met is not None for p in pairs)
    best = votes.most_common(2)
    if not best or best[0][1] < 2 or best[0][1] * 2 <= counted or (len(best) > 1 and best[1][1] == best[0][1]):
        return None
    return best[0][0]


def _possible(pair: Pair) -> list[int]:
    """The whole numbers of schools over which a share can come from its count."""
    if pair.met is None or not pair.met.number:
        return []
    span = exactly(pair.met.number * HUNDRED) / _wide(pair.share)
    low = int((span.low or Decimal(1)).to_integral_value(ROUND_FLOOR))
    high = min(LARGEST_BASE, int((span.high or Decimal(LARGEST_BASE)).to_integral_value(ROUND_CEILING)))
    return [base for base in range(max(low, int(pair.met.number)), high + 1) if pair.fits(base)]


def _wide(share: Fact) -> Interval:
    """The share's interval, opened by half a digit more: shares are cut off about as often as rounded."""
    span = of(share)
    return span.widened((span.width or Decimal(0)) / 2)


def _over(pair: Pair, base: int | Decimal, fact: Fact | None, others: int) -> Outcome:
    """One share over a base that is stated (``fact``) or agreed on by ``others`` shares."""
    met, share = pair.met, pair.share
    assert met is not None and met.number is not None
    relation = f"met:{share.indicator}:{share.stage}"
    facts = (met, share) if fact is None else (met, fact, share)
    if not base:
        return not_checkable("share", relation, facts, f"{quoted(fact) if fact else '基数'}，不能作除数")
    exact = met.number * HUNDRED / base
    places = max(0, -int((share.number or Decimal(0)).as_tuple().exponent))
    computed = decimal(exact, max(places, 2))
    arithmetic = f"{plain(met.number)}÷{plain(Decimal(base))}={computed}%"
    if pair.fits(base):
        cut = None if of(share).meets(exactly(exact)) else "按截去尾数计"
        return satisfied("share", relation, facts, arithmetic, exact == share.number, cut)
    whole = quoted(fact) if fact else f"其他各项推算的{STAGES.get(share.stage or '', '')}{plain(Decimal(base))}所"
    fitting = _counts(share, base)
    hint = f"（{raw(share)}对应{fitting[0]}所）" if len(fitting) == 1 else ""
    return violated(
        "share",
        relation,
        facts,
        severity="error" if fact or others >= 3 else "warning",
        message=f"报告称{name(met)}{raw(met)}，占比{raw(share)}，按{whole}计算应为{computed}%{hint}，请核实。",
        arithmetic=f"{arithmetic}≠{raw(share)}",
        expected=computed,
        stated=share.value,
        suspects=(met, share),
    )


def _counts(share: Fact, base: int | Decimal) -> list[int]:
    """The numbers of schools out of ``base`` that give the share, smallest first, two at most: of more none is meant.

    Only numbers about the share are tried, so that a base of any size costs the same.
    """
    span, found = _wide(share).times(Decimal(base) / HUNDRED if base else Decimal(0)), []
    first = 0 if span.low is None else max(0, int(span.low))
    last = int(base) if span.high is None else min(int(base), int(span.high) + 1)
    for count in range(first, last + 1) if base else ():
        if _wide(share).meets(exactly(Decimal(count) * HUNDRED / base)):
            found.append(count)
            if len(found) > 1:
                break
    return found


def _any_base(pair: Pair) -> Outcome:
    """A share without a base: some whole number of schools must give it."""
    assert pair.met is not None
    relation = f"met:{pair.share.indicator}:{pair.share.stage}"
    if _possible(pair) or not pair.met.number:
        return not_checkable("share", relation, (pair.met, pair.share), "未报告参评学校数")
    return violated(
        "share",
        relation,
        (pair.met, pair.share),
        severity="error",
        message=f"报告称{name(pair.met)}{raw(pair.met)}，占比{raw(pair.share)}，没有任何学校总数能得出这一比例，请核实。",
        arithmetic=f"{raw(pair.met)}÷n≠{raw(pair.share)}",
        stated=pair.share.value,
    )


def _alone(ledger: Ledger, share: Fact, bases: Sequence[Fact]) -> Outcome:
    """A share without a count: some whole number out of the stated base must give it."""
    relation = f"met:{share.indicator}:{share.stage}"
    counted = any(f.measure == "schools_met" and 0 <= share.start - f.end <= NEAR for f in ledger.report.facts)
    if counted or not bases:
        return not_checkable("share", relation, (share,), "未能确认对应的达标学校数")
    for base in bases:
        number = int(base.number or 0)
        if counts := _counts(share, number):
            return satisfied("share", relation, (share, base), f"{counts[0]}÷{number}≈{raw(share)}", exact=False)
    return violated(
        "share",
        relation,
        (share, bases[0]),
        severity="error",
        message=f"报告称{name(share)}达标比例{raw(share)}，但在{quoted(bases[0])}中没有任何达标学校数能得出这一比例，请核实。",
        arithmetic=f"n÷{raw(bases[0])}≠{raw(share)}",
        stated=share.value,
        suspects=(share,),
    )


def _other_base(base: Fact, pairs: Sequence[Pair], agreed: int) -> Outcome:
    """Several shares that agree with one another over another base than the stated one."""
    return violated(
        "share",
        f"base:{base.stage}",
        (base, *(f for p in pairs for f in (p.met, p.share) if f)),
        severity="error",
        message=f"报告称{quoted(base)}，但{len(pairs)}项达标比例均按{agreed}所计算，请核实。",
        arithmetic=f"{plain(base.number or Decimal(0))}≠{agreed}",
        expected=str(agreed),
        stated=base.value,
        suspects=(base,),
    )
