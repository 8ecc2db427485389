"""The relations tried again with the figures that counties answered: what is settled, what still differs, what is new.

The stated figures stay what they are. An answered figure takes the place of the stated one, under the same fact_id, in
copies of the reports, and every relation is tried over them as over any report.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.check import RANK, concluded, tried
from pipeline.check.outcome import Outcome
from pipeline.model import Answer, Fact, Finding, Report, Retrial
from pipeline.rulebook import Rulebook

STATED = "报告称"
ANSWERED = "按答复后的数据核对，"
GONE = "按答复后的数据，不再有这一问题。"


def retry(reports: Sequence[Report], answers: Sequence[Answer], rules: Rulebook) -> tuple[Retrial, ...]:
    """What became of each finding over ``reports``, in their order, then the findings that arise only with the answers.

    A finding is ``unanswered`` where nothing usable came back about it or its figures. Otherwise its relations over
    the same figures decide: one that is violated again leaves it ``standing``; ``resolved`` needs one that holds, or
    that the words of the relation no longer apply; ``not checkable`` says that the answers do not allow a judgement.

    Raises BrokenCheck where a check itself fails.
    """
    answered = _answered(reports, answers)
    before, after = tried(reports, rules), tried(answered, rules)
    stated, again = concluded(before, reports), concluded(after, answered)
    folded = _folded(before, {c.check_id: c.finding_id for c in stated.checks})
    index = _After.of(after)
    told = {a.entry.finding_id for a in answers if a.status != "refused"}
    facts = {a.fact.fact_id for a in answers if a.fact is not None}
    retrials, continued = [], set()
    for finding in stated.findings:
        tries = [o for own in folded[finding.finding_id] if _counts(own, finding) for o in index.again(own)]
        continued |= {o.key for o in tries}
        if finding.finding_id not in told and not facts & set(finding.facts):
            retrials.append(Retrial(finding, "unanswered"))
        else:
            retrials.append(_judged(finding, tries))
    old = {o.key for o in before if o.result == "violated"} | continued
    fresh = _folded(after, {c.check_id: c.finding_id for c in again.checks})
    for finding in again.findings:
        if not old & {o.key for o in fresh[finding.finding_id]}:
            retrials.append(Retrial(finding, "new", _worded(finding.message), finding.arithmetic))
    return tuple(retrials)


def _answered(reports: Sequence[Report], answers: Sequence[Answer]) -> tuple[Report, ...]:
    """Copies of ``reports`` with the answered figures in the place of the stated ones."""
    corrected: dict[str, Fact] = {a.fact.fact_id: a.fact for a in answers if a.status == "corrected" and a.fact}
    return tuple(replace(r, facts=tuple(corrected.get(f.fact_id, f) for f in r.facts)) for r in reports)


def _folded(outcomes: Iterable[Outcome], finding_of: dict[str, str | None]) -> dict[str, list[Outcome]]:
    """For each finding the violated outcomes that it stands for."""
    found: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        finding = finding_of[outcome.check_id] if outcome.result == "violated" else None
        if finding is not None:
            found.setdefault(finding, []).append(outcome)
    return found


@dataclass(frozen=True, slots=True)
class _After:
    """The outcomes over the answered figures, by id and by relation and documents."""

    by_id: dict[str, Outcome]
    alike: dict[tuple[object, ...], list[Outcome]]

    @classmethod
    def of(cls, outcomes: Iterable[Outcome]) -> _After:
        by_id = {o.key: o for o in outcomes}
        alike: dict[tuple[object, ...], list[Outcome]] = {}
        for outcome in by_id.values():
            alike.setdefault(_relation(outcome), []).append(outcome)
        return cls(by_id, alike)

    def again(self, outcome: Outcome) -> list[Outcome]:
        """The outcomes that try ``outcome`` again: the same figures, or the same relation with half of them or more.

        A relation takes one of several facts that say the same, and a finding may hold figures that explain it, so
        that an answer may change which figures take part.
        """
        same = self.by_id.get(outcome.key)
        if same is not None:
            return [same]
        ids = {f.fact_id for f in outcome.facts}
        shared = [(len(ids & {f.fact_id for f in o.facts}), o) for o in self.alike.get(_relation(outcome), ())]
        most = max((count for count, _ in shared), default=0)
        return [o for count, o in shared if 2 * most >= len(ids) and count == most]


def _counts(outcome: Outcome, finding: Finding) -> bool:
    """Whether an outcome decides about the finding that it was folded into: a hint never holds up a contradiction."""
    return outcome.severity != "info" or finding.severity == "info"


def _relation(outcome: Outcome) -> tuple[object, ...]:
    return outcome.check, outcome.relation, tuple(sorted({f.doc for f in outcome.facts}))


def _judged(finding: Finding, tries: Sequence[Outcome]) -> Retrial:
    """The finding's result from the outcomes that try its relations again."""
    violated = [o for o in tries if o.result == "violated"]
    if violated:
        gravest = max(violated, key=lambda o: RANK[o.severity])
        return Retrial(finding, "standing", _worded(gravest.message), gravest.arithmetic)
    open_one = next((o for o in tries if o.result == "not checkable"), None)
    if open_one is not None:
        return Retrial(finding, "not checkable", open_one.reason)
    shown = list(dict.fromkeys(o.arithmetic for o in tries if o.arithmetic))
    return Retrial(finding, "resolved", None if tries else GONE, "；".join(shown) or None)


def _worded(message: str) -> str:
    """A message over answered figures must not say that the report states them."""
    return ANSWERED + message.removeprefix(STATED)
