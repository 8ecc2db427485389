"""Stated verdicts against one another, against the group that they belong to and against the figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.check.intervals import of
from pipeline.check.ledger import Ledger
from pipeline.check.messages import SIGNS, name, plain, quoted, raw
from pipeline.check.norms import breaks, norms_of, relaxation
from pipeline.check.outcome import Outcome, not_checkable, satisfied, violated
from pipeline.model import Evidence, Fact
from pipeline.rulebook import Rulebook

EXCEPT = re.compile(
    r"除(?:了)?第?([0-9一二三四五六七八九十、,，和及第条项号]+?)(?:两?[条项号](?:指标|内容|要求)?|指标)(?:之|以)?外"
)
_CHINESE = {c: i for i, c in enumerate("一二三四五六七八九十", 1)}


WHOLE = (None, "compulsory", "all")


def verdicts(ledger: Ledger, rules: Rulebook) -> Iterator[Outcome]:
    """All relations of the verdicts of one report."""
    for indicator in ledger.indicators("verdict"):
        for stage in ledger.stages(indicator, measure="verdict"):
            stated = ledger.find(indicator, "verdict", stage)
            yield from _against_each_other(ledger, stated)
            yield from _against_figures(ledger, rules, stated)
        yield from _group(ledger, rules, indicator)
    yield from _coefficients(ledger, rules)


def _against_each_other(ledger: Ledger, stated: Sequence[Fact]) -> Iterator[Outcome]:
    """met against not_met cannot be; a result beside 年终才有结果 needs a word."""
    if len(stated) < 2 or _counts_items(ledger, stated[0].indicator or ""):
        return
    by_value = {f.value: f for f in reversed(stated)}
    relation = f"verdict:{stated[0].indicator}:{stated[0].stage}"
    for one, other in (("met", "not_met"), ("unknown", "not_met"), ("unknown", "met")):
        if one in by_value and other in by_value:
            first, last = sorted((by_value[one], by_value[other]), key=lambda f: f.start)
            if not re.search("[。！？!?\n]", ledger.text(first.end, last.start)):
                yield not_checkable("contradiction", relation, (first, last), "同一句中的结论可能各指一项")
                return
            figures = _figures(ledger, first)
            hard = one != "unknown"
            support = f"（{'、'.join(map(_figure, figures))}）" if figures else ""
            yield violated(
                "contradiction",
                relation,
                (first, *figures, last),
                severity="error" if hard else "warning",
                message=(
                    f"报告对{name(first)}前后结论不一致：一处为“{raw(first)}”，另一处为“{raw(last)}”{support}，"
                    f"{'请核实' if hard else '请说明数据时点'}。"
                ),
                arithmetic=None,
                expected=first.value,
                stated=last.value,
                suspects=(first, last),
            )
            return
    yield satisfied("contradiction", relation, stated, "、".join(raw(f) for f in stated))


def _counts_items(ledger: Ledger, indicator: str) -> bool:
    """Whether the report counts items of the indicator, so that a verdict may be that of some of them."""
    return any(ledger.find(indicator, measure) for measure in ("items_met", "items_unmet"))


def _figures(ledger: Ledger, verdict: Fact) -> list[Fact]:
    """What the report states about a verdict's indicator: its norm and figure, the schools that meet it or not."""
    code = verdict.indicator or ""
    norm = ledger.find(code, stage=verdict.stage, status="standard")[:1]
    actual = ledger.find(code, stage=verdict.stage)[:1]
    counts = [f for m in ("schools_met", "schools_unmet") for f in ledger.find(code, m, verdict.stage)[:1]]
    return [*(norm if actual else ()), *actual, *counts]


def _figure(fact: Fact) -> str:
    words = {"schools_met": "达标", "schools_unmet": "不达标"}
    return words.get(fact.measure, "标准" if fact.status == "standard" else "所报") + raw(fact)


def _against_figures(ledger: Ledger, rules: Rulebook, stated: Sequence[Fact]) -> Iterator[Outcome]:
    """``met`` beside a figure below the norm, or beside schools that do not meet what every school must."""
    verdict = next((f for f in stated if f.value == "met"), None)
    if verdict is None or any(f.value == "not_met" for f in stated) or verdict.indicator not in rules.indicators:
        return
    indicator = rules.indicators[verdict.indicator]
    relation = f"verdict-figure:{verdict.indicator}:{verdict.stage}"
    stage = "any" if verdict.stage in WHOLE else verdict.stage
    for fact in ledger.find(verdict.indicator, stage=stage):
        if fact.number is None or fact.unit != indicator.unit:
            continue
        for norm in norms_of(indicator, fact.stage, ledger.report):
            limit = f"{SIGNS[norm.op]}{plain(norm.value)}{fact.unit or ''}"
            if not breaks(of(fact), norm) or relaxation(of(fact), norm):
                yield satisfied("contradiction", relation, (verdict, fact), f"{raw(fact)}{limit}")
                continue
            yield violated(
                "contradiction",
                relation,
                (verdict, fact),
                severity="error" if norm.level == "county" else "warning",
                message=(
                    f"报告对{indicator.name}称“{raw(verdict)}”，但所报{quoted(fact)}未达到{limit}的标准，请核实。"
                ),
                arithmetic=f"{raw(fact)}不满足{limit}",
                expected=f"{norm.op}{norm.value}",
                stated=fact.value,
            )
    exempt = (indicator.ref or "").startswith("1.")  # of the seven, each school may miss one
    for unmet in ledger.find(verdict.indicator, "schools_unmet", verdict.stage):
        if not exempt and unmet.low is not None and unmet.low > 0:
            yield violated(
                "contradiction",
                relation,
                (verdict, unmet),
                severity="error",
                message=f"报告称{name(verdict)}“{raw(verdict)}”，但又称{raw(unmet)}学校不达标，请核实。",
                arithmetic=f"{raw(unmet)}>0",
                expected="0",
                stated=unmet.value,
            )


