"""Every form of RDF is read by the programs people load it into, and holds there what the graph says."""

import shutil
import sys
import zipfile
from pathlib import Path
from subprocess import CompletedProcess

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, RdfFormat
from rdflib.compare import isomorphic

from graph.terms import XSD
from tests.needs import need
from tests.ontology.test_owl import JARS
from tests.tools.exported import FORMS, GRAPHS, Exported, blank, jars, ran, read, without_blanks

RDFLIB = {"turtle": "turtle", "trig": "trig", "nquads": "nquads", "jsonld": "json-ld", "rdfxml": "xml"}
RAPTOR = ("turtle", "trig", "nquads", "rdfxml")  # raptor 2 reads no JSON-LD
# Kept as running text: a jar a line would fill a screen.
_JENA = """
jena-arq jena-base jena-cmds jena-core jena-iri jena-shacl jena-shex jena-dboe-base jena-dboe-index
jena-dboe-storage jena-dboe-trans-data jena-dboe-transaction jena-tdb jena-tdb2 jena-rdfconnection
jakarta.json-api jsonld-java titanium-json-ld thrift protobuf slf4j-api slf4j-simple jcl-over-slf4j
commons-codec commons-compress commons-csv commons-io commons-lang3 commons-cli dexx.collection gson
guava httpclient httpclient-cache httpcore jackson-core jackson-databind jackson-annotations caffeine
"""
JENA = _JENA.split()
Words = tuple[str | Path, ...]


pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # of itself


# rdflib


def in_rdflib(term: object) -> rdflib.term.Node:
    if isinstance(term, Literal):
        kind = None if term.language or term.datatype.value == XSD + "string" else term.datatype.value
        return rdflib.Literal(term.value, lang=term.language, datatype=kind, normalize=False)
    assert isinstance(term, NamedNode)
    return rdflib.URIRef(term.value)


def read_by_rdflib(file: Path, form: str) -> rdflib.Dataset:
    seen = rdflib.Dataset(default_union=True)
    seen.parse(data=file.read_bytes(), format=RDFLIB[form])  # it leaves files open
    return seen


@pytest.mark.soak
def test_rdflib_reads_every_statement_of_the_whole_graph(whole: Exported) -> None:
    seen = [
        (*map(plain, row), graph) for *row, graph in read_by_rdflib(whole.file("nquads"), "nquads").quads()
    ]
    assert len(seen) == len(whole.quads)
    assert {row for row in seen if not any(isinstance(term, rdflib.BNode) for term in row)} == {
        tuple(map(in_rdflib, quad)) for quad in whole.quads if not blank(quad)
    }


def plain(term: object) -> object:
    """Drop xsd:string: a literal with it and one without are two in rdflib."""
    string = isinstance(term, rdflib.Literal) and term.datatype == rdflib.XSD.string
    return rdflib.Literal(str(term)) if string else term


@pytest.mark.parametrize(
    "form",
    [
        "turtle",
        "jsonld",
        pytest.param("trig", marks=pytest.mark.soak),
        pytest.param("rdfxml", marks=pytest.mark.soak),
    ],
)
def test_rdflib_reads_the_same_graph_from_each_form(form: str, part: Exported, flat: rdflib.Graph) -> None:
    seen = read_by_rdflib(part.file(form), form)
    if form in GRAPHS:
        assert {str(name) for *_, name in seen.quads()} == {str(quad.graph_name)[1:-1] for quad in part.quads}
    assert len(seen) == part.count("turtle") == len(flattened(seen))
    assert isomorphic(flattened(seen), flat)


@pytest.fixture(scope="module")
def flat(part: Exported) -> rdflib.Graph:
    return flattened(read_by_rdflib(part.file("nquads"), "nquads"))


def flattened(dataset: rdflib.Dataset) -> rdflib.Graph:
    graph = rdflib.Graph()
    for row in dataset.triples((None, None, None)):
        graph.add(row)
    return graph


# raptor


