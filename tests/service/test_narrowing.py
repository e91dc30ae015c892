"""What narrows every answer alike, on statements whose every doubt is known."""

from collections.abc import Mapping
from datetime import date

import pyoxigraph as ox
import pytest

from graph.terms import CONCEPT, ID, ONTOLOGY, RDF, RDFS, XSD
from service import calls, catalogue, narrowing
from service.catalogue import CannedQuery
from service.narrowing import Narrowing
from service.problems import BadParameter, NotFound
from tests.service.named import names

NAMES = names({f"{ID}document/900": "Nine hundred", f"{ID}document/901": "Nine hundred and one"})
QUERY = catalogue.read(
    "acts",
    f"""\
#+ summary: Which acts are there?
#+ description: One row is one act.
#+ fact: act
#+ dated: act
#+ parameters:
#+   kind: {{type: choice, values: [word, deed], many: true, optional: true, description: Of which kind.}}
PREFIX rdfs: <{RDFS}>
PREFIX rj: <{ONTOLOGY}>
SELECT ?act ?label WHERE {{
  VALUES (?kind) {{ ("word") }}
  ?act a rj:SpeechAct .
  ?act rdfs:label ?label .
  OPTIONAL {{ ?act rj:cue ?cue }}
  FILTER(!BOUND(?kind) || ?kind = ?cue)
}} ORDER BY ?label
""",
)
PLAIN = catalogue.read(
    "documents",
    f"""\
#+ summary: Which documents are there?
#+ description: One row is one document.
SELECT ?document WHERE {{ ?document a <{ONTOLOGY}Document> }} ORDER BY ?document
""",
)
LAYERS = {
    "asserted": (f"{ID}g",),
    "curated": (f"{ID}g", f"{ID}c"),
    "inferred": (f"{ID}g", f"{ID}c", f"{ID}r"),
}


def act(slug: str, graph: str = "g", **said: object) -> list[ox.Quad]:
    """Say things of an act, in a graph: standing, chain, earliest, latest, document."""
    node, place = ox.NamedNode(f"{ID}act/{slug}"), ox.NamedNode(ID + graph)

    def quad(subject: ox.NamedNode, name: str, value: ox.NamedNode | ox.Literal) -> ox.Quad:
        return ox.Quad(subject, ox.NamedNode(name if ":" in name else ONTOLOGY + name), value, place)

    quads = [
        quad(node, RDF + "type", ox.NamedNode(ONTOLOGY + "SpeechAct")),
        quad(node, RDFS + "label", ox.Literal(slug)),
    ]
    for name, value in said.items():
        if name in {"earliest", "latest"}:
            day = ox.Literal(str(value), datatype=ox.NamedNode(XSD + "date"))
            quads.append(quad(node, name, day))
        elif name == "standing":
            quads.append(quad(node, name, ox.NamedNode(f"{CONCEPT}standing/{value}")))
        elif name == "documents":
            slugs = str(value).split()
            quads += [quad(node, "reportedIn", ox.NamedNode(f"{ID}document/{slug}")) for slug in slugs]
        else:
            quads.append(
                quad(node, name, ox.Literal(value) if isinstance(value, int | str) else ox.Literal(""))
            )
    return quads


@pytest.fixture(scope="module")
def store() -> ox.Store:
    held = ox.Store()
    held.extend(
        [
            *act(
                "a-2014",
                standing="asserted",
                leastChainLength=0,
                earliest="2014-08-29",
                latest="2014-08-29",
                documents="900",
            ),
            *act(
                "b-2014-or-15",
                standing="hedged",
                leastChainLength=1,
                earliest="2014-01-01",
                latest="2015-12-31",
                documents="900 901",
            ),
            *act("c-undated", standing="doubted", leastChainLength=2, documents="901"),
            *act("d-before-2014", "c", standing="rejected", leastChainLength=3, latest="2013-12-31"),
            *act("e-since-2016", "r", standing="asserted", earliest="2016-01-01"),
        ]
    )
    return held


def found(store: ox.Store, given: Mapping[str, str | list[str]], query: CannedQuery = QUERY) -> str:
    """Ask with what was given and list the first letters of what is found."""
    pairs = [
        (name, one)
        for name, value in given.items()
        for one in (value if isinstance(value, list) else [value])
    ]
    narrowed = narrowing.read(query, pairs, NAMES)
    solutions = store.query(narrowing.text(query, {}, narrowed, LAYERS), use_default_graph_as_union=True)
    assert isinstance(solutions, ox.QuerySolutions)
    return "".join(str(row["act"].value).rpartition("/")[2][0] for row in solutions)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "abcde"),
        ({"standing": "asserted"}, "ae"),
        ({"standing": "hedged,doubted"}, "bc"),
        ({"standing": ["hedged", "rejected"]}, "bd"),
        ({"document": "900"}, "ab"),
        ({"document": ["900", "Nine hundred and one"]}, "abc"),
        ({"max_chain": "0"}, "a"),
        ({"max_chain": "2"}, "abc"),
        ({"layer": "asserted"}, "abc"),
        ({"layer": "curated"}, "abcd"),
        ({"layer": "inferred"}, "abcde"),
        ({"since": "2014", "until": "2014"}, "abc"),
        ({"since": "2014", "until": "2014", "dates": "possible"}, "abc"),
        ({"since": "2014", "until": "2014", "dates": "certain"}, "a"),
        ({"since": "2014", "dates": "certain"}, "abe"),
        ({"until": "2015", "dates": "certain"}, "abd"),
        ({"since": "2016"}, "ce"),
        ({"since": "2015-12-31"}, "bce"),
        ({"until": "2013-12-31"}, "cd"),
        ({"during": "2014-08"}, "abc"),
        ({"during": "2014-08", "dates": "certain"}, "a"),
        ({"during": "2014/2015", "dates": "certain"}, "ab"),
        ({"during": "../2013"}, "cd"),
        ({"during": "201X", "dates": "certain"}, "ab"),
        ({"since": "2014", "standing": "hedged", "document": "901", "max_chain": "1"}, "b"),
        ({"limit": "2"}, "ab"),
        ({"limit": "2", "offset": "3"}, "de"),
        ({"limit": "0"}, ""),
        ({"offset": "4"}, "e"),
    ],
)
def test_each_narrows_as_it_says(
    store: ox.Store, given: Mapping[str, str | list[str]], expected: str
) -> None:
    assert found(store, given) == expected