def _coefficients(ledger: Ledger, rules: Rulebook) -> Iterator[Outcome]:
    """A coefficient above its limit beside the claim that all are within it, as a verdict or as a bound."""
    limits = rules.indicators.get("variation_coefficient")
    claims = [f for f in ledger.find("variation_coefficient") if f.op in ("<=", "<")]
    claims += [f for f in ledger.find("variation_coefficient", status="standard") if _of_all(ledger, f)]
    judged = ledger.find("variation_coefficient", "verdict")
    met = [] if any(f.value == "not_met" for f in judged) else [f for f in judged if f.value == "met"]
    for code in ledger.indicators("variation_coefficient") if limits else ():
        for fact in ledger.find(code, "variation_coefficient"):
            bounds = [c for c in claims if c.stage in (fact.stage, *WHOLE) and of(c).below(of(fact))]
            norms = norms_of(limits, fact.stage, ledger.report) if limits else ()
            said = [v for v in met if v.stage in (fact.stage, *WHOLE) and any(breaks(of(fact), n) for n in norms)]
            if bounds or said:
                subject = name(fact).removesuffix("差异系数")
                words = "、".join(["不高于" + raw(b) for b in bounds[:1]] + [f"“{raw(v)}”" for v in said[:1]])
                yield violated(
                    "contradiction",
                    f"coefficients:{code}:{fact.stage}",
                    (fact, *bounds[:1], *said[:1]),
                    severity="error",
                    message=f"报告称{subject}差异系数{raw(fact)}，高于上限，却称差异系数{words}，请核实。",
                    arithmetic=f"{raw(fact)}>{plain(norms[0].value) if norms else raw(bounds[0])}",
                    expected="not_met",
                    stated="met",
                    suspects=(fact,),
                )


def _of_all(ledger: Ledger, bound: Fact) -> bool:
    """Whether a bound is said of all coefficients and no rule (所有指标的差异系数…初中都在0.45以内)."""
    words = ledger.text(max(0, bound.start - 8), bound.start)
    return bound.op in ("<=", "<") and re.search("均|都|全部", words) is not None and not re.search("应|须|要求", words)


def _group(ledger: Ledger, rules: Rulebook, indicator: str) -> Iterator[Outcome]:
    """A verdict over a group of items (除第9条外均能达到) against the verdicts of its items."""
    group = rules.indicators[indicator].ref if indicator in rules.indicators else None
    if group not in ("2", "3") or any((f.number or 0) > 0 for f in ledger.find(indicator, "items_unmet")):
        return  # of the first group each school may miss one; where some are said to be unmet, the numbers are tried
    whole = rules.indicators[indicator].name.removesuffix("(综合)")
    for verdict in ledger.find(indicator, "verdict"):
        if verdict.value not in ("met", "expected"):
            continue
        excepted, evidence = _excepted(ledger, verdict)
        relation = f"group:{indicator}"
        members = [
            (fact, rules.indicators[code].ref or "")
            for code in ledger.indicators("verdict")
            if code in rules.indicators and (rules.indicators[code].ref or "").startswith(f"{group}.")
            for fact in ledger.find(code, "verdict")
        ]
        wrong = [f for f, ref in members if f.value == "not_met" and int(ref.split(".")[1]) not in excepted]
        if wrong:
            words = "".join(ledger.text(e.start, e.end) for e in evidence)
            named = "、".join(dict.fromkeys(f"{rules.indicators[f.indicator or ''].name}“{raw(f)}”" for f in wrong))
            yield violated(
                "contradiction",
                relation,
                (verdict, *wrong),
                severity="error",
                message=f"报告总述称{whole}{words}“{raw(verdict)}”，但逐条结论中{named}，请核实。",
                arithmetic=None,
                expected=verdict.value,
                stated="not_met",
                evidence=evidence,
            )
        elif members:
            yield satisfied("contradiction", relation, (verdict, *(f for f, _ in members)), "总述与逐条结论一致")


def _excepted(ledger: Ledger, verdict: Fact) -> tuple[set[int], tuple[Evidence, ...]]:
    """The item numbers that the verdict's sentence excepts, and the words that do so."""
    before = ledger.text(max(0, verdict.start - 60), verdict.start)
    start = verdict.start - len(before) + max((m.end() for m in re.finditer("[。！？；]", before)), default=0)
    match = EXCEPT.search(ledger.text(start, verdict.start))
    if match is None:
        return set(), ()
    numbers = numbers_in(match[1])
    evidence = Evidence(verdict.doc, start + match.start(), start + match.end())
    return numbers, (evidence,)


def numbers_in(words: str) -> set[int]:
    """The item numbers that ``words`` list: 第4、第9条, 四和九."""
    return {int(n) for n in re.findall(r"\d+", words)} | {_CHINESE[c] for c in words if c in _CHINESE}
