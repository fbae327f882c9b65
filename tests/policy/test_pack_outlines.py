"""Outlines of documents in packs: refused with place and remedy, and what the law requires can't be left out."""

from __future__ import annotations

import pytest
from test_pack_loading import CLAUSE, HEAD, WRITABLE, guard, load, proved

from ajx_tui.policy.loader import load_pack
from ajx_tui.policy.model import Problems
from ajx_tui.policy.proof import prove
from ajx_tui.policy.rules import merge
from ajx_tui.policy.source import PackSource

OUTLINE = f'\n[[outline]]\ndocument = "plan"\ntitle = "工作方案"\n{CLAUSE}'
GOALS = f'\n[[outline.chapter]]\nname = "goals"\ntitle = "工作目标"\n{CLAUSE}'
TASKS = f'\n[[outline.chapter]]\nname = "tasks"\ntitle = "任务分工"\nrequired = true\n{CLAUSE}'


def test_a_sound_outline_has_no_problem() -> None:
    assert proved(HEAD + OUTLINE + GOALS + TASKS) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (OUTLINE, "第10行 chapter：至少要有一章"),
        (OUTLINE + GOALS + GOALS, "“goals”在这份提纲中重复"),
        (OUTLINE + GOALS + GOALS.replace('"goals"', '"more"'), "“工作目标”在这份提纲中重复"),
        (OUTLINE + GOALS.replace(CLAUSE, ""), "第15行 clause：缺少依据"),
        (OUTLINE + GOALS.replace('title = "工作目标"', 'title = "一\\n二"'), "标题只能有一行"),
        (OUTLINE + GOALS + OUTLINE.replace("工作方案", "方案") + GOALS, "“plan”与pack.toml第11行重复"),
        (OUTLINE + GOALS.replace("name", "nmae"), "是不是 name？"),
    ],
)
def test_a_wrong_outline_is_refused_with_its_place(text: str, told: str) -> None:
    _, found = load(HEAD + text)
    assert any(told in problem for problem in found), found


def test_documents_and_parts_that_nobody_can_write_are_named() -> None:
    unknown = proved(HEAD + OUTLINE.replace('"plan"', '"plam"') + GOALS)
    assert any("没有“plam”这种文书，可用的有：plan" in problem for problem in unknown)
    wrong = proved(HEAD + OUTLINE + GOALS.replace('"goals"', '"gaols"'))
    assert wrong == ["pack.toml第16行 name：程序里没有“gaols”这一部分；请写 text（本级自拟文字），或改为：goals、tasks"]
    own = GOALS.replace('"goals"', '"own_words"') + 'text = "本级另有要求。"\n'
    assert proved(HEAD + OUTLINE + own) == []


def test_a_pack_above_may_rename_and_reorder_but_not_drop_what_is_required() -> None:
    def together(above: str) -> list[str]:
        problems = Problems()
        texts = (HEAD + OUTLINE + GOALS + TASKS, HEAD.replace("sample-pack", "above-pack") + above)
        packs = [load_pack(PackSource({"pack.toml": text}, "试验"), {}, problems) for text in texts]
        assert not problems.found, problems.found
        prove(merge([p for p in packs if p]), guard(), {"item": ("name",)}, WRITABLE, problems)
        return [str(p) for p in problems.found]

    assert together(OUTLINE + TASKS.replace("任务分工", "分工").replace("required = true\n", "")) == []
    (told,) = together(OUTLINE + GOALS)
    assert '缺少必备的“任务分工”（name = "tasks"，依据《试验办法》（试〔2026〕1号）第一条）' in told
