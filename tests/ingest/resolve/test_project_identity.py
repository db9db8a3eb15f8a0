"""Which mentions are one 事業, and the contradictions that fall out."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from ingest.model.document import Span
from ingest.model.facts import ProjectMention, Said
from ingest.resolve.conflict_findings import of_projects
from ingest.resolve.project_identity import Mention, resolve_projects

_offset = 0


def row(name: str, number: str | None, table: str, department: str = "", *, repost: bool = False) -> Mention:
    """A row of a table, each in a place of its own."""
    global _offset
    _offset += 10
    span = Span(_offset, _offset + 9)
    units = (Said(department, span),) if department else ()
    return "計画.txt", ProjectMention(name, span, table, "やま計画", number, departments=units, is_repost=repost)


def kinds(mentions: list[Mention]) -> dict[str, list[str]]:
    """The values of the contradictions by kind."""
    found: dict[str, list[str]] = {}
    for conflict in of_projects(resolve_projects("p", mentions)):
        found.setdefault(conflict.kind, []).extend(reading.value for reading in conflict.readings)
    return found


def test_spellings_of_one_name_are_one_project() -> None:
    mentions = [
        row("坂道の手摺の設置", "1-1", "a"),
        row("坂道の手摺設置", "1-1", "b"),
        row("坂道の 手摺の設置", "1-1", "c"),
    ]
    assert [p.label for p in resolve_projects("p", mentions)] == ["坂道の手摺の設置"]
    assert kinds(mentions)["name-variant"] == ["坂道の手摺の設置", "坂道の手摺設置"]


def test_a_page_with_another_name_joins_by_its_number() -> None:
    mentions = [row("録音の導入", "2-1", "a"), row("帳票の統一", "2-2", "a"), row("会議の文字起こし", "2-1", "x#pages")]
    assert sorted(p.numbers[0] for p in resolve_projects("p", mentions)) == ["2-1", "2-2"]


def test_swapped_numbers_do_not_swap_the_projects() -> None:
    mentions = [
        row("防災（避難の計画）", "3-1", "a"),
        row("防災（情報の提供）", "3-2", "a"),
        row("防災（情報の提供）", "3-1", "b"),
        row("防災（避難の計画）", "3-2", "b"),
    ]
    assert len(resolve_projects("p", mentions)) == 2
    assert len(kinds(mentions)["number-swap"]) == 4


def test_rows_of_one_table_stay_apart_unless_reposted() -> None:
    apart = [row("職員研修", "1", "a", "総務課"), row("職員研修", "2", "a", "教育課")]
    assert len(resolve_projects("p", apart)) == 2
    reposted = [row("庁内の無線化", "1-1", "a"), row("庁内の無線化", "2-1", "a", repost=True)]
    (project,) = resolve_projects("p", reposted)
    assert project.numbers == ["1-1", "2-1"]


def test_departments_that_disagree_are_a_finding_and_the_majority_likely() -> None:
    mentions = [row("手すり", "1-1", t, d) for t, d in (("a", "援護課"), ("b", "援護課"), ("c", "支援課"))]
    found = kinds(mentions)
    assert found["department-mismatch"] == ["援護課", "支援課"]


def test_a_gap_in_the_numbers_and_a_lacking_row_are_found() -> None:
    full = [row(f"事業その{n}", f"1-1-({n})", "a") for n in (1, 2, 4, 5)]
    short = [row(f"事業その{n}", f"1-1-{n}", "b") for n in (1, 2, 4)]
    conflicts = of_projects(resolve_projects("p", full + short))
    assert [c.subject for c in conflicts if c.kind == "missing-number"] == ["1-1-(3)"]
    assert [c.subject for c in conflicts if c.kind == "missing-row"] == ["1-1-(5) 事業その5"]


def test_a_remark_that_says_the_opposite_of_its_row() -> None:
    span = Span(0, 5)
    mention = ProjectMention(
        "手すり",
        span,
        "a",
        number="1-1",
        status=Said("継続", span),
        remark=Said("基盤が整ったため、終了とする。", span),
    )
    assert [c.kind for c in of_projects(resolve_projects("p", [("d", mention)]))] == ["remark-mismatch"]


NAMES: Callable[[], st.SearchStrategy[str]] = lambda: st.text("坂道手摺設置点検講座情報無線", min_size=4, max_size=9)  # noqa: E731


@given(st.lists(NAMES(), min_size=1, max_size=8, unique=True))
def test_two_lists_of_the_same_rows_give_each_project_once(names: list[str]) -> None:
    rows = [(name, f"1-{n}") for n, name in enumerate(names, start=1)]
    mentions = [row(name, number, table) for table in ("a", "b") for name, number in rows]
    projects = resolve_projects("p", mentions)
    assert sorted(p.label for p in projects) == sorted(names)
    assert all(len(p.mentions) == 2 for p in projects)
