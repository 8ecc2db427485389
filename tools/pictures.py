"""Pictures of workbook, letter and digest for the READMEs: corpus → files → soffice → PDF → pdftoppm → docs/*.png.

    python tools/pictures.py

Needs LibreOffice (soffice), pdftoppm and a Chinese font; each picture stays below 200 kB. SHEETS says which are taken.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from openpyxl import load_workbook

from pipeline.flow import run

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
MOST_BYTES = 200_000
SHEETS = {
    "总览": "workbook-overview.png",
    "报送情况": "workbook-submissions.png",
    "办学规模": "workbook-comparison.png",
    "七项达标汇总": "workbook-resources.png",
    "三十二项结论": "workbook-conclusions.png",
}
"""Sheet → file below docs/; the first page of each is taken."""

LETTER, DIGEST = "letter.png", "digest.png"
"""Files below docs/ of the first page of a made-up county's letter, and of the digest."""

RESOLUTIONS = (90, 80, 70, 60, 50)


def main() -> int:
    """Make the pictures anew."""
    missing = [name for name in ("soffice", "pdftoppm") if shutil.which(name) is None]
    if missing:
        print(f"{', '.join(missing)}: not installed", file=sys.stderr)
        return 2
    DOCS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        run([ROOT / "corpus" / "reports" / "txt"], folder / "out", roster=ROOT / "corpus" / "roster.csv")
        for sheet, name in SHEETS.items():
            size = picture(pdf_of(folder / "out" / "comparison.xlsx", sheet, folder), DOCS / name)
            print(f"docs/{name}: {size} bytes")
        made_up = next(path for path in sorted((folder / "out" / "letters").glob("*.docx")) if "示例" in path.name)
        for document, name in ((made_up, LETTER), (folder / "out" / "digest.docx", DIGEST)):
            print(f"docs/{name}: {picture(converted(document, folder), DOCS / name)} bytes")
    return 0


def pdf_of(workbook: Path, sheet: str, folder: Path) -> Path:
    """One sheet of the workbook as PDF: the others are hidden, so that they are not printed."""
    book = load_workbook(workbook)
    book.active = book.sheetnames.index(sheet)
    for other in book.worksheets:
        other.sheet_state = "visible" if other.title == sheet else "hidden"
        other.sheet_view.tabSelected = other.title == sheet
    alone = folder / "sheet.xlsx"
    book.save(alone)
    return converted(alone, folder)


def converted(path: Path, folder: Path) -> Path:
    """A document as PDF in ``folder``."""
    profile = (folder / "profile").as_uri()
    command = ["soffice", "--headless", f"-env:UserInstallation={profile}", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", str(folder), str(path)], check=True, capture_output=True, timeout=180)
    return folder / f"{path.stem}.pdf"


def picture(pdf: Path, path: Path) -> int:
    """The first page of ``pdf`` as a PNG at ``path``, as sharp as the limit allows; its size in bytes."""
    for resolution in RESOLUTIONS:
        options = ["-png", "-singlefile", "-f", "1", "-l", "1", "-r", str(resolution)]
        subprocess.run(["pdftoppm", *options, str(pdf), str(path.with_suffix(""))], check=True, timeout=60)
        if path.stat().st_size < MOST_BYTES:
            break
    return path.stat().st_size


if __name__ == "__main__":
    sys.exit(main())
