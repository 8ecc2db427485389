"""``standard``: stated figures against the norms, each at the level for which it holds, and against a plan's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.check.claimed_norms import claimed_norms
from pipeline.check.floors import floors
from pipeline.check.intervals import of
from pipeline.check.ledger import Ledger
from pipeline.check.messages import SIGNS, STAGES, plain, quoted, raw
from pipeline.check.new_schools import new_schools
from pipeline.check.norms import breaks, norms_of, relaxation
from pipeline.check.outcome import Outcome, not_checkable, satisfied, violated
from pipeline.check.own_targets import own_targets
from pipeline.check.rooms import rooms
from pipeline.check.rounded_norms import rounded_norms
from pipeline.model import Fact
from pipeline.rulebook import Indicator, Norm, Relaxation, Rulebook

LEVELS = {"school": "每所学校", "class": "每个班级", "county": "全县"}


def standards(ledgers: Sequence[Ledger], rules: Rulebook) -> Iterator[Outcome]:
    """Norms of the rulebook, schools that miss what each must meet, stated maxima, planned new schools, own targets."""
    for ledger in ledgers:
        for code in (*ledger.indicators("value"), *ledger.indicators("mean")):
            yield from _norms(ledger, rules, code)
        for code in ledger.indicators("variation_coefficient"):
            yield from _coefficients(ledger, rules, code)
        yield from _schools(ledger, rules)
        yield from new_schools(ledger, rules)
        yield from rounded_norms(ledger, rules)
        yield from claimed_norms(ledger)
        yield from rooms(ledger, rules)
        if rules.checks.floor is not None:
            yield from floors(ledger, rules.checks.floor)
    yield from own_targets(ledgers, rules)


def _norms(ledger: Ledger, rules: Rulebook, code: str) -> Iterator[Outcome]:
    """The county's own figure against each norm of its indicator. A mean above a norm for schools proves nothing."""
    indicator = rules.indicators.get(code)
    if indicator is None or not indicator.norms:
        return
    for fact in (*ledger.find(code), *ledger.find(code, "mean")):
        if fact.unit != indicator.unit:
            continue
        for norm in norms_of(indicator, fact.stage, ledger.report):
            relation = f"norm:{code}:{norm.op}{norm.value}"
            if breaks(of(fact), norm):
                verdicts = {v.value for v in ledger.find(code, "verdict", fact.stage)}
                if "met" not in verdicts:  # else a contradiction
                    yield _below_norm(relation, fact, norm, stated_unmet=bool(verdicts))
            elif norm.level != "county" and norm.op in (">=", ">"):
                yield not_checkable("standard", relation, (fact,), f"平均数达到标准不能证明{LEVELS[norm.level]}达到")
            else:
                yield satisfied("standard", relation, (fact,), f"{raw(fact)}{SIGNS[norm.op]}{plain(norm.value)}")


def _below_norm(relation: str, fact: Fact, norm: Norm, stated_unmet: bool, name: str | None = None) -> Outcome:
    """``warning`` where a stated maximum of schools or classes breaks its cap in silence, else for information.

    ``name`` says what the figure is where its own words may name something else (a coefficient of areas).
    """
    said = quoted(fact) if name is None else f"{STAGES.get(fact.stage or '', '')}{name}{raw(fact)}"
    looser = relaxation(of(fact), norm)
    if looser is not None:
        return _conditional(relation, fact, norm, looser)
    cap = norm.level != "county" and norm.op in ("<=", "<")
    proves = "不符合" if norm.level == "county" or cap else "说明至少有学校未达到"
    return violated(
        "standard",
        relation,
        (fact,),
        severity="warning" if cap and not stated_unmet else "info",
        message=f"报告称{said}，{proves}{SIGNS[norm.op]}{plain(norm.value)}的标准（{norm.source}），请说明。",
        arithmetic=f"{raw(fact)}不满足{SIGNS[norm.op]}{plain(norm.value)}",
        expected=f"{norm.op}{plain(norm.value)}",
        stated=fact.value,
    )


def _conditional(relation: str, fact: Fact, norm: Norm, looser: Relaxation) -> Outcome:
    """A value between a norm and the looser limit that holds under a condition."""
    return violated(
        "standard",
        relation,
        (fact,),
        severity="info",
        message=(
            f"报告称{quoted(fact)}，未达到{SIGNS[norm.op]}{plain(norm.value)}的标准（{norm.source}），"
            f"但符合{SIGNS[norm.op]}{plain(looser.value)}（{looser.condition}，{looser.source}），须说明适用条件。"
        ),
        arithmetic=f"{raw(fact)}不满足{SIGNS[norm.op]}{plain(norm.value)}",
        expected=f"{norm.op}{plain(norm.value)}",
        stated=fact.value,
    )


def _coefficients(ledger: Ledger, rules: Rulebook, code: str) -> Iterator[Outcome]:
    """Each indicator's inter-school coefficient against the limit of its stage, never their mean."""
    limits = rules.indicators.get("variation_coefficient")
    if limits is None:
        return
    for fact in ledger.find(code, "variation_coefficient"):
        for norm in norms_of(limits, fact.stage, ledger.report):
            relation = f"coefficient:{code}"
            if breaks(of(fact), norm):
                yield _below_norm(
                    relation, fact, norm, stated_unmet=True, name=f"{rules.indicators[code].name}差异系数"
                )
            else:
                yield satisfied("standard", relation, (fact,), f"{raw(fact)}{SIGNS[norm.op]}{plain(norm.value)}")


def _schools(ledger: Ledger, rules: Rulebook) -> Iterator[Outcome]:
    """Schools that miss what each must meet (of the seven resource indicators a school may miss one)."""
    for code in sorted({*ledger.indicators("schools_met"), *ledger.indicators("schools_unmet")}):
        indicator = rules.indicators.get(code)
        if indicator is None or indicator.ref is None or indicator.ref.startswith("1."):
            continue
        stages = {s for m in ("schools_met", "schools_unmet") for s in ledger.stages(code, measure=m)}
        for stage in sorted(stages, key=str):
            met = ledger.find(code, "schools_met", stage)
            unmet = [f for f in ledger.find(code, "schools_unmet", stage) if f.number]
            base = ledger.find("assessed_schools", stage=stage)[:1]
            short = [f for f in met if base and of(f).below(of(base[0]))]
            if short:
                yield _some_unmet(indicator, stage, (*base, *short))
            elif unmet:
                yield _some_unmet(indicator, stage, unmet)


def _some_unmet(indicator: Indicator, stage: str | None, facts: Sequence[Fact]) -> Outcome:
    words = {"value": "共", "schools_met": "达标", "schools_unmet": "不达标"}
    counts = "、".join(dict.fromkeys(words[f.measure] + raw(f) for f in facts))
    where = STAGES[stage] if stage in ("primary", "junior") else ""
    return violated(
        "standard",
        f"schools:{indicator.code}:{stage}",
        facts,
        severity="info",
        message=f"报告称{where}{indicator.name}{counts}，尚未全部达标，请说明整改安排。",
        arithmetic=None,
        stated=facts[-1].value,
        suspects=(),
    )
