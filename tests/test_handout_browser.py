"""Handouts as people see them: in headless Chromium, as PDF pages, and set by pdflatex. Skipped, and said so, where a program is missing."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from functools import cache
from html import escape
from pathlib import Path

import pytest

from symkl.handout.registry import writer
from tests.handouts import HOSTILE, SHEET, WORKSHEET, made, made_of

for package in ("math_core", "markdown_it", "ziamath", "fontTools", "typst"):
    pytest.importorskip(package)

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
chromium = pytest.mark.skipif(BROWSER is None, reason="Chromium is not installed")
latex = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
poppler = pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler-utils is not installed")
WIDTHS = (360, 1280)

#: Looks at a page in a frame in which no script runs: its width, what is wider than it (a formula in a line may be: its paragraph scrolls), its folds before and after a click on each, its font and its verdicts.
HARNESS = """<!DOCTYPE html><html><body style="margin:0"><iframe id="f" sandbox="allow-same-origin" style="border:0;width:{width}px;height:800px" srcdoc="{page}">
</iframe><script>
addEventListener("load", () => document.getElementById("f").contentDocument.fonts.ready.then(() => {{
  const page = document.getElementById("f").contentDocument, root = page.documentElement, folds = [...page.querySelectorAll("details")];
  const closed = folds.filter(d => !d.open && !d.querySelector(".why").checkVisibility()).length;
  folds.forEach(d => d.querySelector("summary").click());
  const wide = [...page.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > root.clientWidth + 1
    && !e.closest(".formula, .fact, .hint, .why > p, pre, table, math")).map(e => e.className || e.tagName);
  const found = {{width: root.clientWidth, scroll: root.scrollWidth, folds: folds.length, closed: closed,
    opened: folds.filter(d => d.open && d.querySelector(".why").checkVisibility()).length, wide: wide.slice(0, 5),
    fonts: [...page.fonts].filter(f => f.status == "loaded").map(f => f.family), math: page.querySelectorAll("math").length,
    flat: [...page.querySelectorAll(".display math")].filter(m => m.getBoundingClientRect().height < 8).length}};
  document.body.innerHTML = "<pre id=found>" + JSON.stringify(found) + "</pre>"; }}));
