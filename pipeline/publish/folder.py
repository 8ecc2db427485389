"""The output folder: files whole or not at all, and nothing left of an earlier run."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath

from pipeline.errors import WrongUsage
from pipeline.model import Report

LISTING = "documents.jsonl"
TEXTS = "texts"
LETTERS = "letters"
ANSWERS, RETRIALS = "answers.jsonl", "retrials.jsonl"
LONGEST_NAME = 250
"""Bytes of a file name; file systems end at 255."""

_PART = ".xianbao.part"


def text_paths(reports: Sequence[Report]) -> dict[str, str]:
    """For each document with a text, by ``doc``, the file below OUT that holds it: ``texts/a/b.docx.txt``."""
    return {
        report.document.doc: text_path(report.document.doc)
        for report in reports
        if report.document.status in ("ok", "partial")
    }


def text_path(doc: str) -> str:
    """``texts/<doc>.txt``, never outside ``texts/`` whatever an archive calls its members.

    A name too long for file systems once ``.txt`` is added is cut; documents.jsonl says where the text is.
    """
    parts = [part if part not in (".", "..") else "_" for part in f"{doc}.txt".replace("\0", "_").split("/") if part]
    return str(PurePosixPath(TEXTS, *map(_cut, parts)))


def letter_path(county: str, code: str | None = None) -> str:
    """``letters/<county>.docx``, never outside ``letters/``; with its ``code`` where counties share the name."""
    name = f"{county}{code or ''}".replace("\0", "_").replace("/", "_").replace("\\", "_").lstrip(".")
    return str(PurePosixPath(LETTERS, _cut(f"{name}.docx", ".docx")))


def _cut(name: str, ending: str = ".txt") -> str:
    if len(name.encode()) <= LONGEST_NAME:
        return name
    room = LONGEST_NAME - len(ending)
    return name.encode()[:room].decode(errors="ignore").removesuffix(ending) + ending


def whole(path: Path, write: Callable[[Path], None]) -> Path:
    """Have ``write`` fill a file beside ``path``, put it in its place only once it is complete, return ``path``.

    Raises WrongUsage where the file cannot be written; what stood there before is untouched then.
    """
    part = path.with_name(_PART)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(part)
        part.replace(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise WrongUsage(
            f"{path}：写不了这个文件（{reason}）。如果正在 Excel 等程序中打开，请先关闭；"
            "否则请检查文件夹的权限和磁盘空间，再重新运行。"
        ) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return path


def remove_stale(out: Path, keep: frozenset[str]) -> None:
    """Remove what the earlier run's documents.jsonl leads to and what is not in ``keep``; nothing else.

    That is the texts of its documents, the letters to its counties and the records of answers. ``keep`` holds paths
    below ``out`` with ``/``. Folders that this leaves empty go too.
    """
    for name in _earlier(out / LISTING):
        if name in keep:
            continue
        path = out / name
        with suppress(OSError):
            path.unlink(missing_ok=True)
        for folder in path.relative_to(out).parents:
            if folder != Path():
                with suppress(OSError):
                    (out / folder).rmdir()


def _earlier(listing: Path) -> list[str]:
    """The files that an earlier documents.jsonl leads to; none where there is none or it is not ours."""
    names: dict[str, None] = {}
    with suppress(OSError, UnicodeDecodeError), listing.open(encoding="utf-8") as file:
        for line in file:
            with suppress(ValueError):
                record = json.loads(line)
                if isinstance(record, dict) and isinstance(record.get("doc"), str):
                    names[text_path(record["doc"])] = None
                    county, code = record.get("county"), record.get("county_code")
                    if isinstance(county, str) and county:
                        names[letter_path(county)] = None
                        names[letter_path(county, str(code or ""))] = None
    return [*names, ANSWERS, RETRIALS] if names else []
