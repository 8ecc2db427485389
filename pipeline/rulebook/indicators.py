"""rules/indicators/*.yaml: what is measured, by which words it is known, and which norms it has."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from pipeline.rulebook.grammar import GROUPS, Frozen, Measure, Op, Stage, Term


class Relaxation(Frozen):
    """A looser limit of a norm for schools that fulfil ``condition`` (2015年以前建成), as ``source`` has it."""

    value: Decimal
    condition: str
    source: str


class Norm(Frozen):
    """A threshold of the state: for which stage, at which level it holds, where it is written, since when.

    ``relaxed`` are looser limits under conditions: a value between the two needs a word on its condition.
    """

    stage: Stage | None = None
    op: Op
    value: Decimal
    level: Literal["school", "class", "county"]
    source: str
    valid_from: date
    valid_to: date | None = None
    relaxed: tuple[Relaxation, ...] = ()


class ExpectedFact(Frozen):
    """What an example must yield: only the fields that are given are compared."""

    value: str | None = None
    value_high: str | None = None
    stage: Stage | None = None
    measure: Measure | None = None
    status: Literal["actual", "target", "standard"] | None = None
    op: str | None = None
    unit: str | None = None
    scope: str | None = None
    period_start: str | None = None
    period_end: str | None = None
    raw: str | None = None


class Example(Frozen):
    """A passage and all facts of this indicator that it must yield: ``[]`` means none."""

    text: str
    facts: tuple[ExpectedFact, ...]


class Indicator(Frozen):
    """A concept of the catalogue and the words by which reports name it.

    ``terms`` name it by themselves; ``weak`` only where nothing else stands between the clause's start and the figure
    but words that carry no meaning of their own (教师 for staff); ``shields`` are phrases that hold a term and mean
    something else. ``stages`` are those at which it may stand (empty: any); ``stage`` is implied where the text names
    none. ``units`` are further canonical units that it is stated in. ``heads`` are the short
    titles under which lists and tables of the national items treat it (11.交流轮岗。). ``within``: its weak terms count
    only where one of these words stands in the sentence or in a heading above it. ``elsewhere`` names the indicator
    that the same words mean at another stage (生均公用经费 of 特殊教育). ``parts``
    are the indicators that parts of it have in lists, by the words that name them (公办 of 随迁子女).
    ``overall``: its weak terms tell of all money, not of what works named before them cost.
    ``averaged`` is the indicator that its words mean where an average is told (班额:平均37人).
    ``by_subject``: where a school subject is named (语文、数学), the figure is that subject's and no county's.
    ``flow`` says that it is counted over a time (招生, 投入) and not at a date, ``verdict_only`` that it is judged and
    never measured, ``ranked`` that counties may be ranked by it.
    """

    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    name: str
    unit: str | None
    group: Literal[tuple(GROUPS)]  # type: ignore[valid-type]
    level: Literal["school", "class", "county"] | None = None
    ref: str | None = None
    stages: tuple[Stage, ...] = ()
    stage: Stage | None = None
    definition: str
    terms: tuple[Term, ...] = ()
    weak: tuple[Term, ...] = ()
    topics: tuple[Term, ...] = ()
    heads: tuple[Term, ...] = ()
    shields: tuple[Term, ...] = ()
    units: tuple[str, ...] = ()
    within: tuple[Term, ...] = ()
    by_subject: bool = False
    elsewhere: dict[Stage, str] = Field(default_factory=dict)
    parts: dict[Term, str] = Field(default_factory=dict)
    averaged: str | None = None
    overall: bool = False
    norms: tuple[Norm, ...] = ()
    ranked: bool = True
    flow: bool = False
    verdict_only: bool = False
    examples: tuple[Example, ...] = ()
