"""The ruling lines of a PDF page: pdfium's path objects → horizontal and vertical edges."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from pipeline.read.pdf_glyphs import Sheet

MOST_OBJECTS = 50_000  # on one page; beyond, it is a drawing (a map), not a table
_SHORTEST = 1.0  # points; shorter strokes are dots of dotted lines or parts of glyphs
_STRAIGHT = 1.0  # points that the ends of a level line may differ in height
_DEEPEST = 8  # form objects within form objects

Matrix = tuple[float, float, float, float, float, float]
_UNMOVED: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Edge(NamedTuple):
    """A straight stroke: ``at`` its y (horizontal) or x (vertical), ``start`` and ``end`` along the other axis."""

    at: float
    start: float
    end: float


class Drawn(NamedTuple):
    """What is drawn on a page beside its text: edges, the number of paths, the area of each image in points²."""

    horizontal: list[Edge]
    vertical: list[Edge]
    paths: int
    images: list[float]


def drawn_on(page: pdfium.PdfPage, sheet: Sheet) -> Drawn:
    """All straight level and upright strokes of the painted paths of ``page``, and its images."""
    drawn = Drawn([], [], 0, [])
    paths = 0
    for kind, item, matrix in _objects(page):
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            drawn.images.append(_area(item))
        elif _painted(item):
            paths += 1
            for start, end in _strokes(item, matrix):
                _sort_in(drawn, sheet.point(*start), sheet.point(*end))
    return drawn._replace(paths=paths)


def _objects(page: pdfium.PdfPage) -> Iterator[tuple[int, Any, Matrix]]:
    """The paths and images of a page, those inside form objects included, with the matrix that they stand under."""
    count, get, kind_of = raw.FPDFPage_CountObjects(page.raw), raw.FPDFPage_GetObject, raw.FPDFPageObj_GetType
    for n in range(min(count, MOST_OBJECTS)):
        item = get(page.raw, n)
        kind = kind_of(item)
        if kind == raw.FPDF_PAGEOBJ_PATH or kind == raw.FPDF_PAGEOBJ_IMAGE:
            yield kind, item, _UNMOVED
        elif kind == raw.FPDF_PAGEOBJ_FORM:
            yield from _within(item, _UNMOVED, _DEEPEST)


def _within(form: Any, outer: Matrix, depth: int) -> Iterator[tuple[int, Any, Matrix]]:
    matrix = _product(_matrix(form), outer)
    for n in range(min(raw.FPDFFormObj_CountObjects(form), MOST_OBJECTS)):
        item = raw.FPDFFormObj_GetObject(form, n)
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_PATH or kind == raw.FPDF_PAGEOBJ_IMAGE:
            yield kind, item, matrix
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth > 1:
            yield from _within(item, matrix, depth - 1)


def _painted(path: Any) -> bool:
    """Whether a path is stroked or filled; others only clip."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke))
    return bool(fill.value or stroke.value)


def _strokes(path: Any, outer: Matrix) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """The straight segments of a path, in page coordinates, the one that closes it included."""
    a, b, c, d, e, f = _product(_matrix(path), outer)
    x, y = ctypes.c_float(), ctypes.c_float()
    to_x, to_y = ctypes.byref(x), ctypes.byref(y)
    start = last = None
    for n in range(min(raw.FPDFPath_CountSegments(path), MOST_OBJECTS)):
        segment = raw.FPDFPath_GetPathSegment(path, n)
        raw.FPDFPathSegment_GetPoint(segment, to_x, to_y)
        point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == raw.FPDF_SEGMENT_LINETO and last is not None:
            yield last, point
        if raw.FPDFPathSegment_GetClose(segment) and start is not None:
            yield point, start
        last = point


def _sort_in(drawn: Drawn, start: tuple[float, float], end: tuple[float, float]) -> None:
    wide, high = abs(start[0] - end[0]), abs(start[1] - end[1])
    if wide >= _SHORTEST and high < _STRAIGHT:
        drawn.horizontal.append(Edge((start[1] + end[1]) / 2, min(start[0], end[0]), max(start[0], end[0])))
    elif high >= _SHORTEST and wide < _STRAIGHT:
        drawn.vertical.append(Edge((start[0] + end[0]) / 2, min(start[1], end[1]), max(start[1], end[1])))


def _matrix(item: Any) -> Matrix:
    found = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, ctypes.byref(found))
    return found.a, found.b, found.c, found.d, found.e, found.f


def _product(inner: Matrix, outer: Matrix) -> Matrix:
    """The matrix that applies ``inner``, then ``outer``."""
    if outer is _UNMOVED:
        return inner
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _area(image: Any) -> float:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(image, *(ctypes.byref(side) for side in (left, bottom, right, top)))
    return abs((right.value - left.value) * (top.value - bottom.value))
