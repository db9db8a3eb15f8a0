"""The frame of every page: Gradio's served HTML made Japanese, with our header, and bound to this one host."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ui.markup import text

NAME = "計画ナレッジグラフ"

# A guarantee kept by the browser: nothing is loaded from, or sent to, another host. Gradio compiles its templates with
# `Function` and puts its settings into inline scripts; blob and data are pictures made in the page.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)

_HTML_TAG = re.compile(r'<html(\s+)lang="[^"]*"')
_TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)
_SHARING = re.compile(r'\s*<meta\s+(?:property="og:|name="twitter:)[^>]*/?>')
_MANIFEST = re.compile(r'\s*<link rel="manifest"[^>]*>')
_APP = "<gradio-app"
# Gradio's <base> would take a mere #page to the first page.
_TO_CONTENT = "const page = document.getElementById('page'); page.tabIndex = -1; page.focus(); return false"


@dataclass(frozen=True, slots=True)
class Page:
    """One page. slug: its path under the root, empty for the first; title: in the navigation; about: one sentence;
    scripts: files of ``static``, in the order in which they run.
    """

    slug: str
    title: str
    about: str
    scripts: tuple[str, ...]


PAGES = (
    Page(
        "",
        "質問",
        "計画に書かれていることを、ことばで聞いてください。根拠の文とその場所を添えて答えます。",
        ("question.js",),
    ),
    Page(
        "relations",
        "つながり",
        "計画・事業・課・指標・法令などを探し、つながりをたどります。それぞれの根拠の文も確かめられます。",
        ("vendor/cytoscape.min.js", "layout.js", "picture.js", "relations.js"),
    ),
    Page(
        "plan",
        "計画の体系",
        "計画を、基本理念から一つひとつの事業までたどります。よりどころの法令と計画、前の計画の事業のその後も分かります。",
        ("overview.js",),
    ),
    Page(
        "indicators",
        "指標",
        "事業の成果と実績を測る指標の目標を、年度ごとに見ます。印刷されたとおりの値の表も、それぞれにあります。",
        ("overview.js",),
    ),
    Page(
        "sdgs",
        "SDGs",
        "事業がSDGsのどのゴールにつながるかを一つの表で見ます。文書の明記と、上の取組から引き継いだものを分けて示します。",
        ("overview.js",),
    ),
    Page(
        "check",
        "点検",
        "文書の中や文書どうしで食い違っている記述の一覧です。直す前に、引用と場所から原文を確かめてください。",
        ("overview.js",),
    ),
)


def page_of(path: str) -> Page:
    """Return the page that a path shows; the first one where none is named."""
    slug = path.strip("/")
    return next((page for page in PAGES if page.slug == slug), PAGES[0])


def framed(html: str, page: Page, root: str, version: str) -> str:
    """Return Gradio's page in Japanese with our styles, scripts and header. root: the path the service stands under.

    version changes with the static files, so that no browser keeps an old one.
    """
    html = _HTML_TAG.sub(r'<html\1lang="ja"', html, count=1)
    html = _MANIFEST.sub("", _SHARING.sub("", _TITLE.sub("", html)))
    html = html.replace("</head>", _head(page, root, version) + "</head>", 1)
    # Deferred scripts run in their order: ours must be there before Gradio's, which call them.
    html = html.replace("<script", _scripts(page, root, version) + "<script", 1)
    html = html.replace("</gradio-app>", f"</gradio-app>{_footer(root)}", 1)
    return html.replace(_APP, f'{_header(page, root)}{_APP} theme_mode="light"', 1)


def _head(page: Page, root: str, version: str) -> str:
    files = f"{root}/ui"
    return (
        f"<title>{text(page.title)}｜{NAME}</title>"
        f'<meta name="description" content="{text(page.about)}"><meta name="color-scheme" content="light">'
        f'<link rel="icon" href="{files}/icon.svg" type="image/svg+xml">'
        f'<link rel="stylesheet" href="{files}/app.css?{version}">'
        f'<link rel="stylesheet" href="{files}/overview.css?{version}">'
    )


def _scripts(page: Page, root: str, version: str) -> str:
    return "".join(f'<script defer src="{root}/ui/{name}?{version}"></script>' for name in page.scripts)


def _footer(root: str) -> str:
    return (
        '<footer class="foot"><p>回答と図は、取り込んだ文書の記述から作っています。'
        f'<a href="{root}/docs">APIの説明</a></p></footer>'
    )


def _header(page: Page, root: str) -> str:
    # The heading stands here and not in a block of Gradio's: what is there from the start cannot make the page jump.
    links = "".join(
        f'<a href="{root}/{other.slug}"{" aria-current=page" if other is page else ""}>{text(other.title)}</a>'
        for other in PAGES
    )
    return (
        f'<a class="skip" href="#page" onclick="{_TO_CONTENT}">本文へ移動</a>'
        '<header class="site"><div class="bar"><div class="site-inner">'
        f'<a class="brand" href="{root}/">{NAME}</a><nav aria-label="ページ">{links}</nav></div></div>'
        f'<div class="intro"><h1>{text(page.title)}</h1><p class="lead">{text(page.about)}</p></div></header>'
        '<noscript><p class="notice">この画面にはJavaScriptが必要です。'
        "ブラウザーの設定を確かめてください。</p></noscript>"
        '<div id="announce" class="sr-only" role="status" aria-live="polite"></div>'
    )
