"""An invented county of any size, for benchmarks and for looking at screens.

python benchmarks/county.py FOLDER 300
"""

from __future__ import annotations

import random
import sys
from datetime import date, timedelta
from pathlib import Path

from ajx_tui.domain.credit_code import check_character
from ajx_tui.domain.records import KINDS
from ajx_tui.store.database import Store
from ajx_tui.store.unit import Unit

AS_OF = date(2026, 10, 31)
SECTORS = ("煤矿", "非煤矿山", "危险化学品", "烟花爆竹", "金属冶炼", "民用爆炸物品", "渔业生产", "交通运输", "建筑施工")
TOWNS = ("城关镇", "柳林镇", "石桥镇", "清河镇", "双塔乡", "龙门乡", "东风街道", "新华街道")
FIRST = "宏盛恒鑫瑞华永金万泰安昌隆顺兴达通源丰裕康"
SECOND = "远城峰岭川泽阳光明丽江海山石林森田禾穗"
TRADES = ("煤业", "矿业", "化工", "花炮", "冶炼", "民爆器材", "渔业", "运输", "建筑工程")
ITEMS = ("安全生产宣传教育培训", "安全风险辨识、评估", "事故隐患排查", "应急预案编制和演练")
FAULTS = ("配电箱未接地", "消防通道堆放杂物", "作业人员未佩戴安全带", "应急照明损坏", "危化品混存", "未设置警示标志")


def code(number: int) -> str:
    """A valid credit code that no firm holds: the registration area 410000 exists for no office."""
    body = f"91410000{number:09d}"
    return body + check_character(body)


def day(offset: int) -> str:
    """The day `offset` days after the cut-off day."""
    return (AS_OF + timedelta(days=offset)).isoformat()


def directories(unit: Unit) -> None:
    """Sectors and insurers, unless the database has them already."""
    if not unit.conn.execute("SELECT count(*) FROM sector").fetchone()[0]:
        unit.insert_many(KINDS["sector"], [{"title": s, "position": i} for i, s in enumerate(SECTORS)])
    unit.insert_many(KINDS["insurer"], [{"name": f"{c}财产保险股份有限公司示例支公司"} for c in "甲乙丙"])
    unit.insert_many(KINDS["service_body"], [{"name": "示例安全技术服务有限公司", "type": "third_party"}])


def enterprises(unit: Unit, count: int, chance: random.Random) -> range:
    """`count` enterprises, each its own insured object."""
    sectors = [row[0] for row in unit.conn.execute("SELECT id FROM sector ORDER BY position, id LIMIT 9")]
    rows = []
    for i in range(count):
        at = chance.randrange(len(sectors))
        name = f"示例县{chance.choice(FIRST)}{chance.choice(SECOND)}{TRADES[at % 9]}有限公司"
        rows.append({
            "name": name if count < 200 else f"{name[:-4]}{i}有限公司", "credit_code": code(i),
            "sector_id": sectors[at],
            "township": chance.choice(TOWNS), "headcount": chance.choice((8, 15, 23, 47, 66, 120, 350)),
            "principal": chance.choice(("张某", "李某", "王某")), "phone": "0370-0000000",
            "risk_level": chance.choice(("high", "medium", "low", None)),
            "status": "stopped" if chance.random() < 0.05 else "active",
        })  # fmt: skip
    ids = unit.insert_many(KINDS["enterprise"], rows)
    unit.insert_many(KINDS["insured_object"], [{"enterprise_id": i, "type": "enterprise"} for i in ids])
    return ids


def policies(unit: Unit, firms: range, chance: random.Random) -> range:
    """A policy for two thirds of the enterprises, some of them running out soon."""
    insurers = [row[0] for row in unit.conn.execute("SELECT id FROM insurer")]
    objects = dict(unit.conn.execute("SELECT enterprise_id, id FROM insured_object WHERE type = 'enterprise'"))
    rows = []
    for firm in firms:
        if chance.random() < 0.33:
            continue
        start, people = -chance.randrange(10, 364), chance.choice((8, 15, 47, 120))
        rows.append({
            "number": f"PZ2026{firm:08d}", "enterprise_id": firm, "object_id": objects[firm],
            "insurer_id": chance.choice(insurers), "start_on": day(start), "end_on": day(start + 364),
            "headcount": people, "limit_person": chance.choice((300_000, 400_000, 600_000)) * 100,
            "premium": people * 38_000, "premium_received": people * 38_000, "commission": 400, "promised_visits": 2,
        })  # fmt: skip
    return unit.insert_many(KINDS["policy"], rows)


def services(unit: Unit, sold: range, chance: random.Random) -> None:
    """Visits under half of the policies, hazards found on them, a few claims."""
    rows = [
        {"number": f"FW{p:06d}", "policy_id": p, "visited_on": day(-chance.randrange(1, 200)), "body_id": 1,
         "item": chance.choice(ITEMS), "staff": "赵某", "confirmed": int(chance.random() < 0.9)}
        for p in sold if chance.random() < 0.5
    ]  # fmt: skip
    visits = unit.insert_many(KINDS["visit"], rows)
    hazards = []
    for visit in visits:
        if chance.random() < 0.6:
            done = day(-chance.randrange(0, 60)) if chance.random() < 0.6 else None
            hazards.append({
                "visit_id": visit, "description": chance.choice(FAULTS), "found_on": day(-200),
                "level": "major" if chance.random() < 0.06 else "general", "due_on": day(chance.randrange(-30, 30)),
                "rectified_on": done,
            })  # fmt: skip
    unit.insert_many(KINDS["hazard"], hazards)
    unit.insert_many(
        KINDS["claim"],
        [{"number": f"LP{p:06d}", "policy_id": p, "happened_on": day(-90), "reported_on": day(-89),
          "settled": 12_000_000, "settled_on": day(-20)} for p in sold[:: max(1, len(sold) // 7)]],
    )  # fmt: skip


def build(folder: Path, count: int) -> Store:
    """A store in `folder` with an office and `count` enterprises and what hangs on them."""
    store = Store.open(folder / "ajx.db")
    chance = random.Random(20261031)
    with store.unit("基准", "建立示例数据") as unit:
        directories(unit)
        unit.insert(KINDS["office"], {"name": "示例县应急管理局", "area": "示例县", "level": "county"})
        sold = policies(unit, enterprises(unit, count, chance), chance)
        services(unit, sold, chance)
        unit.set_setting("demo", True)
    store.optimise()
    return store


if __name__ == "__main__":
    build(Path(sys.argv[1]), int(sys.argv[2])).close()
