"""What a report is made of, and how Markdown and HTML say it."""

import html
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Text:
    text: str


@dataclass(frozen=True)
class Table:
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Drawing:
    """An SVG, or pictures as HTML; Markdown has its caption alone."""

    markup: str
    caption: str


Block = Heading | Text | Table | Drawing


def markdown(title: str, blocks: Sequence[Block]) -> str:
    return "\n\n".join([f"# {title}", *(as_markdown(block) for block in blocks)]) + "\n"


def as_markdown(block: Block) -> str:
    match block:
        case Heading(text):
            return f"## {text}"
        case Text(text):
            return text
        case Drawing(_, caption):
            return f"*{caption} (in report.html)*"
        case Table(head, rows):
            lines = [head, ["---"] * len(head), *rows]
            return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def as_html(block: Block) -> str:
    match block:
        case Heading(text):
            return f"<h2>{html.escape(text)}</h2>"
        case Text(text):
            return f"<p>{marked(text)}</p>"
        case Drawing(markup, caption):
            return f"<figure>{markup}<figcaption>{marked(caption)}</figcaption></figure>"
        case Table(head, rows):
            cells = [tags("th", head), *(tags("td", row) for row in rows)]
            return f'<div class="wide"><table>{"".join(f"<tr>{line}</tr>" for line in cells)}</table></div>'


def tags(name: str, cells: Sequence[str]) -> str:
    return "".join(f"<{name}>{marked(cell)}</{name}>" for cell in cells)


def marked(text: str) -> str:
    """Escaped, with **bold** and `code` as Markdown has them."""
    escaped = html.escape(text)
    for mark, name in (("**", "b"), ("`", "code")):
        parts = escaped.split(mark)
        if len(parts) % 2:
            escaped = "".join(part if at % 2 == 0 else f"<{name}>{part}</{name}>" for at, part in enumerate(parts))
    return escaped


STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1f; --dim: #6b6b76; --rule: #d9d9e0; --paper: #fcfcfd;
  --a: #6b6b76; --b: #b26a00; --c: #1f6fb2; --d: #7a3fb0; --e: #0b8457; --f: #c0306b; --g: #4d7c0f; --h: #b91c1c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e8ee; --dim: #9a9aa6; --rule: #383842; --paper: #17171b;
  --a: #9a9aa6; --b: #e0a13c; --c: #6db3f2; --d: #bf93ee; --e: #4fce9a; --f: #f07aa8; --g: #a3d15a; --h: #f28b82; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 62rem;
  margin: 2rem auto; padding: 0 1rem; }
h1 { line-height: 1.2; } h2 { margin-top: 2.5rem; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-size: .87rem; font-variant-numeric: tabular-nums; }
th, td { border-bottom: 1px solid var(--rule); padding: .3rem .7rem .3rem 0; text-align: left; vertical-align: top; }
th { color: var(--dim); font-weight: 600; } figure { margin: 1rem 0; } figcaption { color: var(--dim); font-size: .87rem; }
svg { max-width: 100%; height: auto; } svg text { fill: var(--ink); font: 12px system-ui, sans-serif; }
svg .dim { fill: var(--dim); } svg .rule { stroke: var(--rule); }
img { width: 96px; height: 96px; image-rendering: pixelated; display: block; }
.pictures td, .pictures th { padding: .15rem; border: 0; text-align: center; }
.pictures th { max-width: 8rem; vertical-align: middle; }
td:nth-child(n+3) { white-space: nowrap; }
"""


def page(title: str, blocks: Sequence[Block]) -> str:
    """Whole in itself: no file or address beside it."""
    body = "\n".join(as_html(block) for block in blocks)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title><style>{STYLE}</style></head>\n"
        f"<body><h1>{html.escape(title)}</h1>\n{body}\n</body></html>\n"
    )
