"""engine: the same results in this process and in children; a bad task costs only itself."""

import os
import signal
import time

import pytest

from pipeline.engine import Failure, Limits, work

LIMITS = Limits(seconds=2, memory=300 * 2**20)


def square(number: int) -> int:
    return number * number


def misbehave(task: str) -> str:
    if task == "dies":
        os.kill(os.getpid(), signal.SIGKILL)
    if task == "hangs":
        time.sleep(60)
    if task == "grows":
        hoard = []
        while True:
            hoard.append(bytearray(2**22))
    if task == "huge":
        bytearray(2**50)
    if task == "raises":
        raise ValueError("示例")
    return task


@pytest.mark.parametrize("jobs", [0, 1, 3])
def test_results_come_in_the_order_of_the_tasks(jobs: int) -> None:
    ended: list[int] = []
    results = work(square, range(20), jobs, on_done=ended.append)
    assert results == [number * number for number in range(20)]
    assert sorted(ended) == list(range(20))


def test_no_tasks_no_results() -> None:
    assert work(square, [], 2) == []


def test_a_bad_task_costs_only_itself() -> None:
    tasks = ["甲", "dies", "乙", "hangs", "丙", "grows", "丁", "huge", "戊", "raises", "己"]
    results = work(misbehave, tasks, 2, LIMITS)
    assert [r for r in results if not isinstance(r, Failure)] == ["甲", "乙", "丙", "丁", "戊", "己"]
    reasons = {task: r.reason for task, r in zip(tasks, results, strict=True) if isinstance(r, Failure)}
    assert "意外中止" in reasons["dies"]
    assert "超过 2 秒" in reasons["hangs"]
    assert "占用内存超过" in reasons["grows"]
    assert "占用内存超过" in reasons["huge"]
    assert "ValueError：示例" in reasons["raises"]


@pytest.mark.parametrize("jobs", [0, 1])
def test_an_exception_is_a_failure_with_its_traceback_in_the_log(jobs: int, caplog: pytest.LogCaptureFixture) -> None:
    first, second = work(misbehave, ["raises", "甲"], jobs)
    assert isinstance(first, Failure)
    assert "请把文件连同这句话反馈" in first.reason
    assert second == "甲"
    assert "Traceback" in caplog.text
    assert "Traceback" not in first.reason
