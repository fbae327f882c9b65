"""Likely duplicates over an invented county, beside comparing every pair of one township, in one run.

python benchmarks/duplicates.py            # 20 000 enterprises, 25 townships, 200 of them registered twice
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from itertools import combinations
from pathlib import Path

from rapidfuzz import fuzz

from ajx_tui.domain.likeness import core
from ajx_tui.domain.records import KINDS
from ajx_tui.progress import run
from ajx_tui.services import duplicates, packs
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store
from table import AS_JSON, Line, finish

SYLLABLES = "宏盛恒鑫瑞华永金万泰安昌隆顺兴达通源丰裕康远城峰岭川泽阳光明丽江海山石林森田禾穗嘉正中天地仁和信义"
TRADES = ("煤业", "矿业", "石料", "化工", "花炮", "冶炼", "铸造", "运输", "物流", "建筑工程", "建设", "渔业")
PEER_TOWNSHIPS = 2


def build(path: Path, count: int, twice: int) -> Store:
    """A county of `count` enterprises, `twice` of them registered a second time with one wrong character."""
    store, dice = Store.open(path), random.Random(11)
    packs.seed(Session(store))
    sectors = [row[0] for row in store.read("SELECT id FROM sector ORDER BY id")]
    made: dict[tuple[str, str], None] = {}
    while len(made) < count - twice:
        name = "".join(dice.sample(SYLLABLES, dice.choice((3, 4)))) + dice.choice(TRADES)
        made[f"示例县{name}有限公司", f"第{dice.randrange(25)}镇"] = None
    for name, township in dice.sample(list(made), twice):
        place = 3 + dice.randrange(2)
        made[name[:place] + dice.choice(SYLLABLES) + name[place + 1 :], township] = None
    with store.unit("测量", "建立虚构县") as unit:
        fixed = {"no_code_reason": "筹建"}
        unit.insert_many(
            KINDS["enterprise"],
            [{"name": n, "township": t, "sector_id": dice.choice(sectors), **fixed} for n, t in made],
        )
    return store


def every_pair(store: Store, townships: int) -> float:
    """Seconds to compare every pair of some townships with the same measure, one by one."""
    names: dict[str, list[str]] = {}
    for name, township in store.read("SELECT name, township FROM enterprise"):
        names.setdefault(township, []).append(core(name, []))
    began = time.perf_counter()
    for members in list(names.values())[:townships]:
        for one, other in combinations(members, 2):
            fuzz.ratio(one, other, score_cutoff=duplicates.LIKE)
    return (time.perf_counter() - began) * len(names) / townships


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--enterprises", type=int, default=20_000)
    parser.add_argument(AS_JSON, action="store_true", help=argparse.SUPPRESS)
    count = parser.parse_args().enterprises
    with tempfile.TemporaryDirectory() as folder:
        store = build(Path(folder) / "db" / "ajx.db", count, count // 100)
        began = time.perf_counter()
        found = run(duplicates.candidates(Session(store)))
        took = time.perf_counter() - began
        peer = every_pair(store, PEER_TOWNSHIPS)
        store.close()
    what = f"likely duplicates among {count:,} enterprises".replace(",", " ")
    beside = f"every pair of a township {peer:.1f} s (reckoned from {PEER_TOWNSHIPS}); {len(found)} found"
    return finish([Line(what, took, "s", beside)])


if __name__ == "__main__":
    sys.exit(main())
