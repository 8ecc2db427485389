"""rules/themes.yaml, remarks.yaml, basis.yaml, digest.yaml: what reports tell in words, and what the digest shows."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from pipeline.rulebook.grammar import Frozen, Measure, Stage, Term


class ThemeExample(Frozen):
    """A sentence that does, or does not, belong to the theme."""

    text: str
    matches: bool = True


class Theme(Frozen):
    """What problems and plans may be about. ``shields`` hold a term and mean something else; see rules/themes.yaml."""

    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    name: str
    terms: tuple[Annotated[str, Field(pattern=r"^[^\s…]{2}\S*$")], ...]
    shields: tuple[Term, ...] = ()
    examples: tuple[ThemeExample, ...] = ()


class RemarkHeadings(Frozen):
    """Patterns of headings: of problems, of plans, of plans in a document that is a plan, and of neither."""

    problem: tuple[str, ...] = ()
    plan: tuple[str, ...] = ()
    plan_in_plans: tuple[str, ...] = ()
    neither: tuple[str, ...] = ()


class RemarkOpeners(Frozen):
    """Patterns of sentences that open problems or plans outside sections of their own.

    Those of problems are only tried on sentences that hold one of ``signs``. ``problem`` and ``plan`` begin with the
    sentence.
    """

    signs: tuple[Term, ...] = ()
    problem: tuple[str, ...] = ()
    plan: tuple[str, ...] = ()
    problem_sentence: tuple[str, ...] = ()
    not_problem: tuple[str, ...] = ()


class RemarkSwitches(Frozen):
    """Patterns of sentences from which on a section of both kinds tells of the other kind."""

    problem: tuple[str, ...] = ()
    plan: tuple[str, ...] = ()


class RemarkColumns(Frozen):
    """Patterns of the header words of a list of problems."""

    problem: tuple[str, ...] = ()
    plan: tuple[str, ...] = ()
    office: tuple[str, ...] = ()
    deadline: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    settled: tuple[str, ...] = ()


class ExpectedRemark(Frozen):
    """What an example must yield: its kind and its words; the rest is compared where it is given."""

    kind: Literal["problem", "plan"]
    text: str
    themes: tuple[str, ...] | None = None
    office: str | None = None


class RemarkExample(Frozen):
    """A report in small and all remarks that it must yield."""

    text: str
    remarks: tuple[ExpectedRemark, ...]


class RemarkRules(Frozen):
    """rules/remarks.yaml: where reports name problems and plans. Regular expressions over the view."""

    headings: RemarkHeadings = RemarkHeadings()
    openers: RemarkOpeners = RemarkOpeners()
    switches: RemarkSwitches = RemarkSwitches()
    lead_ins: tuple[str, ...] = ()
    closings: tuple[str, ...] = ()
    columns: RemarkColumns = RemarkColumns()
    offices: tuple[str, ...] = ()
    common_words: tuple[str, ...] = ()
    unnamed: tuple[str, ...] = ()
    examples: tuple[RemarkExample, ...] = ()


class BasisExample(Frozen):
    """A passage and the words of every note that its topic must find in it."""

    text: str
    notes: tuple[str, ...]


class BasisTopic(Frozen):
    """Something that a report may say of the basis of its figures.

    ``patterns`` are tried on sentences that hold one of ``signs``; ``unless``: words whose clause is not meant.
    """

    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    name: str
    signs: tuple[Term, ...]
    patterns: tuple[str, ...]
    unless: tuple[str, ...] = ()
    examples: tuple[BasisExample, ...] = ()


class DigestFigure(Frozen):
    """A column of the digest. ``sum`` says that the counties' figures may be added up."""

    indicator: str
    stage: Stage | None = None
    measure: Measure = "value"
    sum: bool = False


class DigestRules(Frozen):
    """rules/digest.yaml: the figures that the digest puts side by side, and those of a county's page."""

    basics: tuple[DigestFigure, ...] = ()
    county_page: tuple[DigestFigure, ...] = ()
