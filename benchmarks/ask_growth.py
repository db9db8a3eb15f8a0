"""How long questions take as the graph grows: the same kinds of questions on graphs of several sizes.

    python benchmarks/ask_growth.py FOLDER [FOLDER…] [--seed 1] [--each 5] [--profile]

Each FOLDER is a data folder that `benchmarks/national.py N --out FOLDER` published. One line a kind of question and
folder: how many were asked, the median and the 95th percentile in milliseconds, and how they ended.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

from graph.revisions.repository import Repository  # noqa: E402
from service.answering.engine import Answerer  # noqa: E402

SEED = 1
EACH = 5
_PROJECTS = (
    "SELECT ?name ?plan ?unit ?indicator WHERE { ?x a kk:Project ; skos:prefLabel ?name ; kk:inPlan/skos:prefLabel "
    "?plan ; kk:responsible/skos:prefLabel ?unit ; kk:hasIndicator/skos:prefLabel ?indicator } "
    "ORDER BY ?x ?unit ?indicator"
)
_TERMS = "SELECT ?name WHERE { ?x a kk:GlossaryTerm ; skos:prefLabel ?name } ORDER BY ?x"
_ABSENT = (
    "火星への移住に補助金は出ますか",
    "市長の好きな食べ物は何ですか",
    "量子暗号通信網の整備費はいくらですか",
    "隣の国の首都はどこですか",
    "競馬の予想を教えてください",
)
_TOPICS = ("交通", "子育て", "防災", "スマートフォンの使い方", "観光")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question that was asked. kind: what kind of question; milliseconds: until its answer; status: how it
    ended."""

    kind: str
    question: str
    milliseconds: float
    status: str


def questions(answerer: Answerer, seed: int = SEED, each: int = EACH) -> Iterator[tuple[str, str]]:
    """Yield questions about what a revision holds: kind and question, the same number of each kind at every size."""
    random = Random(seed)
    found = answerer.tools.select(_PREFIXES + _PROJECTS)
    terms = [row["name"] for row in answerer.tools.select(_PREFIXES + _TERMS)]
    for index, row in enumerate(random.sample(found, min(each, len(found)))):
        name, plan, unit, indicator = row["name"], row["plan"], row["unit"], row["indicator"]
        yield "担当課", f"「{name}」の担当課はどこですか"
        yield "事業の説明", f"{name}とは何ですか"
        yield "ことばの意味", f"{terms[random.randrange(len(terms))] if terms else name}とは何ですか"
        yield "目標値", f"「{name}」の{indicator}の令和10年度の目標値は？"
        yield "話題の事業", f"{plan}で{_TOPICS[index % len(_TOPICS)]}に関わる事業は？"
        yield "話題（どの計画とも言わない）", f"{_TOPICS[index % len(_TOPICS)]}に関わる事業は？"
        yield "件数", f"{plan}の新規の事業は何件ですか"
        yield "課の事業", f"{plan}で{unit}が担当する事業は？"
        yield "比べる", f"{plan}で事業が最も多い課はどこですか"
        yield "法令", f"{plan}の根拠となる法令は？"
        yield "はい・いいえ", f"「{name}」は新規の事業ですか"
        yield "ないこと", _ABSENT[index % len(_ABSENT)]


def asked(answerer: Answerer, seed: int = SEED, each: int = EACH) -> list[Asked]:
    """Return how long each question took; one of each kind is asked before, so that what is read once is read."""
    todo = list(questions(answerer, seed, each))
    for question in {kind: question for kind, question in questions(answerer, seed + 1, 1)}.values():
        answerer.ask(question)
    found = []
    for kind, question in todo:
        started = time.perf_counter()
        answer = answerer.ask(question)
        found.append(Asked(kind, question, (time.perf_counter() - started) * 1000, answer.status.value))
    return found


def opened(folder: Path) -> tuple[Answerer, str]:
    """Return an answerer over a data folder's revision, and a line that says how long opening it took."""
    started = time.perf_counter()
    revision = Repository(folder, vectors=False).open()
    between = time.perf_counter()
    answerer = Answerer(revision)
    ready = time.perf_counter()
    size = f"{revision.info.triples:,} 三つ組・{revision.info.units:,} 単位"
    return answerer, f"{size}：開くのに {between - started:.1f} 秒、問いの用意に {ready - between:.1f} 秒"


def table(found: Sequence[Asked]) -> Iterator[str]:
    """Yield a line a kind of question, and one for all."""
    kinds = {one.kind: [other for other in found if other.kind == one.kind] for one in found}
    for kind, ones in [*kinds.items(), ("すべて", list(found))]:
        times = sorted(one.milliseconds for one in ones)
        ended = "、".join(f"{status} {count}" for status, count in Counter(one.status for one in ones).most_common())
        late = times[min(len(times) - 1, round(0.95 * (len(times) - 1)))]
        yield f"{len(times):4} 問  p50 {statistics.median(times):8.1f} ms  p95 {late:8.1f} ms  {kind}（{ended}）"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description="time of questions as the graph grows")
    parser.add_argument("folder", type=Path, nargs="+")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--each", type=int, default=EACH)
    parser.add_argument("--profile", action="store_true", help="tell where the time goes")
    options = parser.parse_args(arguments)
    for folder in options.folder:
        answerer, told = opened(folder)
        print(f"{folder}（{told}）")
        profile = cProfile.Profile()
        if options.profile:
            profile.enable()
        found = asked(answerer, options.seed, options.each)
        profile.disable()
        print("\n".join(table(found)), flush=True)
        if options.profile:
            pstats.Stats(profile).sort_stats("tottime").print_stats(40)
    return 0


_PREFIXES = "PREFIX kk: <https://keikaku.example/ns#>\nPREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"

if __name__ == "__main__":
    sys.exit(main())
