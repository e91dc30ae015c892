"""Faults planted in copies of the real graph, each of which must be found at the thing that has it."""

import re
from pathlib import Path

import pytest

from graph import paths, queryfiles
from graph.check import assemble, check, inspect
from graph.findings import Finding
from graph.passages import Corpus
from graph.sources import Draft, Roots
from tests.ontology.faults import FAULTS, Fault
from tests.real import copied, corpus

SUMMARIES = {
    path.name: queryfiles.load(path).header["summary"] for path in (paths.ontology() / "checks").glob("*.rq")
}
Copies = dict[str, list[Finding]]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Copies:
    """Plant all faults that do not hide each other in one copy, and check each copy once."""
    copies = {}
    for name in sorted({fault.copy for fault in FAULTS}):
        graph = copied(tmp_path_factory.mktemp(name))
        for fault in FAULTS:
            if fault.copy == name:
                graph.plant(fault.file, fault.block, fault.old, fault.new)
        copies[name] = check(graph.roots, None)
    return copies


def expected(said: str) -> str:
    """Put the summary of a check in the place of its name, as its findings do."""
    name, colon, detail = said.partition(": ")
    return f"{SUMMARIES[name].rstrip('. ')}{colon}{detail}" if name in SUMMARIES else said


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{f.subject} {f.said[:30]}" for f in FAULTS])
def test_a_planted_fault_is_found(found: Copies, fault: Fault) -> None:
    said = expected(fault.said)
    about = [finding for finding in found[fault.copy] if finding.subject == fault.subject]
    assert any(said in finding.what for finding in about), [said, *map(str, about)]


@pytest.mark.parametrize("name", sorted(SUMMARIES))
def test_every_check_has_a_fault_that_it_finds(name: str) -> None:
    assert [fault for fault in FAULTS if fault.said.partition(":")[0] == name]


def test_what_is_no_turtle_is_found(tmp_path: Path) -> None:
    graph = copied(tmp_path)
    graph.plant("facts/000.ttl", "document:000", "a rj:Document ;", "a rj:Document ")
    (finding,) = check(graph.roots, None)
    assert finding.file.endswith("000.ttl")
    assert "line " in finding.what


@pytest.fixture(scope="module")
def real() -> Draft:
    return assemble(Roots())


def test_the_real_graph_has_no_fault(real: Draft) -> None:
    assert inspect(real, Roots(), None) == []


def test_the_real_graph_fits_the_documents(real: Draft) -> None:
    assert inspect(real, Roots(), corpus()) == []


@pytest.fixture(scope="module")
def against_the_documents(tmp_path_factory: pytest.TempPathFactory) -> list[Finding]:
    """Plant what only the documents can tell, and check with them."""
    texts = corpus()
    graph = copied(tmp_path_factory.mktemp("documents"))
    for block, old, new in (
        ("passage:000-268-570", "rj:end 570", "rj:end 571"),
        ("passage:000-661-848", "rj:sha256 ", 'rj:sha256 "' + "0" * 64 + '" ; rj:was '),
        ("document:000", "rj:length 5822", "rj:length 5823"),
    ):
        graph.plant("facts/000.ttl", block, old, new)
    graph.plant("facts/001.ttl", "document:001", 'rj:sha256 "', 'rj:sha256 "' + "0" * 64 + '" ; rj:was "')
    words = re.findall(r"[^\W_]+(?:['’][^\W_]+)*", Corpus(texts).text("000"))[200:]
    for block, predicate, number in (
        ("act:shperov-take-back", "rj:paraphrase", 9),
        ("act:slutsky-denial", "rdfs:label", 12),
        ("act:slutsky-blames-journalist", "skos:editorialNote", 40),
        ("act:zakharova-commitment", "rj:paraphrase", 8),
    ):
        sentence = f'{predicate} "{" ".join(words[:number])} Qwerty '
        graph.plant("facts/000.ttl", block, f'{predicate} "', sentence)
    return check(graph.roots, texts)


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        ("passage:000-268-570", "of document:000 has another hash"),
        ("passage:000-661-848", "of document:000 has another hash"),
        ("document:000", "rj:length is 5823, but the attached text has 5822"),
        ("document:001", "but the attached text has"),
        ("act:shperov-take-back", "rj:paraphrase repeats document 000"),
        ("act:slutsky-denial", "rdfs:label repeats document 000"),
        ("act:slutsky-blames-journalist", "skos:editorialNote repeats document 000"),
    ],
)
def test_what_does_not_fit_the_documents_is_found(
    against_the_documents: list[Finding], subject: str, said: str
) -> None:
    about = [finding for finding in against_the_documents if finding.subject == subject]
    assert any(said in finding.what for finding in about), [str(finding) for finding in about]


def test_eight_words_in_a_row_may_be_those_of_a_document(against_the_documents: list[Finding]) -> None:
    about = [finding for finding in against_the_documents if finding.subject == "act:zakharova-commitment"]
    assert [str(finding) for finding in about if "repeats" in finding.what] == []