def test_a_window_holds_both_its_days() -> None:
    read = narrowing.read(QUERY, [("since", "2014-02"), ("until", "2014-02")], NAMES)
    assert (read.since, read.until) == (date(2014, 2, 1), date(2014, 2, 28))
    assert narrowing.shown(QUERY, read)["until"] == "2014-02-28"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"since": "2015", "until": "2014"}, "since: '2015-01-01': lies after until, 2014-12-31"),
        ({"during": "2015/2014"}, "ends before it begins"),
        ({"during": "2014", "since": "2014"}, "stands for since too"),
        ({"during": "XXXX-02-01"}, "has no day that is known"),
        ({"since": "../2014"}, "has no day that is known"),
        ({"since": "soon"}, "no date"),
        ({"standing": "assertd"}, "did you mean asserted?"),
        ({"layer": "all"}, "there are asserted, curated, inferred"),
        ({"dates": "sure"}, "there are possible, certain"),
        ({"lang": "de"}, "there are en, ru, kk"),
        ({"limit": "-1"}, "out of range"),
        ({"limit": "ten"}, "no whole number"),
        ({"offset": "1" * 19}, "no whole number"),
        ({"max_chain": "1.5"}, "no whole number"),
        ({"limit": ["1", "2"]}, "given more than once"),
    ],
)
def test_what_cannot_be_read_is_named(
    store: ox.Store, given: Mapping[str, str | list[str]], told: str
) -> None:
    with pytest.raises(BadParameter) as caught:
        found(store, given)
    assert told in str(caught.value)
    assert caught.value.members["parameter"] in given


def test_an_unknown_document_gets_near_matches() -> None:
    with pytest.raises(NotFound) as caught:
        narrowing.read(QUERY, [("document", "nine hundret")], NAMES)
    assert "document:900" in caught.value.members["near"]  # type: ignore[operator]


def test_rows_without_a_fact_or_date_cannot_be_narrowed_by_one() -> None:
    assert narrowing.offered(PLAIN) == ("limit", "offset", "lang")
    with pytest.raises(BadParameter, match="no such parameter; there are limit, offset, lang"):
        narrowing.read(PLAIN, [("standing", "asserted")], NAMES)


def test_a_language_names_things_by_another_property(store: ox.Store) -> None:
    russian = ox.Quad(
        ox.NamedNode(f"{ID}act/a-2014"),
        ox.NamedNode(ONTOLOGY + "russianLabel"),
        ox.Literal("А"),
        ox.NamedNode(f"{ID}g"),
    )
    store.add(russian)
    text = narrowing.text(QUERY, {}, Narrowing(lang="ru"), LAYERS)
    solutions = store.query(text, use_default_graph_as_union=True)
    assert isinstance(solutions, ox.QuerySolutions)
    assert [row["label"].value for row in solutions] == ["А"]
    store.remove(russian)


def test_a_parameter_that_takes_several_is_any_of_them(store: ox.Store) -> None:
    store.extend(act("f", cue="word"))
    store.extend(act("g", cue="deed"))
    several = (ox.Literal("word"), ox.Literal("deed"))
    for value, expected in ((several, "fg"), (several[:1], "f"), (None, "abcdefg")):
        solutions = store.query(QUERY.instantiate({"kind": value}), use_default_graph_as_union=True)
        assert isinstance(solutions, ox.QuerySolutions)
        assert "".join(row["label"].value[0] for row in solutions) == expected
    for slug in ("f", "g"):
        store.update(f"DELETE WHERE {{ GRAPH ?g {{ <{ID}act/{slug}> ?p ?o }} }}")


def test_the_same_call_has_the_same_path_whatever_names_were_given() -> None:
    plain = Narrowing(since=date(2014, 1, 1), limit=5)
    call = calls.Call(QUERY, {"kind": (ox.Literal("word"), ox.Literal("deed"))}, plain, "", "")
    assert call.path == "/queries/acts?kind=word&kind=deed&since=2014-01-01&limit=5"
    assert call.after() == call.path + "&offset=5"
