"""Checklists of packs: every slip is told with its line, later packs replace earlier ones, shipped ones are sound."""

from __future__ import annotations

import pytest

from ajx_tui.policy.checklists import prove_checklists
from ajx_tui.policy.clause import CERTAINTIES
from ajx_tui.policy.loader import load_pack
from ajx_tui.policy.model import CHECKLIST_SCOPES, Pack, Problems
from ajx_tui.policy.rules import merge
from ajx_tui.policy.source import PackSource
from ajx_tui.services import packs

CLAUSE = 'clause = { document = "rule", article = "第一条", certainty = "V" }\n'
HEAD = '[pack]\nid = "sample-pack"\ntitle = "试验包"\nversion = "1"\n\n[documents.rule]\ntitle = "《试验办法》"\n\n'
LIST = f'[[checklist]]\nname = "sample"\ntitle = "试验清单"\nscope = "township"\n{CLAUSE}'
ITEM = f'[[checklist.item]]\ncode = "1.1"\ntext = "有人管"\nweight = 2.5\n{CLAUSE}'


def load(text: str) -> tuple[Pack, list[str]]:
    problems = Problems()
    pack = load_pack(PackSource({"pack.toml": text}, "试验"), {}, problems)
    assert pack is not None
    return pack, [str(p) for p in problems.found]


def test_a_sound_checklist() -> None:
    pack, found = load(HEAD + LIST + ITEM)
    assert found == []
    item = pack.checklists[0].items[0]
    assert (item.code, item.weight, item.figure, item.span, item.clause.article) == ("1.1", 250, "", "day", "第一条")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('scope = "township"', 'scope = "village"', "village"),
        ("weight = 2.5", "weight = 0", "权重应大于0"),
        ("weight = 2.5", "weight = 2.555", "至多两位小数"),
        ("weight = 2.5", 'weight = "重"', "应是数字"),
        ("weight = 2.5", "weight = 1e300", "应是数字"),
        ('text = "有人管"', "", "缺少 text"),
        ('text = "有人管"', f'text = "{"长" * 501}"', "最多500个"),
        ('text = "有人管"', 'text = "有人管"\nspan = "year"', "year"),
        ('text = "有人管"', 'text = "有人管"\nanswer = "yes"', "不认识的项"),
    ],
)
def test_a_slip_is_told_with_its_line(old: str, new: str, told: str) -> None:
    text = HEAD + LIST + ITEM
    assert old in text
    _, found = load(text.replace(old, new, 1))
    assert len(found) == 1 and told in found[0] and found[0].startswith("pack.toml第")


def test_an_item_needs_its_own_clause() -> None:
    _, found = load(HEAD + LIST + ITEM.replace(CLAUSE, ""))
    assert len(found) == 1 and "缺少依据" in found[0]


def test_item_codes_are_compared_as_people_read_them() -> None:
    _, found = load(HEAD + LIST + ITEM + ITEM.replace("1.1", " １.１"))
    assert len(found) == 1 and "编号“1.1”" in found[0]


def test_a_checklist_without_items() -> None:
    _, found = load(HEAD + LIST)
    assert len(found) == 1 and "至少要有一个检查项" in found[0]


def test_a_figure_must_exist() -> None:
    pack, _ = load(HEAD + LIST + ITEM.replace("weight", 'figure = "nothing"\nweight'))
    problems = Problems()
    prove_checklists(merge([pack]), problems)
    assert [str(p) for p in problems.found] == ["pack.toml第17行 figure：没有名为 nothing 的指标"]


def test_a_later_pack_replaces_and_disables() -> None:
    below, _ = load(HEAD + LIST + ITEM)
    above, _ = load((HEAD + LIST + ITEM).replace("试验清单", "改过的清单"))
    assert merge([below, above]).checklists["sample"].title == "改过的清单"
    without, _ = load(HEAD + f'\n[[disabled]]\nname = "sample"\nreason = "试验"\n{CLAUSE}')
    assert merge([below, without]).checklists == {}


def test_shipped_checklists_cite_law_with_certainty_and_add_up() -> None:
    problems = Problems()
    rules = merge(packs.load_all(packs.DEFAULT_ACTIVE, dict(packs.shipped()), problems))
    prove_checklists(rules, problems)
    assert problems.found == []
    assert {c.scope for c in rules.checklists.values()} >= {"township", "department", "enterprise"}
    for checklist in rules.checklists.values():
        assert checklist.scope in CHECKLIST_SCOPES
        assert sum(i.weight for i in checklist.items) == 10_000
        assert len({i.text for i in checklist.items}) == len(checklist.items) >= 12
        assert any(i.figure for i in checklist.items)
        for item in checklist.items:
            assert item.clause.certainty in CERTAINTIES and item.clause.article and item.method
            # What nobody here could read is the county's own, never printed as law.
            assert (item.clause.certainty == "O") == (item.clause.document.id == "local")
