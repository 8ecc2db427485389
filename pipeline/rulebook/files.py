"""A YAML file → the rules it holds, or its mistakes in Chinese with their key path."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError


def load(path: Path, model: type[BaseModel], problems: list[str]) -> Any:
    """The file as ``model``, or None with its mistakes added to ``problems``."""
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"{path.name}：读不了这个文件（{error}）。")
        return None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"第 {mark.line + 1} 行" if mark else "全文"
        problems.append(f"{path.name} → {where}：不是有效的 YAML（{getattr(error, 'problem', error)}）。")
        return None
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for mistake in error.errors():
            problems.append(f"{path.name} → {_key_path(data, mistake['loc'])}：{_in_chinese(mistake)}")
        return None


_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _key_path(data: Any, loc: Sequence[Any]) -> str:
    """The place of a mistake as keys, with list items named by their code or id where they have one."""
    words = []
    for key in loc:
        data = data[key] if isinstance(data, dict) and key in data else _item(data, key)
        name = next((data[k] for k in ("code", "id", "stage", "unit") if isinstance(data, dict) and k in data), None)
        words.append(f"{key}({name})" if isinstance(key, int) and name else str(key))
    return ".".join(words) or "全文"


def _item(data: Any, key: Any) -> Any:
    return data[key] if isinstance(data, list) and isinstance(key, int) and key < len(data) else None


def _in_chinese(mistake: Any) -> str:
    kind = mistake["type"]
    if kind == "missing":
        return "缺少这一项。"
    if kind == "extra_forbidden":
        return "没有这个键，请检查拼写。"
    if kind == "literal_error":
        return f"只能是 {mistake['ctx']['expected']}，现为 {mistake['input']!r}。"
    return f"值 {mistake['input']!r} 不合要求（{mistake['msg']}）。"
