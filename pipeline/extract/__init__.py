"""Structure → Extraction: figures, judgements and the cues around them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from pipeline.extract.cells import cell_figures
from pipeline.extract.figures import figures_of
from pipeline.extract.masks import MASK
from pipeline.extract.verdicts import judgements_of
from pipeline.model import Cue, Extraction, Figure, Structure
from pipeline.rulebook import Rulebook
from pipeline.terms import cues_of

__all__ = ["extract"]

_TITLE = re.compile(r"《[^《》\n]*》")  # titles of documents name much that the sentence is not about


def extract(structure: Structure, rules: Rulebook) -> Extraction:
    """All figures and judgements of ``structure``, and the rulebook's terms in every paragraph that holds one."""
    figures = figures_of(structure, rules)
    judgements = judgements_of(structure, rules)
    cues = _cues(structure, {f.sentence for f in figures} | {j.sentence for j in judgements if j.sentence >= 0}, rules)
    return Extraction(
        structure=structure,
        figures=tuple(sorted((*_widened(figures, cues), *cell_figures(structure, rules)), key=lambda f: (f.at, f.to))),
        judgements=judgements,
        cues=cues,
    )


def _widened(figures: tuple[Figure, ...], cues: tuple[Cue, ...]) -> Iterator[Figure]:
    """The figures, with own phrases that begin inside a term begun where the term begins.

    In 教师5年360学时培训完成率达到100% the number 360 is part of the name that 100% belongs to.
    """
    terms = [c for c in cues if c.kind == "indicator"]
    starts = [c.at for c in terms]
    for figure in figures:
        near = terms[bisect_left(starts, figure.own[0] - 40) : bisect_left(starts, figure.own[0])]
        cut = [c.at for c in near if figure.own[0] < c.to <= figure.at]
        yield figure._replace(own=(min(cut), figure.own[1])) if cut and figure.lead in ("", "、") else figure


def _cues(structure: Structure, wanted: set[int], rules: Rulebook) -> tuple[Cue, ...]:
    """The cues of all sentences that share an item or a paragraph with a wanted one, and of headings."""
    items = {structure.sentences[n].item for n in wanted}
    paragraphs = {structure.sentences[n].paragraph for n in wanted}
    spans = [(s.at, s.to) for s in structure.sentences if s.item in items or s.paragraph in paragraphs or s.heading]
    return cues_of(_TITLE.sub(lambda m: MASK * len(m.group(0)), structure.view.text), spans, rules)
