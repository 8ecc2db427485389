"""What can go wrong, each with a Chinese message that says which file, what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Sequence


class PipelineError(Exception):
    """Base of all errors that the program raises on purpose; ``str()`` is what the user reads."""


class UnreadableDocument(PipelineError):
    """A file of which nothing could be read."""


class SkippedDocument(PipelineError):
    """A file that is no report: an unknown format, or empty."""


class WrongUsage(PipelineError):
    """Arguments that cannot be carried out."""


class InvalidRulebook(PipelineError):
    """A rulebook with mistakes; ``problems`` holds one line a mistake, each with file and key path."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("规则库有误，请按下列位置修改：\n" + "\n".join(self.problems))


class BrokenCheck(PipelineError):
    """A check that failed by itself: a fault of the program or of a rule, never a finding."""

    def __init__(self, name: str, cause: Exception) -> None:
        self.name = name
        super().__init__(f"核对规则“{name}”运行出错：{cause!r}。这是程序或规则的问题，不是报告的问题，请反馈。")
