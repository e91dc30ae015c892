from pathlib import Path

import pytest

from graph.check import assemble
from graph.findings import Finding
from graph.shapes import validate
from tests.graph.tiny import copy

HEAD = """@prefix rj: <https://w3id.org/rejoinder/ontology#> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix s: <urn:shape:> . @prefix act: <https://w3id.org/rejoinder/id/act/> .
s:1 sh:targetNode act:claims-pond ; """

# constraints on one act, and what is said of it
SHAPES = [
    ('sh:property [ sh:path rj:to ; sh:minCount 1 ; sh:message "own"@en ]', ["own"]),
    ('sh:property [ sh:path rj:to ; sh:minCount 1 ; sh:message "свои"@ru , "own"@en ]', ["own"]),
    ('sh:property [ sh:path rj:date ; sh:lessThan rj:date ; sh:message "own" ]', ["own"]),
    ('sh:property [ sh:path rj:date ; sh:pattern "^2" ; sh:message "not {?value}" ]', ["not 1901-05-02"]),
    ('sh:property [ sh:path rj:speaker ; sh:in ( 1 ) ; sh:message "{$path} of {$this}: {$value}" ]',
     ["rj:speaker of act:claims-pond: person:miller"]),
    ('sh:property s:p . s:p sh:path rj:to ; sh:minCount 1 ; sh:message "own"', ["own"]),
    ('sh:or ( [ sh:class rj:Report ] [ sh:class rj:Person ] ) ; sh:message "own"', ["own"]),
    ('sh:property [ sh:path rj:to ; sh:minCount 1 ; sh:severity sh:Warning ; sh:message "own" ]', ["own"]),
    ('sh:property [ sh:path ( rj:speaker rj:to ) ; sh:minCount 1 ; sh:message "own" ]', ["own"]),
    ('sh:property [ sh:path rj:speaker ; sh:minCount 1 ; sh:message "own" ]', []),
]  # fmt: skip


def results(folder: Path, shapes: str) -> list[Finding]:
    tiny = copy(folder)
    path = folder / "shapes.ttl"
    path.write_text(shapes, encoding="utf-8")
    return validate(assemble(tiny.roots), path)


@pytest.mark.parametrize(("constraint", "said"), SHAPES)
def test_a_result_speaks_in_the_words_of_its_shape(constraint: str, said: list[str], tmp_path: Path) -> None:
    found = results(tmp_path, HEAD + constraint + " .")
    assert [finding.what for finding in found] == said
    assert all(Path(f.file).name == "000.ttl" and f.subject == "act:claims-pond" for f in found)


def test_a_shape_without_words_still_names_the_property(tmp_path: Path) -> None:
    (found,) = results(tmp_path, HEAD + "sh:property [ sh:path rj:to ; sh:minCount 1 ] .")
    assert found.what.startswith("rj:to: ")
    assert "shapes.ttl" in found.mend


@pytest.mark.parametrize("text", ["", "# nothing\n"])
def test_no_shapes_find_nothing(text: str, tmp_path: Path) -> None:
    assert results(tmp_path, text) == []


def test_absent_shapes_are_a_finding(tmp_path: Path) -> None:
    (found,) = validate(assemble(copy(tmp_path).roots), tmp_path / "absent.ttl")
    assert found.what.startswith("shapes: cannot be read")
