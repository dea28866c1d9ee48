"""The formats for other programs: valid by their schemas, on the sample report and on reports made to break them."""

from __future__ import annotations

import csv
import json
import os
import re
import xml.etree.ElementTree as ElementTree
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from symkl.render.formats import csv as csv_format
from symkl.render.job_summary import MOST as MOST_ON_A_PAGE
from symkl.render.job_summary import job_summary
from symkl.render.problems import first_wrong_first, problems
from symkl.render.registry import formats, renderer
from symkl.render.settings import Settings
from symkl.report import Baseline, Diagnostic, DocumentFinding, Report
from symkl.source import Span
from tests.sample_report import DIAGNOSTICS, REFUTED, SAMPLE, STATEMENTS, TEXT

FOLDER = Path(__file__).parent
SCHEMA = FOLDER.parent / "docs" / "symkl-1.schema.json"
SARIF = FOLDER / "schemas" / "sarif-2.1.0-part.json"
XSD = FOLDER / "schemas" / "junit.xsd"

ODD = 'a "b", <c> & d:%,\n\x0b\u2028=1+1 `|` ]]> é'
#: a report in which every text is one that some format has to escape
HOSTILE = Report((
    DocumentFinding(ODD, TEXT, (STATEMENTS[7]._replace(label=ODD, labels=(ODD,), reading=ODD, stale=ODD), STATEMENTS[8]._replace(skip_reason=ODD, label="-1"))),
    DocumentFinding("=none.md", "", (), (Diagnostic("no-such-file", ODD, Span(0, 1), suggestion=ODD),)),
    DocumentFinding("empty.md", "", ()),
    DocumentFinding("b.md", "x\n", (), (Diagnostic("front-matter", ODD, Span(0, 1), path="b.given.md"),), (("b.given.md", "y\n"),)),
))  # fmt: skip
WITH_BASELINE = Report((SAMPLE.documents[0]._replace(statements=tuple(s._replace(known=s.label in "78") for s in STATEMENTS)),), baseline=Baseline("b.json", 2, ("a.md 1",)))
MANY = Report(tuple(DocumentFinding(f"{n}.md", TEXT, (STATEMENTS[6], STATEMENTS[1]._replace(expected=None))) for n in range(30)))
REPORTS = {"sample": SAMPLE, "hostile": HOSTILE, "known": WITH_BASELINE, "many": MANY, "empty": Report(())}
ASCII = [Settings(), Settings(ascii=True)]


