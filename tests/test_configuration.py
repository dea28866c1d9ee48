"""``[tool.symkl]``, front matter and the command line: who wins, what is refused, and what is loaded for it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from symkl.configuration import _keys, configuration
from symkl.render.registry import formats
from tests.test_cli import FALSE, TRUE, symkl, write

FRONT = "---\nsymkl:\n  {}\n---\n"


def configured(folder: Path, table: str) -> None:
    (folder / "pyproject.toml").write_text(f"[tool.symkl]\n{table}\n", encoding="utf-8")


def origins(*arguments: str, folder: Path) -> dict[str, tuple[str, str]]:
    """What ``symkl config`` prints: key -> value and origin (of several lines on one key: the last)."""
    done = symkl("config", *arguments, folder=folder)
    assert done.returncode == 0, done.stderr
    lines = [line.split("  # ", 1) for line in done.stdout.splitlines()]
    return {line.partition(" = ")[0]: (line.partition(" = ")[2].strip(), origin) for line, origin in lines}


def test_every_level_wins_over_the_one_below(tmp_path: Path) -> None:
    write(tmp_path, derivations__sheet=TRUE, other=FRONT.format("fast: false") + TRUE)
    assert origins(folder=tmp_path)["fast"] == ("false", "default")
    configured(tmp_path, "fast = true")
    assert origins(folder=tmp_path)["fast"] == ("true", "pyproject.toml")
    assert origins("other.md", folder=tmp_path)["fast"] == ("false", "front matter of other.md")
    assert origins("other.md", "--fast", folder=tmp_path)["fast"] == ("true", "command line")


@pytest.mark.parametrize(("front", "arguments", "asked"), [("", (), False), ("fast: false", (), True), ("fast: false", ("--fast",), False), ("", ("--no-fast",), True)])
def test_what_config_prints_is_what_check_does(front: str, arguments: tuple[str, ...], asked: bool, tmp_path: Path) -> None:
    configured(tmp_path, 'fast = true\nformat = "json"\npaths = ["sheet.md"]')
    write(tmp_path, sheet=(FRONT.format(front) if front else "") + TRUE)
    step = json.loads(symkl("check", *arguments, folder=tmp_path).stdout)["documents"][0]["statements"][0]["steps"][0]
    assert (step["sympy"]["verdict"] is not None) is asked


def test_a_sheet_that_asks_for_less_says_so(tmp_path: Path) -> None:
    write(tmp_path, sheet=FRONT.format("fast: true") + TRUE)
    whole = json.loads(symkl("check", "--format", "json", "sheet.md", folder=tmp_path).stdout)["documents"][0]
    assert [(d["code"], d["severity"], d["line"]) for d in whole["diagnostics"]] == [("fast-sheet", "note", 3)]
    assert whole["statements"][0]["steps"][0]["sympy"]["verdict"] is None


def test_a_companion_by_front_matter(tmp_path: Path) -> None:
    bare = TRUE.replace(":::{given}\n$x, y \\in \\mathbb{R}$\n:::\n", "")
    write(tmp_path, sub__sheet=FRONT.format("given: common.given.md") + bare)
    (tmp_path / "sub" / "common.given.md").write_text(":::{given}\n$x, y \\in \\mathbb{R}$\n:::\n", encoding="utf-8")
    assert symkl("check", "--fast", "sub/sheet.md", folder=tmp_path).returncode == 0


@pytest.mark.parametrize(("line", "told"), [("fsat: true", "Did you mean fast?"), ("fast: perhaps", "fast must be true or false"), ("given: /etc/passwd", "given must be")])
def test_front_matter_that_is_refused(line: str, told: str, tmp_path: Path) -> None:
    write(tmp_path, sheet=FRONT.format(line) + TRUE)
    done = symkl("check", "--fast", "sheet.md", folder=tmp_path, COLUMNS="200")
    assert done.returncode == 2
    assert told in done.stdout


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("fsat = true", "Did you mean 'fast'?"),
        ("show_reading = true", "Did you mean 'show-reading'?"),
        ("wholly-other = 1", "It has paths, "),
        ('fast = "yes"', "fast must be true or false, not 'yes'"),
        ('format = "pdf"', "format must be one of"),
        ("paths = []", "paths must be a list"),
        ("paths = [1]", "paths must be a list"),
        ('report = ["json=a.json"]', "report must be a table"),
        ('report = { pdf = "a.pdf" }', "report must be a table"),
        ("fast = ", "is no TOML"),
        ('[tool]\nsymkl = "x"', "must be a table"),
    ],
)
def test_a_table_that_is_refused(table: str, told: str, tmp_path: Path) -> None:
    write(tmp_path, derivations__sheet=TRUE)
    (tmp_path / "pyproject.toml").write_text(table if table.startswith("[") else f"[tool.symkl]\n{table}\n", encoding="utf-8")
    done = symkl("check", folder=tmp_path)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_the_nearest_file_counts_and_names_files_from_its_own_folder(tmp_path: Path) -> None:
    configured(tmp_path, 'paths = ["sheets"]\nreport = { json = "out.json" }')
    write(tmp_path, sheets__sheet=FALSE, deep__er__x=TRUE)
    inner = tmp_path / "deep" / "er"
    assert dict(configuration(str(inner), formats).values) == {"paths": ["../../sheets"], "report": ["json=../../out.json"]}
    assert symkl("check", "--fast", folder=inner).returncode == 1
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["summary"]["refuted"] == 1
    (inner / "pyproject.toml").write_text("[project]\nname = 'x'\n", encoding="utf-8")
    assert symkl("check", "--fast", folder=inner).returncode == 2  # the nearest one says nothing, and there is no derivations/


def test_no_reader_of_toml_is_loaded_without_a_table(tmp_path: Path) -> None:
    write(tmp_path, sheet=TRUE)
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n", encoding="utf-8")
    code = "import sys; from symkl.cli import run; run(['check', '--fast', '--format', 'json', 'sheet.md']); print('tomllib' in sys.modules, file=sys.stderr)"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path, env=environment)
    assert done.stderr.strip() == "False"


def test_reports_beside_the_format(tmp_path: Path) -> None:
    write(tmp_path, sheet=FALSE)
    done = symkl("check", "--fast", "sheet.md", "--report", "json=a.json", "--report", "concise=b.txt", folder=tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith("First wrong line")
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["summary"]["refuted"] == 1
    assert (tmp_path / "b.txt").read_text(encoding="utf-8").startswith("First wrong line")


@pytest.mark.parametrize(("report", "told"), [("pdf=a.pdf", "with one of the formats"), ("json", "is not FORMAT=FILE"), ("json=sheet.md/a.json", "cannot be written")])
def test_reports_that_cannot_be_written(report: str, told: str, tmp_path: Path) -> None:
    write(tmp_path, sheet=TRUE)
    done = symkl("check", "--fast", "sheet.md", "--report", report, folder=tmp_path)
    assert done.returncode == 2
    assert told in done.stderr


def test_the_readme_s_table_is_one(tmp_path: Path) -> None:
    text = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(text.split("```toml\n")[1].split("```")[0], encoding="utf-8")
    assert {name.replace("_", "-") for name, _ in configuration(str(tmp_path), formats).values} == set(_keys(formats))
