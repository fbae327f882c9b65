"""`ajx`: without a command it opens the program; every subcommand calls one service function."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

import click

from ajx_tui import __version__
from ajx_tui.cli.chinese import ABOUT, Group, explain
from ajx_tui.cli.context import home_option
from ajx_tui.errors import AjxError, Cancelled, ExitCode


@click.group(cls=Group, help=ABOUT, invoke_without_command=True)
@home_option
@click.option("--plain", is_flag=True, default=None, help="兼容模式：适合旧式终端")
@click.version_option(__version__, message="ajx %(version)s", help="显示版本")
@click.pass_context
def ajx(ctx: click.Context, home: Path | None, plain: bool | None) -> None:
    """The group itself: opens the program when no subcommand is named."""
    if ctx.invoked_subcommand is None:
        from ajx_tui.cli.program import open_program

        open_program(ctx, plain)


def run(arguments: Sequence[str]) -> int:
    """Run `ajx` with these arguments and return its exit code. Errors are told in Chinese on standard error."""
    from ajx_tui.cli import commands

    commands.add_to(ajx)
    try:
        result = ajx.main(args=list(arguments), prog_name="ajx", standalone_mode=False)
    except click.ClickException as error:
        click.echo(f"错误：{explain(error)}", err=True)
        return ExitCode.USAGE
    except (click.Abort, KeyboardInterrupt, Cancelled):
        click.echo("已取消，没有留下任何改动。", err=True)
        return ExitCode.ERROR
    except AjxError as error:
        click.echo(f"错误：{error}", err=True)
        return error.exit_code
    except BrokenPipeError:
        sys.stderr.close()
        return ExitCode.ERROR
    except Exception:
        click.echo("程序内部出错，没有做完的改动已撤回。请把下面的内容交给维护人员：", err=True)
        traceback.print_exc()
        return ExitCode.ERROR
    return result if isinstance(result, int) else ExitCode.OK
