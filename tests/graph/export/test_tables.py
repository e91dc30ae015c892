"""The tables for analysts: what they must hold, and what they make of names that nobody expects."""

import csv
import json
import zipfile
from collections import defaultdict
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from graph import snapshots
from graph.errors import ExportError
from graph.export import formats
from graph.export.export import export
from graph.export.selection import Selection
from graph.export.tables.definition import TABLES, Table, tables
from graph.snapshots import Snapshot
from graph.terms import CONCEPT, GRAPH, ID, ONTOLOGY, RDF, RDFS, expand, shorten

# What documents state of a thing and its table does not have as it stands, with what has it instead.
ELSEWHERE = {
    "rj:reports": "fact of evidence",
    "rj:evidence": "passage of evidence",
    "rj:hop": "relayed_by of evidence",
    "rj:paraphrase": "of reports: what a report says otherwise than the fact is told in discrepancies",
    "rdfs:label": "label",
}
HOSTILE = (
    '=HYPERLINK("http://a.example/","x")',
    'says "no", then; a | b',
    "two\r\nlines",
    "Қазақстан, Россия",
    "أرض كازاخستان \u200f!",
    "🏔 -2+3",
    "'apostrophe",
    "-5",
)


@pytest.fixture(scope="module")
def snapshot(store: Path) -> Snapshot:
    return snapshots.current(store)


