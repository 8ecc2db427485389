"""Why a figure was mapped as it was, and which figures no rule maps: read from what a run wrote into OUT."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from pipeline.errors import WrongUsage
from pipeline.publish.folder import text_path

Row = Mapping[str, Any]
_STOP = re.compile(r"[。！？；]|\n\s*\n")
_MOST_WORDS = 200  # characters of quotation at either side
_EXAMPLES = 2
# where a candidate stood, nearest first, as normalise names it; other names are shown as they are
_POSITIONS = {
    "own": "紧接数字的词组",
    "behind": "数字后的名词",
    "purpose": "资金用途",
    "list": "所属列举的主语",
    "weak": "词组中的弱用语",
    "weak behind": "数字后的弱用语",
    "row": "表格行名",
    "column": "表格列名",
    "clause": "同句的前文",
    "item": "所属条目的开头",
    "heading": "所属标题",
    "title": "表格标题",
}
_VERDICTS = {"won": "采用", "lost": "落选：有更近的用语"}


def explain(out: Path, fact_id: str, names: Mapping[str, str]) -> str:
    """All that led to the fact ``fact_id`` (or the one fact whose id begins so) of the run in ``out``.

    ``names`` are the Chinese names of indicators. Raises WrongUsage if there is no such fact or no run.
    """
    found = [row for row in _facts(out) if row["fact_id"].startswith(fact_id)]
    exact = [row for row in found if row["fact_id"] == fact_id] or found
    if not exact:
        raise WrongUsage(f"{out} 的结果里没有编号为 {fact_id} 的数据。编号见 facts.csv 的 fact_id 列。")
    if len(exact) > 1:
        raise WrongUsage(f"有 {len(exact)} 个数据的编号以 {fact_id} 开头，请写全编号。")
    row = exact[0]
    return "\n".join([*_words(out, row), *_reading(row, names), *_choice(row, names)])


def _words(out: Path, row: Row) -> Iterator[str]:
    place = "，".join(
        [row["doc"], *([f"第 {row['page']} 页"] if row.get("page") else []), *filter(None, [row.get("place")])]
    )
    yield f"数据 {row['fact_id']}（{place}）"
    if row.get("section"):
        yield f"章节：{' › '.join(row['section'])}"
    _, before, after = _around(out, row)
    yield f"原文：{before}【{row['raw']}】{after}"


def _reading(row: Row, names: Mapping[str, str]) -> Iterator[str]:
    code = row["indicator"]
    yield f"指标：{f'{names.get(code, code)}（{code}）' if code else '未对应'}；名称用语：{row['label']}"
    value = "—".join(filter(None, [row["value"], row.get("value_high")])) or "无"
    bounds = "，".join("不限" if row.get(end) is None else str(row[end]) for end in ("low", "high"))
    yield f"取值：{row['op']} {value} {row['unit'] or ''}".rstrip() + f"；所述范围：[{bounds}]"
    period = row.get("period_text") or "未说明"
    dates = "至".join(filter(None, [row.get("period_start"), row.get("period_end")]))
    yield f"学段：{row['stage'] or '未说明'}；口径：{row['measure']}；状态：{row['status']}"
    yield f"范围：{row['scope'] or '全县'}"
    yield f"时期：{period}{f'（{dates}）' if dates else ''}；置信度：{row['confidence']}"


def _choice(row: Row, names: Mapping[str, str]) -> Iterator[str]:
    """The rule that won, or why none did, and all candidates with the verdict on each."""
    if row["indicator"]:
        yield f"依据规则：{row['rule'] or '未记录'}"
    else:
        yield f"未对应的原因：{row['reason'] or '未记录'}"
    candidates = row.get("candidates") or []
    yield "候选指标：" if candidates else "候选指标：没有。可用 xianbao unmapped 生成规则草稿。"
    for one in candidates:
        mark = "✓" if one["verdict"] == "won" else "✗"
        name = f"{names.get(one['indicator'], one['indicator'])}（{one['indicator']}）"
        position = _POSITIONS.get(one["position"], one["position"])
        verdict = _VERDICTS.get(one["verdict"], one["verdict"])
        yield f"  {mark} {name}：用语“{one['term']}”，{position}，相距 {one['distance']} 字；{verdict}"


def unmapped(out: Path) -> str:
    """The figures of the run in ``out`` that no rule maps, by label and unit, most frequent first.

    The text is a YAML file for ``rules/indicators``: give each entry its code, name, group and definition.
    Raises WrongUsage if ``out`` holds no run.
    """
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in _facts(out):
        if row["indicator"] is None:
            label = "".join(row["label"].split())
            groups.setdefault((label, row["unit"] or ""), []).append(row)
    if not groups:
        return "# 没有未对应指标的数据。\nindicators: []"
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    lines = [
        f"# {sum(map(len, groups.values()))} 个数据没有对应指标，按名称用语和单位归为 {len(groups)} 组，次数多的在前。",
        "# 需要统计的，改好 code、name、group、definition，存入自己的规则文件夹 indicators/*.yaml；不需要的删去。",
        "indicators:",
    ]
    for number, ((label, unit), rows) in enumerate(ordered, 1):
        lines.append(f"# 出现 {len(rows)} 次")
        entry = yaml.safe_dump(
            [_entry(out, number, label, unit, rows)], allow_unicode=True, sort_keys=False, width=1000
        )
        lines.append(entry.rstrip("\n"))
    return "\n".join(lines)


def _entry(out: Path, number: int, label: str, unit: str, rows: Sequence[Row]) -> dict[str, Any]:
    """An indicator as the rulebook takes it: the first sentences with all that each yields, and one with nothing."""
    sentences: dict[tuple[str, int], dict[str, Any]] = {}
    for row in rows:
        begin, before, after = _around(out, row)
        text = f"{before}{''.join(row['raw'].split())}{after}"
        place = (row["doc"], begin)  # several figures of one sentence make one example, a repeated sentence does not
        if place not in sentences and (len(sentences) == _EXAMPLES or text in (s["text"] for s in sentences.values())):
            continue
        expected = {"raw": row["raw"]} if row["value"] is None else {"value": row["value"]}
        sentences.setdefault(place, {"text": text, "facts": []})["facts"].append(expected)
    examples = list(sentences.values())
    examples.append({"text": f"进一步加强{label or '各项'}工作。", "facts": []})
    return {
        "code": f"new_{number}",
        "name": label or "未命名",
        "unit": unit or None,
        "group": "context",
        "definition": label or "未命名",
        "terms": [label] if label else [],
        "examples": examples,
    }


def _facts(out: Path) -> list[Row]:
    path = out / "facts.jsonl"
    try:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    except FileNotFoundError as error:
        raise WrongUsage(f"{out} 里没有结果（facts.jsonl）。请先运行 xianbao run 输入 -o {out}。") from error
    except OSError as error:
        raise WrongUsage(f"读不了 {path}（{error.strerror}）。") from error


def _around(out: Path, row: Row) -> tuple[int, str, str]:
    """Where the figure's sentence begins, its words before and after the figure, without white space."""
    text = _text(out / text_path(row["doc"]))
    start, end = row["start"], row["end"]
    head, tail = text[max(start - _MOST_WORDS, 0) : start], text[end : end + _MOST_WORDS]
    before = _STOP.split(head)[-1]
    stop = _STOP.search(tail)
    return start - len(before), "".join(before.split()), "".join(tail[: stop.end() if stop else None].split())


@lru_cache(maxsize=256)
def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise WrongUsage(f"读不了 {path}（{error.strerror}）。请重新运行 xianbao run。") from error
