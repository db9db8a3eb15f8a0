"""How long texts take that were crafted to take long: repeated particles, names, numbers, brackets, years, quotes.

    python benchmarks/crafted.py --data FOLDER [--count 2000] [--longest 500] [--seed 1]

Each text is asked in this process, in a session of its own. Told are median, 95th percentile and maximum of the time
until an answer, and how many took more than a second, for all and for each kind of text; then the text that took
longest.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from opened import opened  # before all else: it finds the project

# isort: split
import yaml

from graph.revisions.repository import OpenRevision
from service.answering.engine import Answerer

SEED = 1
COUNT = 2_000
LONGEST = 500  # characters of a text
LIMIT = 1.0  # seconds that no answer may exceed
_WARM = 20  # texts asked before, so that what is read once is read
_FILE = Path(__file__).with_name("crafted.yaml")
_NAMES = (
    "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
    "SELECT DISTINCT ?name { { ?x skos:prefLabel ?name } UNION { ?x skos:altLabel ?name } } ORDER BY ?name"
)
_YEAR = re.compile(r"(?:令和|平成|昭和|[RHS])?(?:元|\d+)年?度?")
_SHORT = 6  # characters of a name of which many stand in one text

Kind = Callable[[Random, Sequence[str]], str]


@cache
def words() -> Mapping[str, Sequence[str]]:
    """Return what `crafted.yaml` holds."""
    found: Mapping[str, Sequence[str]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return found


@dataclass(frozen=True, slots=True)
class Asked:
    """One text that was asked. seconds: until its answer."""

    kind: str
    text: str
    seconds: float


def texts(names: Sequence[str], count: int, longest: int, seed: int = SEED) -> Iterator[tuple[str, str]]:
    """Yield so many texts of at most so many characters: kind and text, the kinds in turn; every other one is cut
    at the longest."""
    random = Random(seed)
    kinds = list(_KINDS.items())
    for at in range(count):
        kind, craft = kinds[at % len(kinds)]
        length = longest if at // len(kinds) % 2 else random.randint(1, longest)
        text = ""
        while len(text) < length:
            text += craft(random, names)
        yield kind, text[:length]


def asked(answerer: Answerer, crafted: Sequence[tuple[str, str]]) -> list[Asked]:
    """Return how long each text took."""
    for _, text in crafted[:_WARM]:
        answerer.ask(text, None)
    found = []
    for kind, text in crafted:
        started = time.perf_counter()
        answerer.ask(text, None)
        found.append(Asked(kind, text, time.perf_counter() - started))
    return found


def table(found: Sequence[Asked]) -> Iterator[str]:
    """Yield a line for all, a line a kind of text, and the one that took longest."""
    groups: Mapping[str, Sequence[Asked]] = {
        "すべて": found,
        **{kind: [one for one in found if one.kind == kind] for kind in _KINDS},
    }
    for kind, group in groups.items():
        if times := sorted(one.seconds * 1000 for one in group):
            late = times[round(0.95 * (len(times) - 1))]
            slow = sum(one.seconds > LIMIT for one in group)
            yield (
                f"{len(times):5} texts  p50 {statistics.median(times):7.1f} ms  p95 {late:7.1f} ms  "
                f"max {times[-1]:7.1f} ms  over {LIMIT:g} s {slow:4}  {kind}"
            )
    worst = max(found, key=lambda one: one.seconds)
    yield f"longest: {worst.seconds * 1000:.1f} ms, {len(worst.text)} characters, {worst.kind}"
    yield worst.text


def names_of(revision: OpenRevision) -> list[str]:
    """Return the names of the things of a revision, without those of years."""
    names = [str(row["name"].value) for row in revision.dataset.rows(_NAMES)]
    return [name for name in names if name and not _YEAR.fullmatch(name)]


def _repeated(random: Random, names: Sequence[str]) -> str:
    return random.choice((*words()["particles"], *words()["cues"], random.choice(names))) * random.randint(20, 200)


def _particles(random: Random, names: Sequence[str]) -> str:
    return "".join(random.choices(words()["particles"], k=random.randint(1, 6))) + random.choice(names)


def _many_names(random: Random, names: Sequence[str]) -> str:
    return random.choice(names) + random.choice(("、", "と", "の", "・", " ", ""))


def _short_names(random: Random, names: Sequence[str]) -> str:
    name = random.choice(names)
    while len(name) > _SHORT:
        name = random.choice((name[:_SHORT], random.choice(names)))
    return name + random.choice(("", "の", random.choice(words()["particles"]), random.choice(words()["cues"])))


def _parts_of_names(random: Random, names: Sequence[str]) -> str:
    name = random.choice(names)
    begin = random.randrange(len(name))
    return name[begin : begin + random.randint(1, 12)] + random.choice(("", "の", "は"))


def _number(random: Random) -> str:
    number = random.choice((random.randint(0, 12), random.randint(0, 999), random.randint(0, 10**9)))
    written = random.choice(
        (f"{number}", f"{number:,}", f"▲{number}", f"{number / 7:.3f}", f"第{number}", f"({number})")
    )
    return written.translate(_WIDE) if random.random() < 0.3 else written


def _numbers(random: Random, names: Sequence[str]) -> str:
    return _number(random) + random.choice(words()["after_numbers"])


def _years(random: Random, names: Sequence[str]) -> str:
    year = random.choice(
        (
            f"令和{random.randint(1, 15)}年度",
            f"R{random.randint(1, 15)}",
            f"{random.randint(1960, 2060)}年",
            f"平成{random.randint(1, 31)}年{random.randint(1, 12)}月{random.randint(1, 31)}日",
        )
    )
    return year + random.choice(words()["after_years"])


def _brackets(random: Random, names: Sequence[str]) -> str:
    pair, depth = random.choice(words()["brackets"]), random.randint(1, 60)
    return pair[0] * depth + random.choice((*names, *words()["cues"])) + pair[1] * random.choice((depth, depth // 2, 0))


def _quotes(random: Random, names: Sequence[str]) -> str:
    text = random.choice(names)
    for _ in range(random.randint(1, 12)):
        pair = random.choice(words()["quotes"])
        text = f"{pair[0]}{text}{random.choice(words()['particles'])}{pair[1]}{random.choice(words()['cues'])}"
    return text


def _cues(random: Random, names: Sequence[str]) -> str:
    return random.choice(words()["cues"]) + random.choice(("", *words()["particles"]))


def _questions(random: Random, names: Sequence[str]) -> str:
    asked, end = random.choice(words()["cues"]), random.choice(words()["ends"])
    return f"{random.choice(names)}の{asked}は{end}"


def _mixed(random: Random, names: Sequence[str]) -> str:
    return random.choice([craft for kind, craft in _KINDS.items() if kind != "すべて混ぜて"])(random, names)[:40]


_WIDE = str.maketrans("0123456789,-.()", "０１２３４５６７８９，－．（）")
_KINDS: Mapping[str, Kind] = {
    "同じことばの繰返し": _repeated,
    "助詞と名": _particles,
    "名": _many_names,
    "短い名": _short_names,
    "名の一部": _parts_of_names,
    "数": _numbers,
    "年": _years,
    "括弧": _brackets,
    "入れ子の引用": _quotes,
    "操作のことば": _cues,
    "続けざまの質問": _questions,
    "すべて混ぜて": _mixed,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="data folder in which documents are published")
    parser.add_argument("--count", type=int, default=COUNT, help="texts")
    parser.add_argument("--longest", type=int, default=LONGEST, help="characters of a text")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args(arguments)
    revision = opened(options.data)
    crafted = list(texts(names_of(revision), options.count, options.longest, options.seed))
    print("\n".join(table(asked(Answerer(revision), crafted))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
