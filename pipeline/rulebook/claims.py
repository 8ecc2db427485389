"""rules/claims.yaml: the words by which reports claim something of all schools, classes, items or posts."""

from __future__ import annotations

from typing import Literal

from pipeline.rulebook.grammar import Frozen, Term


class MaximumRule(Frozen):
    """No class (or school) is said to be larger than the figure of ``indicator``: what would show one that is.

    ``mean`` is the indicator of the mean, ``counted`` that of classes which are larger than ``counted_over`` by their
    name (大班额). ``members`` is what a figure of one school counts itself by (its pupils). ``largest`` are patterns
    of the words for the largest one, where no rule knows the figure (最大的班58人), ``named`` those that say what a
    limit is about that no rule knows (612个班全部控制在45人以内), ``none`` those that there is no class above a limit,
    ``unlike`` names of schools that another limit may hold for (一贯制学校, a 中学 with a 高中部).
    """

    id: str
    indicator: str
    mean: str | None = None
    counted: str | None = None
    counted_over: int | None = None
    members: str | None = None
    named: tuple[str, ...] = ()
    largest: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    reason: str


class NobodyRule(Frozen):
    """``patterns`` say that nobody is among ``counted``; then ``part`` (where given) makes up the whole of ``whole``.

    ``severity`` and ``ask_of_count`` are those of a number of them above nought, ``ask`` that of a difference.
    """

    id: str
    patterns: tuple[str, ...]
    counted: str
    severity: Literal["error", "warning", "info"] = "error"
    ask_of_count: str = "请核实"
    whole: str | None = None
    part: str | None = None
    ask: str = "请说明"


class RoomsRule(Frozen):
    """Rooms of each of ``rooms`` for every ``per`` of ``classes``: as many as the norm of the indicator ``norm`` says.

    ``unless``: words in a figure's clause that make it one of works or of a lack, not of what there is.
    """

    id: str
    rooms: tuple[str, ...]
    classes: str
    per: int
    norm: str
    unless: tuple[Term, ...] = ()


class ClaimRules(Frozen):
    """rules/claims.yaml: regular expressions over words without white space; see the comments there."""

    every_school: tuple[str, ...] = ()
    every_item: tuple[str, ...] = ()
    all_of_them: tuple[str, ...] = ()
    not_yet: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()
    past: tuple[str, ...] = ()
    once: tuple[str, ...] = ()
    since: tuple[str, ...] = ()
    excepted: tuple[str, ...] = ()
    named_unmet: tuple[str, ...] = ()
    unmet_list: tuple[str, ...] = ()
    unmet_columns: tuple[str, ...] = ()
    maxima: tuple[MaximumRule, ...] = ()
    nobody: tuple[NobodyRule, ...] = ()
    rooms: tuple[RoomsRule, ...] = ()
