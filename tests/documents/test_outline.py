"""Documents follow the outline of the packs: order, titles, numbering, annexes, the county's own words."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from facts_maker import county, empty

from ajx_tui.documents import blocks as b
from ajx_tui.documents.texts import editing, outline
from ajx_tui.documents.texts.facts import Facts, Outline, Paper, Part
from ajx_tui.documents.texts.lint import lint
from ajx_tui.errors import AjxError
from ajx_tui.services.documents.catalogue import CATALOGUE


def with_outline(name: str, made: Outline) -> Facts:
    facts = county()
    return replace(facts, outlines={**facts.outlines, name: made})


def built(name: str, facts: Facts) -> b.Document:
    return CATALOGUE[name].build(facts, Paper())


def headings(made: b.Document) -> list[tuple[str, int | None]]:
    return [(x.text, x.number) for x in made.blocks if isinstance(x, b.Heading) and x.level == 1]


def text_of(made: b.Document) -> str:
    return "\n".join(b.plain_text(x.text) for x in made.blocks if isinstance(x, b.Paragraph))


def captions(made: b.Document) -> list[str]:
    return [x.caption for x in made.blocks if isinstance(x, b.Table) and x.caption.startswith("表")]


def test_every_document_has_an_outline_of_parts_that_the_program_can_write() -> None:
    for facts in (county(), empty()):
        assert facts.outlines.keys() == CATALOGUE.keys()
    for name, entry in CATALOGUE.items():
        plan = county().outlines[name]
        assert {part.name for part in plan.chapters} <= entry.parts.keys(), name
        assert {part.name for part in plan.annexes} <= entry.annexes.keys(), name


def test_chapters_come_in_the_order_and_under_the_titles_of_the_outline() -> None:
    chapters = (Part("steps", "步骤安排"), Part("goals", "目标"), Part("tasks", "分工"))
    made = built("plan", with_outline("plan", Outline(chapters)))
    assert headings(made) == [("步骤安排", 1), ("目标", 2), ("分工", 3)]
    assert not [x for x in made.blocks if isinstance(x, b.AttachmentList | b.Attachment)]
    assert "附件" not in text_of(made)


def test_references_follow_the_annexes() -> None:
    plan = county().outlines["plan"]
    swapped = replace(plan, annexes=plan.annexes[::-1])
    assert "底数表见附件1，" in text_of(built("plan", with_outline("plan", swapped)))
    alone = replace(plan, annexes=plan.annexes[1:])
    made = built("plan", with_outline("plan", alone))
    assert "底数表见附件，" in text_of(made) and "具体分工" not in text_of(made)
    assert [x.number for x in made.blocks if isinstance(x, b.Attachment)] == [0]
    assert not [note for note in lint(made) if "附件" in note.text]


def test_tables_are_numbered_as_they_come_and_the_text_names_the_right_one() -> None:
    plan = county().outlines["evaluation"]
    made = built("evaluation", with_outline("evaluation", replace(plan, chapters=plan.chapters[::-1])))
    numbers = [caption.partition("　")[0] for caption in captions(made)]
    assert numbers == [f"表{n}" for n in range(1, len(numbers) + 1)] and len(numbers) > 2
    named = re.search(r"完成时限（见(表\d)）", text_of(made))
    assert named is not None and f"{named[1]}　问题整改措施" in captions(made)


def test_evidence_covers_statistics_only_where_they_are_printed() -> None:
    facts = county()
    plan = facts.outlines["evaluation"]
    bare = Outline((Part("basics", "基本情况"),), tuple(p for p in plan.annexes if p.name == "evidence"))
    made = built("evaluation", with_outline("evaluation", bare))
    table = next(x for x in made.blocks if isinstance(x, b.Table) and x.caption == "数字与记录对应表")
    assert [row[1] for row in table.rows] == ["应投保"]


def test_a_county_writes_a_chapter_of_its_own() -> None:
    own = Part("local_rules", "本级特别要求", "## 重点乡镇\n{whole}应投保对象{due}个。\n## 其他\n另行通知{nobody}。")
    made = built("plan", with_outline("plan", Outline((Part("goals", "工作目标"), own))))
    assert headings(made)[-1] == ("本级特别要求", 2)
    assert [(x.text, x.number) for x in made.blocks if isinstance(x, b.Heading) and x.level == 2][-2:] == [
        ("重点乡镇", 1), ("其他", 2),
    ]  # fmt: skip
    assert "全县应投保对象3个。" in text_of(made)
    assert [note.quote for note in lint(made) if note.serious] == ["{nobody}"]


def test_a_required_chapter_without_words_is_told_before_anybody_signs() -> None:
    facts = county()
    made = editing.fill(built("plan", facts), {"任务分工": "", "指导思想": ""}, facts)
    assert [note.where for note in outline.gaps(made, facts.outlines["plan"])] == ["任务分工"]
    assert not list(outline.gaps(built("plan", facts), facts.outlines["plan"]))


def test_papers_without_headings_follow_their_outline_too() -> None:
    plan = county().outlines["urging"]
    made = built("urging", with_outline("urging", replace(plan, chapters=plan.chapters[:1])))
    assert "没有有效的安全生产责任保险" in text_of(made) and "自行比选" not in text_of(made)


def test_without_an_outline_nothing_is_made_up() -> None:
    with pytest.raises(AjxError, match="提纲"):
        built("plan", replace(county(), outlines={}))
