"""IRIs of the vocabulary: our own namespace and those that we reuse, as plain strings.

`keikaku.ttl` defines every own term with a Japanese and an English label and a definition; a test keeps the two equal.
"""

from __future__ import annotations

NS = "https://keikaku.example/ns#"
DCTERMS = "http://purl.org/dc/terms/"
ELI = "http://data.europa.eu/eli/ontology#"
OA = "http://www.w3.org/ns/oa#"
ORG = "http://www.w3.org/ns/org#"
PROV = "http://www.w3.org/ns/prov#"
QB = "http://purl.org/linked-data/cube#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SDGO = "http://metadata.un.org/sdg/ontology#"
SDG = "http://metadata.un.org/sdg/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"

PREFIXES = {
    "kk": NS,
    "dcterms": DCTERMS,
    "eli": ELI,
    "oa": OA,
    "org": ORG,
    "prov": PROV,
    "qb": QB,
    "rdf": RDF,
    "rdfs": RDFS,
    "sdgo": SDGO,
    "sdg": SDG,
    "skos": SKOS,
    "xsd": XSD,
}

TYPE = RDF + "type"
LABEL = SKOS + "prefLabel"
ALT_LABEL = SKOS + "altLabel"
NOTATION = SKOS + "notation"
DEFINITION = SKOS + "definition"

# Classes
DOCUMENT = NS + "Document"  # one ingested file
PASSAGE = NS + "Passage"  # a span of a document; also the named graph of what it states
PLAN = NS + "Plan"  # 計画
PROJECT = NS + "Project"  # 事業
UNIT = ORG + "OrganizationalUnit"  # 課
ORGANIZATION = ORG + "Organization"  # 市, 県, 省庁
COUNCIL = NS + "Council"  # 会議体
POST = ORG + "Post"  # 役 (リーダー, 会長 …)
LAW = ELI + "LegalResource"  # 法令・規則・要綱
ARTICLE = ELI + "LegalResourceSubdivision"  # 条・項
GOAL = SDGO + "Goal"  # SDGs のゴール
FRAME = NS + "FrameElement"  # 体系の要素; the eight below are its subclasses
PRINCIPLE = NS + "Principle"  # 基本理念
VISION = NS + "Vision"  # 目指す姿
MEASURE = NS + "Measure"  # 基本取組
POLICY = NS + "Policy"  # 基本方針
PROGRAMME = NS + "Programme"  # 事業推進計画
PRIORITY = NS + "PriorityGroup"  # 重点事業(の柱)
COMMON = NS + "CommonMatter"  # 共通事項
FUTURE = NS + "FuturePicture"  # 将来像
INDICATOR = NS + "Indicator"  # 指標
TARGET = NS + "Target"  # 目標値 (a qb:Observation)
SCHEDULE = NS + "ScheduleEntry"  # スケジュール
YEAR = NS + "FiscalYear"  # 年度
TERM = NS + "GlossaryTerm"  # 用語 (a skos:Concept)
EVENT = NS + "Event"  # 年表の出来事
FIGURE = NS + "Figure"  # 調査・実績の数値 (a qb:Observation)
CONFLICT = NS + "Conflict"  # 矛盾

FRAME_CLASSES = {
    "principle": PRINCIPLE,
    "vision": VISION,
    "measure": MEASURE,
    "policy": POLICY,
    "programme": PROGRAMME,
    "priority": PRIORITY,
    "common": COMMON,
    "future": FUTURE,
}

# Projects
NUMBER = NS + "number"  # 事業番号; several where documents disagree
IN_PLAN = NS + "inPlan"  # project, frame element, indicator → plan
GROUP = NS + "group"  # project → frame element (重点事業, 基本取組, 事業推進計画)
PARENT = NS + "parent"  # frame element → frame element above
RESPONSIBLE = NS + "responsible"  # project → unit: 主管課
NOVELTY = NS + "novelty"  # "新規" | "継続"
RENAMED = NS + "renamed"  # true where 継続(名称変更)
STATUS = NS + "status"  # "継続" | "終了"
SUCCEEDS = NS + "succeeds"  # new project → old project
OLD_NAME = NS + "oldName"  # the name in the plan before, as printed
DISPUTED_RESPONSIBLE = NS + "disputedResponsible"  # a 課 that fewer lists name than name another
SUMMARY = NS + "summary"  # 概要
CURRENT_STATE = NS + "currentState"  # 現状
IDEAL_STATE = NS + "idealState"  # 理想的な姿
INITIATIVE = NS + "initiative"  # 主な取組, one value an item
REMARK = NS + "remark"  # 備考(終了理由等)
END_REASON = NS + "endReason"  # the remark of an ended project
NOTE = NS + "note"  # 注

