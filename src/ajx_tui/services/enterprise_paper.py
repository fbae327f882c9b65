"""The page of one enterprise as a paper for its file: the facts of `enterprise_page`, laid out and written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ajx_tui.domain.quantities import money_text
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import Permission
from ajx_tui.errors import RefusedError, UsageError
from ajx_tui.policy.clause import CERTAINTIES
from ajx_tui.policy.model import SEVERITIES
from ajx_tui.progress import Job, Progress
from ajx_tui.services.enterprise_numbers import numbers
from ajx_tui.services.enterprise_page import EnterprisePage, ObjectLine, PolicyLine, page
from ajx_tui.services.light import LIGHT_TITLES, Reason, weights
from ajx_tui.services.office import office_name
from ajx_tui.services.session import Session
from ajx_tui.store import lists, records
from ajx_tui.store.database import Store
from ajx_tui.store.lists import Condition, ListQuery

if TYPE_CHECKING:
    from ajx_tui.documents.blocks import Document, RenderReport
    from ajx_tui.documents.texts.enterprise import Dossier, Ground, Listing

NAME, TITLE = "enterprise", "企业全貌"
FORMATS: Mapping[str, str] = {"pdf": "PDF", "docx": "Word", "xlsx": "Excel"}
_TRIES = 3
_WORK, _MONEY, _CLOCKS = "服务和隐患", "理赔、费用和执法", "到期事项"
_RECORDS: tuple[tuple[str, str, str, str, tuple[tuple[str, float], ...]], ...] = (
    ("visit", _WORK, "服务记录", "visited_on",
     (("visited_on", 1.4), ("number", 1.4), ("item", 2.6), ("body_id", 2.6), ("confirmed", 1.1))),
    ("claim", _MONEY, "理赔案件", "reported_on",
     (("number", 1.4), ("reported_on", 1.4), ("accident", 3.2), ("prepaid", 1.4), ("settled", 1.4),
      ("settled_on", 1.4))),
    ("fund_entry", _MONEY, "预防费用", "occurred_on",
     (("occurred_on", 1.4), ("item", 2.6), ("amount", 1.4), ("payee", 2.4), ("voucher_no", 1.4))),
    ("enforcement_case", _MONEY, "执法案件", "found_on",
     (("number", 1.4), ("cause", 2.2), ("filed_on", 1.4), ("decision", 2.4), ("fine", 1.3), ("closed_on", 1.4))),
)  # fmt: skip
"""Kind, chapter, caption, the day from which a record counts, columns with their widths."""


def find(store: Store, text: str) -> int:
    """The enterprise that a credit code or a name stands for; part of a name will do while only one has it.

    Raises RefusedError when there is none or several.
    """
    wanted = text.strip()
    for condition in (Condition("credit_code", "=", wanted.upper()), Condition("name", "=", wanted),
                      Condition("name", "contains", wanted)):  # fmt: skip
        found = lists.all_ids(store, ListQuery("enterprise", conditions=(condition,)), 6) if wanted else []
        if len(found) == 1:
            return found[0]
        if found:
            named = "、".join(records.labels(store, KINDS["enterprise"], found[:5]).values())
            raise RefusedError("有几家企业", f"“{wanted}”可以是：{named}等，请写全名或统一社会信用代码。")
    raise RefusedError("没有这家企业", f"台账中没有“{wanted}”，请写企业全名或统一社会信用代码。")


def document(session: Session, enterprise_id: int, as_of: date | None = None) -> Document:
    """The paper of one enterprise. Raises RefusedError when it is gone, or while others keep saving."""
    from ajx_tui.documents.texts.enterprise import build

    for _ in range(_TRIES):
        before = session.store.revision()
        dossier = _dossier(session, page(session, enterprise_id, as_of))
        if session.store.revision() == before:
            return build(dossier)
    raise RefusedError("数据正在变动", "汇总期间一直有新的登记或修改，请稍后再导出。")


def export_job(
    session: Session,
    enterprise_id: int,
    path: Path,
    as_of: date | None = None,
    *,
    suffix: str = "pdf",
    bundled_only: bool = False,
) -> Job[RenderReport]:
    """Write the paper of one enterprise; returns the report of the renderer.

    Raises UsageError for another format, NotPermittedError for who may not export, AjxError when it can't be written;
    nothing is left behind then, nor when the job is closed.
    """
    from ajx_tui.services.documents.folders import make_folder

    session.require(Permission.EXPORT)
    if suffix not in FORMATS:
        raise UsageError("没有这种格式", f"可以导出为{'、'.join(FORMATS.values())}，不能导出为“{suffix}”。")
    yield Progress(0, 1, "汇总数据")
    made = document(session, enterprise_id, as_of)
    make_folder(path.parent)
    if suffix == "pdf":
        from ajx_tui.documents import pdf

        return (yield from pdf.render(made, path, bundled_only=bundled_only))
    if suffix == "docx":
        from ajx_tui.documents import word

        return (yield from word.render(made, path))
    from ajx_tui.services.documents.sheets import render

    return (yield from render(made, (), path))


def file_name(name: str, day: date, suffix: str) -> str:
    """A file name for the paper of an enterprise, safe on every system."""
    from ajx_tui.services.documents.folders import file_name as safe

    return f"{TITLE}-{safe(name)}-{day.isoformat()}.{suffix}"


def _dossier(session: Session, found: EnterprisePage) -> Dossier:
    from ajx_tui.documents.texts.enterprise import Dossier

    store, weight = session.store, weights(session.store, found.as_of)
    return Dossier(
        name=found.name,
        office=office_name(store),
        as_of=found.as_of,
        revision=str(store.revision()),
        light=LIGHT_TITLES[found.light],
        rule=f"{found.points} 分；{weight.lines_text}",
        basis=weight.basis,
        due="该企业依法应当投保安责险" if found.must_insure else "该企业没有应当投保安责险的对象",
        basic=found.basic,
        numbers=tuple((number.title, number.text) for number in numbers(session, found)),
        grounds=tuple(_ground(reason, found.name) for reason in found.reasons),
        listings=tuple(_listings(store, found)),
        demo=bool(store.setting("demo", False)),
    )


def _ground(reason: Reason, name: str) -> Ground:
    """A reason without the name of the enterprise in front: the whole paper is about it."""
    from ajx_tui.documents.texts.enterprise import Ground

    told = reason.text.removeprefix(name).removeprefix("的").strip()
    return Ground(
        severity=SEVERITIES.get(reason.severity, ""),
        text=f"{reason.title}：{told}",
        points="已说明" if reason.explained else str(reason.points),
        clause=reason.clause,
        certainty=CERTAINTIES.get(reason.certainty, ""),
        next_step=reason.next_step,
        explained=reason.explained,
    )


def _listings(store: Store, found: EnterprisePage) -> Iterator[Listing]:
    from ajx_tui.documents.texts.enterprise import Listing

    insured = "应投保对象和保单"
    yield Listing(
        insured, "应投保对象", (("对象", 4.2), ("类别", 1.4), ("截止日状态", 3.4)),
        tuple((o.title, o.type, _object_state(o)) for o in found.objects),
    )  # fmt: skip
    yield Listing(
        insured, "保单",
        (("保单号", 2.0), ("保险机构", 3.0), ("保险期间", 1.4), ("人数", 0.8), ("每人限额\n（万元）", 1.4),
         ("保险费\n（元）", 1.4), ("约定\n服务", 0.8), ("已做\n服务", 0.8)),
        tuple(_policy(policy, found.as_of) for policy in found.policies),
    )  # fmt: skip
    listed = [_records(store, found, *rule) for rule in _RECORDS]
    yield from (one for one in listed if one.chapter == _WORK)
    yield Listing(
        _WORK, "隐患",
        (("隐患", 3.6), ("等级", 0.8), ("发现日期", 1.4), ("整改期限", 1.4), ("状态", 1.6), ("下一步", 2.6)),
        tuple(
            (h.description, "重大" if h.major else "一般", h.found_on, h.due_on, h.stage_title, h.next_step)
            for h in found.hazards
        ),
    )  # fmt: skip
    yield from (one for one in listed if one.chapter == _MONEY)
    yield Listing(
        _CLOCKS, "",
        (("最后一天", 1.4), ("事项", 2.0), ("记录", 2.2), ("责任方", 1.4), ("剩余", 1.7), ("依据", 2.8)),
        tuple(
            (i.due.due.isoformat(), i.due.title, i.label, i.holder,
             f"逾期{-i.days_left}天" if i.late else f"还有{i.days_left}天", i.due.clause)
            for i in found.due
        ),
    )  # fmt: skip


def _object_state(line: ObjectLine) -> str:
    if not line.due:
        return "截止日不须投保" + ("，有有效保单" if line.insured else "")
    short = [text for wrong, text in ((line.headcount_short, "未全员投保"), (line.below_floor, "限额不足")) if wrong]
    return "、".join(["已投保" if line.insured else "应保未保", *short])


def _policy(policy: PolicyLine, as_of: date) -> tuple[str, ...]:
    """One line of the list of policies; what is not on record stays empty."""
    day = as_of.isoformat()
    ended = "未起保" if policy.start_on > day else "已到期" if policy.end_on < day else "已终止"
    return (
        policy.number,
        policy.insurer,
        f"{policy.start_on}\n{policy.end_on}\n{'有效' if policy.in_force else ended}",
        "" if policy.headcount is None else str(policy.headcount),
        "" if policy.limit_person is None else f"{policy.limit_person / 1_000_000:.2f}".rstrip("0").rstrip("."),
        "" if policy.premium is None else money_text(policy.premium),
        "" if policy.promised is None else str(policy.promised),
        str(policy.visits),
    )


def _records(
    store: Store, found: EnterprisePage, kind_name: str, chapter: str, caption: str, day: str,
    columns: Sequence[tuple[str, float]],
) -> Listing:  # fmt: skip
    """The records of one kind up to the day of the page, as people read them, newest first."""
    from ajx_tui.documents.texts.enterprise import Listing

    kind = KINDS[kind_name]
    stored = records.get_many(store, kind, found.related.get(kind_name, ()))
    kept = [values for values in stored.values() if str(values[day] or "") <= found.as_of.isoformat()]
    kept.sort(key=lambda values: str(values[day] or ""), reverse=True)
    shown = [records.show(store, kind, {name: values[name] for name, _ in columns}) for values in kept]
    return Listing(
        chapter, caption, tuple((kind.fields[name].title, width) for name, width in columns),
        tuple(tuple(line[name] for name, _ in columns) for line in shown),
    )  # fmt: skip
