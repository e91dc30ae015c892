from pathlib import Path

from graph import paths
from graph.sources import read, shown, walk
from graph.terms import GRAPH
from tests.graph.tiny import copy


def test_each_folder_goes_into_its_graph_and_layer(tmp_path: Path) -> None:
    tiny = copy(tmp_path)
    found = [
        (source.path.name, source.graph.removeprefix(GRAPH), source.layer) for source in walk(tiny.roots)
    ]
    assert found == [
        ("stance.ttl", "ontology", "asserted"),
        ("rejoinder.ttl", "ontology", "asserted"),
        ("persons.ttl", "reference", "asserted"),
        ("000.ttl", "document/000", "asserted"),
        ("001.ttl", "document/001", "asserted"),
        ("responses.ttl", "curated", "curated"),
    ]


def test_a_broken_file_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    tiny = copy(tmp_path)
    path = tiny.edit("facts/000.ttl", "rj:length", "rj:length rj:length")
    draft = read(walk(tiny.roots))
    (found,) = draft.findings
    assert found.file == str(path)
    assert found.what.startswith("line 13, column ")
    assert draft.file_of("https://w3id.org/rejoinder/id/document/001") == str(tiny.folder / "facts/001.ttl")


def test_blank_nodes_of_two_files_stay_apart(tmp_path: Path) -> None:
    tiny = copy(tmp_path)
    for name in ("a.ttl", "b.ttl"):
        (tiny.roots.reference / name).write_text(f'_:x <urn:name> "{name}" .', encoding="utf-8")
    draft = read(walk(tiny.roots))
    assert len({quad.subject for quad in draft.store if quad.predicate.value == "urn:name"}) == 2


def test_a_path_is_shown_from_the_working_folder() -> None:
    assert shown(Path.cwd() / "graph" / "facts") == "graph/facts"
    assert shown(Path("/elsewhere/a.ttl")) == "/elsewhere/a.ttl"


def test_the_folders_of_the_project_are_found() -> None:
    folders = (paths.ontology(), paths.queries(), paths.facts(), paths.reference(), paths.curated())
    assert all(folder.is_dir() for folder in folders)
