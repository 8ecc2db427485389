"""rules/*.yaml → one frozen, validated :class:`Rulebook`, or every mistake at once with file and key path.

pydantic is used here alone: the models below are the grammar of the YAML files, the rest of the package sees frozen
values. Terms are phrases as reports write them, without white space; ``…`` in a term stands for up to sixteen
characters of the same sentence (每百名…骨干教师).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import InvalidRulebook

BUILTIN = "内置"
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


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Relaxation(_Frozen):
    """A looser limit of a norm for schools that fulfil ``condition`` (2015年以前建成), as ``source`` has it."""

    value: Decimal
    condition: str
    source: str


class Norm(_Frozen):
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


class ExpectedFact(_Frozen):
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


class Example(_Frozen):
    """A passage and all facts of this indicator that it must yield: ``[]`` means none."""

    text: str
    facts: tuple[ExpectedFact, ...]


class Indicator(_Frozen):
    """A concept of the catalogue and the words by which reports name it.

    ``terms`` name it by themselves; ``weak`` only where nothing else stands between the clause's start and the figure
    but words that carry no meaning of their own (教师 for staff); ``shields`` are phrases that hold a term and mean
    something else. ``stages`` are those at which it may stand (empty: any); ``stage`` is implied where the text names
    none. ``units`` are further canonical units that it is stated in. ``within``: its weak terms count only
    where one of these words stands in the sentence or in a heading above it. ``elsewhere`` names the indicator that
    the same words mean at another stage (生均公用经费 of 特殊教育). ``flow`` says that it is counted over a time (招生,
    投入) and not at a date, ``verdict_only`` that it is judged and never measured, ``ranked`` that counties may be
    ranked by it.
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
    shields: tuple[Term, ...] = ()
    units: tuple[str, ...] = ()
    within: tuple[Term, ...] = ()
    elsewhere: dict[Stage, str] = {}
    norms: tuple[Norm, ...] = ()
    ranked: bool = True
    flow: bool = False
    verdict_only: bool = False
    examples: tuple[Example, ...] = ()


class Unit(_Frozen):
    """A canonical unit and the forms in which it is written.

    ``unless`` lists, for a form, what must not follow it (名 before 单 is no counter); ``numerals`` says whether
    Chinese numerals may stand before it, ``nominal`` that the unit is the noun itself (五镇三乡), ``continuous``
    that it measures (元, 平方米, %) and does not count, so that a written decimal stands for an interval. ``implied``
    are nouns behind which a number in 万 or 亿 needs no unit (总人口42.3万).
    """

    unit: str
    forms: tuple[Term, ...]
    unless: dict[Term, tuple[Term, ...]] = {}
    numerals: bool = False
    nominal: bool = False
    continuous: bool = False
    implied: tuple[Term, ...] = ()


class StageTerms(_Frozen):
    """The words that name a stage; ``weak`` ones only where they stand in the figure's own phrase."""

    stage: Stage
    terms: tuple[Term, ...]
    weak: tuple[Term, ...] = ()


class Words(_Frozen):
    """Words that carry no indicator: see the comments in rules/words.yaml."""

    light: tuple[Term, ...]
    shields: tuple[Term, ...]
    fixed: tuple[str, ...]
    target: tuple[str, ...]
    standard: tuple[Term, ...]
    actual: tuple[Term, ...]
    scopes: tuple[Term, ...]
    scope_patterns: tuple[str, ...]
    channels: tuple[Term, ...]
    programmes: tuple[Term, ...]
    verbs: tuple[Term, ...]
    increase: tuple[Term, ...]
    decrease: tuple[Term, ...]


class VerdictWords(_Frozen):
    """Patterns (regular expressions over the view) of stated judgements, tried in this order."""

    unknown: tuple[str, ...]
    expected: tuple[str, ...]
    not_met: tuple[str, ...]
    met: tuple[str, ...]


class SubsetRule(_Frozen):
    """``part`` can never exceed ``whole`` at the same stage, period and status; ``ask`` is what the county is asked."""

    id: str
    part: str
    whole: str
    severity: Literal["error", "warning"] = "error"
    ask: str = "请核实"


class ShareRule(_Frozen):
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


