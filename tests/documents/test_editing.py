"""Edited chapters: whatever is typed becomes paragraphs, and names in records never become fields."""

from __future__ import annotations

import random

import pytest
from facts_maker import AS_OF, HOSTILE, OFFICE, group

from ajx_tui.documents import blocks as b
from ajx_tui.documents.blocks import plain_text
from ajx_tui.documents.texts import editing
from ajx_tui.documents.texts.facts import Facts
from ajx_tui.documents.texts.wording import Writer

FACTS = Facts(office=OFFICE, as_of=AS_OF, revision="1-a", total=group("合计", 10, 4))


def document(*blocks: b.Block) -> b.Document:
    return b.Document(b.DocumentMeta("题"), (b.Title("题"), *blocks))


def filled(source: b.Document, text: str) -> list[b.Block]:
    title = editing.chapters(source)[0].title
    return list(editing.fill(source, {title: text}, FACTS).blocks[1:])


def test_words_from_records_stay_words() -> None:
    write = Writer(FACTS, words={"name": HOSTILE})
    source = document(write("企业{name}共{due}个{{due}}".replace("{{due}}", "。")), b.Paragraph("某{due}企业"))
    chapter = editing.chapters(source)[0]
    assert chapter.text == "企业{name}共{due}个。\n某{{due}企业"
    again = editing.fill(source, {chapter.title: chapter.text}, FACTS)
    assert editing.plain(again.blocks) == editing.plain(source.blocks)


def test_a_field_that_means_two_things_in_a_chapter_is_left_as_text() -> None:
    write = Writer(FACTS)
    source = document(write("甲{who}", who="一"), write("乙{who}{due}", who="二"))
    assert editing.chapters(source)[0].text == "甲一\n乙二{due}"


def test_a_number_from_elsewhere_can_be_put_in_and_an_unknown_one_stays_to_be_seen() -> None:
    source = document(Writer(FACTS)("话"))
    (block,) = filled(source, "{insured}/{due}={coverage}，{nothing}，{due|nothing}，{limit_in_force.amount|wan}")
    assert isinstance(block, b.Paragraph)
    assert plain_text(block.text) == "4/10=40.0%，{nothing}，{due|nothing}，0"
    assert [run.evidence for run in block.text if isinstance(run, b.Run) and run.evidence][:2] == ["insured", "due"]


def test_the_second_paper_keeps_a_table_that_only_it_has() -> None:
    write, table = Writer(FACTS), b.Table((b.Column("列"),), [("值",)])
    source = document(
        write("甲{who}", who="一"), b.SignatureBlock(("署",), AS_OF), b.PageBreak(restart_numbers=True),
        write("甲{who}", who="二"), table, b.SignatureBlock(("署",), AS_OF),
    )  # fmt: skip
    blocks = filled(source, "新{who}\n又")
    texts = [plain_text(x.text) for x in blocks if isinstance(x, b.Paragraph)]
    assert texts == ["新一", "又", "新二", "又"]
    assert blocks.index(table) == 5


@pytest.mark.parametrize("seed", range(40))
def test_anything_typed_is_laid_out(seed: int) -> None:
    source = document(Writer(FACTS)("话{due}"), b.Table((b.Column("列"),), [("值",)], caption="表"), b.Note("注"))
    marks = [
        "## ",
        "####",
        "#",
        "【表1：表】",
        "【表9】",
        "【注1：注】",
        "\n",
        "字",
        " ",
        "[/x]",
        "\x00",
        "\u202e",
        "\ud800",
    ]
    fields = ["{", "}", "{{", "{due}", "|wan", "{due|"]
    text = "".join(random.Random(seed).choices(marks + fields, k=60))
    blocks = filled(source, text)
    assert all(isinstance(x, b.Paragraph | b.Heading | b.Table | b.Note) for x in blocks)
    assert not [x for x in blocks if isinstance(x, b.Heading) and not 2 <= x.level <= 4]
