"""digest.docx: all reports of a run in one document that a supervisor can hand on."""

from __future__ import annotations

from pathlib import Path

from pipeline.model import Run
from pipeline.publish.digest.annex import write_annex
from pipeline.publish.digest.counties import Counties
from pipeline.publish.digest.doubts import write_findings, write_missing
from pipeline.publish.digest.fonts import NO_FONT, chart_font
from pipeline.publish.digest.page import Page
from pipeline.publish.digest.standards import write_standards
from pipeline.publish.digest.submissions import write_basics, write_submissions
from pipeline.publish.digest.themes import write_themes
from pipeline.rulebook import Rulebook

__all__ = ["write_digest"]

TITLE = "县域义务教育优质均衡发展报告综述"


def write_digest(run: Run, rules: Rulebook, path: Path) -> None:
    """Write the digest of ``run`` to ``path``; the bytes depend on ``run``, ``rules`` and the font of the charts alone.

    Without a font that has Chinese characters there are no charts, and the digest says so.
    """
    counties = Counties(run, rules)
    font = chart_font()
    page = Page(TITLE)
    page.title(TITLE, f"（依据{len(run.reports)}份文件，{len(counties.rows)}个县（市、区））")
    if font is None:
        page.small(NO_FONT, bold="说明：")
    write_submissions(page, counties)
    write_basics(page, counties)
    write_standards(page, counties, font)
    write_themes(page, counties, font)
    write_findings(page, counties)
    write_missing(page, counties)
    write_annex(page, counties)
    page.save(path)
