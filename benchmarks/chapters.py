"""What a plan of the national graph holds beside its 事業: a survey, history, a council, terms, and what is derived."""

from __future__ import annotations

from author import Author
from invented import words

from ingest.model.entities import Source
from ingest.statements.quad_writer import Writer, literal, node, numeric
from ontology import terms

_SDG_RULE = "基本取組のSDGsを、その下の事業に引き継ぐ"


def survey(author: Author) -> None:
    """Write what residents were asked, a figure a question."""
    draft, random = author.draft, author.random
    draft.heading(2, f"{author.city_name}の住民に尋ねたこと")
    context = f"{author.city_name}の住民に尋ねたこと"
    for about in words().surveyed:
        share = random.randint(3, 97)
        name = f"{author.city_name}で{about}"
        place = draft.line(f"{name}は{share}%であった。")
        iri = author.iris.of("figure", author.draft.file, f"{name} R7 {share}%")
        draft.link(iri, terms.TYPE, terms.FIGURE, place)
        draft.name(iri, name, place)
        draft.say(iri, terms.VALUE, f"{share}%", place)
        if (number := numeric(f"{share}%")) is not None:
            draft.say(iri, terms.NUMERIC_VALUE, number, place)
        draft.say(iri, terms.UNIT_OF_MEASURE, "%", place)
        draft.say(iri, terms.AS_OF, "R7", place)
        draft.say(iri, terms.CONTEXT, context, place)
    author.prose()


def history(author: Author) -> None:
    """Write what happened in the years before."""
    draft, random = author.draft, author.random
    draft.heading(2, "あゆみ")
    for year in sorted(random.sample(range(2001, 2025), 8)):
        text = f"{author.city_name}が{random.choice(words().things)}の{random.choice(words().acts)}を開始"
        place, iri = draft.line(f"{year}年度 {text}"), author.iris.of("event", str(year), text)
        draft.link(iri, terms.TYPE, terms.EVENT, place)
        draft.name(iri, text, place)
        draft.link(iri, terms.OCCURRED_IN, author.iris.year(year), place)


def council(author: Author) -> None:
    """Write the rule of the council that looks after the plan, article by article."""
    draft, random, iris = author.draft, author.random, author.iris
    rule_name, name = f"{author.city_name}計画推進会議設置要綱", f"{author.city_name}計画推進会議"
    rule, council = iris.of("law", rule_name), iris.of("council", name)
    place = draft.heading(2, rule_name)
    draft.link(rule, terms.TYPE, terms.LAW, place)
    draft.name(rule, rule_name, place)
    bodies = (
        (terms.PURPOSE, "計画の進み具合を点検するため、推進会議を置く。"),
        (terms.MEMBER_COUNT, f"推進会議は、委員{random.randint(8, 20)}人以内で組織する。"),
        (terms.TERM_OF_OFFICE, f"委員の任期は、{random.randint(1, 4)}年とする。"),
        (terms.CONVENER, "推進会議は、会長が招集する。"),
        (terms.SECRETARIAT, f"推進会議の庶務は、{random.choice(author.departments)}が行う。"),
    )
    for number, (predicate, text) in enumerate(bodies, start=1):
        place, article = draft.line(f"第{number}条 {text}"), f"{rule}/第{number}条"
        draft.link(article, terms.TYPE, terms.ARTICLE, place)
        draft.link(article, terms.PART_OF, rule, place)
        draft.say(article, terms.ARTICLE_NUMBER, f"第{number}条", place)
        draft.name(article, f"{rule_name} 第{number}条", place)
        draft.say(article, terms.DEFINITION, text, place)
        draft.link(council, terms.TYPE, terms.COUNCIL, place)
        draft.name(council, name, place)
        draft.link(council, terms.ESTABLISHED_BY, rule, place)
        draft.say(council, predicate, text, place)
    post, place = iris.of("post", name, "会長"), draft.line(f"会長は、{author.city_name}の副長をもって充てる。")
    draft.link(post, terms.TYPE, terms.POST, place)
    draft.name(post, "会長", place)
    draft.link(post, terms.POST_IN, council, place)
    draft.say(post, terms.HELD_BY, "副長", place)


def glossary(author: Author) -> None:
    """Write the terms that the plan explains."""
    author.draft.heading(2, "用語")
    for name, text in author.random.sample(words().terms, 3):
        place, iri = author.draft.line(f"{name}：{text}。"), author.iris.of("term", name)
        author.draft.link(iri, terms.TYPE, terms.TERM, place)
        author.draft.name(iri, name, place)
        author.draft.say(iri, terms.DEFINITION, text, place)


def derived(author: Author, writer: Writer) -> None:
    """Hand the goals of a 基本取組 down to its 事業, and tell of names that are printed in two ways."""
    name, iris = author.draft.file, author.iris
    for iri, label, measure, place in author.handed:
        goals, said = author.goals[measure]
        handed = [(iri, terms.SDG_RELATION, f"{terms.SDG}{goal}") for goal in goals]
        graph = iris.derived("sdg", author.plan_name, label)
        writer.derive(graph, _SDG_RULE, handed, [Source(name, said), Source(name, place)])
    for iri, label, readings in author.disputed:
        subject = f"{author.city_name}の{label}"
        conflict, graph = iris.of("conflict", "name-variant", subject), iris.derived("conflict", subject)
        sources = [Source(name, place) for _, place in readings]
        rule = "同じ事柄についての文書の記述を比べる"
        writer.derive(graph, rule, [(conflict, terms.TYPE, terms.CONFLICT)], sources)
        writer.raw(conflict, terms.CONFLICT_KIND, literal("name-variant"), graph)
        writer.raw(conflict, terms.SEVERITY, literal("low"), graph)
        writer.raw(conflict, terms.LABEL, literal(subject), graph)
        writer.raw(conflict, terms.WHY, literal("同じ事業の名称が、場所によって異なります。"), graph)
        writer.raw(conflict, terms.SUBJECT, node(iri), graph)
        for position, (text, place) in enumerate(readings, start=1):
            part = f"{conflict}/{position}"
            writer.raw(conflict, terms.READING, node(part), graph)
            writer.raw(part, terms.VALUE, literal(text), graph)
            writer.raw(part, terms.IN_PASSAGE, node(writer.passage(Source(name, place))), graph)
