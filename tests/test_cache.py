"""The cache: it says what a fresh run says or nothing, whatever has become of its file."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import get_type_hints

import pytest
from hypothesis import given, settings

from symkl.cache.documents import Shelf
from symkl.cache.memory import Memory
from symkl.cache.place import file_in, folder
from symkl.cache.plain import Unfit, declared, read, written
from symkl.cache.stamp import stamp
from symkl.cache.store import Store, digest
from symkl.kernel.context import Proposition
from symkl.kernel.term import Term
from symkl.report import Counterexample, DocumentFinding, Line, SympyEvidence
from symkl.verify import Options, verify_file
from tests.random_terms import scalars
from tests.sample_report import SAMPLE
from tests.test_cli import FALSE, MENDED, TRUE, symkl, write

FORMATS = ("full", "concise", "json")


def path_of(cache: Path) -> Path:
    return Path(file_in(str(cache)))


def check(folder: Path, cache: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return symkl("check", "--fast", "--cache-dir", str(cache), *more, folder=folder)


def fresh(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return symkl("check", "--fast", "--no-cache", *more, folder=folder)


@pytest.fixture
def sheets(tmp_path: Path) -> Path:
    write(tmp_path / "sheets", a=TRUE, b=FALSE, c=MENDED)
    return tmp_path / "sheets"


@pytest.mark.parametrize("how", FORMATS)
def test_an_unchanged_sheet_is_told_alike(how: str, sheets: Path, tmp_path: Path) -> None:
    expected = fresh(sheets, "--format", how, ".")
    for _ in range(2):
        found = check(sheets, tmp_path / "cache", "--format", how, ".")
        assert (found.stdout, found.stderr, found.returncode) == (expected.stdout, "", expected.returncode)


def test_an_unchanged_sheet_loads_nothing_heavy(sheets: Path, tmp_path: Path) -> None:
    check(sheets, tmp_path / "cache", "a.md")
    code = (
        "import sys; before = set(sys.modules); from symkl.cli import run; run(sys.argv[1:]); heavy = {'symkl.verify', 'symkl.worksheet', "
        "'symkl.kernel', 'json', 'rich', 'argparse', 're'}; print(*sorted(heavy & sys.modules.keys() - before), file=sys.stderr)"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "COLUMNS": "80"}
    command = [sys.executable, "-c", code, "check", "--fast", "--cache-dir", str(tmp_path / "cache"), "a.md"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=sheets, env=environment)
    assert "1 proved" in done.stdout
    assert done.stderr.strip() == ""


def test_without_a_cache_no_database_is_loaded(sheets: Path) -> None:
    code = "import sys; from symkl.cli import run; run(sys.argv[1:]); print('sqlite3' in sys.modules, file=sys.stderr)"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    command = [sys.executable, "-c", code, "check", "--fast", "--no-cache", "a.md"]
    assert subprocess.run(command, capture_output=True, text=True, check=True, cwd=sheets, env=environment).stderr.strip() == "False"


@pytest.mark.parametrize("more", [("--show-reading",), ("-k", "1"), ("--format", "json"), ("--color", "always"), ("--no-fast",)])
def test_other_options_are_other_questions(more: tuple[str, ...], sheets: Path, tmp_path: Path) -> None:
    for options in ((), more, ()):
        assert check(sheets, tmp_path / "cache", *options, "b.md").stdout == fresh(sheets, *options, "b.md").stdout


def test_every_text_counts(sheets: Path, tmp_path: Path) -> None:
    """The sheet, the companion beside it, one that is named, and one that front matter names: each is changed in turn."""
    companion = ":::{given}\n$x, y \\in \\mathbb{R}$\n:::\n"
    erratum = companion + "\n:::{erratum} 1\n$$ = x^2 + 2 x y + y^2 $$\n:::\n"
    bare = FALSE[FALSE.index("$$") :]
    named = "---\nsymkl:\n  given: c.given.md\n---\n" + bare

    def agree(*more: str) -> None:
        for _ in range(2):
            assert check(sheets, tmp_path / "cache", *more).stdout == fresh(sheets, *more).stdout

    for text in (bare, FALSE, bare, named):
        write(sheets, d=text)
        agree("d.md")
        for beside in (companion, erratum):
            for file in ("d.given.md", "c.given.md", "other.md"):
                (sheets / file).write_text(beside, encoding="utf-8")
                agree("d.md")
                if file == "other.md":
                    agree("d.md", "--given", file)
        for file in ("d.given.md", "c.given.md", "other.md"):
            (sheets / file).unlink()
            agree("d.md")


def test_a_written_report_is_written_each_time(sheets: Path, tmp_path: Path) -> None:
    for _ in range(2):
        assert check(sheets, tmp_path / "cache", "--report", "json=out.json", "a.md").returncode == 0
        (sheets / "out.json").unlink()


def test_findings_come_back_as_they_were() -> None:
    here = Path(__file__).parent.parent / "derivations" / "worksheet-12.md"
    for document in (*SAMPLE.documents, verify_file(str(here), Options(fast=True))):
        assert read(DocumentFinding, written(document)) == document


@pytest.mark.parametrize("kind", [Counterexample, DocumentFinding, Line, Proposition, SympyEvidence], ids=lambda kind: kind.__name__)
def test_a_record_of_which_only_the_outermost_types_are_left_is_read_by_its_source(kind: type) -> None:
    left = dict.fromkeys(kind.__annotations__, tuple)  # what mypyc leaves
    compiled = type(kind.__name__, (), {"__module__": kind.__module__, "__annotations__": left})
    assert declared(compiled) == declared(kind) == get_type_hints(kind)


@given(scalars(3))
@settings(max_examples=100, deadline=None)
def test_terms_come_back_as_they_were(term: Term) -> None:
    again = read(Term, written(term))
    assert again == term
    assert repr(again) == repr(term)


@pytest.mark.parametrize("text", ["", "null", "[]", "{}", "[1,2]", '["a","b",[],[],[],5]', "[" * 5000, '{"__class__":"os.system"}'])
def test_what_was_not_written_is_not_read(text: str) -> None:
    with pytest.raises(Unfit):
        read(DocumentFinding, text)


def damages(whole: bytes) -> list[bytes]:
    draw = random.Random(3)
    cut = [whole[: len(whole) * part // 7] for part in range(7)]
    flipped = []
    for _ in range(6):
        changed = bytearray(whole)
        for _ in range(draw.randint(1, 40)):
            changed[draw.randrange(len(changed))] = draw.randrange(256)
        flipped.append(bytes(changed))
    blank = bytearray(whole)
    blank[4096:8192] = bytes(4096)
    return [*cut, *flipped, bytes(blank), b"\0" * len(whole), b"no database", draw.randbytes(5000), whole + b"more"]


def test_a_damaged_file_is_never_trusted_and_never_fatal(sheets: Path, tmp_path: Path) -> None:
    expected = fresh(sheets, ".")
    check(sheets, tmp_path / "cache", ".")
    path = path_of(tmp_path / "cache")
    whole = path.read_bytes()
    for damaged in damages(whole):
        path.write_bytes(damaged)
        for _ in range(2):
            found = check(sheets, tmp_path / "cache", ".")
            assert (found.stdout, found.returncode) == (expected.stdout, expected.returncode)
            assert all(line.startswith("symkl: the cache ") for line in found.stderr.splitlines()), found.stderr
    assert check(sheets, tmp_path / "cache", ".").stderr == "", "what was damaged is set aside, and a new one made"


def test_values_that_change_places_are_not_taken(sheets: Path, tmp_path: Path) -> None:
    """Proved stands under one key, refuted under the other; exchanged with their digests they fit no longer."""
    for sheet in ("a.md", "b.md"):
        check(sheets, tmp_path / "cache", sheet)
    with sqlite3.connect(path_of(tmp_path / "cache")) as connection:
        rows = connection.execute("SELECT key, value, digest FROM answers").fetchall()
        for (key, *_), (_, value, beside) in zip(rows, rows[1:] + rows[:1], strict=True):
            connection.execute("UPDATE answers SET value = ?, digest = ? WHERE key = ?", (value, beside, key))
    connection.close()
    for sheet in ("a.md", "b.md"):
        found = check(sheets, tmp_path / "cache", sheet)
        assert found.stdout == fresh(sheets, sheet).stdout
        assert "damaged answer" in found.stderr


def test_a_database_of_something_else_is_left_alone(sheets: Path, tmp_path: Path) -> None:
    path = path_of(tmp_path / "cache")
    path.parent.mkdir(parents=True, mode=0o700)
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE songs (title TEXT)")
    connection.close()
    path.chmod(0o600)
    before = path.read_bytes()
    found = check(sheets, tmp_path / "cache", ".")
    assert found.stdout == fresh(sheets, ".").stdout
    assert "a database of something else" in found.stderr
    assert path.read_bytes() == before


def test_a_locked_file_is_not_waited_for(sheets: Path, tmp_path: Path) -> None:
    check(sheets, tmp_path / "cache", ".")
    connection = sqlite3.connect(path_of(tmp_path / "cache"), isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    found = check(sheets, tmp_path / "cache", ".")
    connection.execute("ROLLBACK")
    connection.close()
    assert found.stdout == fresh(sheets, ".").stdout
    assert "locked" in found.stderr
    assert check(sheets, tmp_path / "cache", ".").stderr == ""


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="permissions of this kind are not known here")
def test_what_others_may_write_is_not_used(sheets: Path, tmp_path: Path) -> None:
    check(sheets, tmp_path / "cache", ".")
    path = path_of(tmp_path / "cache")
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0
    for place in (path, path.parent):
        mode = place.stat().st_mode
        place.chmod(0o777)
        found = check(sheets, tmp_path / "cache", ".")
        assert "others may write" in found.stderr
        assert found.stdout == fresh(sheets, ".").stdout
        place.chmod(mode)
    moved = path.rename(path.with_name("elsewhere"))
    path.symlink_to(moved)
    assert "not what symkl put there" in check(sheets, tmp_path / "cache", ".").stderr


def test_a_place_that_cannot_be_written_is_no_matter(sheets: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    found = check(sheets, tmp_path / "file" / "cache", ".")
    assert (found.stdout, found.stderr) == (fresh(sheets, ".").stdout, "")


def test_the_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SYMKL_CACHE_DIR", str(tmp_path / "variable"))
    assert folder("named") == os.path.abspath("named")
    assert folder() == str(tmp_path / "variable")
    monkeypatch.delenv("SYMKL_CACHE_DIR")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert folder() == str(tmp_path / "symkl")
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert folder() == str(tmp_path / "home" / ".cache" / "symkl")


def test_the_store_is_bounded_and_keeps_what_was_used_last(tmp_path: Path) -> None:
    said: list[str] = []
    store = Store(str(tmp_path / "private" / "1" / "answers"), said.append, largest=1 << 20)
    for number in range(100):
        store.put([(b"%d" % number, bytes(50_000))])
        store._today += 1
        assert os.path.getsize(store.path) < 1.3 * (1 << 20)
    assert store.get(b"99") == bytes(50_000)
    assert store.get(b"0") is None
    assert store.count() < 21
    assert store.clear() > 0
    assert store.count() == 0
    assert os.path.getsize(store.path) < 50_000
    assert said == []


def test_the_digest_parts_key_and_value() -> None:
    assert digest(b"ab", b"c") != digest(b"a", b"bc")


def test_cache_command(sheets: Path, tmp_path: Path) -> None:
    arguments = ("cache", "--cache-dir", str(tmp_path / "cache"))
    assert "no answers are kept" in symkl(*arguments).stdout
    check(sheets, tmp_path / "cache", ".")
    shown = symkl(*arguments)
    assert str(path_of(tmp_path / "cache")) in shown.stdout
    assert "MiB of at most" in shown.stdout
    assert "answers removed" in symkl("cache", "clear", "--cache-dir", str(tmp_path / "cache")).stdout
    assert "0 answers" in symkl(*arguments).stdout


def test_another_version_finds_nothing(tmp_path: Path) -> None:
    """The stamp changes with any file of the package, by its size or its time."""
    package = tmp_path / "symkl"
    shutil.copytree(Path(__file__).parent.parent / "symkl", package)
    before = stamp(str(package))
    assert stamp(str(package)) == before
    law = package / "theory" / "identities" / "moments.py"
    law.write_text(law.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")
    after = stamp(str(package))
    assert after != before
    os.utime(law, ns=(law.stat().st_atime_ns, law.stat().st_mtime_ns + 1))
    assert stamp(str(package)) != after
    (package / "theory" / "identities" / "new.py").write_text("", encoding="utf-8")
    assert len({before, after, stamp(str(package))}) == 3


def test_nothing_is_written_by_a_symkl_that_changed_meanwhile(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "private" / "1" / "answers"), print)
    memory = Memory(store, version="another")
    memory.keep(memory.key("told", ("x",)), "answer")
    memory.save()
    assert store.count() == 0


def test_a_verdict_that_hung_on_the_clock_is_not_kept(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "private" / "1" / "answers"), print)
    shelf = Shelf(Memory(store))
    document = SAMPLE.documents[0]
    shelf.remember(b"lasting", document)
    shelf.remember(b"passing", document._replace(lasting=False))
    shelf.memory.save()
    assert store.get(b"lasting") is not None
    assert store.get(b"passing") is None


def test_processes_at_once(sheets: Path, tmp_path: Path) -> None:
    expected = fresh(sheets, ".").stdout
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "COLUMNS": "80"}
    command = [sys.executable, "-m", "symkl", "check", "--fast", "--cache-dir", str(tmp_path / "cache"), "."]
    running = [subprocess.Popen(command, stdout=-1, stderr=-1, text=True, cwd=sheets, env=environment, encoding="utf-8") for _ in range(6)]
    for process in running:
        out, said = process.communicate()
        assert (out, said) == (expected, "")