class SumRule(_Frozen):
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


class PartitionRule(_Frozen):
    """The indicators ``parts`` exclude one another and make up ``whole``; see SumRule for the rest."""

    id: str
    whole: str
    parts: tuple[str, ...]
    excess: Literal["error", "warning"] | None = "error"
    shortfall: Literal["error", "warning"] | None = "warning"
    reason: str


class Dimension(_Frozen):
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


class PlausibilityRule(_Frozen):
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


class LimitRule(_Frozen):
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


class CapRule(_Frozen):
    """The mean ``part`` ÷ ``whole`` cannot exceed the maximum that the report itself states as ``cap``."""

    id: str
    part: str
    whole: str
    cap: str
    reason: str


class NewSchoolRule(_Frozen):
    """``area`` added for one new school, divided by its places, against the norm of ``norm``."""

    id: str
    area: str
    norm: str
    reason: str


class PeerRule(_Frozen):
    """Indicators in which counties are compared: not those that grow with a county's size.

    ``least`` counties must state one; ``limit`` is the modified z-score beyond which a county stands far outside;
    ``grain`` the least spread that is reckoned with, as a part of the median.
    """

    indicators: tuple[str, ...] = ()
    least: int = 8
    limit: Decimal = Decimal(8)
    grain: Decimal = Decimal("0.02")


class CoverageRule(_Frozen):
    """What every document of one of ``kinds`` whose title holds one of ``title`` must state (where ``source`` says)."""

    id: str
    kinds: tuple[Literal["report", "summary", "plan", "bulletin", "other"], ...]
    title: tuple[Term, ...]
    indicators: tuple[str, ...]
    source: str


class TrendRule(_Frozen):
    """How far a figure usually moves from one year to the next: by ``points`` (rates) or ``times`` (counts)."""

    id: str
    indicators: tuple[str, ...]
    points: Decimal | None = None
    times: Decimal | None = None
    source: str


class ProductRule(_Frozen):
    """``first`` × ``second`` = ``product`` at one stage, period and status."""

    id: str
    first: str
    second: str
    product: str
    source: str


class FloorRule(_Frozen):
    """Of ``items`` indicators a school must meet ``least``, and the rest to ``share`` per cent (教督〔2017〕6号)."""

    items: int
    least: int
    share: Decimal
    source: str


class CheckRules(_Frozen):
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
    products: tuple[ProductRule, ...] = ()
    floor: FloorRule | None = None
    additive: tuple[str, ...] = ()


class ThemeExample(_Frozen):
    """A sentence that does, or does not, belong to the theme."""

    text: str
    matches: bool = True


class Theme(_Frozen):
    """What problems and plans may be about. ``shields`` hold a term and mean something else; see rules/themes.yaml."""

    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    name: str
    terms: tuple[Annotated[str, Field(pattern=r"^[^\s…]{2}\S*$")], ...]
    shields: tuple[Term, ...] = ()
    examples: tuple[ThemeExample, ...] = ()


class RemarkHeadings(_Frozen):
    """Patterns of headings: of problems, of plans, of plans in a document that is a plan, and of neither."""

    problem: tuple[str, ...] = ()
    plan: tuple[str, ...] = ()
    plan_in_plans: tuple[str, ...] = ()
    neither: tuple[str, ...] = ()


class RemarkOpeners(_Frozen):
    """Patterns of sentences that open problems or plans outside sections of their own.

    Those of problems are only tried on sentences that hold one of ``signs``. ``problem`` and ``plan`` begin with the
    sentence.
    """

    signs: tuple[Term, ...] = ()
    problem: tuple[str, ...] = ()
    plan: tuple[str, ...] = ()
    problem_sentence: tuple[str, ...] = ()
    not_problem: tuple[str, ...] = ()


class RemarkSwitches(_Frozen):
    """Patterns of sentences from which on a section of both kinds tells of the other kind."""

    problem: tuple[str, ...] = ()
    plan: tuple[str, ...] = ()


class RemarkColumns(_Frozen):
    """Patterns of the header words of a list of problems."""

    problem: tuple[str, ...] = ()
    plan: tuple[str, ...] = ()
    office: tuple[str, ...] = ()
    deadline: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    settled: tuple[str, ...] = ()


