"""The command line: arguments, streams, exit statuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from symkl import __version__

TRUE = r"""# True

:::{given}
$x, y \in \mathbb{R}$
:::

$$ (x + y)^2 = x^2 + 2 x y + y^2 \tag{1} $$
"""
FALSE = TRUE.replace("2 x y", "x y")
MENDED = FALSE + r"""
:::{erratum} 1
$$ = x^2 + 2 x y + y^2 $$
:::
"""
BARE = FALSE.replace(":::{given}\n$x, y \\in \\mathbb{R}$\n:::\n", "")


def symkl(*arguments: str, given: str = "", folder: Path | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
    """A run of the command as people run it."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "COLUMNS": "80", **variables}
    command = [sys.executable, "-m", "symkl", *arguments]
    return subprocess.run(command, input=given, capture_output=True, text=True, check=False, cwd=folder, env=environment, encoding="utf-8")


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        file = folder / name.replace("__", "/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.with_name(file.name + ".md").write_text(text, encoding="utf-8")


def test_version_loads_nothing() -> None:
    code = "import sys; sys.argv = ['symkl', '--version']; from symkl.__main__ import main; main(); print('argparse' in sys.modules, 'symkl.cli' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == [f"symkl {__version__}", "False False"]


def test_fast_json_loads_neither_sympy_nor_rich(tmp_path: Path) -> None:
    write(tmp_path, sheet=TRUE)
    code = (
        "import sys; from symkl.cli import run; run(['check', '--fast', '--format', 'json', 'sheet.md']); "
        "print(*[m for m in ('sympy', 'rich') if m in sys.modules], file=sys.stderr)"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path, env=environment)
    assert done.stderr.strip() == ""


@pytest.mark.parametrize(("text", "status"), [(TRUE, 0), (FALSE, 1), (MENDED, 0), ("no mathematics\n", 5), ("", 5)])
def test_exit_status(text: str, status: int, tmp_path: Path) -> None:
    write(tmp_path, sheet=text)
    done = symkl("check", "--fast", "sheet.md", folder=tmp_path)
    assert done.returncode == status, done.stdout + done.stderr


def test_the_first_line_is_the_answer(tmp_path: Path) -> None:
    write(tmp_path, sheet=FALSE)
    for how in ("full", "concise"):
        first = symkl("check", "--fast", "--format", how, "sheet.md", folder=tmp_path).stdout.splitlines()[0]
        assert first.startswith("First wrong line: 1 (")
        assert first.endswith("1 line is wrong.")


def test_standard_input() -> None:
    done = symkl("check", "--fast", "--format", "json", "-", given=TRUE)
    assert done.returncode == 0
    assert json.loads(done.stdout)["documents"][0]["path"] == "-"


def test_folders_are_searched_in_order_and_companions_are_no_sheets(tmp_path: Path) -> None:
    write(tmp_path, b=TRUE, a__z=TRUE, a__b=BARE, a__hidden=TRUE)
    (tmp_path / "a" / "b.given.md").write_text(":::{given}\n$x, y \\in \\mathbb{R}$\n:::\n<!-- symkl: refuted 1 -->\n", encoding="utf-8")
    (tmp_path / "a" / "hidden.md").rename(tmp_path / "a" / ".hidden.md")
    done = symkl("check", "--fast", "--format", "json", ".", folder=tmp_path)
    assert [d["path"] for d in json.loads(done.stdout)["documents"]] == ["a/b.md", "a/z.md", "b.md"]


def test_without_a_path_derivations_are_checked(tmp_path: Path) -> None:
    assert symkl("check", folder=tmp_path).returncode == 2
    write(tmp_path, derivations__sheet=TRUE)
    assert symkl("check", "--fast", folder=tmp_path).returncode == 0


def test_a_missing_file_keeps_no_other_from_being_checked(tmp_path: Path) -> None:
    write(tmp_path, sheet=FALSE)
    done = symkl("check", "--fast", "--format", "concise", "none.md", "sheet.md", folder=tmp_path)
    assert done.returncode == 2
    assert "none.md" in done.stdout
    assert "1 refuted" in done.stdout


def test_a_companion_named(tmp_path: Path) -> None:
    write(tmp_path, sheet=BARE, beside=":::{given}\n$x, y \\in \\mathbb{R}$\n:::\n\n:::{erratum} 1\n$$ = x^2 + 2 x y + y^2 $$\n:::\n")
    assert symkl("check", "--fast", "sheet.md", folder=tmp_path).returncode == 3
    done = symkl("check", "--fast", "sheet.md", "--given", "beside.md", folder=tmp_path)
    assert done.returncode == 0, done.stdout
    assert symkl("check", "--fast", "sheet.md", "--given", "none.md", folder=tmp_path).returncode == 2


def test_a_report_makes_the_folder_that_it_is_written_to(tmp_path: Path) -> None:
    write(tmp_path, true=TRUE)
    assert symkl("check", "true.md", "--fast", "--report", "json=build/reports/symkl.json", folder=tmp_path).returncode == 0
    assert json.loads((tmp_path / "build" / "reports" / "symkl.json").read_text(encoding="utf-8"))["summary"]["proved"] == 1


def test_label(tmp_path: Path) -> None:
    two = TRUE + "\n$$ x + x = 3 x \\tag{2} $$\n"
    write(tmp_path, sheet=two)
    assert symkl("check", "--fast", "sheet.md", "-k", "1", folder=tmp_path).returncode == 0
    assert symkl("check", "--fast", "sheet.md", "-k", "2", folder=tmp_path).returncode == 1
    assert symkl("check", "--fast", "sheet.md", "-k", "7", folder=tmp_path).returncode == 5


@pytest.mark.parametrize("wrong", [["check", "--format", "tsv"], ["chekc"], [], ["check", "--color", "sometimes"], ["explain"]])
def test_usage(wrong: list[str]) -> None:
    done = symkl(*wrong)
    assert done.returncode == 2
    assert "usage:" in done.stderr
    assert "Traceback" not in done.stderr


def test_colour_and_ascii(tmp_path: Path) -> None:
    write(tmp_path, sheet=FALSE)
    arguments = ("check", "--fast", "sheet.md")
    assert "\x1b[" not in symkl(*arguments, folder=tmp_path).stdout
    assert "\x1b[" in symkl(*arguments, "--color", "always", folder=tmp_path).stdout
    assert symkl(*arguments, folder=tmp_path, PYTHONIOENCODING="ascii").stdout.isascii()


def test_output_is_the_same_from_run_to_run(tmp_path: Path) -> None:
    write(tmp_path, sheet=FALSE + MENDED.replace("\\tag{1}", "\\tag{2}").replace("erratum} 1", "erratum} 2"))
    runs = {symkl("check", "--fast", "--format", "json", "sheet.md", folder=tmp_path, PYTHONHASHSEED=str(seed)).stdout for seed in range(3)}
    assert len(runs) == 1


def test_explain(tmp_path: Path) -> None:
    write(tmp_path, sheet=TRUE)
    done = symkl("explain", "sheet.md", "1", folder=tmp_path)
    assert done.returncode == 0
    assert "proved" in done.stdout
    assert symkl("explain", "sheet.md", "9", folder=tmp_path).returncode == 2


def test_laws_and_trust(tmp_path: Path) -> None:
    write(tmp_path, sheet=TRUE)
    assert symkl("laws").returncode == 0
    trusted = symkl("trust", "sheet.md", folder=tmp_path)
    assert trusted.returncode == 0
    assert "A model of the givens" in trusted.stdout


def test_trust_has_a_model_for_each_scope_and_places_for_errors(tmp_path: Path) -> None:
    write(tmp_path, sheet=TRUE + "\n## More\n\n:::{given}\n$z > 0$\n:::\n\n$$ (z + x = x \\tag{2} $$\n")
    told = symkl("trust", "sheet.md", folder=tmp_path).stdout
    assert "error: sheet.md:15:4: this ( is never closed" in told
    first, second = (part.split() for part in told.split("A model of the givens, for ")[1:])
    assert first[0] == "1" and second[0] == "2" and "z" not in first and "x" in first and {"x", "z"} <= {*second}


def test_explain_shows_the_place_of_what_cannot_be_read(tmp_path: Path) -> None:
    write(tmp_path, sheet=TRUE + "$$ (y + x = x \\tag{2} $$\n")
    told = symkl("explain", "sheet.md", "2", folder=tmp_path).stdout
    assert "error[unclosed-bracket]: this ( is never closed" in told and "8 │ $$ (y + x = x" in told
