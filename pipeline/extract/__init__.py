"""Structure → Extraction: figures, judgements and the cues around them."""

from __future__ import annotations

from pipeline.extract.cells import cell_figures
from pipeline.extract.figures import figures_of
from pipeline.extract.verdicts import judgements_of
from pipeline.model import Cue, Extraction, Structure
from pipeline.rulebook import Rulebook
from pipeline.terms import cues_in

__all__ = ["extract"]


def extract(structure: Structure, rules: Rulebook) -> Extraction:
    """All figures and judgements of ``structure``, and the rulebook's terms in every paragraph that holds one."""
    figures = figures_of(structure, rules)
    judgements = judgements_of(structure, rules)
    cells = cell_figures(structure, rules)
    return Extraction(
        structure=structure,
        figures=tuple(sorted((*figures, *cells), key=lambda f: (f.at, f.to))),
        judgements=judgements,
        cues=_cues(structure, {f.sentence for f in figures} | {j.sentence for j in judgements}, rules),
    )


def _cues(structure: Structure, wanted: set[int], rules: Rulebook) -> tuple[Cue, ...]:
    """The cues of all sentences that share an item or a paragraph with a wanted one, and of headings."""
    items = {structure.sentences[n].item for n in wanted}
    paragraphs = {structure.sentences[n].paragraph for n in wanted}
    found: list[Cue] = []
    for sentence in structure.sentences:
        if sentence.item in items or sentence.paragraph in paragraphs or sentence.heading:
            text = structure.view.text[sentence.at : sentence.to]
            found.extend(
                Cue(c.at + sentence.at, c.to + sentence.at, c.kind, c.name, c.term, c.weak) for c in cues_in(text, rules)
            )
    return tuple(found)
