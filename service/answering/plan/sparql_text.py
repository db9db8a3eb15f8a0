"""SPARQL as text: IRIs that cannot break out of their brackets, and queries with prefixed names."""

from __future__ import annotations

from ontology import terms as t

PREFIX_OF = {iri: name for name, iri in t.PREFIXES.items()}


def shorten(sparql: str) -> str:
    """Return a query with the vocabulary's IRIs written as prefixed names, and the prefixes before it."""
    used = []
    for iri, name in sorted(PREFIX_OF.items(), key=lambda item: -len(item[0])):
        parts = sparql.split(f"<{iri}")
        if len(parts) == 1:
            continue
        rebuilt = parts[0]
        for part in parts[1:]:
            local, closing, rest = part.partition(">")
            simple = closing and local.replace("_", "").isalnum() and local.isascii() and not local[0].isdigit()
            rebuilt += f"{name}:{local}{rest}" if simple else f"<{iri}{part}"
            if simple and name not in used:
                used.append(name)
        sparql = rebuilt
    return "".join(f"PREFIX {name}: <{t.PREFIXES[name]}>\n" for name in sorted(used)) + sparql


def iri_text(iri: str) -> str:
    """Return an IRI as SPARQL writes it; raises ValueError where it could break out of its brackets."""
    if any(char in iri for char in '<>"{}|\\^` \n\r\t'):
        raise ValueError(f"not an IRI: {iri!r}")
    return f"<{iri}>"
