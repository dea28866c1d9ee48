"""A folder of worksheets as pages: one handout each, and a page that lists them with what became of every one."""

from __future__ import annotations

import os
from collections.abc import Iterable
from html import escape

from symkl.handout.evidence import Edition
from symkl.handout.font import characters
from symkl.handout.layout import handout
from symkl.handout.node import Handout
from symkl.handout.writers.html import main, page
from symkl.report import DocumentFinding

INDEX = "index.html"


def pages(findings: tuple[DocumentFinding, ...], folder: str, edition: Edition) -> dict[str, bytes]:
    """Every file of the site by its path inside it. All pages have one font, cut down to what they have together."""
    laid_out: dict[str, Handout] = {}
    for finding in findings:
        laid_out[_free(_place(finding.path, folder), finding.path, laid_out)] = handout(finding, edition)
    bodies = {place: main(one) for place, one in laid_out.items()}
    index = _index(laid_out, os.path.basename(os.path.abspath(folder)))
    needed = frozenset().union(*(characters(body) for body in (*bodies.values(), index)))
    built = {place: page(laid_out[place].title, body, needed).encode() for place, body in bodies.items()}
    return {INDEX: page("Worksheets", index, needed).encode(), **built}


def _place(path: str, folder: str) -> str:
    """``derivations/kl/chain-rule.md`` -> ``kl/chain-rule.html``; a sheet that is called index is no index."""
    inside = os.path.splitext(os.path.relpath(path, folder))[0].replace(os.sep, "/")
    return f"{inside}.html" if inside != "index" else "index-sheet.html"


def _free(place: str, path: str, taken: Iterable[str]) -> str:
    """``sheet.tex`` beside ``sheet.md`` is ``sheet-tex.html``."""
    return place if place not in taken else f"{place.removesuffix('.html')}-{os.path.splitext(path)[1][1:]}.html"


def _index(laid_out: dict[str, Handout], name: str) -> str:
    rows = "".join(_row(place, one) for place, one in sorted(laid_out.items(), key=lambda pair: (pair[0].count("/") > 0, pair[0])))
    head = "<tr><th>Worksheet</th><th>What became of it</th></tr>"
    return f'<main><h1>Worksheets of {escape(name)}</h1>\n<table class="sheets"><thead>{head}</thead><tbody>{rows}</tbody></table></main>'


def _row(place: str, one: Handout) -> str:
    link = f'<a href="{escape(place)}">{escape(one.title)}</a><br><span class="path">{escape(place.removesuffix(".html"))}</span>'
    return f"<tr><td>{link}</td><td>{escape(one.answer)}</td></tr>\n"
