"""Where a rule stands and how sure that is, and where in a pack it is written."""

from __future__ import annotations

from dataclasses import dataclass

CERTAINTIES = {
    "S": "省实施意见原文",
    "V": "已核对公布文本",
    "R": "据转述，引用前请核对原文",
    "O": "未见明文，由本级确定",
}
CERTAINTY_WORDS = {"S": "省文原文", "V": "已核对", "R": "转述待核", "O": "未见明文"}
"""The same in a word, for columns."""
LOCAL = "local"
"""The document id of the county's own rules (本级自定), known in every pack."""


@dataclass(frozen=True, slots=True)
class Document:
    """A law, measure or opinion that clauses are cited from; lists call it `short` where it has a short name."""

    id: str
    title: str
    number: str = ""
    issued: str = ""
    short: str = ""

    @property
    def text(self) -> str:
        """The way the document is cited."""
        return f"{self.title}（{self.number}）" if self.number else self.title


LOCAL_DOCUMENT = Document(LOCAL, "本级自定")


@dataclass(frozen=True, slots=True)
class Clause:
    """Where a rule stands and how sure that is (`CERTAINTIES`)."""

    document: Document
    article: str
    certainty: str

    @property
    def text(self) -> str:
        """Document and article, as printed."""
        colon = "：" if self.document.id == LOCAL and self.article else ""
        return f"{self.document.text}{colon}{self.article}"

    @property
    def short(self) -> str:
        """As it is cited in a list: 保险法第二十三条, AQ 9010-2019 投诉处理; what was only reported says so."""
        reported = "（据转述）" if self.certainty == "R" else ""
        if self.document.id == LOCAL:
            return self.text
        if self.document.number[:1].isascii() and self.document.number[:1].isalpha():
            return f"{self.document.number} {self.article}{reported}"
        name = self.document.short or self.document.title.strip("《》").removeprefix("中华人民共和国")
        return f"{name}{self.article}{reported}"

    @property
    def note(self) -> str:
        """How sure the citation is, in Chinese."""
        return CERTAINTIES[self.certainty]

    def as_json(self) -> dict[str, str]:
        return {"document": self.document.text, "article": self.article, "certainty": self.certainty,
                "text": self.text, "note": self.note}  # fmt: skip

    @property
    def sure(self) -> bool:
        """Whether it may be printed as law: it was read in the original."""
        return self.certainty in ("S", "V")


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a pack's files something stands, for messages."""

    file: str
    line: int
