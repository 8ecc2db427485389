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
_SKEW = 0.01  # points
_DEEPEST = 8  # form objects within form objects

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
_UNMOVED: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


# what pdfium writes its answers to, made once: it is asked thousands of times a page, by one thread
_X, _Y, _FILL, _STROKE, _MATRIX = ctypes.c_float(), ctypes.c_float(), ctypes.c_int(), ctypes.c_int(), raw.FS_MATRIX()
_TO_X, _TO_Y, _TO_FILL, _TO_STROKE, _TO_MATRIX = map(ctypes.byref, (_X, _Y, _FILL, _STROKE, _MATRIX))


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
            _add_path(drawn, sheet, item, _product(_matrix(item), matrix))
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
    raw.FPDFPath_GetDrawMode(path, _TO_FILL, _TO_STROKE)
    return bool(_FILL.value or _STROKE.value)


def _add_path(drawn: Drawn, sheet: Sheet, path: Any, matrix: Matrix) -> None:
    """Add the straight segments of a path, the one that closes it included."""
    count = min(raw.FPDFPath_CountSegments(path), MOST_OBJECTS)
    corners = _corners(path, matrix) if count in (4, 5) else None
    if corners is not None:
        (x0, y0), (x1, y1) = sheet.point(*corners[0]), sheet.point(*corners[1])
        _add(drawn, x0, y0, x1, y0)
        _add(drawn, x0, y1, x1, y1)
        _add(drawn, x0, y0, x0, y1)
        _add(drawn, x1, y0, x1, y1)
        return
    start = last = None
    for n in range(count):
        segment = raw.FPDFPath_GetPathSegment(path, n)
        point = sheet.point(*_point(segment, matrix))
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == raw.FPDF_SEGMENT_LINETO and last is not None:
            _add(drawn, *last, *point)
        if raw.FPDFPathSegment_GetClose(segment) and start is not None:
            _add(drawn, *point, *start)
        last = point


def _corners(path: Any, matrix: Matrix) -> tuple[Point, Point] | None:
    """Two opposite corners of a path that is an upright rectangle, as most sides and grounds of cells are drawn.

    Three points tell it, a third of the calls that all segments would take.
    """
    segments = [raw.FPDFPath_GetPathSegment(path, n) for n in range(3)]
    if raw.FPDFPathSegment_GetType(segments[1]) != raw.FPDF_SEGMENT_LINETO:
        return None
    one, between, other = (_point(segment, matrix) for segment in segments)
    turned = (one[0], other[1]), (other[0], one[1])
    if all(abs(between[0] - x) > _SKEW or abs(between[1] - y) > _SKEW for x, y in turned):
        return None
    return one, other


def _point(segment: Any, matrix: Matrix) -> Point:
    """Where a segment ends, in page coordinates."""
    raw.FPDFPathSegment_GetPoint(segment, _TO_X, _TO_Y)
    x, y = _X.value, _Y.value
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _add(drawn: Drawn, x0: float, y0: float, x1: float, y1: float) -> None:
    """Add a stroke from one point to another, if it is level or upright."""
    if -_STRAIGHT < y0 - y1 < _STRAIGHT:
        if x1 - x0 >= _SHORTEST:
            drawn.horizontal.append(Edge((y0 + y1) / 2, x0, x1))
        elif x0 - x1 >= _SHORTEST:
            drawn.horizontal.append(Edge((y0 + y1) / 2, x1, x0))
    elif -_STRAIGHT < x0 - x1 < _STRAIGHT:
        if y1 - y0 >= _SHORTEST:
            drawn.vertical.append(Edge((x0 + x1) / 2, y0, y1))
        elif y0 - y1 >= _SHORTEST:
            drawn.vertical.append(Edge((x0 + x1) / 2, y1, y0))


def _matrix(item: Any) -> Matrix:
    raw.FPDFPageObj_GetMatrix(item, _TO_MATRIX)
    found = _MATRIX
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
