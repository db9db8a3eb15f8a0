"""Questions about the national graph, each of one municipality's 事業, 課 and targets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from city import City


def questions(cities: Sequence[City], count: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Yield so many questions about municipalities taken at random: what it is about, and the question."""
    random = Random(seed)
    for _ in range(count // 5 + 1):
        city = random.choice(cities)
        project = random.choice([each for each in city.projects if each.targets])
        (indicator, year), _value = random.choice(list(project.targets.items()))
        department = random.choice([each.department for each in city.projects])
        yield "担当課", f"{city.plan}の「{project.name}」の担当課はどこですか"
        yield "目標値", f"{city.plan}の「{project.name}」の{indicator}の令和{year - 2018}年度の目標は？"
        yield "課の事業", f"{city.name} {department}が担当する事業は？"
        yield "件数", f"{city.plan}の新規の事業は何件ですか"
        yield "法令", f"{city.plan}の根拠となる法令は？"
