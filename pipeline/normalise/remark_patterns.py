"""The patterns of rules/remarks.yaml: which headings stand above problems and plans, and what opens a list item."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pipeline.rulebook import Rulebook

HeadingKind = Literal["problem", "plan", "mixed", "neither"]

MARKER = re.compile(
    r"[-*•·●■◆>#]*(?:第?[一二三四五六七八九十]{1,3}(?:是|[、.,:])|[①-⑳]|[㈠-㈩]|[⑴-⒛]|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}(?:[、)]|\.(?!\d))"
    r"|其[一二三四五六][,是:]?|[首其再]次[,是:]?)?"
)


@dataclass(frozen=True, slots=True)
class Patterns:
    """The patterns of rules/remarks.yaml, compiled."""

    problem: re.Pattern[str]
    plan: re.Pattern[str]
    plan_in_plans: re.Pattern[str]
    neither: re.Pattern[str]
    opens_problem: re.Pattern[str]
    opens_plan: re.Pattern[str]
    problem_sentence: re.Pattern[str]
    not_problem: re.Pattern[str]
    to_plan: re.Pattern[str]
    to_problem: re.Pattern[str]
    closing: re.Pattern[str]


def any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    """One pattern for all; for none one that never matches."""
    return re.compile("|".join(f"(?:{p})" for p in patterns) or r"(?!)")


@lru_cache(maxsize=8)
def patterns_of(rules: Rulebook) -> Patterns:
    """The patterns of a rulebook, compiled once."""
    heads, opens, turns = rules.remarks.headings, rules.remarks.openers, rules.remarks.switches
    return Patterns(
        problem=any_of(heads.problem),
        plan=any_of(heads.plan),
        plan_in_plans=any_of(heads.plan_in_plans),
        neither=any_of(heads.neither),
        opens_problem=any_of(opens.problem),
        opens_plan=any_of(opens.plan),
        problem_sentence=any_of(opens.problem_sentence),
        not_problem=any_of(opens.not_problem),
        to_plan=any_of(turns.plan),
        to_problem=any_of(turns.problem),
        closing=any_of(rules.remarks.closings),
    )


def bare(words: str) -> str:
    """``words`` without the number or bullet in front."""
    match = MARKER.match(words)
    return words[match.end() :] if match else words


def is_marked(words: str) -> bool:
    """Whether a list item opens here: 一是, (二), 3."""
    match = MARKER.match(words)
    return bool(match and match.group(0).strip("-*•·●■◆>#"))


def marker_of(words: str) -> str:
    """What sort of number opens ``words`` (``#是``, ``(#)``, ``#.``); empty where none does."""
    match = MARKER.match(words)
    return re.sub(r"[\d一二三四五六七八九十①-⑳㈠-㈩⑴-⒛首再]+", "#", match.group(0).strip("-*•·●■◆>#")) if match else ""


def heading_kind(heading: str, rules: Rulebook, in_plan: bool = False) -> HeadingKind | None:
    """What stands below a heading (``neither``: surely no problems or plans of today).

    ``in_plan``: in a document that is a plan.
    """
    words, patterns = bare(heading), patterns_of(rules)
    if patterns.neither.search(words):
        return "neither"
    sign = any(map(words.__contains__, rules.remarks.openers.signs))
    problem = sign and bool(patterns.problem.search(words)) and not patterns.not_problem.search(words)
    plan = bool(patterns.plan.search(words) or (in_plan and patterns.plan_in_plans.search(words)))
    return "mixed" if problem and plan else "problem" if problem else "plan" if plan else None
