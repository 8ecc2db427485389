"""The command ``xianbao``: each command parses, calls one function and tells what came of it.

Exit status: 0 done · 1 done, with findings at or above --fail-on, or under a floor · 2 wrong usage or rulebook ·
3 done, some input unreadable or partial · 4 an internal fault. What is heavy is imported inside the commands.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.main import get_command

from pipeline import terminal
from pipeline.errors import InvalidRulebook, WrongUsage

if TYPE_CHECKING:
    from pipeline.model import Run

DONE, FINDINGS, USAGE, UNREAD, FAULT, INTERRUPTED = 0, 1, 2, 3, 4, 130
_SEVERITIES = {"error": ("error",), "warning": ("error", "warning"), "never": ()}
_LISTED = 20  # documents named on standard error at most; all are in documents.jsonl
_STATUS = {"ok": "读取", "partial": "部分读取", "unreadable": "未能读取", "skipped": "跳过", "duplicate": "重复"}
_LETTERS = frozenset({"error", "warning"})
_FINDINGS = {"error": "数据矛盾", "warning": "存疑数据", "info": "提示"}

_options: dict[str, Any] = {"cls": terminal.Group, "add_completion": False, "rich_markup_mode": None}
app = typer.Typer(
    help="县报：从县级义务教育报告中提取数据，核对矛盾，横向对比。\n\n每条命令的说明：xianbao 命令 --help", **_options
)
rules_app = typer.Typer(help="规则库。", **_options)
app.add_typer(rules_app, name="rules")


def _at_least_one(value: str) -> int:
    if not value.isdecimal() or int(value) < 1:
        raise typer.BadParameter(f"应为不小于 1 的整数，现为“{value}”。")
    return int(value)


def _severity(value: str) -> str:
    if value not in _SEVERITIES:
        raise typer.BadParameter(f"只能是 {'、'.join(_SEVERITIES)}，现为“{value}”。")
    return value


def _which(value: str) -> frozenset[str]:
    """Severities and finding ids, by commas; none of them for ``none``."""
    words = [word.strip() for word in value.replace("，", ",").split(",") if word.strip()]
    known = [word for word in words if word in _FINDINGS or re.fullmatch(r"[0-9a-f]{4,16}", word)]
    if words == ["none"]:
        return frozenset()
    if not words or known != words:
        wrong = "、".join(f"“{word}”" for word in words if word not in known) or "“”"
        raise typer.BadParameter(
            f"可写 {'、'.join(_FINDINGS)} 和核实事项的编号（至少 4 位），以逗号分隔，或只写 none；不认识{wrong}。"
        )
    return frozenset(words)


Rules = Annotated[Path | None, typer.Option("--rules", metavar="DIR", help="自己的规则文件夹，叠加在内置规则之上")]
Out = Annotated[Path, typer.Argument(metavar="OUT", help="xianbao run 写入结果的文件夹")]


@app.callback(invoke_without_command=True)
def _top(
    context: typer.Context,
    debug: Annotated[bool, typer.Option("--debug", help="出内部错误时显示详细过程")] = False,
    version: Annotated[bool, typer.Option("--version", help="显示版本")] = False,
) -> int:
    if version:
        print(f"xianbao {terminal.program_version()}")
        raise typer.Exit(DONE)
    return _no_command(context)


@rules_app.callback(invoke_without_command=True)
def _no_command(context: typer.Context) -> int:
    """规则库的检查。"""
    if context.invoked_subcommand is None:
        terminal.say(context.get_help())
        raise typer.Exit(USAGE)
    return DONE


@app.command(cls=terminal.Command)
def run(
    inputs: Annotated[list[Path], typer.Argument(metavar="INPUT...", help="报告文件或文件夹，可写多个")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="OUT", help="结果写入的文件夹（必填）")],
    jobs: Annotated[
        int | None, typer.Option(metavar="N", parser=_at_least_one, help="同时处理的进程数，默认为处理器个数")
    ] = None,
    rules: Rules = None,
    roster: Annotated[
        Path | None, typer.Option(metavar="FILE", help="应报送单位名册（CSV 或 XLSX）：市州、县、计划认定年度")
    ] = None,
    rank: Annotated[bool, typer.Option("--rank", help="对比表加位次列；中考、高考、升学率从不排位")] = False,
    answers: Annotated[
        Path | None, typer.Option(metavar="DIR", help="填好的函、核实事项表所在文件夹：读回答复，重新核对")
    ] = None,
    letters: Annotated[
        frozenset[str] | None,
        typer.Option(
            metavar="WHICH",
            parser=_which,
            help="函中列哪些核实事项：error、warning、info 或编号，逗号分隔；none 不写函；默认 error,warning",
        ),
    ] = None,
    no_join_tables: Annotated[bool, typer.Option("--no-join-tables", help="跨页的表格不拼接，各页分别处理")] = False,
    fail_on: Annotated[
        str,
        typer.Option(metavar="LEVEL", parser=_severity, help="有此级发现时退出码为 1：error（默认）、warning、never"),
    ] = "error",
    quiet: Annotated[bool, typer.Option("--quiet", help="不显示进度和逐份说明")] = False,
) -> int:
    """读取报告，提取数据，核对，写出对比表等结果文件。"""
    with terminal.logged(out), terminal.progress(quiet) as on_progress:
        import os

        from pipeline.flow import run as run_all
        from pipeline.notices import notices

        which = _LETTERS if letters is None else letters
        workers = jobs or os.cpu_count() or 1
        done = run_all(
            inputs, out, workers, rules, on_progress, not no_join_tables, answers, which, roster=roster, ranked=rank
        )
    if not quiet:
        _name_unread(done)
        _name_missing_font()
        for notice in notices(done, which):
            terminal.say(notice)
    print(_result_line(done, out))
    if any(report.document.status in ("unreadable", "partial") for report in done.reports):
        return UNREAD
    if done.replies is not None and any(form.reason for form in done.replies.forms):
        return UNREAD
    return FINDINGS if any(f.severity in _SEVERITIES[fail_on] for f in done.verification.findings) else DONE


def _name_unread(done: Run) -> None:
    """Say of each document that was not wholly read why."""
    documents = [report.document for report in done.reports if report.document.status != "ok"]
    for document in documents[:_LISTED]:
        terminal.say(f"{_STATUS[document.status]}：{document.doc}：{document.reason}")
    if len(documents) > _LISTED:
        terminal.say(f"另有 {len(documents) - _LISTED} 份，见 documents.jsonl。")


def _name_missing_font() -> None:
    """Say that the digest has no charts where the system has no font for them."""
    from pipeline.publish.digest.fonts import NO_FONT, chart_font

    if chart_font() is None:
        terminal.say(NO_FONT)


def _result_line(done: Run, out: Path) -> str:
    from pipeline.notices import replied

    statuses: Counter[str] = Counter(report.document.status for report in done.reports)
    findings: Counter[str] = Counter(finding.severity for finding in done.verification.findings)
    files = "，".join(f"{word} {statuses[status]}" for status, word in _STATUS.items() if statuses[status])
    doubts = "，".join(f"{word} {findings[severity]}" for severity, word in _FINDINGS.items())
    facts = sum(len(report.facts) for report in done.reports)
    line = f"完成：文件 {len(done.reports)} 份（{files}），数据 {facts} 个；{doubts}{replied(done)}。"
    return f"{line}对比表：{out / 'comparison.xlsx'}"


@app.command(cls=terminal.Command)
def evaluate(
    gold: Annotated[Path, typer.Option(metavar="DIR", help="人工标注文件夹（必填）")],
    facts: Annotated[Path, typer.Option(metavar="FILE", help="要评测的 facts.jsonl（必填）")],
    floor: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="下限，如 mapped.f1=0.88，可写多个；不足时退出码为 1")
    ] = None,
) -> int:
    """拿提取结果与人工标注对比，给出准确率、查全率和 F1。"""
    from pipeline.evaluate import evaluate as compare_with_gold
    from pipeline.scorecard import below, scorecard

    evaluation = compare_with_gold(gold, facts)
    failed = below(evaluation, floor or [])
    print(scorecard(evaluation))
    for sentence in failed:
        terminal.say(f"未达下限：{sentence}")
    return FINDINGS if failed else DONE


@app.command(cls=terminal.Command)
def explain(
    out: Out,
    fact_id: Annotated[str, typer.Argument(metavar="FACT_ID", help="数据编号（facts.csv 的 fact_id 列），可只写开头")],
    rules: Rules = None,
) -> int:
    """说明一个数据出自哪句话、依据哪条规则、哪些候选指标落选及原因。"""
    from pipeline.explain import explain as explained
    from pipeline.rulebook import load_rulebook

    names = {code: indicator.name for code, indicator in load_rulebook(rules).indicators.items()}
    print(explained(out, fact_id, names))
    return DONE


@app.command(cls=terminal.Command)
def unmapped(out: Out) -> int:
    """列出没有规则对应的数据，次数多的在前，格式为可直接粘贴的规则（YAML）。"""
    from pipeline.explain import unmapped as to_do

    print(to_do(out))
    return DONE


@rules_app.command(cls=terminal.Command)
def check(rules: Rules = None) -> int:
    """检查规则库，一次列出全部错误及其文件和位置。"""
    from pipeline.rulebook import load_rulebook

    book = load_rulebook(rules)
    examples = sum(len(indicator.examples) for indicator in book.indicators.values())
    examples += sum(len(theme.examples) for theme in book.themes) + sum(len(topic.examples) for topic in book.basis)
    examples += len(book.remarks.examples)
    counts = f"指标 {len(book.indicators)} 个，主题 {len(book.themes)} 个，例句 {examples} 条"
    print(f"规则库无误：{counts}，版本 {book.digest}。")
    return DONE


@app.command(cls=terminal.Command)
def bench(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH...]", help="要测的报告；不写则用样例报告")
    ] = None,
    scale: Annotated[
        bool, typer.Option("--scale", help="改测大工作簿：虚构 3000 县 × 128 个指标，显示用时和内存峰值")
    ] = False,
    checks: Annotated[
        bool, typer.Option("--checks", help="在前后一致的样例报告中植入差错，测量查出多少、误报多少")
    ] = False,
) -> int:
    """测量每份报告在各环节所用的毫秒数。"""
    if (scale or checks) and paths:
        raise WrongUsage("--scale、--checks 不测给出的文件，请不要另写文件。")
    if scale:
        from pipeline.bench_scale import line, measure_scale

        print(line(measure_scale()))
        return DONE
    if checks:
        from pipeline.bench_checks import bench_checks
        from pipeline.bench_checks import table as trials

        print(trials(bench_checks()))
        return DONE
    from pipeline.bench import bench as measure
    from pipeline.bench import table

    print(table(measure(paths or ())))
    return DONE


def main(arguments: list[str] | None = None) -> int:
    """Run the command line (by default that of this process) and return the exit status. Raises nothing."""
    terminal.be_lenient()
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        status = get_command(app).main(arguments, prog_name="xianbao", standalone_mode=False)
        sys.stdout.flush()
        if status == INTERRUPTED:  # newer releases of Typer answer an interruption with this status themselves
            raise KeyboardInterrupt
        return status if isinstance(status, int) else DONE
    except terminal.UsageError as error:
        terminal.say(f"{terminal.usage_message(error)}\n用法见：xianbao --help")
        return USAGE
    except (WrongUsage, InvalidRulebook) as error:
        terminal.say(str(error))
        return USAGE
    except (KeyboardInterrupt, typer.Abort):
        terminal.say("已中断。")
        return INTERRUPTED
    except BrokenPipeError:  # the reader of the output (head, less) has gone
        sys.stderr.close()
        return DONE
    except Exception as error:
        terminal.say(terminal.fault_message(error, terminal.debugging(arguments)))
        return FAULT


if __name__ == "__main__":
    sys.exit(main())
