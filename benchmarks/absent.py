"""Whether what no document holds is said not to be there, and what one does hold is answered.

    python benchmarks/absent.py [--sizes 1 2 8 40] [--seed 1] [--failed]
    python benchmarks/absent.py --sizes --documents FOLDER [--data FOLDER] [--questions questions.jsonl …]
    python benchmarks/absent.py --seed 2 --keep FOLDER

For each size a list of so many invented 事業 is ingested (`absent_lists.py`) and asked 60 questions about named things
that are not in it (事業, 課, places, indicators, kinds of fact, people, buildings) and 45 about what is. FOLDER of
--documents is asked the 60 of `absent_documents.yaml`, or of --absent, none of whose names it may hold; --data is where
it is published already; --questions are about what it holds, and those that it cannot answer count as absent. Judged
by the rules of `keikaku evaluate`. --keep leaves each list in FOLDER/SIZE-SEED with its data and questions.jsonl, for
`fit_weights.py --on`: weights are fitted to other seeds than the one that is measured.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from opened import opened  # before all else: it finds the project

# isort: split
import absent_lists
import yaml

from ingest.pipeline import ingest
from service.answering.engine import Answerer
from service.evaluation.evaluation_run import Evaluation, evaluate
from service.evaluation.original_documents import Originals, of_folder
from service.evaluation.question_asking import in_process
from service.evaluation.question_file import Expected, Question, load

SIZES = (1, 2, 8, 40)
BASE = "http://127.0.0.1:8000/id/"
_KINDS_SHOWN = 8  # of questions; where there are more, only their sum is told
_NAMED = Path(__file__).with_name("absent_documents.yaml")


def of_list(size: int, seed: int, folder: Path) -> Evaluation:
    """Return how the questions about one list of invented 事業 were answered. folder: an empty one, to work in."""
    listed = absent_lists.projects(size, seed)
    paper = folder / "一覧.md"
    paper.write_text(absent_lists.document(listed), encoding="utf-8")
    report = ingest([paper], data_dir=folder / "data", base_iri=BASE)
    if report.projects != size:
        raise SystemExit(f"{report.projects} of {size} 事業 were read from the list")
    questions = absent_lists.absent(listed, seed) + absent_lists.answerable(listed, seed)
    rows = [json.dumps(row(question), ensure_ascii=False) for question in questions]
    (folder / "questions.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return asked(folder / "data", questions, of_folder(paper))


def row(question: Question) -> dict[str, object]:
    """Return a question of one turn as a file of questions holds it."""
    told = question.expected
    expect = {"status": told.status, "labels": told.labels, "values": told.values, "passage": told.passage}
    return {
        "id": question.id,
        "category": question.category,
        "question": question.turns[0],
        "expect": {name: value for name, value in expect.items() if value is not None},
    }


def of_documents(
    documents: Path, data: Path, named: Path, answerable: Sequence[Path]
) -> Iterator[tuple[str, Evaluation]]:
    """Yield how a folder of documents, published in a data folder, answers: what it does not hold, and each file of
    questions about what it does."""
    originals = of_folder(documents)
    yield "documents", asked(data, absent_from(named, originals), originals)
    for path in answerable:
        yield path.stem, asked(data, load(path), originals)


def absent_from(path: Path, originals: Originals) -> list[Question]:
    """Return the questions of a YAML file about named things; a document that holds one of the names ends the run."""
    kinds = yaml.safe_load(path.read_text(encoding="utf-8"))
    if held := [row["named"] for rows in kinds.values() for row in rows if originals.hold("", row["named"])]:
        raise SystemExit(f"the documents hold {'、'.join(held)}: not absent")
    return [
        Question(f"{kind}-{at}", kind, (row["question"],), Expected(status="not_found"))
        for kind, rows in kinds.items()
        for at, row in enumerate(rows, start=1)
    ]


def asked(data: Path, questions: Sequence[Question], originals: Originals) -> Evaluation:
    """Return how the current revision of a data folder answers questions, each in a conversation of its own."""
    return evaluate(questions, in_process(Answerer(opened(data))), originals, lambda *_: None)


def lines(name: str, runs: Sequence[Evaluation], failed: bool) -> Iterator[str]:
    """Yield one line a figure; failed: each question that did not pass, too."""
    outcomes = [outcome for run in runs for outcome in run.outcomes]
    absent = [one for one in outcomes if one.question.expected.unanswerable]
    present = [one for one in outcomes if not one.question.expected.unanswerable]
    for told, group, counted in (
        ("absent: not found", absent, [one.status == "not_found" for one in absent]),
        ("answerable: refused", present, [one.status == "not_found" for one in present]),
        ("answerable: right", present, [one.verdict.passed for one in present]),
    ):
        if group:
            kinds = {one.question.category: [0, 0] for one in group}
            for one, counts in zip(group, counted, strict=True):
                kinds[one.question.category][0] += counts
                kinds[one.question.category][1] += 1
            by_kind = "、".join(f"{kind} {count}/{of}" for kind, (count, of) in kinds.items())
            told_too = f"  （{by_kind}）" if len(kinds) <= _KINDS_SHOWN else ""
            share = sum(counted) / len(group)
            yield f"{name:<16}{told:<21}{share:6.3f}  {sum(counted):3} of {len(group):3}{told_too}"
    if invented := sum(len(one.invented) for one in outcomes):
        yield f"{name:<16}{invented} invented quotes"
    for one in outcomes if failed else []:
        if not one.verdict.passed:
            yield f"  ✗ {one.question.category}：{one.question.turns[-1]} → {one.status}：{one.text[:80]}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="*", type=int, default=SIZES, help="事業 of each list; none: no list")
    parser.add_argument("--seed", type=int, default=absent_lists.SEED)
    parser.add_argument("--documents", type=Path, help="folder of documents")
    parser.add_argument("--data", type=Path, help="data folder in which they are published, instead of reading them")
    parser.add_argument("--absent", type=Path, default=_NAMED, help="YAML of questions about what they do not hold")
    parser.add_argument("--questions", nargs="*", type=Path, default=[], help="questions about what they hold")
    parser.add_argument("--failed", action="store_true", help="tell each question that did not pass")
    parser.add_argument("--keep", type=Path, help="folder in which the lists stay with their data and questions")
    options = parser.parse_args(arguments)
    if options.data and not options.documents:
        parser.error("--data needs --documents, in which the names are looked for")
    runs = []
    for size in options.sizes:
        with tempfile.TemporaryDirectory(prefix="keikaku-absent-") as folder:
            place = options.keep / f"{size}-{options.seed}" if options.keep else Path(folder)
            place.mkdir(parents=True, exist_ok=True)
            runs.append(of_list(size, options.seed, place))
        print("\n".join(lines(f"list of {size}", runs[-1:], options.failed)), flush=True)
    if len(runs) > 1:
        print("\n".join(lines("all lists", runs, False)), flush=True)
    if options.documents:
        with tempfile.TemporaryDirectory(prefix="keikaku-absent-") as folder:
            data = options.data or Path(folder)
            if options.data is None:
                ingest([options.documents], data_dir=data, base_iri=BASE)
            for name, done in of_documents(options.documents, data, options.absent, options.questions):
                print("\n".join(lines(name, [done], options.failed)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
