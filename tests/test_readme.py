"""The README says what happens: its worksheet, run as written."""

from __future__ import annotations

import re
from pathlib import Path

from symkl.cli import COMMANDS
from symkl.render.answer import answer
from symkl.report import Report
from symkl.verify import Options, verify_file

TEXT = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def test_the_first_worksheet(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.md"
    found = re.search(r"```markdown\n(.*?)```\n\n    \$ symkl check sheet\.md\n    (.*?)\n", TEXT, re.DOTALL)
    assert found is not None
    sheet.write_text(found.group(1), encoding="utf-8")
    assert answer(Report((verify_file(str(sheet), Options(fast=True)),))) == found.group(2)


def test_every_command_is_told() -> None:
    assert set(re.findall(r"^\| `symkl (\w+)", TEXT, re.MULTILINE)) == set(COMMANDS)
