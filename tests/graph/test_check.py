import random
import shutil
from pathlib import Path

import pytest

from graph.check import assemble, check, summary
from graph.findings import Finding
from tests.graph.tiny import copy

# file, what stands there, what is put in its place, the finding that begins so, and its mend
FAULTS = [
    (
        "facts/000.ttl",
        "a rj:SpeechAct",
        "a rj:SpeechAct act:",
        "line 16, column ",
        "correct the Turtle there",
    ),
    (
        "facts/000.ttl",
        "rj:speaker person:baker",
        "rj:speakr person:baker",
        "act:denies-claim: rj:speakr is used but nowhere declared",
        "did you mean rj:speaker? else declare it",
    ),
    (
        "facts/000.ttl",
        "a rj:Response ",
        "a rj:Reponse ",
        "response:baker-miller: rj:Reponse is used but nowhere declared",
        "did you mean rj:Response?",
    ),
    (
        "facts/000.ttl",
        "stance:hedges",
        "stance:hedge",
        "report:000-claims-pond: stance:hedge is used but nowhere declared",
        "did you mean stance:hedges?",
    ),
    (
        "facts/000.ttl",
        "person:baker",
        "person:bakr",
        "act:denies-claim: person:bakr is used but nowhere declared",
        "did you mean person:baker?",
    ),
    (
        "facts/000.ttl",
        '"1901-05"',
        '"May 1901"',
        "act:denies-claim: rj:date “May 1901” is no date that is read",
        "write YYYY, ",
    ),
    (
        "facts/000.ttl",
        "act:denies-claim",
        "act:denies_Claim",
        "act:denies_Claim: is no IRI of the form",
        "rename it",
    ),
    (
        "reference/persons.ttl",
        'rdfs:label "the baker’s wife"@en',
        'rdfs:label "THE BAKER\'S WIFE"@en .\nperson:mueller a rj:Person ; rdfs:label "MULLER"@en',
        "person:miller: two IRIs for one person by spelling: person:mueller is also called “muller”",
        "use one IRI",
    ),
    (
        "reference/persons.ttl",
        'rdfs:label "the miller"@en',
        'rdfs:label "the miller"@en ; rj:speaker []',
        "person:miller: blank node at rj:speaker",
        "give it an IRI",
    ),
    ("facts/001.ttl", "    rj:stance", "  rj:stance", "is not in canonical form", "run `make format`"),
    (
        "facts/001.ttl",
        "document:001 a",
        "report:000-claims-pond rj:stance stance:hedges .\ndocument:001 a",
        "report:000-claims-pond: rj:stance stance:hedges stands in two graphs",
        "keep it in one of them",
    ),
    (
        "facts/000.ttl",
        "person:miller",
        "stance:asserts",
        "act:claims-pond: a speech act needs a speaker who is a person, not stance:asserts",
        "state its rj:speaker",
    ),
    (
        "facts/000.ttl",
        "rj:reports act:denies-claim",
        "rj:reports act:claims-pond",
        "act:denies-claim: nobody reports this",
        "add a report of it",
    ),
    (
        "facts/000.ttl",
        '"1901-05-02"',
        '"1901-06-02"',
        "response:baker-miller: answers act:claims-pond, which is later",
        "correct one of the two dates",
    ),
    (
        "facts/000.ttl",
        "person:baker",
        "person:miller",
        "act:denies-claim: A person answers their own act: person:miller",
        "correct the speaker",
    ),
    (
        "ontology/shapes.ttl",
        "rj:latestDay",
        "rj:lastDay",
        "rj:lastDay is used but nowhere declared",
        "did you mean rj:latestDay?",
    ),
    (
        "ontology/rules/10-responds-to.rq",
        "rj:reply",
        "rj:replies",
        "rj:replies is used but nowhere declared",
        "did you mean rj:reply?",
    ),
    ("ontology/shapes.ttl", "sh:path rj:earliestDay", "sh:path 7", "shapes: ", ""),
    (
        "ontology/shapes.ttl",
        "a sh:NodeShape",
        "a sh:NodeShape sh:",
        "shapes: line ",
        "correct the Turtle there",
    ),
    ("ontology/checks/self_answer.rq", "?subject", "?offender", "selects no ?subject", "select ?subject"),
    ("ontology/checks/self_answer.rq", "#+ mend", "# mend", "has no summary or no mend", "head it with"),
    ("ontology/checks/self_answer.rq", "SELECT", "SELCT", "is no SELECT query", "select ?subject"),
    ("ontology/checks/self_answer.rq", "WHERE {", "WHERE {{", "line 1", "correct the query"),
]


def test_the_tiny_graph_is_as_it_should_be(tmp_path: Path) -> None:
    assert copy(tmp_path).findings() == []


@pytest.mark.parametrize(("file", "old", "new", "said", "mend"), FAULTS)
def test_a_fault_is_found_in_its_file_with_a_mend(
    file: str, old: str, new: str, said: str, mend: str, tmp_path: Path
) -> None:
    tiny = copy(tmp_path)
    tiny.edit(file, old, new)
    found = tiny.findings()
    assert any(line.startswith(f"{file}: {said}") and f" — {mend}" in line for line in found), found


def test_a_sentence_of_difference_exempts_two_things_of_one_name(tmp_path: Path) -> None:
    tiny = copy(tmp_path)
    other = (
        'person:mueller a rj:Person ;\n    rdfs:label "Muller"@en ;\n    owl:differentFrom person:miller .\n'
    )
    tiny.edit(
        "reference/persons.ttl",
        "@prefix person:",
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n@prefix person:",
    )
    persons = tiny.folder / "reference/persons.ttl"
    persons.write_text(f"{persons.read_text(encoding='utf-8')}\n{other}", encoding="utf-8")
    assert tiny.findings() == []