class ExpectedRemark(_Frozen):
    """What an example must yield: its kind and its words; the rest is compared where it is given."""

    kind: Literal["problem", "plan"]
    text: str
    themes: tuple[str, ...] | None = None
    office: str | None = None


class RemarkExample(_Frozen):
    """A report in small and all remarks that it must yield."""

    text: str
    remarks: tuple[ExpectedRemark, ...]


class RemarkRules(_Frozen):
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


class BasisExample(_Frozen):
    """A passage and the words of every note that its topic must find in it."""

    text: str
    notes: tuple[str, ...]


class BasisTopic(_Frozen):
    """Something that a report may say of the basis of its figures.

    ``patterns`` are tried on sentences that hold one of ``signs``; ``unless``: words whose clause is not meant.
    """

    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    name: str
    signs: tuple[Term, ...]
    patterns: tuple[str, ...]
    unless: tuple[str, ...] = ()
    examples: tuple[BasisExample, ...] = ()


class DigestFigure(_Frozen):
    """A column of the digest. ``sum`` says that the counties' figures may be added up."""

    indicator: str
    stage: Stage | None = None
    measure: Measure = "value"
    sum: bool = False


class DigestRules(_Frozen):
    """rules/digest.yaml: the figures that the digest puts side by side, and those of a county's page."""

    basics: tuple[DigestFigure, ...] = ()
    county_page: tuple[DigestFigure, ...] = ()


class DerivedRule(_Frozen):
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


class ShortfallRule(_Frozen):
    """What lacks to the norm of ``indicator``: (norm − mean) × ``students`` ÷ ``per``, in ``unit`` of ``name``."""

    indicator: str
    students: str
    per: Decimal = Decimal(1)
    unit: str
    name: str


class ResourceRules(_Frozen):
    """The sheet 七项达标汇总: the indicators of assessed schools and of schools that meet all the resource norms."""

    schools: str
    total: str


class WorkbookRules(_Frozen):
    """rules/workbook.yaml: what the workbook works out of the stated figures; see the comments there."""

    summed: tuple[str, ...] = ()
    derived: tuple[DerivedRule, ...] = ()
    shortfalls: tuple[ShortfallRule, ...] = ()
    resources: ResourceRules | None = None
    school_names: tuple[str, ...] = ()
    not_schools: tuple[str, ...] = ()
    before_schools: tuple[Term, ...] = ()


class _IndicatorFile(_Frozen):
    indicators: tuple[Indicator, ...]


class _UnitFile(_Frozen):
    units: tuple[Unit, ...]


class _StageFile(_Frozen):
    stages: tuple[StageTerms, ...]


class _ThemeFile(_Frozen):
    themes: tuple[Theme, ...]


class _BasisFile(_Frozen):
    topics: tuple[BasisTopic, ...]


class Rulebook(_Frozen):
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
    package = Path(__file__).resolve().parent
    for folder in (package.parent / "rules", package / "rules"):
        if (folder / "indicators").is_dir():
            return folder
    raise InvalidRulebook([f"找不到内置规则库（应在 {package / 'rules'}）；请重新安装 xianbao。"])


