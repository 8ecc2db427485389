"""PDF files for tests, written by hand: a Chinese font that is not embedded, words at places, lines, pictures."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.model import Document
from pipeline.read.pdf import read_pdf

WIDE, HIGH = 595, 842
LEFT, SIZE = 80, 15
FULL = 28  # Chinese characters of a full line
BLANK = Document("示例甲县.pdf", "", 0, "pdf", "ok")


@dataclass
class Sheet:
    """The content of a page under way; places are in points from its top left corner."""

    parts: list[str] = field(default_factory=list)
    turned: int = 0

    def text(self, x: float, y: float, words: str, size: float = SIZE) -> Sheet:
        """Words whose foot stands at ``y``."""
        code = words.encode("utf-16-be").hex()
        self.parts.append(f"BT /F1 {size} Tf 1 0 0 1 {x} {HIGH - y} Tm <{code}> Tj ET")
        return self

    def line(self, x0: float, y0: float, x1: float, y1: float) -> Sheet:
        self.parts.append(f"{x0} {HIGH - y0} m {x1} {HIGH - y1} l S")
        return self

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Sheet:
        self.parts.append(f"{x0} {HIGH - y1} {x1 - x0} {y1 - y0} re S")
        return self

    def picture(self, x0: float, y0: float, x1: float, y1: float) -> Sheet:
        self.parts.append(f"q {x1 - x0} 0 0 {y1 - y0} {x0} {HIGH - y1} cm /Im1 Do Q")
        return self

    def prose(self, *paragraphs: str, top: float = 100, x: float = LEFT, full: int = FULL) -> Sheet:
        """Paragraphs broken into lines of ``full`` characters, the first of each two characters in."""
        y = top
        for paragraph in paragraphs:
            first, rest = paragraph[: full - 2], paragraph[full - 2 :]
            for n, line in enumerate([first, *[rest[i : i + full] for i in range(0, len(rest), full)]]):
                self.text(x + (2 * SIZE if n == 0 else 0), y, line)
                y += 26
        return self

    def table(self, x: float, y: float, widths: list[float], rows: list[list[str]], high: float = 24) -> Sheet:
        """A ruled table, every cell a rectangle."""
        for n, row in enumerate(rows):
            left = x
            for width, words in zip(widths, row, strict=True):
                self.box(left, y + n * high, left + width, y + (n + 1) * high)
                if words:
                    self.text(left + 4, y + n * high + 17, words, 10)
                left += width
        return self


def pdf(*sheets: Sheet) -> bytes:
    """A file of these pages."""
    kids = " ".join(f"{10 + 2 * n} 0 R" for n in range(len(sheets)))
    objects = {
        1: "<</Type/Catalog/Pages 2 0 R>>",
        2: f"<</Type/Pages/Count {len(sheets)}/Kids[{kids}]>>",
        3: "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
        4: "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000/W[1 95 500]"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor 5 0 R>>",
        5: "<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0"
        "/Ascent 880/Descent -120/CapHeight 880/StemV 93>>",
        6: "<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>"
        "\nstream\n0\nendstream",
    }
    for n, sheet in enumerate(sheets):
        content = "\n".join(sheet.parts)
        objects[10 + 2 * n] = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDE} {HIGH}]/Rotate {sheet.turned}/Contents {11 + 2 * n} 0 R"
            "/Resources<</Font<</F1 3 0 R>>/XObject<</Im1 6 0 R>>>>>>"
        )
        objects[11 + 2 * n] = f"<</Length {len(content)}>>\nstream\n{content}\nendstream"
    return file_of(objects)


def file_of(objects: dict[int, str], root: str = "/Root 1 0 R") -> bytes:
    """A PDF file of these numbered objects."""
    out = b"%PDF-1.4\n"
    places = {}
    for number, words in objects.items():
        places[number] = len(out)
        out += f"{number} 0 obj\n{words}\nendobj\n".encode("latin-1")
    start, most = len(out), max(objects) + 1
    out += f"xref\n0 {most}\n0000000000 65535 f \n".encode()
    for number in range(1, most):
        out += f"{places.get(number, 0):010d} 00000 {'n' if number in places else 'f'} \n".encode()
    return out + f"trailer\n<</Size {most}{root}>>\nstartxref\n{start}\n%%EOF\n".encode()


def read(*sheets: Sheet, join_tables: bool = True) -> Document:
    """The Document of a file of these pages."""
    return read_pdf(BLANK, pdf(*sheets), join_tables)
