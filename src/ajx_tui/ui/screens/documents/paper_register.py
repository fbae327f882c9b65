"""发文登记: which 发文字号 went to which document and enterprise, when it was served, and the paper itself."""

from __future__ import annotations

from typing import ClassVar

from ajx_tui.services.documents import numbering
from ajx_tui.ui.commands import Command
from ajx_tui.ui.letters import PAPER, open_paper
from ajx_tui.ui.screens.registers.register import RegisterScreen
from ajx_tui.ui.screens.registers.state import ListState
from ajx_tui.ui.widgets.notice import notify

_GAPS = 12


class PaperRegister(RegisterScreen):
    """The register of papers, and of documents, on top of room 7."""

    HELP = (
        "每个发文字号一行，手写字号的每份一行。回车看登记内容，F8 打开送出去的那一份文件，F2 登记送达、签收或作废。"
        "作废的字号仍然占用，不会再给别的文书。Ctrl+B 核对字号有没有空号。"
    )
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("back", "返回", "去掉搜索和筛选；已是全部时回到文书", ("escape",), "fh", "列表"),
        Command("new", "新建", "补登一份不是由本程序导出的发文", ("ctrl+n",), "xj", "列表", place=3),
        Command("open_file", "打开文书", "打开送出去的那一份文件", ("f8",), "dkws", "列表"),
        Command("group", "统计", "按一个栏目统计列表（有标记时为已标记的）", ("ctrl+t",), "tj", "列表", place=2),
        Command("check_numbers", "核对字号", "每个系列用到几号，有没有空号", ("ctrl+b",), "hdzh", "列表", place=1),
    )

    def __init__(self) -> None:
        super().__init__("7", "发文登记")
        self._states[PAPER] = ListState(PAPER, sort="issued_on", descending=True)

    def can_back(self) -> bool:
        """There is always the page below."""
        return True

    def do_back(self) -> None:
        """Clear what limits the list, else go back."""
        if super().can_back():
            super().do_back()
        else:
            self.dismiss(None)

    def can_open_file(self) -> bool:
        """Needs a paper under the cursor."""
        return self.is_mounted and self.kind.name == PAPER and self.grid.cursor_id is not None

    def do_open_file(self) -> None:
        """Open the paper as it went out."""
        if (paper_id := self.grid.cursor_id) is not None:
            open_paper(self.app, paper_id)

    def can_check_numbers(self) -> bool:
        """Only papers have numbers."""
        return self.is_mounted and self.kind.name == PAPER

    def do_check_numbers(self) -> None:
        """Tell the last number of every series, and its gaps."""
        lines = []
        for series in numbering.series_known(self.session.store):
            book = numbering.ledger(self.session.store, series)
            gaps = "、".join(str(n) for n in book.gaps[:_GAPS]) + ("等" if len(book.gaps) > _GAPS else "")
            lines.append(f"{series}：用到{book.next - 1}号" + (f"，空号{gaps}" if gaps else "，没有空号"))
        notify(self.app, "\n".join(lines) or "还没有编号的发文。", "核对字号")
