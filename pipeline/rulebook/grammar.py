"""The words that the rules are written in: stages, measures, groups, terms, and the frozen base of all rules."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

STAGES = (
    "preschool",
    "primary",
    "junior",
    "nine_year",
    "twelve_year",
    "compulsory",
    "senior",
    "complete_secondary",
    "vocational",
    "special",
    "university",
    "all",
)
MEASURES = (
    "value",
    "schools_met",
    "schools_unmet",
    "share_met",
    "change",
    "verdict",
    "items_total",
    "items_met",
    "items_unmet",
    "variation_coefficient",
    "mean",
)
GROUPS = {
    "context": "县情",
    "scale": "办学规模",
    "staff": "教师队伍",
    "access": "入学与巩固",
    "equity": "教育公平",
    "outcome": "升学结果",
    "funding": "经费投入",
    "facilities": "办学条件",
    "safety": "校园安全",
    "standard": "国家标准三十二项",
}

Term = Annotated[str, Field(pattern=r"^\S+$")]
Op = Literal["=", ">=", "<=", ">", "<"]
Stage = Literal[STAGES]  # type: ignore[valid-type]
Measure = Literal[MEASURES]  # type: ignore[valid-type]


class Frozen(BaseModel):
    """A rule: no key that it does not know, no change after it was read."""

    model_config = ConfigDict(extra="forbid", frozen=True)