# Indicators, targets, schedule, figures
HAS_INDICATOR = NS + "hasIndicator"  # project → indicator
INDICATOR_KIND = NS + "indicatorKind"  # "outcome" | "output"
BREAKDOWN = NS + "breakdown"
UNIT_OF_MEASURE = NS + "unit"  # literal; absent where the value bears it
UNDECIDED = NS + "undecidedReason"
OF_INDICATOR = NS + "ofIndicator"  # target → indicator
FISCAL_YEAR = NS + "fiscalYear"  # target, schedule entry, future picture → fiscal year
VALUE = NS + "value"  # as printed
NUMERIC_VALUE = NS + "numericValue"  # xsd:decimal, in the printed unit
HAS_SCHEDULE = NS + "hasSchedule"  # project → schedule entry
ACTIVITY = NS + "activity"
AS_OF = NS + "asOf"  # figure: when, as printed
CONTEXT = NS + "context"  # figure: heading or question it stands under

# Plans, laws, bodies
LEVEL = NS + "level"  # "国" | "県" | "市"
IS_DRAFT = NS + "isDraft"  # true for （案）
PERIOD_START = NS + "periodStart"  # plan → fiscal year
PERIOD_END = NS + "periodEnd"
ISSUER = DCTERMS + "publisher"  # plan → organisation
ISSUED = DCTERMS + "issued"  # document → its date, as printed
REPLACES = DCTERMS + "replaces"  # plan → plan before it
BASED_ON = NS + "basedOn"  # plan, rule → law or article
ALIGNED_WITH = NS + "alignedWith"  # plan → plan: 整合・踏まえる
SUPPORTS = NS + "supports"  # plan → plan above it
COOPERATES_WITH = NS + "cooperatesWith"  # plan → plan: 連携
SDG_RELATION = NS + "contributesTo"  # frame element, project → goal
LAW_NUMBER = NS + "lawNumber"  # 法令番号
LAW_ID = NS + "lawId"  # e-Gov 法令ID
PART_OF = ELI + "is_part_of"  # article → law
ARTICLE_NUMBER = NS + "articleNumber"  # 第9条 / 第9条第3項
ESTABLISHED_BY = NS + "establishedBy"  # council → rule
MEMBER_COUNT = NS + "memberCount"
MEMBERS = NS + "members"
TERM_OF_OFFICE = NS + "termOfOffice"
REAPPOINTMENT = NS + "reappointment"
CONVENER = NS + "convener"
SECRETARIAT = NS + "secretariat"
CHAIR = NS + "chair"
PURPOSE = NS + "purpose"
CONFIDENTIALITY = NS + "confidentiality"
PUBLICITY = NS + "publicity"  # whether meetings are open
QUORUM = NS + "quorum"
DECISION = NS + "decision"  # how it decides
POST_IN = ORG + "postIn"  # post → council
HELD_BY = NS + "heldBy"  # post → literal
SUB_ORGANIZATION_OF = ORG + "subOrganizationOf"  # 部会 → 会議
OCCURRED_IN = NS + "occurredIn"  # event → year

# Contradictions
CONFLICT_KIND = NS + "conflictKind"
SEVERITY = NS + "severity"
SUBJECT = NS + "subject"  # conflict → the thing that it is about, or its name
READING = NS + "reading"  # conflict → one of the values that disagree, with its passage
IN_PASSAGE = NS + "inPassage"  # reading → passage
LIKELY = NS + "likely"  # the value that is probably right
WHY = NS + "why"  # in Japanese: why it is a contradiction, why the likely value is likely

# Evidence
IS_PART_OF = DCTERMS + "isPartOf"  # passage → document
QUOTE = NS + "quote"  # the passage's verbatim text
SHA256 = NS + "sha256"  # document: digest of the file's bytes
LOCATOR = NS + "locator"  # 「12ページ」
SECTION = NS + "section"  # headings above the passage, joined by " > "
START = OA + "start"
END = OA + "end"
DERIVED_FROM = PROV + "wasDerivedFrom"  # derived graph → passage
RULE = NS + "rule"  # derived graph → the rule's name

# Curation: who changed what by hand, and when
CURATION_ACTIVITY = PROV + "Activity"  # one change
AGENT = PROV + "Agent"  # who made it
ASSOCIATED_WITH = PROV + "wasAssociatedWith"  # change → who made it
ENDED_AT = PROV + "endedAtTime"  # change → when
GENERATED = PROV + "generated"  # change → the curation graph that it made

# Search inside SPARQL: never a statement of the graph; the service answers it
SEARCH = NS + "search"  # (?thing ?score ?text) kk:search ("words" 20 "entity")
