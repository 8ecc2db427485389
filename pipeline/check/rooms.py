"""Rooms for every so many classes (每12个班级配备音乐、美术专用教室1间以上), reckoned over all schools together.

Where every school has a room for each twelve of its classes, all schools together have one for each twelve of theirs;
so fewer rooms show that some school lacks one, however its part of twelve is rounded up. Enough rooms show nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_CEILING, Decimal

from pipeline.check.intervals import Interval, of, total
from pipeline.check.ledger import Ledger, same_period
from pipeline.check.messages import decimal, listed, plain, raw
from pipeline.check.norms import norms_of
from pipeline.check.outcome import Outcome, not_checkable, violated
from pipeline.check.passages import clause_words
from pipeline.model import Fact, Severity
from pipeline.rulebook import Norm, RoomsRule, Rulebook

ROOM_UNITS = ("间", "个")


def rooms(ledger: Ledger, rules: Rulebook) -> Iterator[Outcome]:
    """Every rule of rooms and classes, at each stage at which a report counts both."""
    for rule in rules.claims.rooms:
        indicator = rules.indicators.get(rule.norm)
        for stage in ledger.stages(*rule.rooms) if indicator else ():
            classes = _classes(ledger, rule, stage)
            found = [_room(ledger, rules, rule, code, stage) for code in rule.rooms]
            kinds = [f for f in found if f is not None and classes and same_period(f, *classes)]
            for norm in norms_of(indicator, stage, ledger.report)[:1] if indicator and kinds else ():
                yield from _tried(ledger, rule, stage, norm, kinds, classes)


def _room(ledger: Ledger, rules: Rulebook, rule: RoomsRule, code: str, stage: str | None) -> Fact | None:
    """The rooms of one kind at a stage; None where there is no figure, or more than one, or one of works."""
    stated = [f for f in ledger.find(code, stage=stage) if f.unit in ROOM_UNITS and f.number is not None]
    if any(word in clause_words(ledger, rules, f) for f in stated for word in rule.unless):
        return None
    return stated[0] if len({f.value for f in stated}) == 1 else None


def _classes(ledger: Ledger, rule: RoomsRule, stage: str | None) -> tuple[Fact, ...]:
    """The classes at a stage; for the whole, where only its parts are counted, those of 小学 and 初中."""
    stated = ledger.find(rule.classes, stage=stage)
    if stated or stage not in (None, "compulsory"):
        return stated[:1] if len({f.value for f in stated}) == 1 else ()
    parts = [ledger.find(rule.classes, stage=s) for s in ("primary", "junior")]
    alone = all(len({f.value for f in part}) == 1 for part in parts)
    return tuple(part[0] for part in parts) if alone else ()


def _tried(
    ledger: Ledger, rule: RoomsRule, stage: str | None, norm: Norm, kinds: Sequence[Fact], classes: Sequence[Fact]
) -> Iterator[Outcome]:
    per = Decimal(rule.per) / norm.value
    all_classes = total(map(of, classes))
    count = sum((f.number or Decimal(0) for f in classes), Decimal(0))
    needed = (count / per).to_integral_value(ROUND_CEILING)
    relation = f"rooms:{rule.id}:{stage}"
    arithmetic = f"{'+'.join(map(raw, classes))}÷{plain(per)}={decimal(count / per)}"
    short = [f for f in kinds if _fewer(of(f), all_classes, per)]
    if not short:
        reason = f"总数足够不能证明每所学校都配足（{arithmetic}）"
        yield not_checkable("standard", relation, (*kinds, *classes), reason)
        return
    together = len(kinds) == len(rule.rooms) and _fewer(total(map(of, kinds)), all_classes, per)
    met = any(f.value == "met" for f in ledger.find(rule.norm, "verdict"))
    severity: Severity = "warning" if together or met else "info"
    yield violated(
        "standard",
        relation,
        (*short, *classes),
        severity=severity,
        message=(
            f"报告称{listed(short)}，{listed(classes)}，"
            f"按每{rule.per}个班级{plain(norm.value)}间折算至少需{plain(needed)}间，说明至少有学校未按此配足"
            f"（{norm.source}）{'，却称达到要求' if met else ''}，请{'核实' if met else '说明'}。"
        ),
        arithmetic="；".join(f"{raw(f)}<{arithmetic}" for f in short),
        expected=f">={plain(needed)}",
        stated=short[0].value,
        suspects=(),
    )


def _fewer(stated: Interval, classes: Interval, per: Decimal) -> bool:
    return stated.times(per).below(classes)