def test_one_broken_file_does_not_hide_the_faults_of_form_in_others(tmp_path: Path) -> None:
    tiny = copy(tmp_path)
    tiny.edit("facts/000.ttl", "a rj:Document", "a a rj:Document")
    tiny.edit("facts/001.ttl", "    rj:stance", "  rj:stance")
    assert [line.partition(":")[0] for line in tiny.findings()] == ["facts/000.ttl", "facts/001.ttl"]


def test_only_findings_of_the_files_named_are_told(tmp_path: Path) -> None:
    tiny = copy(tmp_path)
    tiny.edit("facts/000.ttl", "stance:hedges", "stance:hedge")
    tiny.edit("facts/001.ttl", "stance:asserts", "stance:assert")
    (found,) = check(tiny.roots, tiny.corpus, [tiny.folder / "facts/001.ttl"])
    assert (found.file, found.subject) == (str(tiny.folder / "facts/001.ttl"), "report:001-claims-pond")


def test_a_file_from_elsewhere_stands_in_for_its_namesake(tmp_path: Path) -> None:
    tiny = copy(tmp_path)
    text = (tiny.folder / "facts/001.ttl").read_text(encoding="utf-8")
    elsewhere = tmp_path / "001.ttl"
    elsewhere.write_text(text, encoding="utf-8")
    assert check(tiny.roots, tiny.corpus, [elsewhere]) == []
    elsewhere.write_text(text.replace("stance:asserts", "stance:assert"), encoding="utf-8")
    (found,) = check(tiny.roots, tiny.corpus, [elsewhere])
    assert (found.file, found.subject) == (str(elsewhere), "report:001-claims-pond")


def unexpected(folder: Path) -> dict[str, Path]:
    rng = random.Random(3)  # noqa: S311 - any bytes will do, as long as they are the same each time
    contents = {
        "empty.ttl": b"",
        "comment.ttl": b"# nothing but this\n",
        "binary.ttl": rng.randbytes(5000),
        "zeros.ttl": bytes(5000),
        "utf16.ttl": '<urn:a> <urn:b> "c" .'.encode("utf-16"),
        "huge.ttl": b'<urn:a> <urn:b> "' + b"x" * 3_000_000 + b'" .\n',
        "unclosed.ttl": b"<urn:a> <urn:b> " + b"[ <urn:c> " * 5000,
        "nested.ttl": b"<urn:a> <urn:b> " + b"( " * 3000 + b") " * 3000 + b".",
        "quoted.ttl": b"<urn:a> <urn:b> <<( <urn:a> <urn:b> 1 )>> .\n",
        "blank.ttl": b"".join(b"_:a%d <urn:b> _:a%d . " % (i, (i * 7) % 900) for i in range(900)),
        "json.ttl": b'{"a": [1, 2]}',
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    (folder / "folder.ttl").mkdir()
    return {name: folder / name for name in [*contents, "folder.ttl", "absent.ttl"]}


def test_whatever_a_file_holds_it_ends_in_findings(tmp_path: Path) -> None:
    tiny = copy(tmp_path)
    for name, path in unexpected(tmp_path).items():
        found = check(tiny.roots, None, [path])
        if name == "huge.ttl":
            assert found == []
        else:
            assert found, name
        assert all(f.file == str(path) and f.mend and len(str(f)) < 1000 for f in found), name


def test_a_folder_that_is_missing_is_a_finding(tmp_path: Path) -> None:
    tiny = copy(tmp_path)
    tiny.roots.reference.rename(tmp_path / "elsewhere")
    assert any(line.startswith("reference: is no folder") for line in tiny.findings())


def test_a_corpus_that_is_missing_is_a_finding(tmp_path: Path) -> None:
    (found,) = check(copy(tmp_path).roots, tmp_path / "absent")
    assert "is no folder" in found.what


def test_a_finding_is_one_line() -> None:
    finding = Finding("facts/000.ttl", "act:x", "is\nwrong", "mend it")
    assert str(finding) == "facts/000.ttl: act:x: is wrong — mend it"
    assert str(Finding("facts/000.ttl", "", "is wrong", "")) == "facts/000.ttl: is wrong"


def test_the_summary_counts_each_class_in_each_graph(tmp_path: Path) -> None:
    header, *rows = summary(assemble(copy(tmp_path).roots))
    counts = {(row[0], graph): number for row in rows for graph, number in zip(header, row, strict=True)}
    assert counts["rj:SpeechAct", "document/000"] == "2"
    assert counts["rj:Report", "document/001"] == "1"
    assert counts["rj:Person", "reference"] == "2"
    assert counts["rj:Response", "curated"] == "1"
    assert ("rj:Fact", "document/000") not in counts


def test_a_file_whose_name_is_no_slug_is_a_finding(tmp_path: Path) -> None:
    tiny = copy(tmp_path)
    shutil.copy(tiny.folder / "facts/000.ttl", tiny.folder / "facts/a b.ttl")
    assert any("a b.ttl" in line and "no slug" in line for line in tiny.findings())


def test_a_file_that_cannot_be_read_is_named_whichever_file_was_asked_for(tmp_path: Path) -> None:
    tiny = copy(tmp_path)
    broken = tiny.folder / "facts/000.ttl"
    broken.write_text("act:x a", encoding="utf-8")
    found = check(tiny.roots, None, [tiny.folder / "facts/001.ttl"])
    assert any(finding.file.endswith("000.ttl") for finding in found)
