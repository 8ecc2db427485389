"""The sample reports as PDF: corpus/reports/txt → corpus/reports/pdf.

    python tools/build_forms_pdf.py FONT [FOLDER]

FONT is a Chinese font whose licence allows embedding; the files of the corpus are set in NotoSerifCJK-Regular.ttc (SIL
Open Font License, the package fonts-noto-cjk of Debian; see corpus/FONT-LICENSE.txt). FOLDER is corpus/reports by
default. Each file holds only the signs that it needs. The same text and font give the same bytes.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from forms_pdf import pdf_of
from forms_text import parts_of


def main() -> None:
    """Write every report of FOLDER/txt into FOLDER/pdf."""
    corpus = Path(__file__).parent.parent / "corpus" / "reports"
    parser = argparse.ArgumentParser(description="The sample reports as PDF.")
    parser.add_argument("font", type=Path, metavar="FONT", help="a .ttc, .otf or .ttf file")
    parser.add_argument("folder", type=Path, metavar="FOLDER", nargs="?", default=corpus)
    given = parser.parse_args()
    (given.folder / "pdf").mkdir(exist_ok=True)
    for source in sorted((given.folder / "txt").glob("*.txt")):
        target = given.folder / "pdf" / f"{source.stem}.pdf"
        target.write_bytes(pdf_of(parts_of(source.read_text(encoding="utf-8")), given.font))
        print(target)


if __name__ == "__main__":
    main()