@pytest.fixture(scope="module")
def folder(snapshot: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("csv") / "tables"
    export(snapshot, formats.find("csv"), out)
    return out


@pytest.fixture(scope="module")
def graph(snapshot: Snapshot) -> Store:
    return Store.read_only(str(snapshot.store))


def read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def asked(graph: Store, query: str) -> list[tuple[str, ...]]:
    prefixes = f"PREFIX rj: <{ONTOLOGY}> PREFIX org: <http://www.w3.org/ns/org#> PREFIX rdfs: <{RDFS}>"
    answer = graph.query(f"{prefixes} {query}", use_default_graph_as_union=True)
    assert isinstance(answer, QuerySolutions)
    return [tuple("" if term is None else term.value for term in row) for row in answer]


@pytest.mark.parametrize("one", tables(), ids=lambda one: one.name)
def test_a_table_has_a_row_for_each_of_its_things(one: Table, folder: Path, graph: Store) -> None:
    rows = read(folder / f"{one.name}.csv")
    keys = [tuple(row[column] for column in one.key) for row in rows]
    assert len(keys) == len(set(keys))
    classes = " ".join(f"<{class_}>" for class_ in one.classes)
    where = {
        "posts": "?thing org:member/a rj:Person .",
        "memberships": "FILTER NOT EXISTS { ?thing org:member/a rj:Person }",
        "codes": "?thing <http://www.w3.org/2004/02/skos/core#inScheme> ?scheme .",
        "icow": "?thing rj:icowEligible ?verdict .",
        "evidence": "?thing rj:reports ?fact . ?thing rj:evidence ?passage .",
    }.get(one.name, "")
    counted = asked(
        graph,
        f"SELECT (COUNT(*) AS ?n) WHERE {{ SELECT DISTINCT * WHERE {{ "
        f"VALUES ?class {{ {classes} }} ?thing a ?class . {where} }} }}",
    )
    assert len(rows) == int(counted[0][0]) > 0


def test_the_memberships_of_persons_and_of_others_are_all_there_are(folder: Path, graph: Store) -> None:
    rows = [*read(folder / "posts.csv"), *read(folder / "memberships.csv")]
    assert len(rows) == len(asked(graph, "SELECT ?m WHERE { ?m a org:Membership }"))


def test_a_table_has_all_that_documents_state_of_its_things(snapshot: Snapshot, graph: Store) -> None:
    stated: dict[str, set[str]] = defaultdict(set)
    classes: dict[str, set[str]] = defaultdict(set)
    for name in snapshot.layers["curated"]:
        for quad in graph.quads_for_pattern(None, None, None, NamedNode(name)):
            stated[str(quad.subject)].add(quad.predicate.value)
            if quad.predicate.value == RDF + "type" and isinstance(quad.object, NamedNode):
                classes[quad.object.value].add(str(quad.subject))
    missing = {}
    met: set[str] = set()
    for one in tables():
        if one.name in {"icow", "plover", "passages", "codes"}:
            continue
        held = {step for column in one.columns for path in column.paths for step, _ in path[:1]}
        held |= {expand("rj:affirms"), expand("rj:denies"), expand("rj:questions"), RDF + "type"}
        things = {thing for class_ in one.classes for thing in classes[class_]}
        said = {shorten(name) for thing in things for name in stated[thing] if name not in held}
        met |= said
        if left := sorted(said - ELSEWHERE.keys()):
            missing[one.name] = left
    assert not missing
    assert ELSEWHERE.keys() <= met, "not needed"


def test_a_row_says_what_the_graph_says(folder: Path, graph: Store) -> None:
    found = {row["act"]: row for row in read(folder / "acts.csv")}
    for act, speaker, name, date, illocution in asked(
        graph,
        "SELECT ?act ?speaker ?name ?date ?illocution WHERE { ?act a rj:SpeechAct ; rj:speaker ?speaker ; "
        "rj:illocution ?illocution . ?speaker rdfs:label ?name . OPTIONAL { ?act rj:date ?date } }",
    ):
        row = found[act.removeprefix(ID)]
        assert row["speaker"] == speaker.removeprefix(ID)
        assert (row["speaker_name"], row["date"]) == (name, date)
        assert row["illocution"] == illocution.removeprefix(f"{CONCEPT}illocution/")
    row = next(row for row in read(folder / "responses.csv") if row["response"] == "response/slutsky-shperov")
    assert (row["least_days"], row["most_days"]) == ("6", "6")
    assert row["answered"] == "act/shperov-temporary"


def test_relays_are_told_from_the_reader_on(folder: Path, graph: Store) -> None:
    chains: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for report, position, name in asked(
        graph,
        "SELECT ?report ?position ?name WHERE "
        "{ ?report rj:hop ?hop . ?hop rj:position ?position ; rj:by ?by . ?by rdfs:label ?name }",
    ):
        chains[report].append((int(position), name))
    assert max(map(len, chains.values())) > 1
    for row in read(folder / "evidence.csv"):
        chain = [name for _, name in sorted(chains.get(ID + row["report"], []))]
        assert row["relayed_by"] == " | ".join(chain)


def test_the_criteria_of_icow_are_those_of_the_graph(folder: Path, graph: Store) -> None:
    rows = {row["act"]: row for row in read(folder / "icow.csv")}
    words = {"meetsCriterion": "meets", "failsCriterion": "fails", "leavesOpen": "open"}
    told = asked(
        graph,
        "SELECT ?act ?how ?what WHERE { VALUES ?how { rj:meetsCriterion rj:failsCriterion rj:leavesOpen } "
        "?act rj:icowEligible ?verdict ; ?how ?what }",
    )
    assert len(told) == 5 * len(rows)
    for act, how, what in told:
        column = what.rpartition("/")[2].replace("-", "_")
        assert rows[act.removeprefix(ID)][column] == words[how.removeprefix(ONTOLOGY)]


def test_a_code_of_others_is_text_and_never_stretched(folder: Path) -> None:
    rows = read(folder / "plover.csv")
    assert {row["plover_match"] for row in rows} <= {"exact", "close", "broad", "narrow", "none", ""}
    for row in rows:
        assert bool(row["plover"]) == (row["plover_match"] not in {"none", ""})
        assert bool(row["lost"]) == (row["plover_match"] != "exact")
    appeals = [row for row in rows if row["own_kind"] == "appeal"]
    assert appeals
    assert {(row["cameo"], row["plover"], row["plover_match"]) for row in appeals} == {("020", "", "none")}


@pytest.mark.parametrize("one", tables(), ids=lambda one: one.name)
def test_a_column_is_explained_and_leads_where_it_says(one: Table, folder: Path) -> None:
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    resource = next(each for each in package["resources"] if each["path"] == f"{one.name}.csv")
    for column, field in zip(one.columns, resource["schema"]["fields"], strict=True):
        assert field["description"].strip(), column.name
        assert not column.to or column.to in TABLES
    codes = {row["scheme"] for row in read(folder / "codes.csv")}
    assert {column.scheme for column in one.columns if column.scheme} <= codes


def test_no_cell_of_one_value_has_several(folder: Path) -> None:
    for one in tables():
        for row in read(folder / f"{one.name}.csv"):
            for column in one.columns:
                assert column.many or " | " not in row[column.name], (one.name, column.name, row)


def test_the_same_graph_makes_the_same_bytes(hostile: Snapshot, tmp_path: Path) -> None:
    for name in ("csv", "parquet", "xlsx"):
        files = [tmp_path / f"{number}.{name}.zip" for number in range(2)]
        for file in files:
            export(hostile, formats.find(name), file)
        assert files[0].read_bytes() == files[1].read_bytes(), name


def test_only_the_facts_of_a_document_are_there_and_every_link_leads_to_a_row(
    snapshot: Snapshot, tmp_path: Path
) -> None:
    out = tmp_path / "part"
    export(snapshot, formats.find("csv"), out, Selection(documents=("000",)))
    rows = {one.name: read(out / f"{one.name}.csv") for one in tables()}
    assert 0 < len(rows["acts"]) < 60
    assert all("document/000" in row["documents"] for row in rows["acts"])
    keys = {one.name: {row[one.key[0]] for row in rows[one.name]} for one in tables()}
    for one in tables():
        for column in one.columns:
            if column.to:
                found = {cell for row in rows[one.name] for cell in row[column.name].split(" | ") if cell}
                assert found <= keys[column.to], (one.name, column.name)


@pytest.fixture
def hostile(tmp_path: Path) -> Snapshot:
    """Publish persons with names that break tables which are written carelessly."""
    graph = NamedNode(f"{GRAPH}document/x")
    label, type_ = NamedNode(RDFS + "label"), NamedNode(RDF + "type")
    quads = []
    for number, name in enumerate(HOSTILE):
        person = NamedNode(f"{ID}person/p{number}")
        quads.append(Quad(person, type_, NamedNode(ONTOLOGY + "Person"), graph))
        quads.append(Quad(person, label, Literal(name, language="en"), graph))
    layers = dict.fromkeys(("asserted", "curated", "inferred"), (graph.value,))
    return snapshots.publish(tmp_path / "store", quads, layers)


def test_names_survive_and_none_is_a_formula(hostile: Snapshot, tmp_path: Path) -> None:
    export(hostile, formats.find("csv"), tmp_path / "csv")
    names = [row["label"] for row in read(tmp_path / "csv" / "actors.csv")]
    assert names[0] == "'" + HOSTILE[0]
    assert names[1] == 'says "no", then; a ¦ b'  # what parts several values is kept out of each
    assert names[2:] == list(HOSTILE[2:])
    export(hostile, formats.find("parquet"), tmp_path / "parquet")
    exact = pq.read_table(tmp_path / "parquet" / "actors.parquet").column("label").to_pylist()
    assert exact == list(HOSTILE)


def test_a_text_longer_than_a_cell_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    graph, person = NamedNode(f"{GRAPH}document/x"), NamedNode(f"{ID}person/p")
    quads = [
        Quad(person, NamedNode(RDF + "type"), NamedNode(ONTOLOGY + "Person"), graph),
        Quad(person, NamedNode(RDFS + "label"), Literal("long " * 7_000, language="en"), graph),
    ]
    layers = dict.fromkeys(("asserted", "curated", "inferred"), (graph.value,))
    snapshot = snapshots.publish(tmp_path / "store", quads, layers)
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(ExportError, match=r"label of “long .* longer than a cell can hold; export csv"):
        export(snapshot, formats.find("xlsx"), out / "x.xlsx")
    assert not list(out.iterdir())


def test_a_value_that_is_no_number_is_named(tmp_path: Path) -> None:
    graph, claim = NamedNode(f"{GRAPH}document/x"), NamedNode(f"{ID}claim/c")
    quads = [
        Quad(claim, NamedNode(RDF + "type"), NamedNode(ONTOLOGY + "Claim"), graph),
        Quad(claim, NamedNode(ONTOLOGY + "replyCount"), Literal("many"), graph),
    ]
    layers = dict.fromkeys(("asserted", "curated", "inferred"), (graph.value,))
    snapshot = snapshots.publish(tmp_path / "store", quads, layers)
    with pytest.raises(ExportError, match="“many” stands where a table has a integer"):
        export(snapshot, formats.find("csv"), tmp_path / "out")


def test_an_archive_has_the_files_of_the_folder(snapshot: Snapshot, folder: Path, tmp_path: Path) -> None:
    export(snapshot, formats.find("csv"), tmp_path / "x.zip")
    with zipfile.ZipFile(tmp_path / "x.zip") as packed:
        assert packed.testzip() is None
        assert sorted(packed.namelist()) == sorted(file.name for file in folder.iterdir())
        assert packed.read("acts.csv") == (folder / "acts.csv").read_bytes()
