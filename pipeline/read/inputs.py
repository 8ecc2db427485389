"""INPUT arguments → the files to read, each with the name (``doc``) that it has in every output."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import WrongUsage

_LOCK = "~$"  # Word and WPS leave such files beside a document that is open


@dataclass(frozen=True, slots=True)
class Source:
    """A file and its ``doc``: the path below the INPUT folder with ``/``, or the file name of an INPUT file."""

    path: Path
    doc: str


def discover(inputs: Sequence[Path], out: Path | None = None) -> tuple[Source, ...]:
    """All files of ``inputs``, sorted by ``doc``.

    Hidden files and folders, lock files and ``out`` are passed over. Where two INPUTs give the same name, the later
    one gets ``~2`` (then ``~3`` …) after it. A folder that cannot be listed, and an INPUT folder without a file beside
    others that have some, stands for itself, so that it is named too.

    Raises WrongUsage if an INPUT does not exist, if ``out`` is an INPUT, or if there is nothing to read at all.
    """
    for path in inputs:
        if not os.path.lexists(path):
            raise WrongUsage(f"找不到输入：{path}")
        if out is not None and path.resolve() == out.resolve():
            raise WrongUsage(f"输出位置不能就是输入：{path}。请用 -o 另指定一个文件夹。")
    found: dict[str, Source] = {}
    empty: list[Path] = []
    for path in inputs:
        sources = sorted(_below(path, out), key=lambda s: s.doc) if path.is_dir() else [Source(path, path.name)]
        if not sources:
            empty.append(path)
        for source in sources:
            _add(found, source)
    if not found:
        raise WrongUsage(f"没有可读的文件：{'、'.join(map(str, inputs))} 里没有文件（隐藏文件不算）。")
    for path in empty:
        _add(found, Source(path, path.resolve().name))
    return tuple(sorted(found.values(), key=lambda s: s.doc))


def _add(found: dict[str, Source], source: Source) -> None:
    """Put ``source`` under a name that is free."""
    doc = name = _printable(source.doc)
    count = 1
    while doc in found:
        count += 1
        doc = f"{name}~{count}"
    found[doc] = Source(source.path, doc)


def _below(folder: Path, out: Path | None) -> Iterator[Source]:
    """The files below ``folder``; links to folders are followed, each folder once."""
    passed = {folder.resolve()} | ({out.resolve()} if out is not None else set())
    unlisted: list[OSError] = []
    for place, folders, files in os.walk(folder, onerror=unlisted.append, followlinks=True):
        here = Path(place)
        folders[:] = [name for name in sorted(folders) if not _hidden(name) and _first(here / name, passed)]
        for name in files:
            if not _hidden(name):
                yield Source(here / name, (here / name).relative_to(folder).as_posix())
    for error in unlisted:
        path = Path(error.filename)
        yield Source(path, path.relative_to(folder).as_posix() if path != folder else path.resolve().name)


def _first(folder: Path, passed: set[Path]) -> bool:
    """Whether ``folder`` is met for the first time; links that lead in a circle would never end."""
    place = folder.resolve()
    if place in passed:
        return False
    passed.add(place)
    return True


def _hidden(name: str) -> bool:
    return name.startswith((".", _LOCK))


def _printable(doc: str) -> str:
    """A name that can be written as UTF-8: names from old archives hold GBK bytes."""
    try:
        doc.encode("utf-8")
    except UnicodeEncodeError:
        raw = os.fsencode(doc)
        try:
            return raw.decode("gb18030")
        except UnicodeDecodeError:
            return raw.decode("utf-8", errors="replace")
    return doc
