from pathlib import Path

import pyoxigraph
import pytest

from service import catalogue
from service.catalogue import CannedQuery, CatalogueError
from service.tokenizer import tokens
from tests.service.live import DATA, QUERIES

FAULTY = sorted((DATA / "faulty").glob("*.rq"))
XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.fixture(scope="module")
def replies() -> CannedQuery:
    return catalogue.load(QUERIES)["replies"]


def test_a_query_file_tells_parameters_examples_and_columns(replies: CannedQuery) -> None:
    assert [parameter.name for parameter in replies.parameters] == ["act", "how", "upto"]
    assert [str(parameter.example) for parameter in replies.parameters] == [
        "<https://w3id.org/rejoinder/id/act/shperov-temporary>",
        "None",
        f'"2030-12-31"^^<{XSD}date>',
    ]
    assert replies.columns == ("reply", "label", "how", "upto", "nothing")


def test_an_expression_in_the_select_clause_gives_its_own_column_only() -> None:
    assert catalogue.load(QUERIES)["long_documents"].columns == ("document", "length", "long")


def test_only_the_row_is_replaced(replies: CannedQuery) -> None:
    act = pyoxigraph.NamedNode("https://w3id.org/rejoinder/id/act/other")
    written = replies.instantiate({"act": act})
    assert written == replies.text.replace(
        '(act:shperov-temporary UNDEF "2030-12-31"^^xsd:date)', f"({act} UNDEF UNDEF)"
    )


def test_a_query_without_parameters_stays_as_it_is() -> None:
    query = catalogue.load(QUERIES)["every_statement"]
    assert query.instantiate({}) == query.text


def test_a_hostile_literal_stays_one_token(replies: CannedQuery) -> None:
    def kinds(text: str) -> list[str]:
        written = replies.instantiate({"upto": pyoxigraph.Literal(text)})
        return [token.kind for token in tokens(written)]

    assert kinds('x" } ) } DROP ALL # \n \\ { \r > ?act') == kinds("x")


@pytest.mark.parametrize("path", FAULTY, ids=lambda path: path.stem)
def test_a_faulty_file_is_named_with_its_fault(path: Path) -> None:
    expected = path.read_text(encoding="utf-8").rpartition("# expect: ")[2].strip()
    (finding,) = catalogue.faults([path])
    assert finding.file == str(path)
    assert expected in finding.what
    assert finding.mend


def test_all_faulty_files_of_a_folder_are_told_at_once() -> None:
    with pytest.raises(CatalogueError) as caught:
        catalogue.load(DATA / "faulty")
    assert [finding.file for finding in caught.value.findings] == [str(path) for path in FAULTY]


def test_a_file_that_is_no_text_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "binary.rq").write_bytes(b"\xff\xfe\x00")
    (finding,) = catalogue.faults([tmp_path / "binary.rq"])
    assert "is not UTF-8" in finding.what
