"""The look of pages for people that need no script: one style, and the policy under which nothing else may run."""

from __future__ import annotations

import hashlib
from base64 import b64encode

STYLE = """
:root{color-scheme:light dark;--ink:#1b1d21;--soft:#4d545e;--paper:#fff;--subtle:#f3f5f8;--line:#d5dae1;--main:#0b4f8a}
@media(prefers-color-scheme:dark){:root{--ink:#eceff3;--soft:#b3bbc6;--paper:#15181c;--subtle:#20252b;--line:#3b434d;
--main:#8ec5ff}}
*{box-sizing:border-box}
body{margin:0;color:var(--ink);background:var(--paper);line-height:1.75;overflow-wrap:anywhere;
font-family:"Noto Sans JP","Noto Sans CJK JP","BIZ UDPGothic","Hiragino Sans","Yu Gothic UI",Meiryo,sans-serif}
a{color:var(--main);text-underline-offset:.2em}
:focus-visible{outline:3px solid var(--main);outline-offset:2px;border-radius:2px}
.skip{position:absolute;left:-999rem;background:var(--paper);padding:.5rem 1rem}.skip:focus{left:.5rem;top:.5rem}
header,main,footer{max-width:70rem;margin:0 auto;padding:.75rem 1rem}
header{border-bottom:1px solid var(--line)}header a{font-weight:700;text-decoration:none}
h1{font-size:1.6rem;line-height:1.4;margin:.1rem 0 .3rem}
h2{font-size:1.15rem;margin:2rem 0 .25rem;border-bottom:2px solid var(--main);padding-bottom:.2rem}
.kinds{margin:1rem 0 0;color:var(--soft)}.iri,.note{color:var(--soft);font-size:.875rem;margin:.2rem 0}
dl{margin:0}.group{display:grid;grid-template-columns:12rem 1fr;gap:0 1.5rem;padding:.7rem 0;
border-bottom:1px solid var(--line)}
dt{font-weight:700;padding-top:.2rem}dt small{font-weight:400;color:var(--soft);white-space:nowrap;margin-left:.4em}
dd{margin:0}
ul{list-style:none;margin:0;padding:0}li{padding:.2rem 0}li+li{border-top:1px dotted var(--line)}
.value{white-space:pre-wrap}.kind,.tag{color:var(--soft);font-size:.8125rem;margin-left:.6em}
summary{color:var(--soft);cursor:pointer;font-size:.8125rem;width:fit-content;padding:.25rem .3rem;margin-left:-.3rem}
li>a,.kinds a,.place a,.more a{display:inline-block}
blockquote{margin:.25rem 0 .75rem;padding:.5rem .9rem;background:var(--subtle);border-left:4px solid var(--main);
white-space:pre-wrap}
.place{margin:.5rem 0 0;font-size:.875rem}.more{margin:.4rem 0 0}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem}nav li,nav li+li{border:0;min-height:2.75rem;display:flex;
align-items:center}footer{border-top:1px solid var(--line);margin-top:2.5rem;color:var(--soft);font-size:.875rem}
@media(max-width:40rem){.group{grid-template-columns:1fr}h1{font-size:1.35rem}}
@media print{.skip,nav,footer{display:none}}
"""
_HASH = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
# Text and links only: nothing in a document that was ingested can run here.
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
