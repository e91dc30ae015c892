"""Claims as schema.org: in terms that exist there, and saying what the graph says."""

import json
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import QuerySolutions, Store
from rdflib import SDO, URIRef

from graph import snapshots
from graph.export import formats
from graph.export.export import export
from graph.terms import CONCEPT, ID, ONTOLOGY


@pytest.fixture(scope="module")
def nodes(store: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    out = tmp_path_factory.mktemp("schema") / "claims.jsonld"
    export(snapshots.current(store), formats.find("claimreview"), out)
    read = json.loads(out.read_text(encoding="utf-8"))
    assert read["@context"] == "https://schema.org"
    found: list[dict[str, Any]] = read["@graph"]
    return found


def counted(store: Path, where: str) -> int:
    graph = Store.read_only(str(snapshots.current(store).store))
    query = f"PREFIX rj: <{ONTOLOGY}> SELECT (COUNT(*) AS ?n) WHERE {{ {where} }}"
    answer = graph.query(query, use_default_graph_as_union=True)
    assert isinstance(answer, QuerySolutions)
    return int(next(answer)["n"].value)


def words(node: Any) -> set[str]:
    if isinstance(node, list):
        return set().union(*map(words, node))
    if not isinstance(node, dict):
        return set()
    own = {name for name in node if not name.startswith("@")}
    return own.union({node["@type"]} if "@type" in node else (), *map(words, node.values()))


def test_every_word_is_one_of_schema_org(nodes: list[dict[str, Any]]) -> None:
    assert len(words(nodes)) > 15
    assert {word for word in words(nodes) if URIRef(str(SDO) + word) not in SDO} == set()
    assert URIRef(str(SDO) + "reviewedClaims") not in SDO


def test_every_claim_that_is_affirmed_is_there_with_each_time(
    nodes: list[dict[str, Any]], store: Path
) -> None:
    claims = [node for node in nodes if node["@type"] == "Claim"]
    assert len(claims) == counted(store, "SELECT DISTINCT ?claim WHERE { ?act rj:affirms ?claim }")
    assert sum(len(node["appearance"]) for node in claims) == counted(store, "?act rj:affirms ?claim")


def test_a_first_appearance_is_named_only_where_every_day_is_known(nodes: list[dict[str, Any]]) -> None:
    claims = [node for node in nodes if node["@type"] == "Claim"]
    named = [node for node in claims if "firstAppearance" in node]
    assert 0 < len(named) < len(claims)
    for node in claims:
        dated = [one.get("dateCreated") for one in node["appearance"]]
        assert ("firstAppearance" in node) == all(dated)
        if "firstAppearance" in node:
            first = next(one for one in node["appearance"] if one["@id"] == node["firstAppearance"]["@id"])
            assert first["dateCreated"] == min(dated)


def test_a_review_is_an_evaluation_that_somebody_else_makes_and_has_no_rating(
    nodes: list[dict[str, Any]], store: Path
) -> None:
    reviews = [node for node in nodes if node["@type"] == "ClaimReview"]
    where = (
        f"?judgement rj:judgementKind <{CONCEPT}judgement-kind/evaluation> ; rj:judgementAbout ?act . "
        "?act rj:affirms ?claim"
    )
    assert len(reviews) == counted(store, where) > 0
    assert "reviewRating" not in words(nodes)
    assert all(review["author"] and review["isPartOf"] for review in reviews)
    known = {node["@id"]: node for node in nodes if node["@type"] == "Claim"}
    for review in reviews:
        claim = known[review["itemReviewed"]["@id"]]
        assert review["claimReviewed"] == claim["name"]
        assert review["itemReviewed"]["appearance"]["@id"] in {one["@id"] for one in claim["appearance"]}


def test_how_firmly_a_statement_is_reported_is_told(nodes: list[dict[str, Any]]) -> None:
    claim = next(n for n in nodes if n["@id"] == f"{ID}claim/kazakhstan-holds-lands-temporarily")
    (shperov,) = (one for one in claim["appearance"] if one["@id"] == f"{ID}act/shperov-temporary")
    assert shperov["description"] == "How firmly it is reported: hedged."
    assert shperov["dateCreated"] == "2017-01-26"
    assert [author["name"] for author in shperov["author"]] == ["Pavel Shperov"]
