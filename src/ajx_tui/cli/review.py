"""`ajx review`: what waits for review, and the steps of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from ajx_tui.cli.chinese import Command, Group
from ajx_tui.cli.context import home_option, json_option, print_json, session_of, work
from ajx_tui.cli.users import roles_of
from ajx_tui.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ajx_tui.services.session import Session


@contextmanager
def acting(ctx: click.Context, role: str, *, readonly: bool = False) -> Iterator[Session]:
    """The session, trying out a role where no login is needed."""
    with session_of(ctx, readonly=readonly) as session:
        yield session.as_role(*roles_of(role)) if role else session


def role_option(function: Any) -> Any:
    """The --role option."""
    return click.option("--role", default="", metavar="角色", help="演示数据中试用的角色，如 审核")(function)


@click.group("review", cls=Group, short_help="审核：待办、通过、退回、签发")
def review_group() -> None:
    """审核：送审的文书、清单和数据变更。自己编制的，自己不能通过。"""


@review_group.command("list", cls=Command, short_help="列出等待处理的审核")
@click.option("--all", "everything", is_flag=True, help="列出全部未办结的，不只是自己能处理的")
@click.option("--overview", is_flag=True, help="按状态、人员、部门、乡镇汇总")
@role_option
@json_option
@home_option
@click.pass_context
def list_command(ctx: click.Context, /, everything: bool, overview: bool, role: str, as_json: bool, **_: Any) -> None:
    """列出等待处理的审核，等得最久的在前。"""
    from dataclasses import asdict

    from ajx_tui.services import review_desk

    with acting(ctx, role, readonly=True) as session:
        if overview:
            lines = review_desk.overview(session)
            if as_json:
                print_json([asdict(line) for line in lines])
            for line in lines if not as_json else []:
                click.echo(f"{_BY[line.by]} {line.name}：{line.count}件，最长{line.longest}天，平均{line.mean:.1f}天")
            if not lines and not as_json:
                click.echo("没有在办的审核。")
            return
        found = review_desk.queue(session, mine_only=not everything)
    if as_json:
        print_json([line.as_json() for line in found])
        return
    for one in found:
        left = f"，意见{one.open_findings}条待答复" if one.open_findings else ""
        click.echo(
            f"{one.review.id}  「{one.review.title}」{one.state_title}，"
            f"{one.review.submitter}送审，已等{one.days}天{left}"
        )
    if not found:
        click.echo("没有等待处理的审核。")


_BY = {"state": "状态", "role": "待办角色", "person": "送审人", "department": "部门", "township": "乡镇"}


@review_group.command("return", cls=Command, short_help="退回，附意见")
@click.argument("number", type=int, metavar="编号")
@click.option(
    "--finding", "texts", multiple=True, metavar="意见", help="一条意见；可写“字段=意见”“检查项=意见”，可重复"
)
@click.option("--code", default="other", metavar="类别", help="意见类别，如 missing、wrong、basis")
@click.option("--text", default="", metavar="说明", help="总的说明")
@role_option
@json_option
@home_option
@click.pass_context
def return_command(ctx: click.Context, /, number: int, texts: tuple[str, ...], code: str, **given: Any) -> None:
    """退回一项送审，逐条写明意见；经办人答复每一条后才能再送审。"""
    from ajx_tui.domain.workflow import FINDING_CODES
    from ajx_tui.services import review

    if code not in FINDING_CODES:
        raise UsageError("没有这个类别", "可用：" + "、".join(f"{c}（{t}）" for c, t in FINDING_CODES.items()))
    with acting(ctx, given["role"]) as session:
        places = _places(session, number) if texts else {}
        found = [_finding(text, code, places) for text in texts]
        done = review.return_with(session, number, found, given["text"])
    _tell(done, given["as_json"])


def _places(session: Session, number: int) -> dict[str, dict[str, Any]]:
    """What a finding can name, and where it then points: a field of the record, a point of the checklist."""
    from ajx_tui.domain.records import KINDS
    from ajx_tui.services import checklists, review

    found = review.get(session, number)
    kind = KINDS.get(found.subject_kind)
    places: dict[str, dict[str, Any]] = {name: {"field": name} for name in (kind.fields if kind is not None else ())}
    if found.subject_kind == "checklist" and checklists.heads(session, [found.subject_id]):
        points = checklists.sheet(session, found.subject_id).points
        places |= {p.item.code: {"kind": "checklist_item", "record_id": p.id, "field": "answer"} for p in points}
    return places


def _finding(text: str, code: str, places: Mapping[str, Mapping[str, Any]]) -> Any:
    from ajx_tui.services.review import NewFinding

    name, sign, rest = text.partition("=")
    place = places.get(name.strip()) if sign else None
    return NewFinding(text, code) if place is None else NewFinding(rest, code, **place)


@review_group.command("show", cls=Command, short_help="看一项审核：意见和经过")
@click.argument("number", type=int, metavar="编号")
@role_option
@json_option
@home_option
@click.pass_context
def show_command(ctx: click.Context, /, number: int, role: str, as_json: bool, **_: Any) -> None:
    """一项审核的状态、意见（答复时用意见号）和经过。"""
    from dataclasses import asdict

    from ajx_tui.domain.workflow import ACT_TITLES, FINDING_CODES, OUTCOMES, STATE_TITLES, Act
    from ajx_tui.services import review
    from ajx_tui.services.timeline import field_title

    with acting(ctx, role, readonly=True) as session:
        found = review.get(session, number)
        notes, steps = review.findings(session, number), review.steps(session, number)
        acts = review.actions(session, found)
        names = {(p.get("record_id"), p["field"]): name for name, p in _places(session, number).items()}
    if as_json:
        print_json(
            {
                "review": asdict(found),
                "acts": acts,
                "findings": list(map(asdict, notes)),
                "steps": list(map(asdict, steps)),
            }
        )
        return
    click.echo(f"{found.id}  「{found.title}」{STATE_TITLES[found.state]}，{found.submitter}送审，第{found.round}轮")
    for one in notes:
        answer = f"：{one.answer}" if one.answer else ""
        place = names.get((one.record_id, one.field)) or field_title(one.kind, one.field)
        told = f"{place}：{one.text}" if place else one.text
        click.echo(f"意见{one.id}  [{FINDING_CODES[one.code]}] {told}（{OUTCOMES[one.outcome]}{answer}）")
    for taken in steps:
        text = f"  {taken.text}" if taken.text else ""
        click.echo(f"{taken.at[:16].replace('T', ' ')}  {taken.actor}  {ACT_TITLES[Act(taken.act)]}{text}")


@review_group.command("answer", cls=Command, short_help="答复一条意见：已改正或说明")
@click.argument("finding", type=int, metavar="意见号")
@click.option("--fixed", is_flag=True, help="已改正")
@click.option("--explain", default="", metavar="理由", help="没有改动，说明理由")
@role_option
@json_option
@home_option
@click.pass_context
def answer_command(ctx: click.Context, /, finding: int, fixed: bool, explain: str, role: str, **given: Any) -> None:
    """答复退回的一条意见，意见号见 ajx review show；全部答复后才能再送审。"""
    from ajx_tui.services import review

    if fixed == bool(explain.strip()):
        raise UsageError("答复不明确", "请在 --fixed（已改正）和 --explain 理由（不改，说明理由）中选一个。")
    with acting(ctx, role) as session:
        review.answer_finding(session, finding, "fixed" if fixed else "explained", explain)
    if given["as_json"]:
        print_json({"finding": finding, "outcome": "fixed" if fixed else "explained"})
    else:
        click.echo("已答复。")


def _tell(done: Any, as_json: bool) -> None:
    from dataclasses import asdict

    from ajx_tui.domain.workflow import STATE_TITLES

    if as_json:
        print_json(asdict(done))
    else:
        click.echo(f"「{done.title}」{STATE_TITLES[done.state]}。")


def _step(word: str, short: str, run: Callable[[Session, int, str], Any], *, reason: bool = False) -> None:
    """A subcommand for one step of review."""

    @review_group.command(word, cls=Command, short_help=short, help=f"{short}。")
    @click.argument("number", type=int, metavar="编号")
    @click.option("--text", default="", required=reason, metavar="原因" if reason else "意见", help="记入审核记录")
    @role_option
    @json_option
    @home_option
    @click.pass_context
    def command(ctx: click.Context, /, number: int, text: str, role: str, as_json: bool, **_: Any) -> None:
        with acting(ctx, role) as session:
            done = run(session, number, text)
        _tell(done, as_json)


def _call(name: str) -> Callable[[Session, int, str], Any]:
    def run(session: Session, number: int, text: str) -> Any:
        from ajx_tui.services import review

        return getattr(review, name)(session, number, text)

    return run


_step("approve", "审核通过，内容随即锁定", _call("approve"))
_step("sign", "签发", _call("sign"))
_step("sent", "标记已报送", _call("mark_sent"))
_step("withdraw", "撤回自己的送审", _call("withdraw"))
_step("unlock", "解锁，须写明原因", _call("unlock"), reason=True)


@review_group.command("submit", cls=Command, short_help="送审一条记录或一批数据变更")
@click.argument("what", nargs=-1, required=True, metavar="种类 编号 | 批次…")
@click.option("--text", default="", metavar="说明", help="给审核人的说明")
@role_option
@json_option
@home_option
@click.pass_context
def submit_command(ctx: click.Context, /, what: tuple[str, ...], text: str, role: str, as_json: bool, **_: Any) -> None:
    """送审。写“种类 编号”送审一条记录（如 checklist 3），或写 ajx log 里的批次号送审数据变更。"""
    from ajx_tui.services import review, submitting

    with acting(ctx, role) as session:
        if len(what) == 2 and what[1].isdigit():
            done = work(submitting.submit_job(session, what[0], int(what[1]), text), quiet=as_json)
        else:
            done = review.submit_changes(session, what, note=text)
    _tell(done, as_json)


COMMANDS = (review_group,)
