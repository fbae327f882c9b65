"""`ajx checklist`: local checklists, from the template to review."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ajx_tui.cli.chinese import Command, Group
from ajx_tui.cli.context import PROFILES, as_of_option, cut_off, home_of, home_option, json_option, print_json, work
from ajx_tui.cli.review import acting, role_option
from ajx_tui.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from ajx_tui.services.checklists import Scope
    from ajx_tui.services.session import Session


@click.group("checklist", cls=Group, short_help="清单：新建、填写、打印、发出和收回")
def checklist_group() -> None:
    """本地检查清单：按政策包或本级自定的模板，逐个乡镇、部门、企业或应投保对象填写，送审后锁定。"""


@checklist_group.command("list", cls=Command, short_help="列出清单，或列出模板")
@click.option("--templates", is_flag=True, help="列出可用的模板")
@click.option("--points", metavar="清单", default="", help="列出一份清单的全部检查项")
@role_option
@json_option
@home_option
@click.pass_context
def list_command(ctx: click.Context, /, templates: bool, points: str, role: str, as_json: bool, **_: Any) -> None:
    """列出全部清单的对象、期间、状态、进度和得分率。"""
    from ajx_tui.services import checklists

    with acting(ctx, role, readonly=True) as session:
        if templates:
            _tell_templates(checklists.templates(session.store), as_json)
            return
        if points:
            _tell_points(checklists.sheet(session, checklists.find(session, points)), as_json)
            return
        found = checklists.heads(session)
    if as_json:
        print_json([head.as_json() for head in found])
        return
    for head in found:
        left = f"，意见{head.open_findings}条待答复" if head.open_findings else ""
        click.echo(
            f"{head.number}  {head.title}  {head.scope_title}  {head.period}  {head.state_text}  "
            f"已填{head.progress}  得分率{head.score}{left}"
        )
    if not found:
        click.echo("还没有清单。用 ajx checklist new 新建，用 ajx checklist list --templates 看有哪些模板。")


def _tell_templates(found: Sequence[Any], as_json: bool) -> None:
    from ajx_tui.domain.records.checklist import SCOPES

    if as_json:
        print_json(
            [{"code": t.code, "title": t.title, "scope": t.scope, "version": t.version, "origin": t.origin,
              "items": len(t.items), "retired": t.retired} for t in found]
        )  # fmt: skip
        return
    for t in found:
        retired = "（已停用）" if t.retired else ""
        click.echo(f"{t.code}  {t.title}  按{SCOPES[t.scope][0]}  {len(t.items)}项  {t.origin} {t.version}{retired}")


def _tell_points(sheet: Any, as_json: bool) -> None:
    if as_json:
        print_json({**sheet.head.as_json(), "points": [_point_json(p) for p in sheet.points]})
        return
    click.echo(f"{sheet.head.number}  {sheet.head.name}  {sheet.head.state_text}")
    for p in sheet.points:
        figure = f"  [{p.figure_text}]" if p.figure_title else ""
        click.echo(f"{p.item.code}  {p.answer_text or '（未填）'}  {p.item.text}{figure}")
        if p.remark:
            click.echo(f"    {p.remark}")


def _point_json(p: Any) -> dict[str, Any]:
    return {
        "code": p.item.code, "section": p.item.section, "text": p.item.text, "clause": p.item.clause,
        "certainty": p.item.certainty, "method": p.item.method, "weight": p.item.weight / 100,
        "answer": p.answer or None, "remark": p.remark or None, "figure": p.item.figure or None,
        "figure_value": p.figure_value or None, "figure_on": p.figure_on or None,
        "figure_records": {"kind": p.behind.kind, "ids": list(p.behind.ids)} if p.behind is not None else None,
        "evidence": [{"kind": e.kind, "id": e.record_id, "label": e.label, "gone": e.gone} for e in p.proofs],
    }  # fmt: skip


@checklist_group.command("new", cls=Command, short_help="按模板新建清单")
@click.argument("template", metavar="模板")
@click.option("--township", metavar="乡镇", help="哪个乡镇（街道）")
@click.option("--department", metavar="部门", help="哪个部门：名称或简称")
@click.option("--enterprise", metavar="企业", help="哪个企业：名称或统一社会信用代码")
@click.option("--project", metavar="对象", help="哪个应投保对象：名称或证照、工程编号")
@click.option("--all", "everyone", is_flag=True, help="每个乡镇（或有监管分工的部门）各建一份，已有的不重复")
@click.option("--period", default="", metavar="期间", help="必填，如 2026年下半年、2026Q3、2026-07-01至2026-09-30")
@as_of_option
@role_option
@json_option
@home_option
@click.pass_context
def new_command(ctx: click.Context, /, template: str, period: str, everyone: bool, **given: Any) -> None:
    """按模板新建清单，并填好程序能算出的数据。模板写编号或名称，见 ajx checklist list --templates。"""
    from ajx_tui.services import checklists
    from ajx_tui.services.checklists import scopes
    from ajx_tui.services.checklists.periods import read_period

    if not period:
        raise UsageError("缺少期间", "请加 --period，如 --period 2026年下半年。")
    start, end = read_period(period)
    with acting(ctx, given["role"]) as session:
        scope_type = checklists.template(session.store, template).scope
        targets = (
            scopes.everyone(session.store, scope_type, end.isoformat())
            if everyone
            else [_target(session, scope_type, given)]
        )
        job = checklists.issue(session, template, targets, start, end, cut_off(session, given["as_of"]))
        made = work(job, quiet=given["as_json"])
        if not (made.ids or everyone):
            raise checklists.already_there(made)
        found = checklists.heads(session, made.ids)
    if given["as_json"]:
        print_json({"made": [h.as_json() for h in found], "present": list(made.present), "notes": list(made.notes)})
        return
    for head in found:
        click.echo(f"已新建 {head.number}  {head.name}")
    if made.present:
        click.echo(f"已有的没有重复新建：{'、'.join(made.present)}")
    for note in made.notes:
        click.echo(f"提示：{note}")


def _target(session: Session, scope_type: str, given: dict[str, Any]) -> Scope:
    """The one the options name. Raises UsageError when none, several, or one of another kind is named."""
    from ajx_tui.domain.records.checklist import SCOPES
    from ajx_tui.services.checklists import scopes

    named = [name for name in SCOPES if given[name]]
    if named != [scope_type]:
        raise UsageError("检查对象不对", f"这份清单按{SCOPES[scope_type][0]}填写，请只用 --{scope_type} 指明是哪一个。")
    return scopes.find(session.store, scope_type, given[scope_type])


@checklist_group.command("fill", cls=Command, short_help="填写结论、情况说明和数据")
@click.argument("number", metavar="清单")
@click.option("--answer", "answers", multiple=True, metavar="编号=结论", help="如 1.1=符合；结论空着为取消")
@click.option("--remark", "remarks", multiple=True, metavar="编号=说明", help="如 3.2=有2户未投保")
@click.option("--evidence", multiple=True, metavar="编号=种类:记录号", help="如 3.2=enterprise:17")
@click.option("--attach", multiple=True, metavar="编号=文件", help="给检查项加一个附件")
@click.option("--figures", is_flag=True, help="重新填写程序能算出的数据")
@click.option("--checker", metavar="姓名", help="检查（填报）人")
@click.option("--checked-on", metavar="日期", help="检查日期")
@click.option("--conclusion", metavar="文字", help="检查结论")
@click.option("--submit", is_flag=True, help="填完后送审")
@as_of_option
@role_option
@json_option
@home_option
@click.pass_context
def fill_command(ctx: click.Context, /, number: str, submit: bool, **given: Any) -> None:
    """填写一份清单。选项可以重复，一次填多项；没有改动的不写入。"""
    from ajx_tui.services import checklists

    quiet = given["as_json"]
    answers = _answers(given["answers"], given["remarks"])
    with acting(ctx, given["role"]) as session:
        checklist_id = checklists.find(session, number)
        changed = checklists.fill(session, checklist_id, answers) if answers else 0
        head = {k: given[k] for k in ("checker", "checked_on", "conclusion") if given[k] is not None}
        if head:
            checklists.describe(session, checklist_id, head)
        _add_proofs(session, checklist_id, given)
        filled = 0
        if given["figures"]:
            day = cut_off(session, given["as_of"])
            filled = work(checklists.autofill(session, checklist_id, day), quiet=quiet)
        if submit:
            checklists.finish(session, checklist_id)
        found = checklists.head(session, checklist_id)
    if quiet:
        print_json({**found.as_json(), "changed": changed, "figures_changed": filled})
    else:
        click.echo(f"{found.number}  改动{changed}项  已填{found.progress}  得分率{found.score}  {found.state_text}")


def _pairs(texts: Sequence[str], option: str) -> list[tuple[str, str]]:
    found = []
    for text in texts:
        code, sign, value = text.partition("=")
        if not sign or not code.strip():
            raise UsageError("选项写法不对", f"{option} 后面应写成 编号=内容，这里是“{text}”。")
        found.append((code.strip(), value))
    return found


def _answers(answers: Sequence[str], remarks: Sequence[str]) -> dict[str, dict[str, object]]:
    made: dict[str, dict[str, object]] = {}
    for name, option, texts in (("answer", "--answer", answers), ("remark", "--remark", remarks)):
        for code, value in _pairs(texts, option):
            if made.setdefault(code, {}).setdefault(name, value) != value:
                raise UsageError("选项写法不对", f"{option} 给{code}写了两个不同的内容。")
    return made


def _add_proofs(session: Session, checklist_id: int, given: dict[str, Any]) -> None:
    from ajx_tui.services import checklists

    for code, text in _pairs(given["evidence"], "--evidence"):
        kind, _, record = text.partition(":")
        if not (record.isascii() and record.isdigit() and len(record) < 16):
            raise UsageError(
                "选项写法不对", f"--evidence 后面应写成 编号=种类:记录号，如 3.2=enterprise:17，这里是“{text}”。"
            )
        checklists.add_evidence(session, checklist_id, code, kind.strip(), int(record))
    for code, text in _pairs(given["attach"], "--attach"):
        work(checklists.attach(session, checklist_id, code, Path(text).expanduser()), quiet=given["as_json"])


@checklist_group.command("export", cls=Command, short_help="导出空白表、填好的清单或可填写的表格")
@click.argument("number", metavar="清单或模板")
@click.option("--blank", is_flag=True, help="空白表，不带已填的结论")
@click.option("--format", "suffix", type=click.Choice(["pdf", "docx", "xlsx"]), help="格式；默认按文件名，再默认 pdf")
@click.option(
    "--profile",
    type=click.Choice([*PROFILES, *PROFILES.values()]),
    default="上报",
    help="个人信息：内部、上报（默认，遮盖）、公示",
)
@click.option("--out", type=click.Path(path_type=Path), metavar="文件", help="写到哪里；默认 exports 文件夹")
@click.option("--bundled-fonts", is_flag=True, default=None, help="只用自带字体，任何电脑上结果完全相同")
@role_option
@json_option
@home_option
@click.pass_context
def export_command(ctx: click.Context, /, number: str, blank: bool, out: Path | None, **given: Any) -> None:
    """导出清单：pdf、docx 用来打印签字；xlsx 发给填报人，填好后用 ajx checklist import 收回。写模板名则导出空白表。"""
    from ajx_tui.domain.masking import Profile
    from ajx_tui.services import checklists
    from ajx_tui.settings import load

    home = home_of(ctx)
    bundled = load(home.settings, bundled_fonts=given["bundled_fonts"]).bundled_fonts
    suffix = given["suffix"] or (out.suffix.lstrip(".").lower() if out and out.suffix else "pdf")
    with acting(ctx, given["role"], readonly=True) as session:
        try:
            about = checklists.sheet(session, checklists.find(session, number))
        except UsageError:
            chosen = checklists.template(session.store, number)
            path = out or home.exports / f"{chosen.title}-空白.{suffix}"
            job = checklists.export_template(session, chosen.code, path, suffix=suffix, bundled_only=bundled)
        else:
            demo = bool(session.store.setting("demo", False))
            path = out or home.exports / checklists.file_name(about, suffix, blank=blank, demo=demo)
            profile = Profile(PROFILES.get(given["profile"], given["profile"]))
            job = checklists.export_job(
                session, about.head.id, path, suffix=suffix, blank=blank, bundled_only=bundled, profile=profile
            )
        report = work(job, quiet=given["as_json"])
    if given["as_json"]:
        print_json({"path": str(report.path), "pages": report.pages, "missing": [m.character for m in report.missing]})
        return
    click.echo(f"已写出 {report.path}" + (f"（{report.pages} 页）" if report.pages else ""))
    for one in report.missing:
        click.echo(f"  提示：字体中没有“{one.character}”（{one.context}），已印成□")


@checklist_group.command("import", cls=Command, short_help="收回填好的表格（xlsx）")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="文件…")
@click.option("--dry-run", is_flag=True, help="只看会改动多少，不写入")
@role_option
@json_option
@home_option
@click.pass_context
def import_command(
    ctx: click.Context, /, files: tuple[Path, ...], dry_run: bool, role: str, as_json: bool, **_: Any
) -> int:
    """收回由 ajx checklist export 发出、已填好的表格（xlsx）。检查内容被改动的、别处的、已送审的不收，并说明原因。"""
    from ajx_tui.services import checklists

    with acting(ctx, role) as session:
        found = work(checklists.read_files(session, files, write=not dry_run), quiet=as_json)
    if as_json:
        print_json({"written": not dry_run, "files": [one.as_json() for one in found]})
    else:
        for one in found:
            verb = "将会" if dry_run else "已"
            click.echo(
                f"{one.file}：没有收下。{one.refused}" if one.refused
                else f"{one.file}：{one.number} {verb}新填{one.new}项，修改{one.changed}项，相同{one.unchanged}项，"
                f"仍空{one.empty}项"
            )  # fmt: skip
    refused = next((one.error for one in found if one.error is not None), None)
    return ExitCode.OK if refused is None else refused.exit_code


COMMANDS = (checklist_group,)
