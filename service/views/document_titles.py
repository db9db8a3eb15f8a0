"""What people call the documents of a revision: their titles, never a file's meaningless name where better is known."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import PurePosixPath

from graph.sparql.queryable import Queryable
from service.select_rows import select
from service.views.statement_sources import last_part

_DOCUMENTS = """SELECT ?d ?name ?title ?plan WHERE { ?d a kk:Document
  OPTIONAL { ?d dcterms:identifier ?name } OPTIONAL { ?d dcterms:title ?title }
  OPTIONAL { ?d dcterms:subject ?about . ?about a kk:Plan ; skos:prefLabel ?plan } } ORDER BY ?d ?title ?plan"""


def read_titles(store: Queryable) -> dict[str, str]:
    """Return the title of every document by its IRI: two documents never have the same one."""
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in select(store, _DOCUMENTS):
        rows[row["d"]].append(row)
    names = {document: said[0].get("name") or last_part(document) for document, said in rows.items()}
    titles = {
        document: title_of(names[document], said[0].get("title", ""), said[0].get("plan", ""))
        for document, said in rows.items()
    }
    shared = Counter(titles.values())
    return {
        document: title if shared[title] == 1 else f"{title}（{names[document]}）" for document, title in titles.items()
    }


def title_of(name: str, title: str, plan: str) -> str:
    """Return what to call a document. name: its file's; title: its own, empty where unknown; plan: what it is about.

    A reader that finds no title in a file takes the file's name for one. One in letters and digits only says
    nothing, so there the plan's name does better.

    >>> title_of("000_82aa.txt", "000_82aa", "交通計画"), title_of("000_82aa.txt", "付議事案書", "交通計画")
    ('交通計画', '付議事案書')
    >>> title_of("規則.md", "規則", "交通計画"), title_of("000_82aa.txt", "", "")
    ('規則', '000_82aa.txt')
    """
    stem = PurePosixPath(name).stem
    if title and (title != stem or not title.isascii()):
        return title
    return plan or name
