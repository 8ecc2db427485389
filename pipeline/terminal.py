"""What the command line says by itself: help, usage errors, progress and faults, in Chinese.

Typer (and the click inside it, vendored since Typer 0.26) speaks English only; here its help is written anew and its
errors are told apart by the name of their class, which both forms share.
"""

from __future__ import annotations

import logging
import os
import platform
import re
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from pipeline.errors import InvalidRulebook, WrongUsage

UsageError: type[Exception] = typer.BadParameter.__mro__[1]  # base of all mistakes in the arguments
LOG = "xianbao.log"


def help_text(command: Any, context: Any) -> str:
    """The help of a command or group: usage, what it does, its commands, arguments and options."""
    subcommands = [(name, sub.help.partition("\n")[0]) for name, sub in getattr(command, "commands", {}).items()]
    arguments, options = [], []
    for param in command.params:
        if param.param_type_name == "argument":
            arguments.append((param.metavar or param.name, param.help or ""))
        else:
            names = ", ".join(param.opts)
            options.append((names if param.is_flag else f"{names} {param.metavar}", param.help or ""))
    options.append(("--help", "显示本说明"))
    usage = [context.command_path, *(["命令 …"] if subcommands else []), *(name for name, _ in arguments), "[选项]"]
    lines = [f"用法：{' '.join(usage)}", "", *command.help.splitlines()]
    for title, rows in (("命令", subcommands), ("参数", arguments), ("选项", options)):
        if rows:
            lines += ["", f"{title}：", *(f"  {left:<26}{right}".rstrip() for left, right in rows)]
    return "\n".join(lines)


class Command(TyperCommand):
    """A command whose help is Chinese."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write :func:`help_text` as it stands."""
        formatter.write(help_text(self, ctx) + "\n")


class Group(TyperGroup):
    """A group of commands whose help, and whose answer to an unknown command, is Chinese."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write :func:`help_text` as it stands."""
        formatter.write(help_text(self, ctx) + "\n")

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that ``args`` begin with; raises BadParameter naming those that exist."""
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            raise typer.BadParameter(f"没有“{args[0]}”这个命令；可用的命令有 {'、'.join(self.commands)}。")
        return super().resolve_command(ctx, args)


def usage_message(error: Any) -> str:
    """A mistake in the arguments as a Chinese sentence."""
    kind = type(error).__name__
    param = getattr(error, "param", None)
    name = "" if param is None else _name(param)
    if kind == "MissingParameter":
        return f"缺少{'参数' if param is None or param.param_type_name == 'argument' else '选项'} {name}。"
    if kind == "NoSuchOption":
        near = "、".join(sorted(error.possibilities or ()))
        return f"没有 {error.option_name} 这个选项{f'；是不是 {near}' if near else ''}。"
    if kind == "BadOptionUsage":
        return f"选项 {error.option_name} 的用法不对：它后面{'不' if 'not take' in error.message else ''}要有值。"
    if kind == "BadParameter":
        return f"{name}：{error.message}" if name else str(error.message)
    extra = re.search(r"extra arguments?(?:\(s\))? \((.*)\)", str(error))
    return f"多出了参数：{extra[1]}。" if extra else f"用法有误：{error}"


def _name(param: Any) -> str:
    return str(param.metavar or param.name) if param.param_type_name == "argument" else "/".join(param.opts)


def program_version() -> str:
    """The installed version, or that this is a checkout without one."""
    try:
        return version("xianbao")
    except PackageNotFoundError:
        return "（未安装的源码）"


def say(text: str) -> None:
    """A line to standard error."""
    print(text, file=sys.stderr)


def fault_message(error: BaseException, debug: bool) -> str:
    """What to tell of an error that nobody foresaw, and what to report; with its traceback where ``debug``."""
    lines = [
        f"内部错误：{type(error).__name__}：{error}",
        "这是程序的问题。请把以下内容反馈给维护人员：",
        f"  · 版本：xianbao {program_version()}，Python {platform.python_version()}，{platform.platform()}",
        f"  · 命令：{' '.join(['xianbao', *sys.argv[1:]])}",
        f"  · 上面的错误信息{''.join(f'，以及{note}' for note in getattr(error, '__notes__', ()))}",
    ]
    if debug:
        lines += ["", "".join(traceback.format_exception(error)).rstrip()]
    else:
        lines.append("加上 --debug（或设环境变量 XIANBAO_DEBUG=1）再运行一次，可看到详细过程。")
    return "\n".join(lines)


class _Log(logging.FileHandler):
    def handleError(self, record: logging.LogRecord) -> None:
        """Do nothing: a log that cannot be written (a full disk) must not bury the error itself."""


@contextmanager
def logged(out: Path) -> Iterator[None]:
    """Keep what goes wrong inside in a log file of ``out``; nothing wrong, no file."""
    path = out / LOG
    if out.is_dir():
        path.unlink(missing_ok=True)
    handler = _Log(path, encoding="utf-8", delay=True)
    log = logging.getLogger("pipeline")
    log.addHandler(handler)
    try:
        yield
    except Exception as error:
        if not isinstance(error, (WrongUsage, InvalidRulebook)) and out.is_dir():
            log.error("%s", "".join(traceback.format_exception(error)))
            error.add_note(f"日志文件 {path}")
        raise
    finally:
        log.removeHandler(handler)
        handler.close()


@contextmanager
def progress(quiet: bool) -> Iterator[Callable[[int, int, str], None]]:
    """A bar on standard error, as a function of documents done, documents in all, the last one's name.

    Nothing is drawn where ``quiet``, or where standard error is no terminal.
    """
    if quiet or not sys.stderr.isatty():
        yield lambda done, total, doc: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    ends = TextColumn("处理报告"), TextColumn("{task.description}", markup=False)
    columns = (ends[0], BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), ends[1])
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def show(done: int, total: int, doc: str) -> None:
            bar.update(task, completed=done, total=total, description=doc)

        yield show


def be_lenient() -> None:
    """Let a terminal that cannot show a character (㎡ in GBK) show a ? instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def debugging(args: list[str]) -> bool:
    """Whether tracebacks are asked for."""
    return "--debug" in args or bool(os.environ.get("XIANBAO_DEBUG"))
