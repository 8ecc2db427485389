"""The sample reports in other forms: corpus/reports/txt → corpus/reports/html and corpus/reports/docx.

    python tools/build_forms.py [FOLDER]

FOLDER is corpus/reports by default. Each NAME.txt becomes NAME.html, a page of a made-up government site around the
report, and NAME.docx, with headings, real tables and numbers that Word draws. The same text gives the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from forms_docx import docx_of
from forms_html import html_of
from forms_text import parts_of


def main() -> None:
    """Write every report of FOLDER/txt into FOLDER/html and FOLDER/docx."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent / "corpus" / "reports"
    for form, build in (("html", html_of), ("docx", docx_of)):
        (folder / form).mkdir(exist_ok=True)
        for source in sorted((folder / "txt").glob("*.txt")):
            target = folder / form / f"{source.stem}.{form}"
            target.write_bytes(build(parts_of(source.read_text(encoding="utf-8"))))
            print(target)


if __name__ == "__main__":
    main()
