"""rules/workbook.yaml: what the workbook works out of the stated figures."""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.rulebook.grammar import Frozen, Term


class DerivedRule(Frozen):
    """A column that the workbook works out: ``indicator`` = ``scale`` × ``part`` ÷ ``whole``, of one stage and year.

    ``unstaged``: also where neither names a stage, since there is only one that they can be of.
    """

    indicator: str
    part: str
    whole: str
    scale: Decimal = Decimal(1)
    decimals: int = 2
    formula: str
    unstaged: bool = False


class ShortfallRule(Frozen):
    """What lacks to the norm of ``indicator``: (norm − mean) × ``students`` ÷ ``per``, in ``unit`` of ``name``."""

    indicator: str
    students: str
    per: Decimal = Decimal(1)
    unit: str
    name: str


class ResourceRules(Frozen):
    """The sheet 七项达标汇总: the indicators of assessed schools and of schools that meet all the resource norms."""

    schools: str
    total: str


class WorkbookRules(Frozen):
    """rules/workbook.yaml: what the workbook works out of the stated figures; see the comments there."""

    summed: tuple[str, ...] = ()
    derived: tuple[DerivedRule, ...] = ()
    shortfalls: tuple[ShortfallRule, ...] = ()
    resources: ResourceRules | None = None
    school_names: tuple[str, ...] = ()
    not_schools: tuple[str, ...] = ()
    before_schools: tuple[Term, ...] = ()

    def school(self, scope: str | None) -> str | None:
        """The school that a scope names; None where it names none, several, or a kind of schools."""
        if not scope:
            return None
        name = scope
        for word in self.before_schools:
            name = name.removeprefix(word)
        if not any(re.search(pattern, name) for pattern in self.school_names):
            return None
        return None if any(re.search(pattern, name) for pattern in self.not_schools) else name
