# ruff: noqa: E501 - a file a line
"""Whatever a check is given, it ends with findings or none: a sentence, its file, a mend, no traceback."""

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.check import check
from graph.findings import Finding
from tests.graph.tiny import Tiny, copy

Given = str | bytes | Callable[[Path], object]


def noise(length: int) -> bytes:
    return random.Random(7).randbytes(length)  # noqa: S311 - any bytes, but the same each time


def nested(opening: str, closing: str, depth: int) -> str:
    return f"<urn:a> <urn:b> {opening * depth} 1 {closing * depth} ."


def loop(path: Path) -> None:
    path.symlink_to(path.name)


def dangling(path: Path) -> None:
    path.symlink_to("nowhere.ttl")


LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
THING = "<https://w3id.org/rejoinder/id/person/new>"
FILES: list[tuple[str, Given, str]] = [
    ("no-bytes.ttl", "", "holds no triples"),
    ("white.ttl", " \n\t\n", "holds no triples"),
    ("folder.ttl", Path.mkdir, "is no file"),
    ("pipe.ttl", os.mkfifo, "is no file"),
    ("loop.ttl", loop, "cannot be read"),
    ("dangling.ttl", dangling, "cannot be read"),
    ("absent.ttl", lambda _: None, "cannot be read"),
    ("a" * 300 + ".ttl", lambda _: None, "cannot be read"),
    ("under/absent.ttl", lambda _: None, "cannot be read"),
    ("binary.ttl", noise(100_000), "is not UTF-8"),
    ("mark.ttl", "\ufeff<urn:a> <urn:b> <urn:c> .", "byte order mark"),
    ("nonsense.ttl", b"colourless green ideas " * 2_300_000, "line 1, column "),
    ("one-word.ttl", b"x" * 20_000_000, "more than 16 MB"),
    ("one-text.ttl", f'{THING} {LABEL} "{"x" * 20_000_000}" .', "more than 16 MB"),
    ("lines.ttl", b"\n" * 10_000_000, "holds no triples"),
    ("html.ttl", "<!DOCTYPE html><html><body>Not found</body></html>", "line 1, column "),
    ("prefix.ttl", "nobody:knows a rj:Person .", "line 1, column "),
    ("relative.ttl", "<a> <b> <c> .", "line 1, column "),
    ("escape.ttl", '<urn:a> <urn:b> "\\uD800" .', "line 1, column "),
    ("iri.ttl", "<https://w3id.org/rejoinder/id/act/a b> a <urn:c> .", "line 1, column "),
    ("blank.ttl", f'[] {LABEL} "x" .', "blank node at rdfs:label"),
    ("lists.ttl", nested("(", ")", 10_000), ""),
    ("nodes.ttl", nested("[ <urn:c>", "]", 10_000), ""),
    ("open.ttl", "<urn:a> <urn:b> " + "(" * 500_000, ""),
    ("literal.ttl", f'{THING} {LABEL} "{"x" * 10_000_000}" .', ""),
    ("control.ttl", f'{THING} {LABEL} "a\u0000\u202e\u2028b\\n"@en .', ""),
    ("number.ttl", f"{THING} <https://w3id.org/rejoinder/ontology#start> {'9' * 5000} .", ""),
    ("nesting.ttl", "<<( <urn:a> <urn:b> <urn:c> )>> <urn:b> <urn:c> .", ""),
    ("date.ttl", f'{THING} <https://w3id.org/rejoinder/ontology#date> "{"9" * 99}"^^<http://id.loc.gov/datatypes/edtf/EDTF> .', "is no date"),
    ("kind.ttl", f"{THING} a <https://w3id.org/rejoinder/ontology#Persn> .", "rj:Persn is used but nowhere"),
    ("self.ttl", f"{THING} a {THING} ; {THING} {THING} .", ""),
    ("meta.ttl", "@prefix owl: <http://www.w3.org/2002/07/owl#> . owl:sameAs owl:sameAs owl:differentFrom .", ""),
    ("Ж é.ttl", f'{THING} {LABEL} "x"@en .', "no slug"),
    ("stance.ttl", nested("(", ")", 5_000), "nested more than 8 deep"),
    ("rejoinder.ttl", nested("[ <urn:c>", "]", 5_000), "nested more than 8 deep"),
    ("lying.ttl", '@prefix rj: <https://w3id.org/rejoinder/ontology#> . <urn:p> a rj:Passage ; rj:start "a", -1 ; rj:end 1e9 ; rj:document 7 ; rj:sha256 rj:sha256 .', ""),
]  # fmt: skip


def give(path: Path, given: Given) -> Path:
    if callable(given):
        given(path)
    elif isinstance(given, bytes):
        path.write_bytes(given)
    else:
        path.write_text(given, encoding="utf-8")
    return path


def sound(found: list[Finding]) -> None:
    """Hold each finding to one readable line that says what and how to mend it."""
    for finding in found:
        line = str(finding)
        assert len(line) < 1000, line[:2000]
        assert finding.what, line
        assert finding.mend, line
        assert "\n" not in line
        assert "Traceback" not in line


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    return copy(tmp_path)


