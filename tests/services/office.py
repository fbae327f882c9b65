"""An office for tests of accounts, review, history and doctor: people with roles, firms, policies, a past."""

from __future__ import annotations

from pathlib import Path

from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import Role
from ajx_tui.progress import run
from ajx_tui.services import attachments, review
from ajx_tui.services.session import Session
from ajx_tui.store import accounts, books
from ajx_tui.store.database import Store

SECTOR, FIRM, OBJECT, POLICY, INSURER = (
    KINDS[k] for k in ("sector", "enterprise", "insured_object", "policy", "insurer")
)
PASSWORD = "$argon2id$v=19$m=8,t=1,p=1$no-real-hash"
PEOPLE = {
    "经办甲": {Role.CLERK}, "经办乙": {Role.CLERK}, "审核丙": {Role.REVIEWER}, "签发丁": {Role.LEADER},
    "只读戊": {Role.READER}, "管理己": {Role.ADMIN}, "全能庚": {Role.CLERK, Role.REVIEWER, Role.LEADER},
}  # fmt: skip


def hire(store: Store, people: dict[str, set[Role]] | None = None) -> dict[str, Session]:
    """Accounts whose passwords nobody needs, and a session for each."""
    with store.unit("管理己", "建立账户") as unit:
        for name, roles in (people or PEOPLE).items():
            row = {"name": name, "name_key": name, "roles": accounts.roles_text(frozenset(roles)), "password": PASSWORD}
            books.add(unit, books.ACCOUNT, {**row, "must_change": 0, "created_at": unit.now})
    return {name: Session(store, name, accounts.by_name(store, name)) for name in people or PEOPLE}


def firms(session: Session, count: int) -> range:
    """Enterprises with their own insured objects, in one batch."""
    with session.unit("登记企业") as unit:
        sector = unit.conn.execute("SELECT id FROM sector LIMIT 1").fetchone()
        sector_id = sector[0] if sector else unit.insert(SECTOR, {"title": "煤矿"})
        start = unit.conn.execute("SELECT count(*) FROM enterprise").fetchone()[0]
        ids = unit.insert_many(
            FIRM,
            [{"name": f"示例县第{start + i}煤业有限公司", "sector_id": sector_id, "headcount": i + 5,
              "township": f"乡{i % 3}", "no_code_reason": "测试"} for i in range(count)],
        )  # fmt: skip
        unit.insert_many(OBJECT, [{"enterprise_id": i, "type": "enterprise"} for i in ids])
    return ids


def policies(session: Session, of: range) -> range:
    """A policy for each enterprise."""
    with session.unit("登记保单") as unit:
        found = unit.conn.execute("SELECT id FROM insurer LIMIT 1").fetchone()
        insurer = found[0] if found else unit.insert(INSURER, {"name": "甲保险"})
        objects = dict(unit.conn.execute("SELECT enterprise_id, id FROM insured_object"))
        return unit.insert_many(
            POLICY,
            [{"number": f"PZ{i:05}", "enterprise_id": i, "object_id": objects[i], "insurer_id": insurer,
              "start_on": "2026-01-01", "end_on": "2026-12-31", "headcount": 8, "limit_person": 40_000_000,
              "premium": 100_000, "premium_received": 100_000} for i in of],
        )  # fmt: skip


def paper(session: Session) -> int:
    """A document with one version."""
    with session.unit("导出工作方案") as unit:
        made = unit.insert(KINDS["document"], {"name": "plan", "title": "工作方案", "as_of": "2026-10-31"})
        unit.insert(
            KINDS["document_version"],
            {"document_id": made, "version": 1, "format": "pdf", "made_by": session.person, "made_at": "2026-10-31",
             "file_name": "a.pdf", "sha256": "0" * 64, "revision": "1", "content_sha256": "0" * 64,
             "content": '[{"title": "工作目标", "plain": "全部投保"}]', "figures": '{"due": ["119"]}'},
        )  # fmt: skip
    return made


def sheet(session: Session, answer: str | None = "yes") -> int:
    """A checklist of one township with two points, answered alike."""
    with session.unit("新建清单") as unit:
        number = unit.conn.execute("SELECT count(*) FROM checklist").fetchone()[0] + 1
        made = unit.insert(
            KINDS["checklist"],
            {"number": f"QD2026-{number:04}", "template": "township_self", "title": "乡镇自查", "version": "1",
             "digest": "0" * 64, "scope": "township", "township": f"乡{number}", "period_from": "2026-07-01",
             "period_to": "2026-12-31"},
        )  # fmt: skip
        unit.insert_many(
            KINDS["checklist_item"],
            [{"checklist_id": made, "position": n, "code": f"1.{n}", "text": f"第{n}项", "weight": 100,
              "answer": answer} for n in (1, 2)],
        )  # fmt: skip
    return made


def lived_in(folder: Path) -> dict[str, int]:
    """A database in `folder` with a past of every sort, closed and sealed; returns a few ids."""
    store = Store.open(folder / "ajx.db")
    people = hire(store)
    clerk, other = people["经办甲"], people["经办乙"]
    ids = firms(clerk, 30)
    sold = policies(other, ids)
    for at, firm in enumerate(ids[:12]):
        with other.unit("修改企业", "年度核对") as unit:
            unit.update(FIRM, firm, {"headcount": 500 + at, "principal": "王某"})
    with clerk.unit("删除保单", "重复") as unit:
        unit.delete(POLICY, sold[-1], "重复")
    with people["管理己"].unit("设置") as unit:
        unit.set_setting("as_of", "2026-10-31")
    sent = review.submit(clerk, "enterprise", ids[0], note="请审核")
    review.return_with(people["审核丙"], sent.id, [review.NewFinding("人数与社保不符", "figure", field="headcount")])
    review.answer_finding(clerk, review.findings(clerk, sent.id)[0].id, "explained", "含劳务派遣")
    review.submit(clerk, "enterprise", ids[0])
    review.approve(people["审核丙"], sent.id)
    scan = folder / "扫描件.pdf"
    scan.write_bytes(b"%PDF-1.4 scan of a policy" * 40)
    run(attachments.add(clerk, "policy", sold[0], scan))
    with store.unit("经办甲", "登录") as unit:
        for ticks, event in enumerate(("try", "ok", "lock", "try", "ok")):
            accounts.log_event(unit, "经办甲", event, "2026-10-31T08:00:00.000", ticks)
    store.close()
    return {"firm": ids[0], "policy": sold[0], "review": sent.id}
