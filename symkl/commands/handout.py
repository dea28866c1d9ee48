"""``symkl handout SHEET -o OUT``: a worksheet as a page for a class; of a folder a site."""

from __future__ import annotations

import os
import sys

from symkl.arguments import Arguments
from symkl.cache.documents import Shelf
from symkl.commands.check import memory_for
from symkl.commands.proofread import options_of
from symkl.handout.evidence import EDITIONS, Edition
from symkl.handout.extras import Missing
from symkl.handout.layout import handout
from symkl.handout.registry import suffixes, writer
from symkl.handout.site import pages
from symkl.judge.evidence import Wishes
from symkl.options import Options
from symkl.render.settings import Settings
from symkl.report import DocumentFinding
from symkl.verify import sheets_of, verify_file

_USAGE, _NOTHING = 2, 5


def run(parsed: Arguments, settings: Settings) -> tuple[str, int]:
    """Write the handout; what kept it from being written is said in one line."""
    edition = EDITIONS[parsed.edition]
    edition = edition._replace(detail=parsed.detail) if parsed.said("detail") else edition
    options = options_of(parsed)._replace(wishes=Wishes(derivations=True))
    try:
        return _site(parsed, options, edition) if os.path.isdir(parsed.sheet) else _page(parsed, options, edition)
    except Missing as gap:
        return f"symkl: {gap}\n", _USAGE
    except OSError as error:
        return f"symkl: {error.filename or parsed.output} cannot be written: {error.strerror}\n", _USAGE


def _page(parsed: Arguments, options: Options, edition: Edition) -> tuple[str, int]:
    out = parsed.output or ""
    suffix = os.path.splitext(out)[1].removeprefix(".")
    if suffix not in suffixes():
        return f"symkl: a handout is written to a file that ends in {', '.join('.' + s for s in suffixes())}, not to {out}\n", _USAGE
    if os.path.exists(out) and os.path.exists(parsed.sheet) and os.path.samefile(out, parsed.sheet):
        return f"symkl: {out} is the worksheet itself\n", _USAGE
    finding = verify_file(parsed.sheet, options, shelf=_shelf(parsed))
    if not finding.text.strip():
        return "".join(f"symkl: {d.message}\n" for d in finding.diagnostics) or f"symkl: {parsed.sheet} is empty\n", _USAGE
    _write(out, writer(suffix)(handout(finding, edition)))
    return _told(finding), 0


def _site(parsed: Arguments, options: Options, edition: Edition) -> tuple[str, int]:
    shelf = _shelf(parsed)
    judged = (verify_file(path, options, shelf=shelf) for path in sheets_of((parsed.sheet,)))
    findings = tuple(finding for finding in judged if finding.statements)
    if not findings:
        return f"symkl: {parsed.sheet} has no worksheets with statements\n", _NOTHING
    built = pages(findings, parsed.sheet, edition)
    out = parsed.output or ""
    for place, data in built.items():
        _write(os.path.join(out, *place.split("/")), data)
    return f"{os.path.join(out, 'index.html')}: {len(findings)} worksheets\n", 0


def _shelf(parsed: Arguments) -> Shelf | None:
    """Where findings with their derivations are kept: of a sheet that is unchanged the page is made anew, and nothing judged."""
    memory = memory_for(parsed)
    return None if memory is None else Shelf(memory)


def _write(path: str, data: bytes) -> None:
    folder = os.path.dirname(path)
    if folder:
        os.makedirs(folder, exist_ok=True)
    with open(path, "wb") as out:
        out.write(data)


def _told(finding: DocumentFinding) -> str:
    """Errors of the sheet are no bar to its handout, but they are told."""
    for diagnostic in finding.diagnostics:
        if diagnostic.severity == "error":
            sys.stderr.write(f"symkl: {finding.path}: {diagnostic.message}\n")
    return ""
