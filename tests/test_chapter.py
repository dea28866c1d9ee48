"""A LaTeX chapter of several files: what each line is, and that every place is told in its own file."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symkl.cli import run
from symkl.options import Options
from symkl.report import DocumentFinding
from symkl.source import Source
from symkl.verify import verify, verify_file
from symkl.worksheet.inputs import Assembled, assembled

CHAPTER = Path(__file__).with_name("chapter")
FAST = Options(fast=True)


def findings(folder: Path, main: str = "main.tex") -> dict[str, DocumentFinding]:
    report = verify((str(folder / main),), FAST)
    return {os.path.relpath(d.path, folder): d for d in report.documents}


def told(folder: Path, main: str = "main.tex") -> list[tuple[str, str, str]]:
    """File, code and the text that each diagnostic points at."""
    found = []
    for name, document in findings(folder, main).items():
        for d in document.diagnostics:
            if d.severity != "note":
                found.append((name if d.path is None else os.path.relpath(d.path, folder), d.code, document.text[slice(*d.span)]))
    return found


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ".tex")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")


def test_every_line_of_the_chapter() -> None:
    found = {s.label: (name, s.verdict) for name, document in findings(CHAPTER).items() for s in document.statements}
    squares, gaussians = "sections/squares.tex", "sections/gaussians.tex"
    proved = ("eq:square", "eq:minus", "eq:sum", "eq:product", "eq:parallelogram", "eq:factors", "L33")
    assert {label: found.pop(label) for label in proved} == dict.fromkeys(proved, (squares, "proved"))
    assert found == {
        "eq:slip": (squares, "refuted"),
        "eq:broken": (squares, "unreadable"),
        "eq:undeclared": (gaussians, "undecided"),
        "eq:half": (gaussians, "refuted"),
        "eq:log": (gaussians, "proved"),
    }


def test_places_are_those_of_the_files() -> None:
    for name, document in findings(CHAPTER).items():
        lines = (CHAPTER / name).read_text("utf-8").splitlines()
        source = Source(document.path, document.text)
        for statement in document.statements:
            place = source.place(statement.span.start)
            assert lines[place.line - 1][place.column - 1] == "\\" or statement.label in ("eq:minus", "eq:slip", "eq:sum", "eq:product")
            behind = "\n".join(lines[place.line - 1 :])
            assert statement.label.startswith("L") or behind.index(statement.label) < 120, statement.label
    undeclared = ("sections/gaussians.tex", "undeclared-name", "A")
    assert told(CHAPTER) == [("sections/squares.tex", "unclosed-bracket", r"\broken{a}"), undeclared, undeclared]


def test_one_finding_on_all_files_tells_the_file_of_every_place(tmp_path: Path) -> None:
    whole = verify_file(str(CHAPTER / "main.tex"), FAST)
    apart = [(d.path, *d.place(s.span.start)[1:], s.label) for d in verify((str(CHAPTER / "main.tex"),), FAST).documents for s in d.statements]
    assert [(*whole.place(s.span.start), s.label) for s in whole.statements] == apart
    assert {os.path.basename(path) for path, _, _, _ in apart} == {"squares.tex", "gaussians.tex"}
    assert whole.place(len(whole.text))[0] == str(CHAPTER / "main.tex")
    write(tmp_path, one="x\n\\[ 1 = 1 \\]")
    single = verify_file(str(tmp_path / "one.tex"), FAST)
    assert single.place(single.statements[0].span.start) == (str(tmp_path / "one.tex"), 2, 1)


def test_an_error_in_a_macro_shows_the_call_and_the_definition(capsys: pytest.CaptureFixture[str]) -> None:
    (document,) = (d for n, d in findings(CHAPTER).items() if n == "sections/squares.tex")
    (inside,) = (d for d in document.diagnostics if d.code == "unclosed-bracket")
    assert document.text[slice(*inside.span)] == r"\broken{a}"
    ((path, span, label),) = inside.elsewhere
    definition = dict(document.companions)[path]
    assert path.endswith("macros.tex") and definition[slice(*span)] == r"\newcommand{\broken}[1]{#1 + (1}" and "defined here" in label
    run(["check", "--fast", str(CHAPTER / "main.tex")])
    shown = capsys.readouterr().out
    assert "macros.tex, line 6" in shown and r"6 │ \newcommand{\broken}[1]{#1 + (1}" in shown


def test_a_macro_that_stands_in_an_argument_of_another_is_the_one_that_is_shown(tmp_path: Path) -> None:
    write(tmp_path, main="\\newcommand{\\E}[1]{\\mathbb{E}[#1]}\n\\newcommand{\\open}[1]{(#1 + 1}\n\\[ \\E{\\open{x}} = 1 \\]\n")
    (told,) = verify_file(str(tmp_path / "main.tex"), FAST).diagnostics
    text = (tmp_path / "main.tex").read_text(encoding="utf-8")
    assert text[slice(*told.span)] == r"\open{x}"
    assert [text[slice(*span)] for span, _ in told.labels] == [r"\newcommand{\open}[1]{(#1 + 1}"]


def test_what_is_told_has_no_macros(tmp_path: Path) -> None:
    """A reader of a report has none of the sheet's macros; each is written out as it was defined where it is used."""
    given = "\\begin{given}$x, y \\in \\mathbb{R}$\\end{given}\n"
    first, second = "\\newcommand{\\two}[1]{#1 + #1}\n\\[ \\two{x} = 2 x \\]\n", "\\renewcommand{\\two}[1]{2 #1}\n\\[ x + x = \\two{x} \\]\n"
    write(tmp_path, main=given + first + second)
    sides = [(step.left, step.right) for s in verify_file(str(tmp_path / "main.tex"), FAST).statements for step in s.steps]
    assert sides == [("x + x", "2 x"), ("x + x", "2 x")]