def validator(path: Path) -> Any:
    jsonschema = pytest.importorskip("jsonschema")
    return jsonschema.Draft202012Validator(json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("settings", ASCII)
@pytest.mark.parametrize(("of", "schema"), [("json", SCHEMA), ("sarif", SARIF)])
def test_valid_json(of: str, schema: Path, settings: Settings, name: str) -> None:
    validator(schema).validate(json.loads(renderer(of)(REPORTS[name], settings)))


def planted(entry: Any, *path: Any) -> Any:
    """The place that a path leads to."""
    return planted(entry[path[0]], *path[1:]) if path else entry


@pytest.mark.parametrize(
    ("of", "schema", "path", "key", "value"),
    [
        ("json", SCHEMA, (), "schema", "symkl/2"),
        ("json", SCHEMA, ("documents", 0, "statements", 1), "verdict", "wrong"),
        ("json", SCHEMA, ("documents", 0, "statements", 1, "steps", 0), "extra", 1),
        ("json", SCHEMA, ("documents", 0, "statements", 1, "steps", 0, "counterexample"), "kind", "none"),
        ("json", SCHEMA, ("documents", 0, "diagnostics", 0), "line", 0),
        ("sarif", SARIF, (), "version", "2.0.0"),
        ("sarif", SARIF, ("runs", 0, "results", 0), "level", "fatal"),
        ("sarif", SARIF, ("runs", 0, "results", 0, "locations", 0, "physicalLocation", "artifactLocation"), "uri", "a b.md"),
        ("sarif", SARIF, ("runs", 0, "results", 0, "locations", 0, "physicalLocation", "region"), "startLine", 0),
        ("sarif", SARIF, ("runs", 0, "results", 0), "message", "text"),
    ],
)
def test_the_schemas_refuse_what_is_planted(of: str, schema: Path, path: tuple[Any, ...], key: str, value: object) -> None:
    whole = json.loads(renderer(of)(SAMPLE, Settings()))
    planted(whole, *path)[key] = value
    assert not validator(schema).is_valid(whole)


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("settings", ASCII)
def test_valid_xml(settings: Settings, name: str) -> None:
    xmlschema = pytest.importorskip("xmlschema")
    text = renderer("junit")(REPORTS[name], settings)
    xmlschema.XMLSchema(str(XSD)).validate(ElementTree.fromstring(text))


def test_the_xml_schema_refuses_what_is_planted() -> None:
    schema = pytest.importorskip("xmlschema").XMLSchema(str(XSD))
    text = renderer("junit")(SAMPLE, Settings())
    for wrong in (text.replace(' type="refuted"', ""), text.replace("testcase", "case"), text.replace('tests="9"', 'tests="many"')):
        assert wrong != text
        assert not schema.is_valid(ElementTree.fromstring(wrong))


def test_junit_counts_its_cases() -> None:
    for report in REPORTS.values():
        root = ElementTree.fromstring(renderer("junit")(report, Settings()))
        for suite in (root, *root.findall("testsuite")):
            assert int(suite.attrib["tests"]) == len(list(suite.iter("testcase")))
            for attribute, element in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
                assert int(suite.attrib[attribute]) == len(list(suite.iter(element)))


def test_junit_fails_what_counts_and_no_more() -> None:
    root = ElementTree.fromstring(renderer("junit")(SAMPLE, Settings()))
    assert [case.attrib["name"] for case in root.iter("testcase") if case.find("failure") is not None] == ["7", "8"]
    assert not list(ElementTree.fromstring(renderer("junit")(WITH_BASELINE, Settings())).iter("failure"))


@pytest.mark.parametrize("name", REPORTS)
def test_json_lines_hold_what_json_holds(name: str) -> None:
    whole = json.loads(renderer("json")(REPORTS[name], Settings()))
    lines = [json.loads(line) for line in renderer("jsonl")(REPORTS[name], Settings()).split("\n")[:-1]]
    found: dict[str, Any] = {"documents": []}
    for line in lines:
        kind = line.pop("type")
        if kind in ("run", "summary"):
            found |= line if kind == "run" else {"summary": line}
        elif kind == "document":
            found["documents"].append(line | {"statements": [], "diagnostics": []})
        else:
            path = found["documents"][-1]["path"]
            assert line.pop("sheet") == path
            found["documents"][-1][f"{kind}s"].append(line)
    assert found == whole


def commands(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.startswith("::")]


def test_annotations_are_ten_at_most_and_the_first_wrong_step_is_first() -> None:
    text = renderer("github")(MANY, Settings())
    assert len(commands(text)) == 10
    assert commands(text)[0].startswith("::error file=0.md,line=5,")
    assert text.endswith("\n50 more are not shown as annotations.\n")


def test_annotations_are_one_line_each_and_leave_out_what_is_settled() -> None:
    assert [line.split(" ")[0] for line in commands(renderer("github")(SAMPLE, Settings()))] == ["::error", "::warning"]
    assert commands(renderer("github")(WITH_BASELINE, Settings())) == []
    hostile = renderer("github")(HOSTILE, Settings())
    for line in commands(hostile):
        properties, message = line[2:].split(" ", 1)[1].split("::", 1)
        assert all(len(pair.split("=", 1)) == 2 and ":" not in pair for pair in properties.split(","))
        assert not set(message) & set("\r\n")
    assert len(commands(hostile)) == 3


def test_the_page_of_a_run() -> None:
    page = job_summary(SAMPLE)
    file = FOLDER / "snapshots" / "job-summary.md"
    if os.environ.get("SYMKL_SNAPSHOTS") == "write":
        file.write_text(page, encoding="utf-8")
    assert page == file.read_text(encoding="utf-8")
    assert page.startswith("## First wrong line: 2")
    assert "```math\n\\operatorname{tr}(\\Sigma_1) = \\Sigma_1\n```" in page
    assert page.index("8 is refuted") < page.index("7 is undecided")
    assert "2 (1 settled)" in page
    wrong = Report((DocumentFinding("a.md", TEXT, (STATEMENTS[1]._replace(expected=None),)),))
    assert "- left − right: $`\\frac{1}{2} \\log \\det \\Sigma_1`$" in job_summary(wrong)
    assert "$`\\Sigma_1 = 4`$" in job_summary(wrong)


def test_the_page_names_sheets_with_problems_and_counts_the_others() -> None:
    well = DocumentFinding("well.md", TEXT, STATEMENTS[:1])
    beside = well._replace(path="beside.md", diagnostics=(Diagnostic("unknown-label", "..", Span(0, 1), path="beside.given.md"),))
    rows = [line for line in job_summary(Report((well, beside, well._replace(path="also.md")))).splitlines() if line.startswith("| ")]
    assert rows[2:] == ["| beside\\.md | 1 |", "| 2 others without a problem | 2 |"]


def test_the_page_is_bounded_and_takes_no_markup_from_sheets() -> None:
    assert job_summary(MANY).count("### ") == MOST_ON_A_PAGE
    assert job_summary(MANY).endswith(f"\n{60 - MOST_ON_A_PAGE} more.\n")
    assert "<c>" not in job_summary(HOSTILE)
    fenced = STATEMENTS[1]._replace(expected=None, steps=(REFUTED._replace(left="```\n# no heading"),))
    page = job_summary(Report((DocumentFinding("a.md", TEXT, (fenced,)),)))
    assert "````math\n```\n# no heading" in page


def test_rows_are_files_by_labels() -> None:
    rows = list(csv.DictReader(StringIO(renderer("csv")(SAMPLE, Settings()))))
    assert [row["label"] for row in rows] == [s.label for s in STATEMENTS]
    assert {row["first_wrong"] for row in rows} == {"2"}
    assert (rows[7]["verdict"], rows[7]["step"], rows[7]["reason"], rows[7]["settled"]) == ("refuted", "1", "shapes", "no")


@pytest.mark.parametrize("settings", ASCII)
def test_no_cell_is_a_formula(settings: Settings) -> None:
    rows = list(csv.reader(StringIO(renderer("csv")(HOSTILE, settings))))
    assert [len(row) for row in rows] == [len(csv_format.HEADER)] * 6
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t") and cell != "="]


def test_the_page_tells_of_every_format() -> None:
    page = (FOLDER.parent / "docs" / "ci.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == set(formats())


def test_problems_are_told_once_and_notes_never() -> None:
    found = list(problems(SAMPLE))
    assert [p.label for p in found] == ["2", "3", "4", "7", "8"]
    assert [p.label for p in first_wrong_first(problems(SAMPLE))] == ["2", "8", "4", "7", "3"]
    unreadable = found[2]
    assert unreadable.message == "4 is unreadable: the bracket after \\frac{1}{2} never closes"
    assert (unreadable.start.line, unreadable.start.column) == (9, 18)
    assert [p.settled for p in found] == ["expected"] * 3 + ["", ""]


def test_an_error_inside_a_statement_is_told_beside_its_verdict() -> None:
    bug = Diagnostic("judges-contradict", "a bug", STATEMENTS[0].span)
    found = list(problems(Report((DocumentFinding("a.md", TEXT, STATEMENTS[:1], (bug, DIAGNOSTICS[1])),))))
    assert [(p.rule, p.label, p.level) for p in found] == [("judges-contradict", "1", "error")]
