"""What ``xianbao run`` says at its end of letters that were not written and answers that could not be used."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.model import Replies, Run

MOST = 20
"""Documents or answers named at most; answers.jsonl has all of the latter."""

_RETRIALS = {
    "resolved": "已消除",
    "standing": "仍不符",
    "new": "新矛盾",
    "unanswered": "未答复",
    "not checkable": "无法复核",
}


def notices(done: Run, which: frozenset[str]) -> list[str]:
    """Sentences for the user: finding ids that lead nowhere, documents without a letter, answers not used."""
    from pipeline.publish.letters import unaddressed, unknown

    said = [f"--letters：没有编号以“{number}”开头的核实事项。" for number in unknown(done, which)]
    nameless = unaddressed(done, which)
    if nameless:
        more = f"等 {len(nameless)} 份文档" if len(nameless) > MOST else ""
        said.append(f"没有认出县，未写函：{'、'.join(nameless[:MOST])}{more}。请在报告题目中写明县名全称后重新运行。")
    return [*said, *(_unused(done.replies) if done.replies is not None else ())]


def replied(done: Run) -> str:
    """What became of the findings, for the result line; nothing where no answers were read."""
    if done.replies is None:
        return ""
    results: Counter[str] = Counter(retrial.result for retrial in done.replies.retrials)
    counted = "，".join(f"{word} {results[result]}" for result, word in _RETRIALS.items())
    return f"；答复 {len(done.replies.answers)} 条，{counted}"


def _unused(replies: Replies) -> list[str]:
    """The forms and answers that could not be used, each with its reason."""
    problems = [f"答复文件 {form.name}：{form.reason}" for form in replies.forms if form.reason]
    problems += [f"答复 {a.form} {a.entry.place}：{a.reason}" for a in replies.answers if a.reason]
    rest = len(problems) - MOST
    return [*problems[:MOST], *([f"另有 {rest} 处，见 answers.jsonl。"] if rest > 0 else ())]
