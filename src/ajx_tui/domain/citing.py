"""How papers cite the articles they stand on."""

from __future__ import annotations

from collections.abc import Iterable

Article = tuple[str, str]
"""The title of a law or paper in its marks, and the article: (《…法》, 第三条)."""


def cite(articles: Iterable[Article], said: str = "") -> str:
    """《…法》第三条、第五条: each title once as long as its articles follow each other.

    `said` is a title just named in full, which is then called 该法.
    """
    told: list[str] = []
    last = ""
    for title, article in articles:
        told.append(article if title == last else f"{'该法' if title == said else title}{article}")
        last = title
    return "、".join(told)
