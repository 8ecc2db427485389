"""rules/checks.yaml: the relations that figures must keep."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from pipeline.rulebook.grammar import Frozen, Stage, Term


class SubsetRule(Frozen):
    """``part`` can never exceed ``whole`` at the same stage, period and status; ``ask`` is what the county is asked.

    ``beside`` are words in the sentence of the whole that tell of more of its kind, so that the part may be larger.
    """

    id: str
    part: str
    whole: str
    severity: Literal["error", "warning"] = "error"
    ask: str = "请核实"
    beside: tuple[Term, ...] = ()


class ShareRule(Frozen):
    """``rate`` = ``scale`` × ``part`` ÷ ``whole`` at one stage, period and status (formula and source in ``source``).

    Where the rate is stated for 小学 and 初中 and the counts for both together, the rate of both must lie between.
    ``among``: the part is not the whole county's but the group's that these words name (骨干教师 among the exchanged).
    """

    id: str
    rate: str
    part: str
    whole: str
    among: str | None = None
    scale: Decimal = Decimal(100)
    severity: Literal["error", "warning"] = "warning"
    ask: str = "请说明口径"
    source: str


class SumRule(Frozen):
    """The ``parts`` stages of each of ``indicators`` make up its ``whole`` stage (or that of ``whole_indicator``).

    ``optional`` stages may be part of the whole or not. ``excess`` and ``shortfall`` say how grave it is that the
    parts exceed or do not reach the whole; null: that proves nothing.
    """

    id: str
    indicators: tuple[str, ...]
    parts: tuple[Stage, ...]
    optional: tuple[Stage, ...] = ()
    whole: Stage
    whole_indicator: str | None = None
    excess: Literal["error", "warning"] | None = "error"
    shortfall: Literal["error", "warning"] | None = "warning"
    reason: str


class PartitionRule(Frozen):
    """The indicators ``parts`` exclude one another and make up ``whole``; see SumRule for the severities.

    ``rest`` are words of one more part that no indicator stands for (空编), in the sentence of the whole.
    """

    id: str
    whole: str
    parts: tuple[str, ...]
    rest: tuple[Term, ...] = ()
    excess: Literal["error", "warning"] | None = "error"
    shortfall: Literal["error", "warning"] | None = "warning"
    reason: str


class Dimension(Frozen):
    """Words that part a whole along one line (男, 女), so that parts named by them exclude one another.

    ``complete`` are the kinds, each with its alternatives between ``|``: parts that name every kind make up the whole.
    ``alone``: parts that name every kind make up the figure before them even where no 其中 says so (已整改, 正在整改).
    ``crosses``: parts beside them that are named otherwise may overlap with them (女教师, 党员).
    """

    id: str
    terms: tuple[Term, ...]
    complete: tuple[Term, ...] = ()
    alone: bool = False
    crosses: bool = False

    def names(self, words: str) -> bool:
        """Whether ``words`` name one of the terms."""
        return any(term in words for term in self.terms)

    def kind(self, words: str) -> int | None:
        """The number of the kind that ``words`` name (未达标, not the 达标 in it); None for none and for several."""
        said = {t: n for n, kind in enumerate(self.complete) for t in kind.split("|") if t in words}
        longest = {n for t, n in said.items() if not any(t != other and t in other for other in said)}
        return longest.pop() if len(longest) == 1 else None

    def covers(self, words: Sequence[str]) -> bool:
        """Whether the ``words`` of several parts name every kind."""
        joined = " ".join(words)
        return bool(self.complete) and all(any(t in joined for t in kind.split("|")) for kind in self.complete)


class PlausibilityRule(Frozen):
    """``part`` ÷ ``whole`` usually lies between ``low`` and ``high``: a limit of the usual, never a norm."""

    id: str
    name: str
    part: str
    whole: str
    unit: str
    low: Decimal | None = None
    high: Decimal | None = None
    stages: tuple[Stage, ...] = ()
    source: str


class LimitRule(Frozen):
    """No value of ``indicators`` can exceed ``high``.

    Only figures whose words hold one of ``named`` (where any is given) and none of ``not_named`` are meant.
    """

    id: str
    indicators: tuple[str, ...]
    named: tuple[Term, ...] = ()
    not_named: tuple[Term, ...] = ()
    high: Decimal
    severity: Literal["error", "warning"] = "error"
    reason: str


class CapRule(Frozen):
    """The mean ``part`` ÷ ``whole`` cannot exceed the maximum that the report itself states as ``cap``."""

    id: str
    part: str
    whole: str
    cap: str
    reason: str


class NewSchoolRule(Frozen):
    """``area`` added for one new school, divided by its places, against the norm of ``norm``."""

    id: str
    area: str
    norm: str
    reason: str


class PeerRule(Frozen):
    """Indicators in which counties are compared: not those that grow with a county's size.

    ``least`` counties must state one; ``limit`` is the modified z-score beyond which a county stands far outside;
    ``grain`` the least spread that is reckoned with, as a part of the median.
    """

    indicators: tuple[str, ...] = ()
    least: int = 8
    limit: Decimal = Decimal(8)
    grain: Decimal = Decimal("0.02")


class CoverageRule(Frozen):
    """What every document of one of ``kinds`` whose title holds one of ``title`` must state (where ``source`` says)."""

    id: str
    kinds: tuple[Literal["report", "summary", "plan", "bulletin", "other"], ...]
    title: tuple[Term, ...]
    indicators: tuple[str, ...]
    source: str


class TrendRule(Frozen):
    """How far a figure usually moves from one year to the next: by ``points`` (rates) or ``times`` (counts)."""

    id: str
    indicators: tuple[str, ...]
    points: Decimal | None = None
    times: Decimal | None = None
    source: str


class FlowTerm(Frozen):
    """A term of a roll-forward: a figure of one of ``indicators`` (none: of any) whose clause holds one of ``words``
    (patterns; none: whatever it says)."""

    indicators: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class RollForwardRule(Frozen):
    """``opening`` + ``comes`` − ``goes`` = ``closing``, in one paragraph and at one stage, where all are stated."""

    id: str
    opening: FlowTerm
    comes: tuple[FlowTerm, ...]
    goes: tuple[FlowTerm, ...]
    closing: FlowTerm
    reason: str


class ProductRule(Frozen):
    """``first`` × ``second`` = ``product`` at one stage, period and status."""

    id: str
    first: str
    second: str
    product: str
    source: str


class FloorRule(Frozen):
    """Of ``items`` indicators a school must meet ``least``, and the rest to ``share`` per cent (教督〔2017〕6号)."""

    items: int
    least: int
    share: Decimal
    source: str


class CheckRules(Frozen):
    """rules/checks.yaml: relations between indicators.

    ``heads`` is the indicator that figures a head (生均) are divided by, ``persons`` those that participations (人次)
    are; ``additive`` are indicators whose figures tell of separate events or sums, so that two of them never
    contradict. ``problem_sections`` are patterns of headings that must not stand alone, ``never_falls`` the words that
    claim that a figure only grows.
    """

    subset: tuple[SubsetRule, ...] = ()
    share: tuple[ShareRule, ...] = ()
    sum: tuple[SumRule, ...] = ()
    partition: tuple[PartitionRule, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    plausibility: tuple[PlausibilityRule, ...] = ()
    limits: tuple[LimitRule, ...] = ()
    caps: tuple[CapRule, ...] = ()
    new_school: tuple[NewSchoolRule, ...] = ()
    heads: str = "students"
    persons: tuple[str, ...] = ()
    peer: PeerRule = PeerRule()
    coverage: tuple[CoverageRule, ...] = ()
    problem_sections: tuple[str, ...] = ()
    trend: tuple[TrendRule, ...] = ()
    never_falls: tuple[Term, ...] = ()
    roll_forward: tuple[RollForwardRule, ...] = ()
    products: tuple[ProductRule, ...] = ()
    floor: FloorRule | None = None
    additive: tuple[str, ...] = ()
