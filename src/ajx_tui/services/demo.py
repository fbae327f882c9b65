"""The practice county: built from its spreadsheets through the real importer, and marked 演示 everywhere."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from datetime import date
from importlib.resources import as_file, files

from ajx_tui.domain.records import KINDS
from ajx_tui.errors import RefusedError
from ajx_tui.progress import Progress
from ajx_tui.services import demo_life, imports, packs
from ajx_tui.services.office import office_id, set_up
from ajx_tui.services.session import Session
from ajx_tui.store.accounts import everyone
from ajx_tui.store.records import key_index

AS_OF = date(2026, 10, 31)
"""The cut-off day for which the practice county is made."""

_OFFICE = {
    "name": "示例县应急管理局",
    "area": "示例县",
    "level": "county",
    "city": "示例市",
    "province": "河南省",
    "committee": "示例县安全生产委员会办公室",
    "document_prefix": "示安委办",
    "contact": "张示例",
    "phone": "0370-0000000",
}
_INSURERS = (
    {"name": "甲财产保险股份有限公司示例支公司", "aliases": "甲保险"},
    {"name": "乙财产保险股份有限公司示例支公司", "aliases": "乙保险"},
    {"name": "丙财产保险股份有限公司示例营销服务部", "aliases": "丙保险"},
)


@dataclass(frozen=True, slots=True)
class Built:
    """What building the practice county did."""

    imports: list[imports.FileResult]


def build(session: Session) -> Generator[Progress, None, Built]:
    """Build the practice county, or bring it up to its files again. Raises RefusedError in a home with real data."""
    real = office_id(session.store) is not None or everyone(session.store)
    if real and not session.practising:
        raise RefusedError("这里已有正式数据", "演示数据不会写进正式数据；请用 --home 指定另一个文件夹。")
    _prepare(session)
    yield Progress(0, 1, "读取演示表格")
    folder = files("ajx_tui") / "demo"
    with as_file(folder) as path:
        lists = sorted(p for p in path.iterdir() if p.suffix in (".xlsx", ".csv"))
        plans = [imports.plan(session, p) for p in lists]
        results = yield from imports.run(session, plans)
    yield Progress(0, 1, "补充演示登记簿")
    demo_life.build(session, AS_OF)
    return Built(results)


def _prepare(session: Session) -> None:
    """Office, sectors, departments and the insurers of the practice county."""
    with session.unit("建立演示县") as unit:
        unit.set_setting("demo", True)
        unit.set_setting("as_of", AS_OF.isoformat())
    if office_id(session.store) is None:
        set_up(session, _OFFICE)
    packs.seed(session)
    known = key_index(session.store, KINDS["insurer"])
    missing = [one for one in _INSURERS if (0, one["name"]) not in known]
    if missing:
        with session.unit("登记演示保险机构") as unit:
            unit.insert_many(KINDS["insurer"], missing)
