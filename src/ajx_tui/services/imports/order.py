"""The order in which the lists of an import are read, and which files share a transaction."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from ajx_tui.domain.records import KINDS
from ajx_tui.services.imports.plan import FilePlan, ListPlan

Pair = tuple[FilePlan, ListPlan]


@cache
def _ancestors(kind: str) -> frozenset[str]:
    """The kinds to which records of `kind` refer, directly or not."""
    direct = {ref.target for ref in KINDS[kind].refs.values()} - {kind}
    return frozenset(direct.union(*(_ancestors(d) for d in direct)))


def groups(plans: Sequence[FilePlan]) -> list[list[Pair]]:
    """Lists in groups that are written together, parents before children.

    A group is one file, unless files need each other both ways (one holds enterprises and visits, another the policies
    between them). The order does not depend on the order in which the files were given: within a kind it is that of
    the names, so that importing the same files again changes nothing.
    """
    order = list(KINDS)
    pairs = [(p, one) for p in plans for one in p.lists]
    pairs.sort(key=lambda pair: (order.index(pair[1].recognition.kind.name), pair[0].path.name, str(pair[0].path)))
    files = list(dict.fromkeys(p.path for p, _ in pairs))
    kinds = {path: {one.recognition.kind.name for p, one in pairs if p.path == path} for path in files}
    needs = {a: {b for b in files if b != a and _needs(kinds[a], kinds[b])} for a in files}
    made: list[list[Pair]] = []
    waiting = list(files)
    while waiting:
        together = _next(waiting, needs)
        made.append([pair for pair in pairs if pair[0].path in together])
        waiting = [path for path in waiting if path not in together]
    return made


def _needs(children: set[str], parents: set[str]) -> bool:
    """Whether lists of `children` refer to records that lists of `parents` hold."""
    return any(_ancestors(kind) & parents for kind in children)


def _next(waiting: Sequence[Path], needs: dict[Path, set[Path]]) -> set[Path]:
    """The first file that needs none of those waiting; else the smallest set of files that need only each other."""
    reach = {one: _reach(one, needs, set(waiting)) for one in waiting}
    return min(reach.values(), key=lambda found: (len(found), min(waiting.index(one) for one in found)))


def _reach(start: Path, needs: dict[Path, set[Path]], among: set[Path]) -> set[Path]:
    """`start` and everything it needs, directly or not, among those that are waiting."""
    found, todo = {start}, [start]
    while todo:
        for other in needs[todo.pop()] & among:
            if other not in found:
                found.add(other)
                todo.append(other)
    return found
