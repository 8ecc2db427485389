"""Document → Structure: noise apart, broken lines joined, headings, sentences and tables with their places."""

from __future__ import annotations

from pipeline.model import Document, Structure
from pipeline.structure.headings import sections_of
from pipeline.structure.reflow import blocks_of, noise_of
from pipeline.structure.sentences import sentences_of
from pipeline.structure.tables import tables_of
from pipeline.structure.view import view_of

__all__ = ["structure"]


def structure(document: Document) -> Structure:
    """The document's prose as sentences and its tables as cells, all over one white-space-free view."""
    blocks = blocks_of(document)
    view, placed = view_of(document.text, blocks)
    sections = sections_of(view.text, placed)
    return Structure(
        document=document,
        view=view,
        sentences=sentences_of(view.text, placed, sections),
        tables=tables_of(view.text, placed, sections),
        noise=noise_of(blocks),
    )
