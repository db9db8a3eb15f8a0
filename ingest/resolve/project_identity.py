"""Which mentions speak of one 事業: by name within a plan; numbers are attributes, since documents disagree about them.

Rows of one table are different 事業 unless they bear one name and one of them says 再掲. Across tables the same name is
the same 事業; a name that nothing else bears joins the 事業 of its number, or the one whose name is nearly the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import ratio

from graph.japanese import fold
from ingest.extract.name_tidying import number_key
from ingest.model.entities import Project
from ingest.model.facts import ProjectMention

_NEAR = 85.0  # per cent of likeness above which two names of one number are spellings of each other
_SLIPS = 2  # letters by which an OCR slip or a particle changes a name

Mention = tuple[str, ProjectMention]  # document name, mention


def resolve_projects(plan: str, mentions: Iterable[Mention]) -> list[Project]:
    """Return the 事業 of one plan. Deterministic in the order of the mentions."""
    clusters: list[list[Mention]] = []
    rows = list(mentions)
    listed = [item for item in rows if not item[1].table.endswith("#pages")]
    headed = [item for item in rows if item[1].table.endswith("#pages")]
    for item in [*listed, *headed]:
        home = _home(item, clusters)
        if home is None:
            clusters.append([item])
        else:
            home.append(item)
    clusters = _join_reposts(clusters)
    return [_project(plan, cluster) for cluster in clusters]


def _home(item: Mention, clusters: list[list[Mention]]) -> list[Mention] | None:
    """The cluster that a mention belongs to, surest reason first: name, near name with the number, slip, number."""
    mention = item[1]
    free = [cluster for cluster in clusters if _may_join(mention, cluster)]
    same_name = [cluster for cluster in free if _name(mention) in _names(cluster)]
    numbered = [cluster for cluster in free if _key(mention) and _key(mention) in _keys(cluster)]
    if same_name:
        return next((cluster for cluster in same_name if cluster in numbered), same_name[0])
    near = [cluster for cluster in free if _likeness(mention, cluster) >= _NEAR]
    for cluster in numbered:
        if cluster in near:
            return cluster
    slips = [cluster for cluster in free if _slips(mention, cluster) <= _SLIPS and not _rivals(mention, cluster)]
    if slips:
        return slips[0]
    return numbered[0] if numbered else None


def _may_join(mention: ProjectMention, cluster: list[Mention]) -> bool:
    """Two rows of one table are one 事業 only as 再掲, or where the row is printed twice with its number."""
    for _, other in cluster:
        if other.table == mention.table:
            same_row = _key(other) == _key(mention) and _name(other) == _name(mention)
            repost = _name(other) == _name(mention) and (other.is_repost or mention.is_repost)
            if not same_row and not repost:
                return False
    return True


def _rivals(mention: ProjectMention, cluster: list[Mention]) -> bool:
    """A near name under another number of the same depth is a slip only if the numbers do not tell them apart."""
    keys = _keys(cluster)
    return bool(_key(mention) and keys and _key(mention) not in keys)


def _join_reposts(clusters: list[list[Mention]]) -> list[list[Mention]]:
    """A 再掲 whose name is nearly another's, in a cluster of nothing but 再掲, is that other."""
    joined = [cluster for cluster in clusters if not all(mention.is_repost for _, mention in cluster)]
    for cluster in clusters:
        if all(mention.is_repost for _, mention in cluster):
            best = max(joined, key=lambda other: _likeness(cluster[0][1], other), default=None)
            if best is not None and _likeness(cluster[0][1], best) >= _NEAR:
                best.extend(cluster)
            else:
                joined.append(cluster)
    return joined


def _name(mention: ProjectMention) -> str:
    return fold(mention.name)


def _key(mention: ProjectMention) -> str | None:
    return number_key(mention.number) if mention.number else None


def _names(cluster: list[Mention]) -> set[str]:
    return {_name(mention) for _, mention in cluster}


def _keys(cluster: list[Mention]) -> set[str]:
    return {key for _, mention in cluster if (key := _key(mention)) and not mention.is_repost}


def _likeness(mention: ProjectMention, cluster: list[Mention]) -> float:
    return max(float(ratio(_name(mention), name)) for name in _names(cluster))


def _slips(mention: ProjectMention, cluster: list[Mention]) -> int:
    return min(Levenshtein.distance(_name(mention), name) for name in _names(cluster))


def _project(plan: str, cluster: list[Mention]) -> Project:
    printed = Counter(mention.name for _, mention in cluster)
    order = list(printed)
    label = min(order, key=lambda name: (-printed[name], order.index(name)))
    numbers: dict[str, Counter[str]] = defaultdict(Counter)
    for _, mention in cluster:
        if mention.number:
            numbers[number_key(mention.number)][mention.number] += 1
    first_seen = list(numbers)
    reposts = {number_key(m.number) for _, m in cluster if m.is_repost and m.number}
    ranked = sorted(numbers, key=lambda k: (k in reposts, -sum(numbers[k].values()), first_seen.index(k)))
    return Project(
        key=fold(label),
        plan=plan,
        label=label,
        mentions=cluster,
        numbers=[numbers[key].most_common(1)[0][0] for key in ranked],
    )
