"""Breaking titles by sense: equally long lines, never inside a word of the trade (GB/T 9704-2012 §7.3.1)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import accumulate, pairwise

from ajx_tui.documents.linebreak import break_lines, may_break

_VOCABULARY = """
    安全生产责任保险 安全生产 责任保险 安全 生产 责任 保险 事故预防 预防服务 事故 预防 服务 工作方案
    实施方案 工作 方案 实施 自评报告 自评估 自评 评估 报告 情况 通报 通知书 通知 指令书 意见书 决定书
    告知书 人民政府 管理局 委员会办公室 委员会 办公室 街道办事处 有限责任公司 有限公司 公司 底数台账 底数 台账
    任务分工 应投保 投保 隐患整改 责令限期整改 整改复查 隐患 整改 复查 限期 责令 执法计划 执法 计划
    年度 保险机构 服务机构 机构 扩面提质 行动 关于 企业 单位 检查表 检查 考核 评价 清单 汇总表 统计表
    明细表 行业领域 行业 领域 危险化学品 非煤矿山 烟花爆竹 金属冶炼 民用爆炸物品 交通运输 建筑施工
    渔业生产 全覆盖 第一季度 第二季度 第三季度 第四季度 上半年 下半年 专项 阶段 总体 问题 措施
"""
WORDS = frozenset(_VOCABULARY.split())
"""Words a title line should not end inside."""
_GOOD_END = frozenset("的、》年县市局会和及与")
_GOOD_START = ("关于", "（", "《")
_LONGEST_TITLE = 120
_EXTRA_LINE = 1.5


def balanced(text: str, widths: Mapping[str, int], size: float, width: float) -> list[tuple[int, int]]:
    """Break a cleaned title by sense into equally long lines, as few as fit or one more where that spares a word.

    Newlines are the writer's own breaks. Lengths in points; returns (start, end) of each line.
    """
    lines: list[tuple[int, int]] = []
    begin = 0
    for part in text.split("\n"):
        rough = break_lines(part, widths, size, width)
        if len(rough) > 1 and len(part) <= _LONGEST_TITLE:
            room = width * 1000 / size
            fewest, more = (_best(part, widths, room, len(rough) + extra) for extra in (0, 1))
            rough = min(fewest, (more[0] + _EXTRA_LINE, more[1]))[1] or rough
        lines += [(begin + a, begin + b) for a, b in rough]
        begin += len(part) + 1
    return lines


def _best(part: str, widths: Mapping[str, int], room: float, count: int) -> tuple[float, list[tuple[int, int]]]:
    """Cost and lines of the best break into `count` lines no wider than `room` (1/1000 em); infinity and [] without."""
    sums = [0, *accumulate(map(widths.__getitem__, part))]
    mean, costs = sums[-1] / count, _costs(part)
    best: dict[int, tuple[float, list[int]]] = {0: (0.0, [0])}
    for line in range(count):
        ends = [len(part)] if line == count - 1 else [at for at in range(1, len(part)) if may_break(part, at)]
        found: dict[int, tuple[float, list[int]]] = {}
        for end in ends:
            for start, (cost, path) in best.items():
                length = sums[end] - sums[start]
                if start < end and length <= room:
                    total = cost + 6 * ((length - mean) / mean) ** 2 + costs.get(end, 0.0)
                    if end not in found or total < found[end][0]:
                        found[end] = (total, [*path, end])
        best = found
    if len(part) not in best:
        return math.inf, []
    cost, path = best[len(part)]
    return cost, [_stripped(part, a, b) for a, b in pairwise(path)]


def _stripped(part: str, start: int, end: int) -> tuple[int, int]:
    while start < end and part[start] == " ":
        start += 1
    while end > start and part[end - 1] == " ":
        end -= 1
    return start, end


def _costs(part: str) -> dict[int, float]:
    """What a break before each position costs: much inside a short word, little inside a compound or book title."""
    costs: dict[int, float] = {at: -0.3 for at in range(1, len(part)) if part[at - 1] in _GOOD_END}
    costs.update((at, -1.0) for at in range(1, len(part)) if part.startswith(_GOOD_START, at))
    for at in range(1, len(part)):
        if part.count("《", 0, at) > part.count("》", 0, at):
            costs[at] = costs.get(at, 0.0) + 0.8
    for start in range(len(part)):
        for length in range(2, 9):
            if part[start : start + length] in WORDS:
                for at in range(start + 1, start + length):
                    costs[at] = max(costs.get(at, 0.0), 1.0 if length > 4 else 4.0 if length == 2 else 2.0)
    return costs
