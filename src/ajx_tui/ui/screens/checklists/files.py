"""Checklists to paper and back: choosing a format, receiving returned tables, making new lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ajx_tui.domain.masking import Profile
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.records.checklist import SCOPES
from ajx_tui.errors import AjxError, Cancelled
from ajx_tui.services import checklists
from ajx_tui.services.checklists import Made, Outcome, Scope, Template, scopes
from ajx_tui.services.checklists.periods import read_period, usual
from ajx_tui.settings import load
from ajx_tui.ui.jobs import JobScreen
from ajx_tui.ui.screens.actions import exports_folder
from ajx_tui.ui.screens.checklists.parts import PickRecord
from ajx_tui.ui.screens.written import tell_written
from ajx_tui.ui.widgets.confirm import Ask, Choice, Choose, Confirm
from ajx_tui.ui.widgets.notice import notify

if TYPE_CHECKING:
    from ajx_tui.ui.app import AjxApp

FORMATS = (
    Choice("pdf", "打印填好的清单", "PDF，附数据来源，电话和证件号遮盖"),
    Choice("docx", "填好的清单", "Word，可以再改，电话和证件号遮盖"),
    Choice("pdf blank", "空白表，手工填写", "PDF"),
    Choice("docx blank", "空白表，手工填写", "Word"),
    Choice("xlsx", "可填写的表格，发给填报人", "Excel，填好后用“收回”读入"),
    Choice("xlsx blank", "可填写的表格，不带已填内容", "Excel"),
    Choice("pdf internal", "内部留存的清单", "PDF，不遮盖，仅限工作使用"),
)
ALL, OTHER = "*", "?"
_MOST_FILES = 500


# ----- out


def export(app: AjxApp, ids: Sequence[int]) -> None:
    """Ask in which form, then write a file for each list into the exports folder."""

    def chosen(answer: str | None) -> None:
        if answer is None:
            return
        suffix, _, how = answer.partition(" ")
        profile = Profile.INTERNAL if how == "internal" else Profile.REPORT
        job = checklists.export_all(
            app.session, ids, exports_folder(app), suffix=suffix, blank=how == "blank", bundled_only=_bundled(app),
            profile=profile,
        )  # fmt: skip
        app.push_screen(JobScreen("导出清单", job), lambda made: _written(app, made))

    app.push_screen(Choose(f"导出 {len(ids)} 份清单" if len(ids) > 1 else "导出清单", FORMATS), chosen)


def export_blank(app: AjxApp, template: Template) -> None:
    """Ask in which form, then write the blank form of a template."""

    def chosen(suffix: str | None) -> None:
        if suffix is not None:
            path = exports_folder(app) / f"{template.title}-空白.{suffix}"
            bundled = _bundled(app)
            job = checklists.export_template(app.session, template.code, path, suffix=suffix, bundled_only=bundled)
            app.push_screen(JobScreen("导出空白表", job), lambda made: _written(app, made))

    choices = [Choice("pdf", "PDF", "打印后手工填写"), Choice("docx", "Word", "可以再改")]
    app.push_screen(Choose(f"导出空白表：{template.title}", choices), chosen)


def _bundled(app: AjxApp) -> bool:
    return load(exports_folder(app).parent / "settings.toml").bundled_fonts


def _written(app: AjxApp, made: Any) -> None:
    """Say where the files lie; a single one can be opened at once."""
    if isinstance(made, Cancelled) or made is None:
        return
    paths = made if isinstance(made, list) else [Path(made.path)]
    if len(paths) > 1:
        notify(app, f"{len(paths)} 个文件在 {paths[0].parent}", "清单已导出")
        return
    tell_written(app, "清单已导出", paths[0])


# ----- back


def receive(app: AjxApp, done: Callable[[list[Outcome]], None]) -> None:
    """Ask where the returned tables lie, show what they bring, and take them when that is confirmed."""

    def wrong(text: str) -> str:
        path = _path(text)
        if not path.exists():
            return "没有这个文件或文件夹，请核对。"
        found = len(_files(path))
        if found > _MOST_FILES:
            return f"文件夹里有 {found} 个表格，请分批放到几个文件夹。"
        return "" if found else "文件夹里没有表格文件（xlsx、xls、ods）。"

    def answered(text: str | None) -> None:
        if text is not None:
            paths = _files(_path(text))
            job = checklists.read_files(app.session, paths, write=False)
            app.push_screen(JobScreen("读取表格", job), lambda found: _preview(app, paths, found, done))

    question = "填好的表格，或者放着这些表格的文件夹："
    app.push_screen(Ask("收回填好的清单", question, value=str(exports_folder(app)), check=wrong), answered)


def _path(text: str) -> Path:
    return Path(text.strip().strip("\"'")).expanduser()


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return sorted(
        p
        for p in path.iterdir()
        if p.suffix.lower() in (".xlsx", ".xls", ".ods") and not p.name.startswith(("~$", "."))
    )


def _preview(app: AjxApp, paths: list[Path], found: Any, done: Callable[[list[Outcome]], None]) -> None:
    if not isinstance(found, list):
        return
    good = [p for p, one in zip(paths, found, strict=True) if not one.refused and (one.taken or one.unchanged)]
    lines = [_line(one) for one in found]
    text = "\n".join(lines[:12] + ([f"还有 {len(lines) - 12} 个文件"] if len(lines) > 12 else []))
    if not any(one.taken for one in found):
        notify(app, text, "没有可以收下的新内容", "warning")
        return

    def answered(yes: bool | None) -> None:
        if yes:
            job = checklists.read_files(app.session, good)
            app.push_screen(JobScreen("收回清单", job), lambda taken: done(taken) if isinstance(taken, list) else None)

    app.push_screen(Confirm("收下这些内容？", text, "收下", "取消"), answered)


def _line(one: Outcome) -> str:
    if one.refused:
        return f"× {one.file}：{one.refused}"
    return f"{one.name}：新填 {one.new} 项，修改 {one.changed} 项，相同 {one.unchanged} 项"


def received(app: AjxApp, found: Sequence[Outcome]) -> None:
    """Say what was taken."""
    count = sum(one.taken for one in found)
    refused = [one for one in found if one.refused]
    if refused:
        notify(app, "\n".join(_line(one) for one in refused[:4]), f"收下 {count} 项，有表格没有收下", "warning")
    else:
        notify(app, f"收下 {count} 项", "清单已收回")


# ----- new


def new(app: AjxApp, done: Callable[[Made], None]) -> None:
    """Ask for template, subject and period, then make the lists with their figures."""
    store = app.session.store
    known = [t for t in checklists.templates(store) if t.items and not t.retired]
    choices = [Choice(t.code, t.title, f"按{SCOPES[t.scope][0]} · {len(t.items)} 项 · {t.origin}") for t in known]

    def chosen(code: str | None) -> None:
        if code is not None:
            _ask_scope(app, next(t for t in known if t.code == code), done)

    app.push_screen(Choose("按哪份模板新建？", choices, "自己的模板在“模板”中编制。"), chosen)


def _ask_scope(app: AjxApp, template: Template, done: Callable[[Made], None]) -> None:
    store = app.session.store
    if template.scope in ("enterprise", "project"):
        kind = KINDS[scopes.TARGETS[template.scope]]

        def picked(record_id: int | None) -> None:
            if record_id is not None:
                _ask_period(app, template, [Scope(template.scope, record_id)], done)

        app.push_screen(PickRecord(store, kind, f"{template.title}：检查哪个{kind.title}？"), picked)
        return
    listed = scopes.choices(store, template.scope)
    every = scopes.everyone(store, template.scope, app.as_of.isoformat())
    word = "乡镇（街道）" if template.scope == "township" else "有监管分工的部门"
    choices = [Choice(ALL, f"全部{word}", f"{len(every)} 份，已有的不重复")] if every else []
    choices += [Choice(str(n), title) for n, (_, title) in enumerate(listed)]

    def chosen(answer: str | None) -> None:
        if answer is not None:
            targets = every if answer == ALL else [listed[int(answer)][0]]
            _ask_period(app, template, targets, done)

    if not choices:
        notify(app, f"台账中还没有{SCOPES[template.scope][0]}，请先登记企业和部门。", "没有新建", "warning")
        return
    app.push_screen(Choose(f"{template.title}：给谁？", choices), chosen)


def _ask_period(app: AjxApp, template: Template, targets: list[Scope], done: Callable[[Made], None]) -> None:
    periods = usual(app.as_of)
    choices = [Choice(str(n), name, f"{a} 至 {b}") for n, (name, a, b) in enumerate(periods)]

    def typed(text: str | None) -> None:
        if text is not None:
            _make(app, template, targets, *read_period(text), done)

    def wrong(text: str) -> str:
        try:
            read_period(text)
        except AjxError as error:
            return error.message
        return ""

    def chosen(answer: str | None) -> None:
        if answer == OTHER:
            app.push_screen(Ask("哪个期间？", "如 2026年、2026年第三季度、2026-07-01至2026-09-30", check=wrong), typed)
        elif answer is not None:
            _, start, end = periods[int(answer)]
            _make(app, template, targets, start, end, done)

    app.push_screen(Choose("哪个期间？", [*choices, Choice(OTHER, "其他期间")]), chosen)


def _make(
    app: AjxApp, template: Template, targets: list[Scope], start: date, end: date, done: Callable[[Made], None]
) -> None:
    job = checklists.issue(app.session, template.code, targets, start, end, app.as_of)

    def finished(made: Made | Cancelled | None) -> None:
        if isinstance(made, Made):
            more = f"；{len(made.present)} 份已有，没有重复新建" if made.present else ""
            notify(app, f"新建 {len(made.ids)} 份{more}", template.title)
            done(made)

    app.push_screen(JobScreen("新建清单", job), finished)
