from pathlib import Path

import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse
from rdflib import Graph
from rdflib.compare import isomorphic

from graph.canonical import canonical, main
from graph.errors import SourceError
from tests.graph.tiny import DATA

FILES = sorted((DATA / "turtle").glob("*.ttl")) + sorted((DATA / "tiny").rglob("*.ttl"))


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def exactly(text: str) -> Dataset:
    dataset = Dataset(parse(text, format=RdfFormat.TURTLE))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_canonical_form_says_the_same_and_is_its_own(path: Path) -> None:
    text = canonical(read(path))
    assert exactly(text) == exactly(read(path))
    assert canonical(text) == text


@pytest.mark.filterwarnings("ignore")  # rdflib warns of the ill-typed numbers that the file holds on purpose
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_another_parser_reads_the_same_graph_from_it(path: Path) -> None:
    before, after = Graph().parse(data=read(path)), Graph().parse(data=canonical(read(path)))
    assert isomorphic(before, after)


@pytest.mark.parametrize("path", FILES[:1] + FILES[2:], ids=lambda path: path.name)
def test_the_order_of_the_statements_leaves_no_trace(path: Path) -> None:
    lines = Graph().parse(path).serialize(format="nt").splitlines()
    expected = canonical("\n".join(lines))
    assert canonical("\n".join(reversed(lines))) == expected
    assert canonical("\n".join(sorted(lines, key=lambda line: line[::-1]))) == expected


def test_names_of_blank_nodes_leave_no_trace() -> None:
    text = read(DATA / "turtle" / "tangled.ttl")
    renamed = text.replace("_:shared", "_:b9").replace("_:one", "_:b8").replace("_:two", "_:b1")
    assert canonical(renamed) == canonical(text)


def test_the_layout_is_as_designed() -> None:
    assert canonical(read(DATA / "turtle" / "messy.ttl")) == read(DATA / "turtle" / "messy.expected")


def test_passages_stand_in_the_order_of_their_offsets() -> None:
    text = "@prefix passage: <https://w3id.org/rejoinder/id/passage/> . @prefix rj: <urn:x#> .\n"
    text += "".join(f"passage:{name} rj:p 1 . " for name in ("001-5-9", "000-1000-1001", "000-268-570"))
    assert [line.split()[0] for line in canonical(text).splitlines() if line.startswith("pass")] == [
        "passage:000-268-570",
        "passage:000-1000-1001",
        "passage:001-5-9",
    ]


def test_a_document_comes_before_what_it_says() -> None:
    base = "@base <https://w3id.org/rejoinder/id/> .\n@prefix d: <document/> . @prefix a: <act/> .\n"
    text = base + "a:x a:p 1 . d:000 a:p 1 . <https://example.org/whole> a:p 1 ."
    subjects = [line.split()[0] for line in canonical(text).split("\n\n")[1:]]
    assert subjects == ["<https://example.org/whole>", "document:000", "act:x"]


def test_nothing_stays_nothing() -> None:
    assert canonical("") == ""


def test_a_mistake_is_told_with_line_and_column() -> None:
    with pytest.raises(SourceError, match=r"^line 2, column 9: .*; correct"):
        canonical("@prefix x: <http://x> .\nx:a x:b .")


def test_a_long_list_and_a_deep_nest_are_written_without_recursion_trouble() -> None:
    listed = "<urn:a> <urn:p> (" + " 1" * 3000 + " ) ."
    deep = "<urn:a> <urn:p> " + "[ <urn:p> " * 40 + "1" + " ]" * 40 + " ."
    rest = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    unclosed = "".join(f"_:b{i} <{rest}first> {i} ; <{rest}rest> _:b{i + 1} . " for i in range(60))
    for text in (listed, deep, unclosed):
        assert canonical(canonical(text)) == canonical(text)


def test_the_command_checks_then_mends(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "messy.ttl"
    path.write_text(read(DATA / "turtle" / "messy.ttl"), encoding="utf-8")
    assert main(["--check", str(path)]) == 1
    assert main([str(path)]) == 0
    assert main(["--check", str(path)]) == 0
    assert capsys.readouterr().out == f"{path}\n" * 2
    assert read(path) == read(DATA / "turtle" / "messy.expected")


def test_the_command_leaves_a_broken_file_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "broken.ttl"
    path.write_text("<a> <b>", encoding="utf-8")
    assert main([str(path), str(tmp_path)]) == 1
    assert capsys.readouterr().err.count("\n") == 2
    assert read(path) == "<a> <b>"