@pytest.mark.parametrize(("name", "given", "said"), FILES, ids=[name[:20] for name, _, _ in FILES])
def test_a_strange_file_ends_in_findings(
    tmp_path: Path, tiny: Tiny, name: str, given: Given, said: str
) -> None:
    path = give(tmp_path / name, given)
    found = check(tiny.roots, None, [path])
    sound(found)
    assert any(said in str(finding) and finding.file == str(path) for finding in found), found
    assert name in {"stance.ttl", "rejoinder.ttl"} or all(f.file == str(path) for f in found), found


def test_a_file_that_may_not_be_read_ends_in_a_finding(
    tmp_path: Path, tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = give(tmp_path / "secret.ttl", "<urn:a> <urn:b> <urn:c> .")
    path.chmod(0)
    if os.geteuid() == 0:  # whom no mode keeps out
        refused = PermissionError(13, "Permission denied")
        read = Path.read_bytes
        monkeypatch.setattr(Path, "read_bytes", lambda at: refuse(refused) if at == path else read(at))
    (found,) = check(tiny.roots, None, [path])
    assert "cannot be read (Permission denied)" in found.what


def refuse(error: OSError) -> bytes:
    raise error


@pytest.mark.parametrize("name", ["ontology/kinds/absent.ttl", "ontology/checks/absent.rq", "ontology", "."])
def test_a_place_in_the_graph_that_holds_no_file_ends_in_a_finding(tiny: Tiny, name: str) -> None:
    (found,) = check(tiny.roots, None, [tiny.folder / name])
    sound([found])


def test_a_file_is_known_by_any_way_to_it(tmp_path: Path, tiny: Tiny) -> None:
    tiny.edit("facts/001.ttl", "stance:asserts", "stance:assert")
    (tmp_path / "link.ttl").symlink_to(tiny.folder / "facts/001.ttl")
    (tmp_path / "again").symlink_to(tiny.folder)
    for way in ("link.ttl", "again/facts/001.ttl", "tiny/ontology/../facts/001.ttl"):
        (found,) = check(tiny.roots, None, [tmp_path / way])
        assert found.subject == "report:001-claims-pond"


def test_a_finding_on_a_thing_of_two_files_is_told_of_either(tmp_path: Path, tiny: Tiny) -> None:
    tiny.edit("facts/000.ttl", "rj:reports act:denies-claim", "rj:reports act:claims-pond")
    tiny.edit("facts/001.ttl", "rj:stance", "rj:stance")
    path = tiny.folder / "facts/001.ttl"
    more = '\nact:denies-claim <http://www.w3.org/2004/02/skos/core#editorialNote> "More of it."@en .\n'
    text = path.read_text(encoding="utf-8")
    prefix = "@prefix act: <https://w3id.org/rejoinder/id/act/> .\n"
    path.write_text(("" if prefix in text else prefix) + text + more, encoding="utf-8")
    told = [f.what for f in check(tiny.roots, None, [path]) if f.subject == "act:denies-claim"]
    assert any("nobody reports this" in what for what in told), told


def no_corpus(folder: Path) -> None:
    folder.rmdir()


def one_byte_wrong(folder: Path) -> None:
    (folder / "000_tiny.txt").write_bytes(b"caf\xe9")


def pipes(folder: Path) -> None:
    os.mkfifo(folder / "000_tiny.txt")


def twice(folder: Path) -> None:
    for name in ("000_a.txt", "000_b.txt"):
        (folder / name).write_text("text", encoding="utf-8")


def folders(folder: Path) -> None:
    (folder / "000_tiny.txt").mkdir()


def no_folder(folder: Path) -> None:
    folder.rmdir()
    folder.write_text("text", encoding="utf-8")


CORPORA = [
    (no_corpus, "is no folder"),
    (no_folder, "is no folder"),
    (Path.exists, "it holds no document"),
    (one_byte_wrong, "is not UTF-8 at byte 3"),
    (pipes, "is no file"),
    (folders, "is no file"),
    (twice, "more than once"),
]


@pytest.mark.parametrize(("made", "said"), CORPORA)
def test_a_strange_corpus_ends_in_findings(
    tmp_path: Path, tiny: Tiny, made: Callable[[Path], object], said: str
) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    made(folder)
    found = check(tiny.roots, folder)
    sound(found)
    if said == "it holds no document":
        assert {finding.subject for finding in found} == {"document:000", "document:001"}
    else:
        assert any(said in finding.what for finding in found), found


def test_of_two_files_of_one_name_neither_is_left_out(tmp_path: Path, tiny: Tiny) -> None:
    (tmp_path / "a").mkdir()
    given = [give(tmp_path / name, "<urn:a> <urn:b>") for name in ("001.ttl", "a/001.ttl")]
    assert [finding.file for finding in check(tiny.roots, None, given)] == sorted(map(str, given))