@cache
def load_rulebook(overlay: Path | None = None) -> Rulebook:
    """The built-in rulebook, with the files of ``overlay`` laid over it.

    An indicator of the overlay replaces the built-in one of the same code or joins it; its units.yaml, stages.yaml,
    words.yaml, verdicts.yaml, checks.yaml, workbook.yaml, themes.yaml, remarks.yaml, basis.yaml and digest.yaml replace
    the built-in file whole.

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
    problems += _dangling(indicators, files, parts)
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
        loaded = _load(_newest(folders, name), model, problems)
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
            loaded = _load(path, _IndicatorFile, problems)
            for indicator in loaded.indicators if loaded else ():
                if indicator.code in here:
                    problems.append(f"{path.name} → {indicator.code}：该指标在 {here[indicator.code].name} 中已有。")
                here[indicator.code] = path
                found[indicator.code] = indicator
                origin[indicator.code] = book
                files[indicator.code] = path.name
    return found, origin, files


def _load(path: Path, model: type[BaseModel], problems: list[str]) -> Any:
    """The file as ``model``, or None with its mistakes added to ``problems``."""
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"{path.name}：读不了这个文件（{error}）。")
        return None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"第 {mark.line + 1} 行" if mark else "全文"
        problems.append(f"{path.name} → {where}：不是有效的 YAML（{getattr(error, 'problem', error)}）。")
        return None
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for mistake in error.errors():
            problems.append(f"{path.name} → {_key_path(data, mistake['loc'])}：{_in_chinese(mistake)}")
        return None


_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _key_path(data: Any, loc: Sequence[Any]) -> str:
    """The place of a mistake as keys, with list items named by their code or id where they have one."""
    words = []
    for key in loc:
        data = data[key] if isinstance(data, dict) and key in data else _item(data, key)
        name = next((data[k] for k in ("code", "id", "stage", "unit") if isinstance(data, dict) and k in data), None)
        words.append(f"{key}({name})" if isinstance(key, int) and name else str(key))
    return ".".join(words) or "全文"


def _item(data: Any, key: Any) -> Any:
    return data[key] if isinstance(data, list) and isinstance(key, int) and key < len(data) else None


def _in_chinese(mistake: Any) -> str:
    kind = mistake["type"]
    if kind == "missing":
        return "缺少这一项。"
    if kind == "extra_forbidden":
        return "没有这个键，请检查拼写。"
    if kind == "literal_error":
        return f"只能是 {mistake['ctx']['expected']}，现为 {mistake['input']!r}。"
    return f"值 {mistake['input']!r} 不合要求（{mistake['msg']}）。"


def _dangling(indicators: dict[str, Indicator], files: dict[str, str], parts: dict[str, Any]) -> Iterator[str]:
    """Names that lead nowhere and patterns that do not compile, in whatever files could be read."""
    if parts["units"] is not None:
        units = {u.unit for u in parts["units"]}
        for code, indicator in indicators.items():
            for unit in (indicator.unit, *indicator.units):
                if unit is not None and unit not in units:
                    yield f"{files[code]} → {code}.unit：units.yaml 中没有单位 {unit!r}。"
    for code, indicator in indicators.items():
        yield from (f"{files[code]} → {code}.{mistake}" for mistake in _mistakes(indicator, indicators))
    if parts["checks"] is not None:
        yield from _dangling_checks(parts["checks"], indicators)
    yield from _mistakes_of_remarks(parts, indicators)
    if parts["workbook"] is not None:
        yield from _dangling_columns(parts["workbook"], indicators)
    for where, expressions in _patterns(parts):
        for expression in expressions:
            try:
                re.compile(expression)
            except re.error as error:
                yield f"{where}：正则表达式 {expression!r} 有误（{error}）。"


def _mistakes(indicator: Indicator, indicators: dict[str, Indicator]) -> Iterator[str]:
    """What is wrong inside one indicator that could be read."""
    for stage, other in indicator.elsewhere.items():
        if other not in indicators:
            yield f"elsewhere.{stage}：没有指标 {other!r}。"
    for norm in indicator.norms:
        if norm.stage and indicator.stages and norm.stage not in indicator.stages:
            yield f"norms：学段 {norm.stage} 不在该指标的 stages 中。"
    if len(indicator.examples) < 2:
        yield "examples：至少要有两个例子。"
    elif all(e.facts for e in indicator.examples):
        yield "examples：至少要有一个不应匹配的例子（facts: []）。"


def _mistakes_of_remarks(parts: dict[str, Any], indicators: dict[str, Indicator]) -> Iterator[str]:
    """What is wrong in the rules of themes, remarks, basis and digest that could be read."""
    themes, topics = parts["themes"] or (), parts["basis"] or ()
    for file, codes in (("themes.yaml", [t.code for t in themes]), ("basis.yaml", [t.code for t in topics])):
        yield from (f"{file} → {code}：code 重复。" for code in sorted({c for c in codes if codes.count(c) > 1}))
    for theme in themes:
        if all(e.matches for e in theme.examples) or not any(e.matches for e in theme.examples):
            yield f"themes.yaml → {theme.code}.examples：应归入和不应归入（matches: false）的例句至少各要有一个。"
    for topic in topics:
        if all(e.notes for e in topic.examples) or not any(e.notes for e in topic.examples):
            yield f"basis.yaml → {topic.code}.examples：应读出和不应读出（notes: []）的例句至少各要有一个。"
    known = {theme.code for theme in themes}
    for example in parts["remarks"].examples if parts["remarks"] else ():
        for code in (code for remark in example.remarks for code in remark.themes or () if code not in known):
            yield f"remarks.yaml → examples：没有主题 {code!r}。"
    for code in parts["remarks"].unnamed if parts["remarks"] else ():
        if code not in indicators:
            yield f"remarks.yaml → unnamed：没有指标 {code!r}。"
    if parts["digest_rules"] is not None:
        for key in ("basics", "county_page"):
            for figure in getattr(parts["digest_rules"], key):
                if figure.indicator not in indicators:
                    yield f"digest.yaml → {key}：没有指标 {figure.indicator!r}。"


def _dangling_checks(checks: CheckRules, indicators: dict[str, Indicator]) -> Iterator[str]:
    for kind in (
        "subset",
        "share",
        "sum",
        "partition",
        "plausibility",
        "limits",
        "caps",
        "new_school",
        "coverage",
        "trend",
        "products",
    ):
        for rule in getattr(checks, kind):
            for role in (
                "part",
                "whole",
                "rate",
                "cap",
                "area",
                "norm",
                "whole_indicator",
                "indicators",
                "parts",
                "first",
                "second",
                "product",
            ):
                if kind == "sum" and role in ("whole", "parts"):
                    continue  # stages there
                for code in _codes(getattr(rule, role, None)):
                    if code not in indicators:
                        yield f"checks.yaml → {kind}.{rule.id}.{role}：没有指标 {code!r}。"
    for key, codes in (
        ("additive", checks.additive),
        ("peer", checks.peer.indicators),
        ("heads", (checks.heads, *checks.persons)),
    ):
        for code in codes:
            if code not in indicators:
                yield f"checks.yaml → {key}：没有指标 {code!r}。"


def _dangling_columns(workbook: WorkbookRules, indicators: dict[str, Indicator]) -> Iterator[str]:
    """Codes of workbook.yaml that no indicator has."""
    places = [("summed", workbook.summed)]
    places += [(f"derived.{rule.indicator}", (rule.indicator, rule.part, rule.whole)) for rule in workbook.derived]
    places += [(f"shortfalls.{rule.indicator}", (rule.indicator, rule.students)) for rule in workbook.shortfalls]
    if workbook.resources is not None:
        places.append(("resources", (workbook.resources.schools, workbook.resources.total)))
    for where, codes in places:
        for code in codes:
            if code not in indicators:
                yield f"workbook.yaml → {where}：没有指标 {code!r}。"


def _patterns(parts: dict[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The regular expressions of the rulebook, each group with its file and key."""
    for file, keys in (
        ("words", ("fixed", "target", "scope_patterns")),
        ("verdicts", ("unknown", "expected", "not_met", "met")),
        ("workbook", ("school_names", "not_schools")),
    ):
        if parts[file] is not None:
            for key in keys:
                yield f"{file}.yaml → {key}", getattr(parts[file], key)
    if parts["remarks"] is not None:
        for key, value in parts["remarks"]:
            if isinstance(value, _Frozen):
                yield from ((f"remarks.yaml → {key}.{name}", expressions) for name, expressions in value)
            elif key in ("lead_ins", "closings", "offices"):
                yield f"remarks.yaml → {key}", value
    for topic in parts["basis"] or ():
        yield f"basis.yaml → {topic.code}.patterns", topic.patterns


def _codes(names: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return () if names is None else (names,) if isinstance(names, str) else names


def _digest(folders: Sequence[tuple[str, Path]]) -> str:
    """Twelve hex digits that change whenever a byte of any rule changes."""
    total = hashlib.sha256()
    for _, folder in folders:
        for path in sorted([*folder.rglob("*.yaml"), *folder.glob("*.csv")]):
            total.update(path.relative_to(folder).as_posix().encode())
            total.update(path.read_bytes())
    return total.hexdigest()[:12]
