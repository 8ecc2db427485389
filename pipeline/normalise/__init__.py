"""Extraction → Report: every figure and judgement as a fact with indicator, stage, measure, status, scope, period."""

from __future__ import annotations

import re
import unicodedata

from pipeline.model import Document, Extraction, Report
from pipeline.normalise.basis import basis_of
from pipeline.normalise.context import Context
from pipeline.normalise.counties import county_of
from pipeline.normalise.facts import facts_of
from pipeline.normalise.heads import document_head
from pipeline.normalise.lists import part_lists
from pipeline.normalise.periods import Period, digits_of_years, periods_in
from pipeline.normalise.places import load_places
from pipeline.normalise.remarks import remarks_of
from pipeline.rulebook import Rulebook

__all__ = ["normalise"]


def normalise(extraction: Extraction, rules: Rulebook) -> Report:
    """The report of an extraction: what it is about, its facts (sorted as the contract asks), part lists, remarks."""
    document = extraction.structure.document
    text = _without_aside(document)
    head = document_head(text)
    county = county_of(head.title or "", text, load_places(rules.places))
    plan = head.kind == "plan"
    title = unicodedata.normalize("NFKC", head.title or "")
    title_year = head.year if head.year and str(head.year) in digits_of_years(title) else None
    context = Context(
        extraction=extraction,
        rules=rules,
        today=head.date,
        clock=head.date or (str(head.year) if head.year and not plan else None),
        plan=plan,
        title_year=title_year,
        plan_years=_years_of(title) if plan else None,
        first_half="上半年" in (head.title or ""),
        whole_county=county.name if county else None,
    )
    stated = facts_of(context, county)
    return Report(
        document=document,
        county=county.name if county else None,
        county_code=county.code if county else None,
        title=head.title,
        date=head.date,
        year=head.year,
        kind=head.kind,
        facts=tuple(s.fact for s in stated),
        parts=part_lists(stated, context),
        sections=tuple(dict.fromkeys(s.section for s in context.sentences if s.section)),
        remarks=remarks_of(extraction, [s.fact for s in stated], rules, in_plan=head.kind == "plan"),
        basis=basis_of(extraction, rules),
    )


def _years_of(title: str) -> Period | None:
    """The year or span of years that a title names (2025年工作要点, 三年计划(2025—2027年))."""
    title = re.sub(r"(?<=五)[”\"]?(?=[^期间时末”\"])", "时期", title, count=1) if "时期" not in title else title
    named = [p for p in periods_in(title, None) if p.kind in ("year", "span", "plan") and p.end is not None]
    return max(named, key=lambda p: p.kind != "year", default=None)


def _without_aside(document: Document) -> str:
    """The document's text without what its format keeps apart from the report: a site's links name other counties."""
    parts, at = [], 0
    for span in document.aside:
        parts.append(document.text[at : span.start])
        at = span.end
    return "".join((*parts, document.text[at:]))