@pytest.mark.parametrize("form", RAPTOR)
def test_raptor_reads_the_same_statements_from_each_form(form: str, whole: Exported) -> None:
    need("raptor2-utils", shutil.which("rapper"))
    done = ran("rapper", "-i", form, "-o", "nquads" if form in GRAPHS else "ntriples", whole.file(form))
    told = done.stderr.splitlines()
    assert [line for line in told if "Parsing returned" not in line and not _begins(line)] == []
    assert told[-1] == f"rapper: Parsing returned {whole.count(form)} triples"
    seen = {quad.triple for quad in read(done.stdout, RdfFormat.N_QUADS)}
    assert without_blanks(seen) == without_blanks(whole.triples)


def _begins(line: str) -> bool:
    return line.startswith(("rapper: Parsing URI ", "rapper: Serializing with serializer "))


# Jena


@pytest.fixture(scope="module")
def riot(tmp_path_factory: pytest.TempPathFactory) -> Words:
    """Give the command that runs Jena's riot.

    Debian's jar has the texts of its XML library in another folder than its classes look for them.
    """
    path = jars("libapache-jena-java", "jena-cmds", JENA)
    folder = tmp_path_factory.mktemp("jena")
    with zipfile.ZipFile(JARS / "jena-core.jar") as jar:
        for name in jar.namelist():
            if name.startswith("org/apache/jena/ext/xerces/") and name.endswith(".properties"):
                text = folder / name.removeprefix("org/apache/jena/ext/")
                text.parent.mkdir(parents=True, exist_ok=True)
                text.write_bytes(jar.read(name))
    return "java", "-cp", f"{folder}:{path}", "riotcmd.riot", "--strict", "--check"


# Debian has no implementation of the interface that Jena's reader of JSON-LD 1.1 rests on.
OLDER = "--syntax=jsonld10"


def warnings(done: CompletedProcess[str]) -> list[str]:
    return [line for line in done.stderr.splitlines() if "WARN" in line or "ERROR" in line]


def test_jena_reads_every_form_strictly_and_warns_of_nothing(riot: Words, whole: Exported) -> None:
    others = ran(*riot, "--count", *(whole.file(form) for form in FORMS if form != "jsonld"))
    older = ran(*riot, "--count", OLDER, whole.file("jsonld"))
    assert warnings(others) + warnings(older) == []
    lines = (others.stdout + others.stderr + older.stdout + older.stderr).splitlines()
    counts = {
        f"all.{extension} : {'Quads' if form in GRAPHS else 'Triples'} = {whole.count(form):,}"
        for form, extension in FORMS.items()
    }
    assert {line.rpartition("/")[2] for line in lines if " = " in line} == counts


@pytest.mark.soak
def test_jena_reads_from_no_form_what_the_graph_does_not_say(riot: Words, part: Exported) -> None:
    """And as many from each, by the test above, so it reads the same from all."""
    done = ran(*riot, "--output=nquads", *(part.file(form) for form in FORMS if form != "jsonld"))
    older = ran(*riot, "--output=ntriples", OLDER, part.file("jsonld"))
    assert warnings(done) + warnings(older) == []
    seen = {quad.triple for quad in read(done.stdout + older.stdout, RdfFormat.N_QUADS)}
    assert without_blanks(seen) == without_blanks(part.triples)


def test_jena_warns_of_what_is_wrong(riot: Words, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.nq"
    wrong.write_text('<urn:x:a> <urn:x:b> "2017-02-31"^^<http://www.w3.org/2001/XMLSchema#date> .\n')
    told = warnings(ran(*riot, "--count", wrong, expect=1))
    assert any("Lexical form '2017-02-31' not valid" in line for line in told)


# Oxigraph


@pytest.mark.parametrize("form", GRAPHS)
def test_the_oxigraph_server_loads_every_graph(form: str, whole: Exported, tmp_path: Path) -> None:
    oxigraph = Path(sys.executable).with_name("oxigraph")
    need("oxigraph", oxigraph.exists())
    place = ("--location", tmp_path / "loaded")
    ran(oxigraph, "load", *place, "--file", whole.file(form))
    dumped = ran(oxigraph, "dump", *place, "--format", "nq").stdout
    seen = read(dumped, RdfFormat.N_QUADS)
    assert len(seen) == len(whole.quads)
    assert {quad for quad in seen if not blank(quad)} == {quad for quad in whole.quads if not blank(quad)}
