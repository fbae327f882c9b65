"""click in Chinese: help pages, option texts and usage errors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from ajx_tui.domain.text import cells

ABOUT = "安全生产责任保险（安责险）县级工作台。不带命令时打开程序。"


def _write_rows(formatter: click.HelpFormatter, title: str, rows: Sequence[tuple[str, str]]) -> None:
    """Two aligned columns under a title; click's own counts a Chinese character as one cell."""
    if not rows:
        return
    first = max(cells(term) for term, _ in rows) + 2
    formatter.write(f"\n{title}：\n")
    for term, text in rows:
        formatter.write(f"  {term}{' ' * (first - cells(term))}{text}\n")


class Command(click.Command):
    """A subcommand whose help page is Chinese."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))
        pieces = pieces.replace("[OPTIONS]", "[选项]").replace("[COMMAND] [ARGS]...", "[命令] [参数]…")
        pieces = pieces.replace("COMMAND [ARGS]...", "命令 [参数]…")
        formatter.write_text(f"用法：{ctx.command_path} {pieces}")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = [p for p in self.get_params(ctx) if isinstance(p, click.Option)]
        _write_rows(formatter, "选项", [r for o in options if (r := o.get_help_record(ctx)) is not None])

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示这份说明"
        return option


class Group(Command, click.Group):
    """The `ajx` group, or a group of subcommands, with a Chinese help page."""

    command_class = Command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        Command.format_options(self, ctx, formatter)
        rows = [(name, self.commands[name].get_short_help_str(100)) for name in self.list_commands(ctx)]
        _write_rows(formatter, "命令", rows)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of declaration: that of the work, not of the alphabet."""
        return list(self.commands)


Group.group_class = Group


def explain(error: click.ClickException) -> str:
    """A usage error of click in Chinese."""
    if isinstance(error, click.NoSuchOption):
        near = f"，是不是 {'、'.join(error.possibilities)}？" if error.possibilities else ""
        return f"没有选项 {error.option_name}{near}"
    if isinstance(error, click.MissingParameter):
        name = error.param.human_readable_name if error.param is not None else ""
        return f"缺少参数 {name}"
    if isinstance(error, click.BadParameter):
        name = error.param.human_readable_name if error.param is not None else ""
        return f"参数 {name} 的值不对：{_value_problem(error)}"
    if isinstance(error, click.UsageError) and "No such command" in error.message:
        return f"没有命令 {error.message.split(chr(39))[1]}，运行 ajx --help 查看全部命令"
    if isinstance(error, click.UsageError) and "unexpected extra argument" in error.message:
        return f"多出的参数：{error.message.split('(')[-1].rstrip(')')}"
    if isinstance(error, click.UsageError) and "requires an argument" in error.message:
        return f"选项缺少值：{error.message.split(chr(39))[1]}"
    return error.format_message()


def _value_problem(error: click.BadParameter) -> str:
    kind: Any = getattr(error.param, "type", None)
    if isinstance(kind, click.Choice):
        return f"应为 {'、'.join(map(str, kind.choices))} 之一"
    if isinstance(kind, click.Path) and "does not exist" in error.message:
        return f"文件或文件夹不存在：{error.message.split(chr(39))[1]}"
    return error.message
