"""Planted errors: a fixed sample of those of ``xianbao bench --checks``, and what counts as one."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from pipeline import cli
from pipeline.bench_checks import bench_checks, samples, table
from pipeline.bench_plants import KINDS, Relation, Sample, Stated, plants
from pipeline.errors import WrongUsage

EVERY = 13
LEAST = Decimal("0.96")


def test_planted_errors_are_found_and_unchanged_reports_stay_quiet() -> None:
    done = bench_checks(every=EVERY)
    found, tried = done.share(done.trials)
    assert tried > 120
    assert {t.plant.kind for t in done.trials} == set(KINDS)
    assert found >= LEAST * tried
    assert len(done.false) * 10 <= done.samples
    text = table(done)
    assert f"全部：{found}/{tried}" in text
    assert "以万、亿为单位或一位小数" in text


def test_every_sample_has_relations_to_break() -> None:
    chosen = samples()
    assert len(chosen) >= 15
    for sample in chosen:
        for relation in sample.relations:
            assert relation.scale is not None, (sample.name, relation)
            assert all(sample.text[f.start :].startswith(f.raw) for f in relation.figures)
    assert sum(len(s.relations) for s in chosen) > 200


def _relation(kind: str, *raws: str) -> Relation:
    return Relation(kind, tuple(Stated(10 * n, raw) for n, raw in enumerate(raws)))


@pytest.mark.parametrize(
    ("relation", "holds"),
    [
        (_relation("sum", "3所", "22所", "25所"), True),
        (_relation("sum", "3所", "22所", "26所"), False),
        (_relation("sum", "1.05亿元", "1.16亿元", "2.2亿元"), True),
        (_relation("sum", "1.05亿元", "1.16亿元", "2.4亿元"), False),
        (_relation("share", "25所", "26所", "96.15%"), True),
        (_relation("share", "25所", "26所", "88.46%"), False),
        (_relation("growth", "4.86亿元", "5.52亿元", "13.6%"), True),
        (_relation("growth", "4.86亿元", "5.52亿元", "15.6%"), False),
    ],
)
def test_relations_hold_within_the_written_decimals(relation: Relation, holds: bool) -> None:
    assert relation.holds(Decimal(100)) is holds


def test_plant_breaks_its_relation_and_is_the_same_every_time() -> None:
    text = "学校25所，其中初中3所、小学22所。"
    figures = tuple(Stated(text.index(raw), raw) for raw in ("3所", "22所", "25所"))
    sample = Sample("示例", text, (Relation("sum", figures),))
    planted = list(plants(sample, 1))
    assert planted == list(plants(sample, 1))
    assert len(planted) == 3
    for plant in planted:
        ((start, end),) = plant.places
        ((_, old, new),) = plant.changes
        assert plant.text[start:end] == new != old


def test_bench_of_checks_takes_no_paths(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["bench", "--checks", "corpus"]) == 2
    assert "--checks" in capsys.readouterr().err


def test_without_a_corpus_there_is_nothing_to_plant_in(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="源码目录"):
        samples(tmp_path)
