"""An :class:`~pipeline.evaluate.Evaluation` as text, and the floors that it must not fall under."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.errors import WrongUsage
from pipeline.evaluate import BANDS, Evaluation, Scores, Tally

_DIMENSIONS = {"indicator": "指标", "stage": "学段", "measure": "口径"}


def scorecard(evaluation: Evaluation) -> str:
    """The whole evaluation: documents, totals, tallies by dimension (worst first), confusions, calibration."""
    lines = [*_scores("全部文件", evaluation.total), ""]
    for name, scores in evaluation.documents.items():
        lines += _scores(name, scores)
    for dimension, tallies in evaluation.mapped_by.items():
        lines += ["", f"按{_DIMENSIONS[dimension]}（错漏多的在前）", *_tallies(tallies)]
    lines += ["", "指标混淆（标注 → 提取，次数）"]
    pairs = sorted(evaluation.confusion.items(), key=lambda pair: (-pair[1], pair[0][0], pair[0][1] or ""))
    lines += [f"  {wanted} → {got or '未对应指标或未提取'}：{count}" for (wanted, got), count in pairs] or ["  没有"]
    return "\n".join([*lines, "", *_calibration(evaluation)])


def _scores(name: str, scores: Scores) -> Iterator[str]:
    yield name
    for title, tally in (("数据提取", scores.capture), ("对应指标", scores.mapped), ("局部数据", scores.parts)):
        yield f"  {title}  {_tally(tally)}"
    shares = (("状态", scores.status), ("比较符", scores.op), ("时期", scores.period))
    yield "  " + "  ".join(f"{title} {share.rate:.3f}（{share.hits}/{share.of}）" for title, share in shares)
    yield f"  误取（不是数据的文字） {scores.leaks}"


def _tally(tally: Tally) -> str:
    return (
        f"准确率 {tally.precision:.3f}  查全率 {tally.recall:.3f}  F1 {tally.f1:.3f}"
        f"（对 {tally.hits}，提取 {tally.predicted}，标注 {tally.gold}）"
    )


def _tallies(tallies: Mapping[str, Tally]) -> list[str]:
    def worst_first(item: tuple[str, Tally]) -> tuple[int, str]:
        name, tally = item
        return 2 * tally.hits - tally.predicted - tally.gold, name

    return [f"  {name:<40}{_tally(tally)}" for name, tally in sorted(tallies.items(), key=worst_first)]


def _calibration(evaluation: Evaluation) -> Iterator[str]:
    total = sum(share.of for share in evaluation.calibration.values())
    yield "置信度校准（对应到指标的全县数据）"
    upper = 1.0
    for band in BANDS:
        share = evaluation.calibration[band]
        part = share.of / total if total else 0.0
        right = f"正确 {share.rate:.3f}（{share.hits}/{share.of}）" if share.of else "没有数据"
        yield f"  {band:.1f}—{upper:.1f}  {right}  占 {part:.1%}"
        upper = band


def below(evaluation: Evaluation, floors: Sequence[str]) -> list[str]:
    """A sentence for each floor (``name=value``; for ``leaks`` a ceiling) that the evaluation falls under.

    Raises WrongUsage for a floor whose name or value is none.
    """
    figures = evaluation.figures()
    failed = []
    for floor in floors:
        name, _, value = floor.partition("=")
        if name not in figures:
            raise WrongUsage(f"--floor {floor}：没有“{name}”这一项；可用的有 {'、'.join(figures)}。")
        try:
            wanted = float(value)
        except ValueError as error:
            raise WrongUsage(f"--floor {floor}：等号后应为数字，例如 mapped.f1=0.88。") from error
        if name == "leaks" and -figures[name] > wanted:
            failed.append(f"误取 {-figures[name]:.0f} 处，高于上限 {wanted:g}")
        elif name != "leaks" and figures[name] < wanted:
            failed.append(f"{name} 为 {figures[name]:.4f}，低于下限 {wanted:g}")
    return failed
