"""rules/*.yaml → one frozen, validated :class:`Rulebook`, or every mistake at once with file and key path.

pydantic is used here alone: the models below are the grammar of the YAML files, the rest of the package sees frozen
values. Terms are phrases as reports write them, without white space; ``…`` in a term stands for up to sixteen
characters of the same sentence (每百名…骨干教师).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from pipeline.errors import InvalidRulebook
from pipeline.rulebook.claims import ClaimRules, MaximumRule, NobodyRule, RoomsRule
from pipeline.rulebook.columns import DerivedRule, ResourceRules, ShortfallRule, WorkbookRules
from pipeline.rulebook.files import load
from pipeline.rulebook.grammar import GROUPS, MEASURES, STAGES, Frozen
from pipeline.rulebook.indicators import Example, ExpectedFact, Indicator, Norm, Relaxation
from pipeline.rulebook.mistakes import dangling
from pipeline.rulebook.narrative import (
    BasisExample,
    BasisTopic,
    DigestFigure,
    DigestRules,
    ExpectedRemark,
    RemarkColumns,
    RemarkExample,
    RemarkHeadings,
    RemarkOpeners,
    RemarkRules,
    RemarkSwitches,
    Theme,
    ThemeExample,
)
from pipeline.rulebook.relations import (
    CapRule,
    CheckRules,
    CoverageRule,
    Dimension,
    FloorRule,
    FlowTerm,
    LimitRule,
    NewSchoolRule,
    PartitionRule,
    PeerRule,
    PlausibilityRule,
    ProductRule,
    RollForwardRule,
    ShareRule,
    SubsetRule,
    SumRule,
    TrendRule,
)
from pipeline.rulebook.words import StageTerms, Unit, VerdictWords, Words

__all__ = [
    "BUILTIN",
    "GROUPS",
    "MEASURES",
    "STAGES",
    "BasisExample",
    "BasisTopic",
    "CapRule",
    "CheckRules",
    "ClaimRules",
    "CoverageRule",
    "DerivedRule",
    "DigestFigure",
    "DigestRules",
    "Dimension",
    "Example",
    "ExpectedFact",
    "ExpectedRemark",
    "FloorRule",
    "FlowTerm",
    "Indicator",
    "LimitRule",
    "MaximumRule",
    "NewSchoolRule",
    "NobodyRule",
    "Norm",
    "PartitionRule",
    "PeerRule",
    "PlausibilityRule",
    "ProductRule",
    "Relaxation",
    "RemarkColumns",
    "RemarkExample",
    "RemarkHeadings",
    "RemarkOpeners",
    "RemarkRules",
    "RemarkSwitches",
    "ResourceRules",
    "RollForwardRule",
    "RoomsRule",
    "Rulebook",
    "ShareRule",
    "ShortfallRule",
    "StageTerms",
    "SubsetRule",
    "SumRule",
    "Theme",
    "ThemeExample",
    "TrendRule",
    "Unit",
    "VerdictWords",
    "Words",
    "WorkbookRules",
    "builtin_rules",
    "load_rulebook",
]

BUILTIN = "内置"


class _IndicatorFile(Frozen):
    indicators: tuple[Indicator, ...]


class _UnitFile(Frozen):
    units: tuple[Unit, ...]


class _StageFile(Frozen):
    stages: tuple[StageTerms, ...]


class _ThemeFile(Frozen):
    themes: tuple[Theme, ...]


class _BasisFile(Frozen):
    topics: tuple[BasisTopic, ...]


class Rulebook(Frozen):
    """All rules. ``origin`` maps an indicator's code to the rulebook that set it; ``digest`` names the exact rules."""

    indicators: dict[str, Indicator]
    origin: dict[str, str]
    units: tuple[Unit, ...]
    stages: tuple[StageTerms, ...]
    words: Words
    verdicts: VerdictWords
    checks: CheckRules
    themes: tuple[Theme, ...] = ()
    remarks: RemarkRules = RemarkRules()
    basis: tuple[BasisTopic, ...] = ()
    claims: ClaimRules = ClaimRules()
    digest_rules: DigestRules = DigestRules()
    places: Path
    digest: str
    workbook: WorkbookRules = WorkbookRules()

    __hash__ = object.__hash__  # one object a rulebook (``load_rulebook``): caches ask for it all the time
    __eq__ = object.__eq__

    def rule_id(self, code: str, term: str) -> str:
        """The id that a fact carries: indicator, the term that won, and the rulebook that holds it."""
        return f"{code}/{term}@{self.origin[code]}"