</script></body></html>"""


def browse(path: Path, *options: str) -> str:
    assert BROWSER is not None
    common = [BROWSER, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
              "--disable-sync", "--hide-scrollbars", f"--user-data-dir={path.parent / 'profile'}"]  # fmt: skip
    ran = subprocess.run([*common, *options, path.as_uri()], capture_output=True, timeout=120, check=True)
    return ran.stdout.decode()


@cache
def page(name: str) -> str:
    made_ones = {"worksheet": lambda: made_of(WORKSHEET, "teacher"), "student": lambda: made(SHEET, "student"), "hostile": lambda: made(HOSTILE, "teacher")}
    return writer("html")(made_ones[name]()).decode()


def looked_at(folder: Path, text: str, width: int) -> dict[str, object]:
    path = folder / "harness.html"
    path.write_text(HARNESS.format(width=width, page=escape(text)), encoding="utf-8")
    dom = browse(path, "--dump-dom", "--virtual-time-budget=20000", "--window-size=1400,900")
    found = re.search(r'<pre id="found">(.*?)</pre>', dom)
    assert found is not None, dom[-500:]
    return dict(json.loads(found[1].replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")))


@chromium
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["worksheet", "student", "hostile"])
def test_nothing_overflows_and_folds_work_without_scripts(tmp_path: Path, name: str, width: int) -> None:
    found = looked_at(tmp_path, page(name), width)
    assert found["width"] == width
    assert (found["scroll"], found["wide"]) == (width, [])
    assert found["closed"] == found["folds"]
    assert found["opened"] == found["folds"]
    assert found["flat"] == 0
    assert found["fonts"] == ["symkl math"]
    assert found["math"] and found["folds"] or name == "hostile"


@chromium
def test_what_overflows_is_seen(tmp_path: Path) -> None:
    """The test above can fail."""
    wide = page("student").replace("<main>", '<main><div class="planted" style="width:500px">x</div>')
    found = looked_at(tmp_path, wide, 360)
    assert found["scroll"] == 532 - 16
    assert found["wide"] == ["planted"]


def requested(folder: Path, text: str) -> set[str]:
    """The addresses that a page asks the network for."""
    path, log = folder / "page.html", folder / "net.json"
    path.write_text(text, encoding="utf-8")
    browse(path, f"--log-net-log={log}", "--dump-dom", "--virtual-time-budget=5000", "--host-resolver-rules=MAP * ~NOTFOUND")
    return set(re.findall(r"https?://([a-z]+\.example)", log.read_text(encoding="utf-8")))


@chromium
@pytest.mark.parametrize("name", ["worksheet", "student", "hostile"])
def test_no_request_leaves_the_page(tmp_path: Path, name: str) -> None:
    assert requested(tmp_path, page(name)) == set()


@chromium
def test_a_request_is_seen(tmp_path: Path) -> None:
    """The test above can fail."""
    assert requested(tmp_path, '<img src="http://planted.example/x.png">') == {"planted.example"}


@chromium
@pytest.mark.parametrize("dark", [False, True])
def test_light_and_dark(tmp_path: Path, dark: bool) -> None:
    path, out = tmp_path / "page.html", tmp_path / "page.png"
    path.write_text(page("student"), encoding="utf-8")
    scheme = ["--blink-settings=preferredColorScheme=0"] if dark else ["--blink-settings=preferredColorScheme=1"]
    browse(path, f"--screenshot={out}", "--window-size=900,1200", *scheme)
    assert out.stat().st_size > 10_000
    if shutil.which("pdftoppm"):
        assert out.read_bytes().startswith(b"\x89PNG")


@chromium
@poppler
def test_print_shows_what_is_folded(tmp_path: Path) -> None:
    path, out = tmp_path / "page.html", tmp_path / "page.pdf"
    path.write_text(page("student"), encoding="utf-8")
    browse(path, f"--print-to-pdf={out}", "--no-pdf-header-footer")
    said = subprocess.run(["pdftotext", str(out), "-"], capture_output=True, check=True).stdout.decode()
    assert "is missing" in said
    assert "Try it with" in said


@poppler
@pytest.mark.parametrize("name", ["student", "worksheet"])
def test_pdf_pages_have_ink_within_their_margins(tmp_path: Path, name: str) -> None:
    out = tmp_path / "out.pdf"
    out.write_bytes(writer("pdf")(made(SHEET, "student") if name == "student" else made_of(WORKSHEET, "student")))
    subprocess.run(["pdftoppm", "-r", "40", "-gray", str(out), str(tmp_path / "page")], check=True)
    pages = sorted(tmp_path.glob("page*.pgm"))
    assert pages
    for one in pages:
        magic, size, depth, pixels = one.read_bytes().split(b"\n", 3)
        assert (magic, depth) == (b"P5", b"255")
        wide, high = map(int, size.split())
        dark = [at for at, value in enumerate(pixels[: wide * high]) if value < 200]
        assert len(dark) > 20, f"{one.name} is empty"
        assert max(at % wide for at in dark) < wide - wide // 20, f"something on {one.name} runs off the page"


@latex
@pytest.mark.parametrize("name", ["teacher", "student", "hostile", "worksheet"])
def test_pdflatex_sets_the_file_as_it_is(tmp_path: Path, name: str) -> None:
    handout = made_of(WORKSHEET, "teacher") if name == "worksheet" else made(HOSTILE, "teacher") if name == "hostile" else made(SHEET, name)
    (tmp_path / "out.tex").write_bytes(writer("tex")(handout))
    environment = {**os.environ, "openin_any": "p", "openout_any": "p"}
    command = ["pdflatex", "-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", "out.tex"]
    ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, timeout=120, check=False)
    log = ran.stdout.decode("latin-1")
    assert ran.returncode == 0, log[-1500:]
    assert "Undefined control sequence" not in log
    assert "Missing character" not in log
