"""As a property graph every thing, value and statement of ours is there once, whatever is written in it."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from graph import snapshots
from graph.export import cypher, formats, propertygraph, sorting
from graph.export.export import export
from graph.export.propertygraph import relationship_type
from graph.export.selection import Selection
from graph.terms import CONCEPT, ID, ONTOLOGY, RDF, SKOS
from tests.graph.export import reading
from tests.graph.export.hostile import STRANGER, TEXTS, hostile
from tests.graph.export.reading import Seen

FORMS = ("cypher", "neo4j")
WINDOW = Selection(since=date(2016, 1, 1), until=date(2017, 12, 31), certain=True)
PARTS = (Selection("asserted"), Selection("curated"), Selection(documents=("000", "002")), WINDOW)


def made(store: Path, form: str, out: Path, selection: Selection | None = None) -> Path:
    export(snapshots.current(store), formats.find(form), out, selection)
    return out


def seen(form: str, out: Path) -> Seen:
    return reading.cypher(out) if form == "cypher" else reading.csvs(out)


@dataclass(frozen=True)
class Part:
    selection: Selection
    seen: Seen


@pytest.fixture(scope="module", params=FORMS)
def form(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def whole(store: Path, form: str, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    return seen(form, made(store, form, tmp_path_factory.mktemp("whole") / form))


@pytest.fixture(scope="module")
def everything(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    return reading.cypher(made(store, "cypher", tmp_path_factory.mktemp("everything") / "script"))


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def strange(broken: Path, form: str, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    return seen(form, made(broken, form, tmp_path_factory.mktemp("strange") / form))


@pytest.fixture(scope="module")
def quads(store: Path) -> set[Quad]:
    return set(Store.read_only(str(snapshots.current(store).store)))


def iri(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""


def name(term: object) -> str:
    return iri(term).removeprefix(ID)


# The whole graph


def test_every_thing_has_the_labels_of_its_classes(whole: Seen, quads: set[Quad]) -> None:
    classes = defaultdict(set)
    for quad in quads:
        if quad.predicate.value == RDF + "type" and iri(quad.subject).startswith(ID):
            classes[name(quad.subject)].add(iri(quad.object))
    expected = {
        thing: {
            "Thing",
            *(one.removeprefix(ONTOLOGY) for one in types if one.startswith(ONTOLOGY)),
            *(["Membership"] if "http://www.w3.org/ns/org#Membership" in types else []),
        }
        for thing, types in classes.items()
        if not thing.startswith("query/") and not thing.endswith("#selector")
    }
    assert whole.labels == expected


def test_every_value_is_a_property_of_its_thing(whole: Seen, quads: set[Quad]) -> None:
    expected: Counter[str] = Counter()
    for subject, predicate, value in {quad.triple for quad in quads}:
        if name(subject) in whole.nodes and predicate.value.startswith(ONTOLOGY):
            own = predicate.value.removeprefix(ONTOLOGY)
            shown = own not in {"russianLabel", "kazakhLabel"} or value.language in {"ru", "kk"}
            if (isinstance(value, Literal) and shown) or iri(value).startswith(CONCEPT):
                expected[own] += 1
    renamed = {"name_ru": "russianLabel", "name_kk": "kazakhLabel", "originalTitle_ru_latn": "originalTitle"}
    found: Counter[str] = Counter()
    for node in whole.nodes.values():
        for own, value in node.items():
            found[renamed.get(own, own)] += len(value) if isinstance(value, list) else 1
    assert expected["illocution"] > 100
    assert {own: found[own] for own in expected} == expected
    others = {"altLabel", "comment", "editorialNote", "exactMatch", "id", "identifier", "iri", "label"}
    assert set(found) - set(expected) == (others | {"language", "role", "title"}) - {"comment"}


def test_a_property_is_a_list_everywhere_or_nowhere(whole: Seen) -> None:
    lists = defaultdict(set)
    for node in whole.nodes.values():
        for own, value in node.items():
            lists[own].add(isinstance(value, list))
    assert {own for own, found in lists.items() if len(found) > 1} == set()
    assert lists["frame"] == lists["altLabel"] == {True}
    assert lists["illocution"] == lists["label"] == lists["paraphrase"] == {False}


def test_every_statement_between_things_is_a_relationship(whole: Seen, quads: set[Quad]) -> None:
    org = "http://www.w3.org/ns/org#"
    types = {f"{org}member": "MEMBER", f"{org}organization": "ORGANIZATION"}
    types["http://purl.org/dc/terms/publisher"] = "PUBLISHER"
    expected = set()
    for quad in quads:
        property_, ends = quad.predicate.value, (iri(quad.subject), iri(quad.object))
        type_ = types.get(property_) or relationship_type(property_.removeprefix(ONTOLOGY))
        if ":" not in type_ and all(end.startswith(ID) for end in ends):
            expected.add((type_, *(end.removeprefix(ID) for end in ends)))
    assert set(whole.relationships) == expected
    assert all(start in whole.nodes and end in whole.nodes for _, start, end in whole.relationships)


def test_a_relationship_tells_its_layer_and_its_rule(whole: Seen, quads: set[Quad], store: Path) -> None:
    layers = snapshots.current(store).layers
    responds = NamedNode(ONTOLOGY + "respondsTo")
    (rule,) = {
        iri(quad.graph_name).rpartition("/")[2]
        for quad in quads
        if quad.predicate == responds and iri(quad.subject).startswith(ID)
    }
    told = [found for key, found in whole.relationships.items() if key[0] == "RESPONDS_TO"]
    assert all(found == {"layer": "inferred", "rule": rule} for found in told)
    asserted = {quad.triple for quad in quads if iri(quad.graph_name) in layers["asserted"]}
    spoken = {quad for quad in asserted if quad.predicate.value == ONTOLOGY + "speaker"}
    told = [found for key, found in whole.relationships.items() if key[0] == "SPEAKER"]
    assert len(told) == len(spoken)
    assert all(found == {"layer": "asserted", "rule": ""} for found in told)
    assert {found["layer"] for found in whole.relationships.values()} == {"asserted", "curated", "inferred"}


def test_a_value_has_the_type_of_its_kind(whole: Seen) -> None:
    state, act = whole.nodes["state/kazakhstan"], whole.nodes["act/shperov-temporary"]
    assert state["cowNumber"] == "705"
    assert (state["name_ru"], state["name_kk"]) == ("Казахстан", "Қазақстан")
    assert state["exactMatch"] == ["http://www.wikidata.org/entity/Q232"]
    assert (act["illocution"], act["frame"]) == ("territorial-claim", ["temporarily-seized"])
    assert (act["date"], act["earliest"]) == ("2017-01-26", "2017-01-26")
    assert isinstance(act["earliestDay"], int)
    assert act["iri"] == f"{ID}act/shperov-temporary"


# Parts of it


@pytest.fixture(
    scope="module",
    params=[0, pytest.param(1, marks=pytest.mark.soak), 2, pytest.param(3, marks=pytest.mark.soak)],
    ids=["asserted", "curated", "documents", "window"],
)
def part(request: pytest.FixtureRequest, store: Path, tmp_path_factory: pytest.TempPathFactory) -> Part:
    """Give a part as a script; both forms are written from the same nodes and relationships."""
    selection = PARTS[request.param]
    out = tmp_path_factory.mktemp("part") / "script"
    return Part(selection, reading.cypher(made(store, "cypher", out, selection)))


def test_a_part_has_no_relationship_without_both_ends(part: Part, everything: Seen) -> None:
    seen = part.seen
    assert all(start in seen.nodes and end in seen.nodes for _, start, end in seen.relationships)
    assert seen.nodes.keys() <= everything.nodes.keys()
    assert seen.relationships.keys() < everything.relationships.keys()
    whole = part.selection.documents or part.selection.since
    assert (seen.nodes.keys() < everything.nodes.keys()) or not whole


def test_a_layer_has_what_it_and_those_below_it_state(part: Part) -> None:
    layers = {found["layer"] for found in part.seen.relationships.values()}
    every = ["asserted", "curated", "inferred"]
    if part.selection.whole:
        assert layers == set(every[: every.index(part.selection.layer) + 1])


def test_documents_leave_only_what_they_report(part: Part) -> None:
    wanted = {f"document/{slug}" for slug in part.selection.documents}
    if wanted:
        assert part.seen.labelled("Document") == wanted
        told = {start for type_, start, _ in part.seen.relationships if type_ == "REPORTED_IN"}
        assert "act/shperov-temporary" in part.seen.labelled("SpeechAct") <= told


def test_a_window_leaves_only_what_lies_in_it(part: Part) -> None:
    since, until = part.selection.since, part.selection.until
    if since and until:
        acts = [part.seen.nodes[id_] for id_ in part.seen.labelled("SpeechAct")]
        assert acts
        assert all(f"{since}" <= act["earliest"] <= act["latest"] <= f"{until}" for act in acts)


def test_a_property_is_a_list_in_a_part_where_it_is_in_the_whole(part: Part, everything: Seen) -> None:
    for id_, node in part.seen.nodes.items():
        for own, value in node.items():
            assert isinstance(value, list) is isinstance(everything.nodes[id_][own], list), (id_, own)


# The same bytes


def test_the_same_graph_has_the_same_bytes_however_little_fits_into_memory(
    broken: Path, form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = made(broken, form, tmp_path / "one")
    monkeypatch.setattr(propertygraph, "_RUN", 5)
    monkeypatch.setattr(sorting.in_order, "__defaults__", (7,))
    other = made(broken, form, tmp_path / "other")
    pairs = [(one, other)] if one.is_file() else [(file, other / file.name) for file in one.iterdir()]
    assert all(here.read_bytes() == there.read_bytes() for here, there in pairs)


# What others write


def test_every_text_arrives_as_it_was_written(strange: Seen) -> None:
    labels = [strange.nodes[f"act/h{number}"].get("label", "") for number in range(len(TEXTS))]
    assert labels == list(TEXTS)
    assert sorted(strange.nodes["report/h"]["quotedTerm"]) == sorted(TEXTS)


def test_a_text_ends_no_statement_and_no_line_of_a_script(broken: Path, tmp_path: Path) -> None:
    script = made(broken, "cypher", tmp_path / "script")
    text = script.read_text(encoding="utf-8")
    assert text.splitlines() == text.removesuffix("\n").split("\n")
    assert sum(1 for _ in reading.statements(script)) == text.count(";\n")
    assert {line[0] for line in text.splitlines()} == {"/", "C", "U", "{", "]"}


def test_no_quote_and_no_backslash_is_written_by_its_number() -> None:
    """Neo4j puts such characters in before it looks for the end of a string."""
    assert cypher.quoted("\"\\'\x01") == '"\\"\\\\\'\\u0001"'


def test_what_has_a_class_of_others_is_a_thing_by_its_whole_name(strange: Seen) -> None:
    assert strange.labels[STRANGER] == {"Thing", "Person"}
    node = strange.nodes[STRANGER]
    assert (node["id"], node["iri"]) == (STRANGER, STRANGER)
    assert (node["label"], node["label_fr"]) == ("the miller", "le meunier")
    assert ("SPEAKER", "act/h0", STRANGER) in strange.relationships
    assert strange.relationships["SPEAKER", "act/h0", STRANGER] == {"layer": "other", "rule": ""}


def test_a_thing_of_ours_is_not_taken_for_one_of_others(strange: Seen) -> None:
    assert strange.nodes[ID + STRANGER]["label"] == "not the same"


def test_what_is_no_thing_is_no_node_and_ends_no_relationship(strange: Seen) -> None:
    assert {id_ for id_ in strange.nodes if ":" in id_} == {STRANGER, ID + STRANGER}
    assert {end for _, start, end in strange.relationships if start == STRANGER} == set()
    assert not {own for node in strange.nodes.values() for own in node if "bad" in own.lower()}
    assert not {type_ for type_, _, _ in strange.relationships if "BAD" in type_}


def test_values_of_several_kinds_widen_their_property(strange: Seen) -> None:
    """The ontology of this store calls nothing functional, so all are lists."""
    nodes = strange.nodes
    assert (nodes["act/h1"]["value"], nodes["act/h2"]["value"]) == ([1.0], [2.5])
    assert isinstance(nodes["act/h1"]["value"][0], float)
    assert (nodes["act/h2"]["earliest"], nodes["act/h3"]["earliest"]) == (["2017-02-28"], ["2017-02-30"])
    assert nodes["act/h3"]["leastDays"] == [2**63 - 1]
    assert (nodes["act/h4"]["mostDays"], nodes["act/h4"]["length"]) == ([str(2**63)], ["no number"])
    assert nodes["document/000"]["length"] == ["155"]
    assert nodes["act/h1"]["date"] == ["a", "b"]


def test_no_two_properties_share_a_name(store: Path) -> None:
    known = Store.read_only(str(snapshots.current(store).store))
    used = {quad.predicate.value for quad in known}
    names = [propertygraph.property_name(property_) for property_ in used]
    assert max(Counter(own for own in names if own).values()) == 1
    labels = (SKOS + "altLabel", ONTOLOGY + "speaker")
    assert [propertygraph.property_name(property_) for property_ in labels] == ["altLabel", "speaker"]