def builtin_rules() -> Path:
    """The folder of the built-in rulebook: ``rules/`` of a checkout, else the one inside the installed package."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package.parent / "rules", package / "rules"):
        if (folder / "indicators").is_dir():
            return folder
    raise InvalidRulebook([f"找不到内置规则库（应在 {package / 'rules'}）；请重新安装 xianbao。"])


@cache
def load_rulebook(overlay: Path | None = None) -> Rulebook:
    """The built-in rulebook, with the files of ``overlay`` laid over it.

    An indicator of the overlay replaces the built-in one of the same code or joins it; its units.yaml, stages.yaml,
    words.yaml, verdicts.yaml, checks.yaml, claims.yaml, workbook.yaml, themes.yaml, remarks.yaml, basis.yaml and
    digest.yaml replace the built-in file whole.

    Raises InvalidRulebook with every mistake of all files at once.
    """
    folders = [(BUILTIN, builtin_rules())]
    if overlay is not None:
        if not overlay.is_dir():
            raise InvalidRulebook([f"{overlay}：没有这个文件夹。"])
        folders.append((overlay.name or str(overlay), overlay))
    problems: list[str] = []
    parts = _parts(folders, problems)
    indicators, origin, files = _indicators(folders, problems)
    problems += dangling(indicators, files, parts)
    if problems:
        raise InvalidRulebook(problems)
    return Rulebook(
        indicators=indicators,
        origin=origin,
        places=_newest(folders, "places.csv"),
        digest=_digest(folders),
        **parts,
    )


def _parts(folders: Sequence[tuple[str, Path]], problems: list[str]) -> dict[str, Any]:
    """The single files of the rulebook, each from the last folder that holds it."""

    def one(name: str, model: type[BaseModel], get: Callable[[Any], Any] = lambda x: x) -> Any:
        loaded = load(_newest(folders, name), model, problems)
        return None if loaded is None else get(loaded)

    return {
        "units": one("units.yaml", _UnitFile, lambda f: f.units),
        "stages": one("stages.yaml", _StageFile, lambda f: f.stages),
        "words": one("words.yaml", Words),
        "verdicts": one("verdicts.yaml", VerdictWords),
        "checks": one("checks.yaml", CheckRules),
        "themes": one("themes.yaml", _ThemeFile, lambda f: f.themes),
        "remarks": one("remarks.yaml", RemarkRules),
        "basis": one("basis.yaml", _BasisFile, lambda f: f.topics),
        "claims": one("claims.yaml", ClaimRules),
        "digest_rules": one("digest.yaml", DigestRules),
        "workbook": one("workbook.yaml", WorkbookRules),
    }


def _newest(folders: Sequence[tuple[str, Path]], name: str) -> Path:
    """The file ``name`` of the last folder that has it (the first folder's, if none has)."""
    return next((f / name for _, f in reversed(folders) if (f / name).is_file()), folders[0][1] / name)


def _indicators(
    folders: Sequence[tuple[str, Path]], problems: list[str]
) -> tuple[dict[str, Indicator], dict[str, str], dict[str, str]]:
    """The indicators by code, the rulebook and the file that each comes from."""
    files: dict[str, str] = {}
    found: dict[str, Indicator] = {}
    origin: dict[str, str] = {}
    for book, folder in folders:
        here: dict[str, Path] = {}
        for path in sorted((folder / "indicators").glob("*.yaml")):
            loaded = load(path, _IndicatorFile, problems)
            for indicator in loaded.indicators if loaded else ():
                if indicator.code in here:
                    problems.append(f"{path.name} → {indicator.code}：该指标在 {here[indicator.code].name} 中已有。")
                here[indicator.code] = path
                found[indicator.code] = indicator
                origin[indicator.code] = book
                files[indicator.code] = path.name
    return found, origin, files


def _digest(folders: Sequence[tuple[str, Path]]) -> str:
    """Twelve hex digits that change whenever a byte of any rule changes."""
    total = hashlib.sha256()
    for _, folder in folders:
        for path in sorted([*folder.rglob("*.yaml"), *folder.glob("*.csv")]):
            total.update(path.relative_to(folder).as_posix().encode())
            total.update(path.read_bytes())
    return total.hexdigest()[:12]