def test_an_error_in_an_argument_is_told_in_the_argument() -> None:
    folder = CHAPTER
    (document,) = (d for n, d in findings(folder).items() if n == "sections/gaussians.tex")
    inside = [d for d in document.diagnostics if d.code == "undeclared-name"]
    assert [document.text[slice(*d.span)] for d in inside] == ["A", "A"] and not any(d.elsewhere for d in inside)


def test_json_has_a_document_for_each_file(capsys: pytest.CaptureFixture[str]) -> None:
    run(["check", "--fast", "--format", "json", str(CHAPTER / "main.tex")])
    documents = json.loads(capsys.readouterr().out)["documents"]
    assert [os.path.basename(d["path"]) for d in documents] == ["main.tex", "squares.tex", "gaussians.tex"]
    lines = (CHAPTER / "sections/squares.tex").read_text("utf-8").splitlines()
    slip = next(s for s in documents[1]["statements"] if s["label"] == "eq:slip")
    assert lines[slip["line"] - 1][slip["column"] - 1 :].startswith(r"\sq{a} - \sq{b}")
    (unclosed,) = documents[1]["diagnostics"]
    assert lines[unclosed["line"] - 1][unclosed["column"] - 1 :].startswith(r"\broken{a}")


def test_a_folder_checks_each_file_once() -> None:
    report = verify((str(CHAPTER),), FAST)
    labels = [s.label for d in report.documents for s in d.statements]
    assert labels.count("eq:square") == 1 and os.path.basename(report.documents[0].path) == "main.tex"
    named = verify((str(CHAPTER / "sections/squares.tex"),), FAST)
    assert [os.path.basename(d.path) for d in named.documents] == ["squares.tex"]


def test_an_erratum_in_another_file_excuses_what_was_carried(tmp_path: Path) -> None:
    write(
        tmp_path,
        main="\\begin{given}$x \\in \\mathbb{R}$\\end{given}\\input{one}\\input{two}",
        one="\\begin{align} (x+1)^2 &= x^2 + 2x + 2 \\label{a} \\end{align}\n\\begin{align} &= x (x + 2) + 2 \\label{b} \\end{align}\n",
        two="\\begin{erratum}{a}\\[ = x^2 + 2x + 1 \\]\\end{erratum}",
    )
    assert run(["check", "--fast", str(tmp_path / "main.tex")]) == 0


