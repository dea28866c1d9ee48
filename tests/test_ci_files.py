"""The GitHub Action and the pre-commit hooks: what they run is run here, and does what it says."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.test_cli import FALSE, TRUE, symkl, write

ROOT = Path(__file__).parent.parent
ACTION = ROOT / ".github" / "actions" / "check"


def yaml(path: Path) -> Any:
    return pytest.importorskip("yaml").safe_load(path.read_text(encoding="utf-8"))


def run_action(folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """The step of the action that checks, with a ``symkl`` on the path as its installing step leaves one."""
    programs = folder / "bin"
    programs.mkdir(exist_ok=True)
    (programs / "symkl").write_text(f'#!/bin/sh\nPYTHONPATH={shlex.quote(str(ROOT))} exec {shlex.quote(sys.executable)} -m symkl "$@"\n', encoding="utf-8")
    (programs / "symkl").chmod(0o755)
    variables = {"PATH": f"{programs}:{os.environ['PATH']}", "GITHUB_STEP_SUMMARY": str(folder / "page.md"), "GITHUB_OUTPUT": str(folder / "outputs")}
    variables |= {f"SYMKL_{name.upper()}": value for name, value in inputs.items()}
    return subprocess.run([str(ACTION / "check.sh")], capture_output=True, text=True, check=False, cwd=folder, env={**os.environ, **variables}, encoding="utf-8")


def test_the_action_hands_its_inputs_on() -> None:
    action = yaml(ACTION / "action.yml")
    steps = action["runs"]["steps"]
    check = next(step for step in steps if step.get("id") == "check")
    assert {name: f"${{{{ inputs.{name.removeprefix('SYMKL_').lower()} }}}}" for name in check["env"]} == check["env"]
    script = (ACTION / "check.sh").read_text(encoding="utf-8")
    assert all(name in script for name in check["env"])
    for step in steps:
        if "run" in step:
            assert "${{" not in step["run"], "a name never becomes part of a script"
            file = ACTION / step["run"].strip('"').removeprefix("$GITHUB_ACTION_PATH/")
            assert os.access(file, os.X_OK)


def test_the_action_annotates_and_writes_the_page(tmp_path: Path) -> None:
    write(tmp_path, sheet=FALSE, good=TRUE)
    done = run_action(tmp_path, paths="sheet.md\ngood.md\n", fast="true", sarif="out.sarif", junit="out.xml")
    assert done.returncode == 1
    assert "\n::error file=sheet.md,line=7," in done.stdout
    assert "```math" in (tmp_path / "page.md").read_text(encoding="utf-8")
    assert (tmp_path / "outputs").read_text(encoding="utf-8") == "status=1\n"
    assert (tmp_path / "out.sarif").exists()
    assert (tmp_path / "out.xml").exists()


def test_the_action_without_inputs_checks_derivations(tmp_path: Path) -> None:
    write(tmp_path, derivations__sheet=TRUE)
    done = run_action(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Nothing is wrong")


def test_files_are_named_from_the_root_of_the_repository(tmp_path: Path) -> None:
    write(tmp_path, notes__sheet=FALSE)
    done = symkl("check", "--fast", "--format", "github", "--report", "sarif=out.sarif", "sheet.md", folder=tmp_path / "notes", GITHUB_WORKSPACE=str(tmp_path))
    assert "::error file=notes/sheet.md,line=7," in done.stdout
    assert '"uri": "notes/sheet.md"' in (tmp_path / "notes" / "out.sarif").read_text(encoding="utf-8")
    elsewhere = symkl("check", "--fast", "--format", "github", "sheet.md", folder=tmp_path / "notes", GITHUB_WORKSPACE=str(tmp_path / "other"))
    assert "::error file=sheet.md,line=7," in elsewhere.stdout


def test_no_input_is_read_as_shell_or_as_an_option(tmp_path: Path) -> None:
    write(tmp_path, sheet=TRUE)
    done = run_action(tmp_path, paths="$(touch hit)\n--write-baseline\n; touch hit\n", fast="true", baseline="")
    assert done.returncode == 2
    assert not (tmp_path / "hit").exists()
    assert "there is no file" in done.stdout


@pytest.mark.parametrize(("text", "status"), [(TRUE, 0), (FALSE, 1), ("only words\n", 0)])
def test_the_hooks_run(text: str, status: int, tmp_path: Path) -> None:
    write(tmp_path, sheet=text)
    hooks = yaml(ROOT / ".pre-commit-hooks.yaml")
    assert [hook["id"] for hook in hooks] == ["symkl", "symkl-fast"]
    for hook in hooks:
        assert {"id", "name", "entry", "language", "types_or"} <= set(hook)
        done = symkl(*hook["entry"].split()[1:], "sheet.md", folder=tmp_path)
        assert done.returncode == status


def test_a_companion_names_the_sheets_beside_it(tmp_path: Path) -> None:
    write(tmp_path, sheet="$$ x + x = 3 x \\tag{1} $$\n")
    (tmp_path / "sheet.given.md").write_text(":::{given}\n$x \\in \\mathbb{R}$\n:::\n", encoding="utf-8")
    done = symkl("check", "--fast", "--format", "concise", "sheet.given.md", "sheet.md", folder=tmp_path)
    assert done.stdout.count("1 refuted") == 1


@pytest.mark.nightly
def test_the_action_installs_into_a_clean_environment(tmp_path: Path) -> None:
    write(tmp_path, sheet=FALSE)
    variables = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    variables |= {"RUNNER_TEMP": str(tmp_path), "GITHUB_PATH": str(tmp_path / "paths"), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    subprocess.run([str(ACTION / "install.sh")], check=True, env=variables, cwd=tmp_path)
    added = (tmp_path / "paths").read_text(encoding="utf-8").strip()
    variables |= {"PATH": f"{added}:{variables['PATH']}", "SYMKL_PATHS": "sheet.md"}
    done = subprocess.run([str(ACTION / "check.sh")], capture_output=True, text=True, check=False, cwd=tmp_path, env=variables, encoding="utf-8")
    assert done.returncode == 1
    assert "\n::error file=sheet.md,line=7," in done.stdout
