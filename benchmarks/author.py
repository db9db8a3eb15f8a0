"""A plan of the national graph while it is being written: what its chapters share."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from draft import Draft
from invented import municipality, sentence, words

from ingest.model.document import Span
from ingest.model.iris import Iris

_ROWS, _PARAGRAPHS = 24, 8  # of prose in each of four chapters: what is searched beside the things


class Author:
    """The names, the document and the random numbers of one municipality, and what later chapters need of earlier."""

    def __init__(self, index: int, seed: int, iris: Iris, laws: Sequence[tuple[str, str]]) -> None:
        self.random = Random(f"{seed}/{index}")
        self.city_name = municipality(index)
        self.iris = iris
        self.laws = laws
        self.plan_name = f"{self.city_name}暮らしと仕事の計画"
        self.old_name = f"第1期{self.plan_name}"
        self.plan, self.old_plan = iris.of("plan", self.plan_name), iris.of("plan", self.old_name)
        self.draft = Draft(f"keikaku-{index:05}.txt", self.plan_name)
        self.departments = self.random.sample(words().departments, 6)
        self.goals: dict[str, tuple[list[int], Span]] = {}
        self.handed: list[tuple[str, str, str, Span]] = []  # 事業, its name, its 基本取組, where that is said
        self.disputed: list[tuple[str, str, list[tuple[str, Span]]]] = []

    def prose(self) -> None:
        """Write what a chapter holds beside its lists: a table of things said, and paragraphs."""
        random = self.random
        rows = [(f"{row}", sentence(random, self.departments)) for row in range(1, _ROWS + 1)]
        self.draft.table([("番号", "内容"), *rows])
        for _ in range(_PARAGRAPHS):
            self.draft.line("".join(sentence(random, self.departments) for _ in range(random.randint(3, 5))))
