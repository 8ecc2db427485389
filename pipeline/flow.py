"""The whole way: read → structure → extract → normalise for each document, check → compare → publish over all.

The one module that knows all the stages.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.check import check
from pipeline.check.retry import retry
from pipeline.compare import compare
from pipeline.engine import Failure, Limits, work
from pipeline.errors import WrongUsage
from pipeline.extract import extract
from pipeline.model import Document, Form, Replies, Report, RosterLine, Run
from pipeline.normalise import normalise
from pipeline.normalise.answers import answers as answers_of
from pipeline.publish import publish, publish_documents
from pipeline.publish.letters import DEFAULT, letters, write_letters
from pipeline.read import identify, read
from pipeline.read.forms import find_forms, read_form
from pipeline.read.inputs import Source, discover
from pipeline.read.roster import read_roster
from pipeline.rulebook import Rulebook, load_rulebook
from pipeline.structure import structure

Lap = Callable[[str], None]  # called with a stage's name when the stage is over


def _no_lap(_: str) -> None:
    return None


@dataclass(frozen=True, slots=True)
class _Task:
    """A document for a child process, which loads the rules itself (once: they are cached)."""

    path: Path
    doc: str
    rules: Path | None
    join_tables: bool = True


def run(
    inputs: Sequence[Path],
    out: Path | None,
    jobs: int = 0,
    rules: Path | None = None,
    on_progress: Callable[[int, int, str], None] = lambda done, total, doc: None,
    join_tables: bool = True,
    answers: Path | None = None,
    which: frozenset[str] = DEFAULT,
    roster: Path | None = None,
    ranked: bool = False,
) -> Run:
    """Work through ``inputs`` (files, folders) and write the files of the contract into ``out`` (None: write nothing).

    ``jobs`` is the number of child processes (0: this process, for input that is trusted); the result does not depend
    on it. ``rules`` is a folder laid over the built-in rulebook. ``on_progress`` is told how many documents of how
    many are done, and the name of the last one. ``join_tables`` says whether a table that goes on over the page, with
    the same columns, is made one. ``answers`` is a folder of filled-in letters and sheets, which are read as the inputs
    are; ``which`` says what letters take up: severities and beginnings of finding ids (none of them: no letters).
    ``roster`` is a CSV or XLSX file of the counties that should report; ``ranked`` adds rank columns to the workbook.
    What is wrong with a single file stands in its Document, or its Form.

    Raises WrongUsage for arguments that cannot be carried out and InvalidRulebook.
    """
    book = load_rulebook(rules)
    expected = None if roster is None else _roster(roster, jobs)
    sources = discover(inputs, out)
    filled = find_forms(answers, inputs, out) if answers is not None else None
    if out is not None:
        _make(out)
    documents = _same_content([identify(source.path, source.doc) for source in sources])
    worth = [source for source, document in zip(sources, documents, strict=True) if document.status == "ok"]
    tasks = [_Task(source.path, source.doc, rules, join_tables) for source in worth]
    ended: list[int] = []

    def on_done(number: int) -> None:
        ended.append(number)
        on_progress(len(ended), len(tasks), tasks[number].doc)

    results = work(_report, tasks, jobs, on_done=on_done, ready="pipeline.ready")
    done = {task.doc: result for task, result in zip(tasks, results, strict=True)}
    reports = tuple(_settled(document, done.get(document.doc)) for document in documents)
    forms = None if filled is None else _forms(filled, jobs)
    return conclude(reports, book, out, which=which, forms=forms, roster=expected, ranked=ranked)


def _forms(filled: Sequence[Source], jobs: int) -> tuple[Form, ...]:
    """The filled-in forms, each read where a bad one costs only itself."""
    results = work(read_form, filled, jobs, ready="pipeline.ready")
    return tuple(
        Form(source.doc, reason=result.reason) if isinstance(result, Failure) else result
        for source, result in zip(filled, results, strict=True)
    )


def report(path: Path, doc: str, book: Rulebook, lap: Lap = _no_lap, join_tables: bool = True) -> Report:
    """One file through the stages that look at one document alone."""
    document = read(path, doc, join_tables)
    lap("read")
    return understand(document, book, lap)


def understand(document: Document, book: Rulebook, lap: Lap = _no_lap) -> Report:
    """What a document that was read states; a blank report where it was not."""
    if document.status not in ("ok", "partial"):
        return _blank(document)
    structured = structure(document)
    lap("structure")
    extraction = extract(structured, book)
    lap("extract")
    normalised = normalise(extraction, book)
    lap("normalise")
    return normalised


def conclude(
    reports: tuple[Report, ...],
    book: Rulebook,
    out: Path | None,
    lap: Lap = _no_lap,
    which: frozenset[str] = DEFAULT,
    forms: Sequence[Form] | None = None,
    roster: tuple[RosterLine, ...] | None = None,
    ranked: bool = False,
) -> Run:
    """The stages that look at all reports together; ``reports`` are sorted by doc.

    With ``forms`` the relations are tried again over the answered figures. Letters and the documents to hand on
    (digest.docx) are no part of the stage ``publish``: ``lap`` is told the name of each.
    """
    verification = check(reports, book)
    replies = None if forms is None else _replies(reports, forms, book)
    lap("check")
    comparison = compare(reports, book)
    lap("compare")
    whole = Run(reports, verification, comparison, book.digest, replies, roster, ranked)
    if out is not None:
        to_write = letters(whole, which)
        publish(whole, out, book, letters=frozenset(letter.path for letter in to_write))
        lap("publish")
        write_letters(to_write, out)
        lap("letters")
        publish_documents(whole, out, book, lap)
    return whole


def _replies(reports: tuple[Report, ...], forms: Sequence[Form], book: Rulebook) -> Replies:
    found = answers_of(forms, reports, book)
    return Replies(tuple(forms), found, retry(reports, found, book))


ROSTER_LIMITS = Limits(seconds=30.0, memory=2**29)


def _roster(path: Path, jobs: int) -> tuple[RosterLine, ...]:
    """The lines of the roster, read in a child process where documents are. Raises WrongUsage."""
    (result,) = work(_try_roster, [path], min(jobs, 1), ROSTER_LIMITS, ready="pipeline.ready")
    if isinstance(result, Failure):
        raise WrongUsage(f"名册 {path}：{result.reason}")
    if isinstance(result, str):
        raise WrongUsage(result)
    return result


def _try_roster(path: Path) -> tuple[RosterLine, ...] | str:
    """The lines, or what is wrong with them: a child hands over values, not exceptions."""
    try:
        return read_roster(path)
    except WrongUsage as error:
        return str(error)


def _report(task: _Task) -> Report:
    return report(task.path, task.doc, load_rulebook(task.rules), join_tables=task.join_tables)


def _settled(document: Document, result: Report | Failure | None) -> Report:
    """The report of a document: the one worked out, or a blank one that says why there is none."""
    if result is None:
        return _blank(document)
    if isinstance(result, Failure):
        return _blank(replace(document, status="unreadable", reason=result.reason))
    return result


def _blank(document: Document) -> Report:
    return Report(document, county=None, county_code=None, title=None, date=None, year=None, kind="other")


def _same_content(documents: Sequence[Document]) -> list[Document]:
    """``documents`` with all but the first of the same content marked as duplicates.

    Only files worth reading count: a report is no duplicate of a copy that was skipped for its name.
    """
    first: dict[str, str] = {}
    marked = []
    for document in documents:
        if document.status == "ok":
            original = first.setdefault(document.sha256, document.doc)
            if original != document.doc:
                reason = f"与“{original}”内容完全相同，不重复统计。"
                document = replace(document, status="duplicate", same_as=original, reason=reason)
        marked.append(document)
    return marked


def _make(out: Path) -> None:
    """Create ``out`` before the long work, so that what is wrong with it is said first."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise WrongUsage(f"输出位置 {out} 已是一个文件，请另指定一个文件夹。") from error
    except OSError as error:
        raise WrongUsage(f"无法建立输出文件夹 {out}（{error.strerror}）。") from error
