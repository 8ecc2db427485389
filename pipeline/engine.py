"""Where documents are worked on: this process, or child processes that a bad file may take down alone.

What a child may use is limited. Time is watched by pebble, which kills the child. Memory is watched inside the child
by a thread that looks at its *resident* memory: Linux ignores RLIMIT_RSS, and RLIMIT_AS counts address space, of which
OCR maps 1.7 GB that it hardly touches, so a limit there would refuse good files; it is set all the same, generously,
since one single huge allocation is over before the thread wakes up. Windows has neither; there the time limit holds
alone.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import Future, TimeoutError, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pebble import ProcessExpired, ProcessPool

T = TypeVar("T")
R = TypeVar("R")

log = logging.getLogger("pipeline")
log.addHandler(logging.NullHandler())  # silent unless the program that uses the package asks for it

_DAMAGED = "文件可能损坏或异常庞大；请用原软件打开，另存或拆分后重新提交。"
_FAULT = "这是程序的问题，不是报告的问题；请把文件连同这句话反馈给维护人员。"
_OUT_OF_MEMORY = 86  # exit status of a child that stopped itself
_LOOK_EVERY = 0.05  # seconds
_ADDRESS_SPACE = 8  # address space allowed, in multiples of resident memory


@dataclass(frozen=True, slots=True)
class Limits:
    """What one task may use of a child process: seconds of time, bytes of resident memory."""

    seconds: float = 120.0
    memory: int = 2 * 2**30


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a task gave no result, as a Chinese sentence that says what to do; ``detail`` is for the log."""

    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class _Guarded(Generic[T, R]):
    """A function whose exceptions become failures; in a child, memory is watched while it runs."""

    function: Callable[[T], R]
    memory: int

    def __call__(self, task: T) -> R | Failure:
        try:
            with _watched:
                return self.function(task)
        except MemoryError:
            return _too_large(self.memory)
        except Exception as error:
            reason = f"处理该文件时程序出错（{type(error).__name__}：{error}）。{_FAULT}"
            return Failure(reason, f"{task}\n{traceback.format_exc()}")


def work(
    function: Callable[[T], R],
    tasks: Sequence[T],
    jobs: int,
    limits: Limits = Limits(),
    on_done: Callable[[int], None] = lambda _: None,
    ready: str | None = None,
) -> list[R | Failure]:
    """``function`` of each of ``tasks``, in their order, whatever ``jobs`` is.

    ``jobs`` 0 works in this process, without limits; from 1 on, that many child processes. There ``function`` must be
    importable, tasks and results must pickle. A task that raises, dies or exceeds ``limits`` costs only itself: its
    place holds a Failure. ``on_done`` is called with the position of each task as it ends. ``ready`` names a module
    that is imported once, before children are forked, so that each starts with what it loads (by default that of
    ``function``).
    """
    guarded = _Guarded(function, limits.memory)
    if jobs == 0:
        return [_told(guarded(task), number, on_done) for number, task in enumerate(tasks)]
    context = multiprocessing.get_context("spawn" if sys.platform == "win32" else "forkserver")
    if sys.platform != "win32":
        # children are forked from a server of their own, since this process has threads and cannot be forked safely
        context.set_forkserver_preload([ready or function.__module__])
    done: dict[int, R | Failure] = {}
    workers = max(1, min(jobs, len(tasks)))
    pool = ProcessPool(max_workers=workers, context=context, initializer=_start, initargs=(limits.memory,))
    try:
        futures: dict[Future[R | Failure], int] = {
            pool.schedule(guarded, args=(task,), timeout=limits.seconds): number for number, task in enumerate(tasks)
        }
        for future in as_completed(futures):
            number = futures[future]
            done[number] = _told(_outcome(future, limits), number, on_done)
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()
    return [done[number] for number in range(len(tasks))]


def _told(result: R | Failure, number: int, on_done: Callable[[int], None]) -> R | Failure:
    if isinstance(result, Failure):
        log.error("%s\n%s", result.reason, result.detail)
    on_done(number)
    return result


def _outcome(future: Future[R | Failure], limits: Limits) -> R | Failure:
    """The result of a child, or what became of it."""
    try:
        return future.result()
    except TimeoutError:
        return Failure(f"处理超过 {limits.seconds:.0f} 秒，已停止。{_DAMAGED}")
    except ProcessExpired as error:
        if error.exitcode == _OUT_OF_MEMORY:
            return _too_large(limits.memory)
        return Failure(f"处理该文件的进程意外中止（代码 {error.exitcode}）。{_DAMAGED}")


def _too_large(memory: int) -> Failure:
    return Failure(f"处理时占用内存超过 {memory / 2**30:.3g} GB，已停止。{_DAMAGED}")


class _Watched:
    """Marks the time in which a child may be stopped by its own watch.

    Not while it hands over a result: it would die with the lock of the queue that all children share.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.running = False

    def __enter__(self) -> None:
        self.running = True

    def __exit__(self, *_: object) -> None:
        with self.lock:
            self.running = False


_watched = _Watched()


def _start(memory: int) -> None:
    """Prepare a child: the generous limit of address space, the watch over resident memory."""
    if sys.platform == "win32":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = memory * _ADDRESS_SPACE
    resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    threading.Thread(target=_watch, args=(memory,), name="memory watch", daemon=True).start()


def _watch(memory: int) -> None:
    while True:
        time.sleep(_LOOK_EVERY)
        if _watched.running and _resident() > memory:
            with _watched.lock:
                if _watched.running:
                    os._exit(_OUT_OF_MEMORY)


def _resident() -> int:
    """Bytes of memory that this process holds now (Linux), or held at most (macOS)."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except FileNotFoundError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # bytes on macOS
