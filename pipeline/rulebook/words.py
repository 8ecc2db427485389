"""rules/units.yaml, stages.yaml, words.yaml, verdicts.yaml: how reports write."""

from __future__ import annotations

from pydantic import Field

from pipeline.rulebook.grammar import Frozen, Stage, Term


class Unit(Frozen):
    """A canonical unit and the forms in which it is written.

    ``unless`` lists, for a form, what must not follow it (名 before 单 is no counter); ``numerals`` says whether
    Chinese numerals may stand before it, ``nominal`` that the unit is the noun itself (五镇三乡), ``continuous``
    that it measures (元, 平方米, %) and does not count, so that a written decimal stands for an interval. ``implied``
    are nouns behind which a number in 万 or 亿 needs no unit (总人口42.3万).
    """

    unit: str
    forms: tuple[Term, ...]
    unless: dict[Term, tuple[Term, ...]] = Field(default_factory=dict)
    numerals: bool = False
    nominal: bool = False
    continuous: bool = False
    implied: tuple[Term, ...] = ()


class StageTerms(Frozen):
    """The words that name a stage; ``weak`` ones only where they stand in the figure's own phrase."""

    stage: Stage
    terms: tuple[Term, ...]
    weak: tuple[Term, ...] = ()


class Words(Frozen):
    """Words that carry no indicator: see the comments in rules/words.yaml."""

    light: tuple[Term, ...]
    shields: tuple[Term, ...]
    fixed: tuple[str, ...]
    target: tuple[str, ...]
    standard: tuple[Term, ...]
    actual: tuple[Term, ...]
    scopes: tuple[Term, ...]
    scope_patterns: tuple[str, ...]
    kinds: tuple[Term, ...] = ()
    foreign: tuple[Term, ...] = ()
    channels: tuple[Term, ...]
    programmes: tuple[Term, ...]
    verbs: tuple[Term, ...]
    increase: tuple[Term, ...]
    decrease: tuple[Term, ...]


class VerdictWords(Frozen):
    """Patterns (regular expressions over the view) of stated judgements, tried in this order."""

    unknown: tuple[str, ...]
    expected: tuple[str, ...]
    not_met: tuple[str, ...]
    met: tuple[str, ...]