@pytest.mark.parametrize(
    ("files", "wanted"),
    [
        ({"main": "\\input{main}"}, ("main.tex", "input-cycle", r"\input{main}")),
        ({"main": "\n\\input{a}", "a": "x\n\\input{b}", "b": "\\include{a}"}, ("b.tex", "input-cycle", r"\include{a}")),
        ({"main": "\\input{../secret}"}, ("main.tex", "input-outside", r"\input{../secret}")),
        ({"main": "\\input{/etc/passwd}"}, ("main.tex", "input-outside", r"\input{/etc/passwd}")),
        ({"main": "\\input{a}", "a": "\n \\input{../../x}"}, ("a.tex", "input-outside", r"\input{../../x}")),
        ({"main": "\\include{nowhere}"}, ("main.tex", "input-not-found", r"\include{nowhere}")),
        ({"main": "\\input nowhere "}, ("main.tex", "input-not-found", r"\input nowhere")),
    ],
)  # fmt: skip
def test_what_is_not_followed(files: dict[str, str], wanted: tuple[str, str, str], tmp_path: Path) -> None:
    write(tmp_path, **files)
    report = verify((str(tmp_path / "main.tex"),), FAST)
    found = [(d.path or document.path, d) for document in report.documents for d in document.diagnostics]
    assert found, "nothing is told"
    path, diagnostic = found[0]
    assert (os.path.relpath(path, tmp_path), diagnostic.code) == wanted[:2]
    assert Path(path).read_text("utf-8")[slice(*diagnostic.span)] == wanted[2]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "sheet"
    folder.mkdir()
    (tmp_path / "secret.tex").write_text("$$ 1 = 1 $$", "utf-8")
    (folder / "inner.tex").symlink_to(tmp_path / "secret.tex")
    write(folder, main="\\input{inner}")
    assert [code for _, code, _ in told(folder)] == ["input-outside"]


def test_inputs_of_inputs_are_bounded(tmp_path: Path) -> None:
    for level in range(12):
        write(tmp_path, **{f"n{level}": f"\\input{{n{level + 1}}}" * 4 + "$$ 1 = 1 $$"})
    write(tmp_path, n12="$$ 1 = 1 $$")
    whole = assembled(Source(str(tmp_path / "n0.tex"), (tmp_path / "n0.tex").read_text("utf-8")))
    assert isinstance(whole, Assembled) and len(whole.text) < 1 << 20
    assert {d.code for d in whole.problems} == {"too-many-inputs"} and len(whole.problems) < 1_000


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["a\n", "bb", "\\input{x}", "\\input{y}", "% \\input{x}\n", "\n\n", "é"]), max_size=8), st.data())
def test_every_place_of_the_whole_is_that_of_a_file(tmp_path_factory: pytest.TempPathFactory, pieces: list[str], data: st.DataObject) -> None:
    folder = tmp_path_factory.mktemp("sheet")
    write(folder, x="one\n\\input{y}two", y="three\nfour\n")
    whole = assembled(Source(str(folder / "main.tex"), "".join(pieces) + "end"))
    if isinstance(whole, Assembled):
        assert not whole.problems
        at = data.draw(st.integers(0, len(whole.text) - 1))
        file, offset = whole.origin(at)
        assert file.text[offset] == whole.text[at] and whole.place(at) == file.place(offset)
        assert "\\input{x}" not in whole.text.replace("% \\input{x}", "")


def test_the_package_typesets_the_chapter(tmp_path: Path) -> None:
    if shutil.which("pdflatex") is None:
        pytest.skip("pdflatex is not installed, so symkl.sty is not compiled")
    shutil.copytree(CHAPTER, tmp_path / "chapter")
    assert run(["given", "--sty", "-o", str(tmp_path / "chapter" / "symkl.sty")]) == 0
    for options in ("", "[quiet]"):
        text = (CHAPTER / "main.tex").read_text("utf-8").replace(r"\usepackage{symkl}", rf"\usepackage{options}{{symkl}}")
        (tmp_path / "chapter" / "main.tex").write_text(text.replace(r"\include{", r"\input{"), "utf-8")
        done = subprocess.run(
            ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "main.tex"], cwd=tmp_path / "chapter", capture_output=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stdout.decode("utf-8", "replace")[-2_000:]




def test_the_cache_sees_a_change_in_any_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Macros alone in another file, a section in another file, a file that was not there: a change of any is another question."""
    sheet = "\\begin{given}$x \\in \\mathbb{R}$\\end{given}\n\\input{m}\\input{late}\n\\[ (x + 1)^2 = x^2 + 2 x + \\one \\]\n"
    write(tmp_path, main=sheet, m="\\newcommand{\\one}{1}")
    asked = ["check", "--fast", "--cache-dir", str(tmp_path / "cache"), "--format", "concise", str(tmp_path / "main.tex")]
    assert run(asked) == 3 and "input-not-found" in capsys.readouterr().out
    write(tmp_path, late="")
    assert run(asked) == 0 == run(asked)
    capsys.readouterr()
    write(tmp_path, m="\\newcommand{\\one}{2}")
    assert run(asked) == 1 and "refuted" in capsys.readouterr().out
    write(tmp_path, m="\\newcommand{\\one}{1}", late="\\[ x = 2 x \\]")
    assert run(asked) == 1 and "late.tex:1:1" in capsys.readouterr().out
    assert run(asked) == 1 and "late.tex:1:1" in capsys.readouterr().out
