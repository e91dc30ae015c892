"""The VoID document says what is known, in terms that exist, of IRIs that nothing else has."""

import asyncio

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import DCAT, DCTERMS, FOAF, PROV, RDF, RDFS, VOID, XSD, URIRef
from rdflib.namespace import DefinedNamespace

from graph import terms
from service.description.about import About, graph_part, part
from service.description.counts import Counts, counted
from service.description.service import service_triples
from service.description.statements import written
from service.description.void import Dump, void_triples
from tests.service.description.samples import ADDRESS, DATASETS, EX, about, asking, stored

BASE = "https://w3id.org/rejoinder/"
DATASET = URIRef(f"{BASE}.well-known/void#dataset")
SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
# rdflib has no table of these either: DCAT 3, section 6.17, takes them from SPDX 2.
OF_SPDX = {"Checksum", "checksum", "checksumValue", "algorithm", "checksumAlgorithm_sha256"}
DUMP = Dump(
    address=f"{ADDRESS}/dump/all.nq",
    title="N-Quads",
    told="A file.",
    media_type="application/n-quads",
    whole=True,
    size=5,
    sha256="ab" * 32,
    made="2026-01-02T03:04:05Z",
)
VOCABULARIES: tuple[type[DefinedNamespace], ...] = (VOID, DCAT, DCTERMS, FOAF, PROV, RDF, RDFS, XSD)
# rdflib knows DCAT 2; these are of DCAT 3.
DCAT_3 = {"version", "hasCurrentVersion"}
# rdflib has no table of these: SPARQL 1.1 Service Description, sections 3.1 to 3.4, and the list of formats.
OF_SERVICES = {
    *(
        "Service",
        "Dataset",
        "Graph",
        "NamedGraph",
        "endpoint",
        "feature",
        "supportedLanguage",
        "name",
        "graph",
    ),
    *(
        "resultFormat",
        "inputFormat",
        "defaultEntailmentRegime",
        "defaultDataset",
        "defaultGraph",
        "namedGraph",
    ),
    *("SPARQL11Query", "SPARQL11Update", "UnionDefaultGraph", "EmptyGraphs", "BasicFederatedQuery"),
}
OF_FORMATS = {
    *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
    *("Turtle", "N-Triples", "N-Quads", "TriG", "RDF_XML", "JSON-LD"),
}


def counts(name: str = "mixed") -> Counts:
    return asyncio.run(counted(asking(stored(DATASETS[name]))))


def read(triples: list[ox.Triple]) -> rdflib.Graph:
    graph = rdflib.Graph()
    graph.parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")
    return graph


def value(graph: rdflib.Graph, subject: rdflib.term.Node, predicate: URIRef) -> object:
    (found,) = graph.objects(subject, predicate)
    return found.toPython() if isinstance(found, rdflib.Literal) else str(found)


def _exists(iri: str) -> bool:
    """Say whether a term of a vocabulary that describes exists; other IRIs are nobody's terms."""
    for namespace, known in ((SD, OF_SERVICES), (FORMATS, OF_FORMATS), (str(SPDX), OF_SPDX)):
        if iri.startswith(namespace):
            return iri.removeprefix(namespace) in known
    for vocabulary in VOCABULARIES:
        if iri.startswith(str(vocabulary)):
            name = iri.removeprefix(str(vocabulary))
            return not name or URIRef(iri) in vocabulary or (vocabulary is DCAT and name in DCAT_3)
    return True


@pytest.mark.parametrize("given", [about(made="2020-01-02T03:04:05Z"), about(writable=True, federated=True)])
def test_every_term_that_is_used_exists(given: About) -> None:
    triples = void_triples(counts(), given, [DUMP]) + service_triples(counts(), given)
    graph = read(triples)
    assert {str(iri) for iri in graph.predicates() if not _exists(str(iri))} == set()
    assert {str(iri) for iri in graph.objects() if isinstance(iri, URIRef) and not _exists(str(iri))} == set()
    assert len(set(graph.predicates())) > 30


def test_a_term_that_does_not_exist_is_noticed() -> None:
    assert not _exists(f"{SD}SPARQL12Query")
    assert not _exists(f"{VOID}tripels")
    assert not _exists(f"{DCAT}versions")


def test_totals_and_partitions_are_those_that_were_counted() -> None:
    graph, known = read(void_triples(counts(), about())), counts()
    assert known.members is not None
    assert known.by_class is not None
    for predicate, number in (
        (VOID.triples, known.triples),
        (VOID.entities, known.entities.number if known.entities else None),
        (VOID.classes, known.classes),
        (VOID.properties, known.properties),
        (VOID.distinctSubjects, known.subjects),
        (VOID.distinctObjects, known.objects),
    ):
        assert value(graph, DATASET, predicate) == number
    classes = {
        value(graph, node, VOID["class"]): node for node in graph.objects(DATASET, VOID.classPartition)
    }
    assert classes.keys() == known.members.keys()
    for name, node in classes.items():
        parts = graph.objects(node, VOID.propertyPartition)
        triples = {value(graph, p, VOID.property): value(graph, p, VOID.triples) for p in parts}
        assert triples == known.by_class[str(name)]
        assert value(graph, node, VOID.triples) == sum(known.by_class[str(name)].values())
        assert value(graph, node, VOID.entities) == known.members[str(name)].number
    parts = graph.objects(DATASET, VOID.propertyPartition)
    assert {value(graph, p, VOID.property): value(graph, p, VOID.triples) for p in parts} == known.by_property


def test_vocabularies_and_examples_are_those_of_the_data() -> None:
    graph = read(void_triples(counts(), about()))
    assert set(map(str, graph.objects(DATASET, VOID.vocabulary))) == {f"{EX}words#", terms.RDF, "urn:words:"}
    assert set(map(str, graph.objects(DATASET, VOID.exampleResource))) == {f"{EX}thing/one"}


def test_an_empty_dataset_is_described_with_zeros() -> None:
    graph = read(void_triples(counts("empty"), about()))
    assert value(graph, DATASET, VOID.triples) == 0
    assert value(graph, DATASET, VOID.entities) == 0
    assert list(graph.objects(DATASET, VOID.classPartition)) == []
    assert list(graph.objects(None, VOID.uriSpace)) == []


def test_what_was_not_counted_is_not_said() -> None:
    graph = read(void_triples(Counts(), about()) + service_triples(Counts(), about()))
    for predicate in (VOID.triples, VOID.entities, VOID.classes, VOID.classPartition, VOID.vocabulary):
        assert list(graph.objects(None, predicate)) == []
    assert value(graph, DATASET, VOID.sparqlEndpoint) == f"{ADDRESS}/sparql"


def test_layers_hold_their_graphs_and_count_only_where_graphs_are_apart() -> None:
    graph = read(void_triples(counts(), about()))
    layer = URIRef(f"{BASE}.well-known/void#layer-inferred")
    assert (DATASET, VOID.subset, layer) in graph
    graphs = [value(graph, node, DCTERMS.identifier) for node in graph.objects(layer, VOID.subset)]
    assert sorted(map(str, graphs)) == [f"{EX}g/1", f"{EX}g/2"]
    assert list(graph.objects(layer, VOID.triples)) == []
    derived = URIRef(f"{BASE}.well-known/void#graph-{graph_part(EX + 'g/2')}")
    assert value(graph, derived, PROV.wasDerivedFrom) == f"{BASE}.well-known/void#layer-curated"
    apart = asyncio.run(counted(asking(stored(f"<{EX}g/1> {{ <{EX}s> <{EX}p> <{EX}o> }}"))))
    assert value(read(void_triples(apart, about())), layer, VOID.triples) == 1


def test_the_graph_of_a_document_is_derived_from_it() -> None:
    name = f"{BASE}graph/document/1"
    apart = asyncio.run(counted(asking(stored(f"<{name}> {{ <{EX}s> <{EX}p> <{EX}o> }}"))))
    graph = read(void_triples(apart, about(layers={"asserted": (name,)})))
    node = URIRef(f"{BASE}.well-known/void#graph-document.1")
    assert value(graph, node, PROV.wasDerivedFrom) == f"{BASE}id/document/1"


def test_the_day_of_making_is_told_only_where_it_is_known() -> None:
    graph = read(void_triples(counts(), about(made="2020-01-02T03:04:05Z")))
    (modified,) = graph.objects(DATASET, DCTERMS.modified)
    assert modified == rdflib.Literal("2020-01-02T03:04:05Z", datatype=XSD.dateTime)
    version = URIRef(f"{BASE}r/0123456789abcdef/.well-known/void#dataset")
    assert list(graph.objects(version, DCTERMS.issued)) == [modified]
    number = URIRef(f"{DCAT}version")
    assert value(graph, version, number) == value(graph, DATASET, number) == "0123456789abcdef"
    silent = read(void_triples(counts(), about()))
    assert [*silent.objects(None, DCTERMS.modified), *silent.objects(None, DCTERMS.issued)] == []


def test_a_dataset_that_was_not_built_here_gets_no_title_or_licence_of_ours() -> None:
    graph = read(void_triples(counts(), about(layers={}, documents=())))
    dataset = URIRef(f"{ADDRESS}/.well-known/void#dataset")
    assert value(graph, dataset, VOID.triples) == 15
    for predicate in (DCTERMS.license, DCTERMS.creator, DCTERMS.publisher, DCTERMS.hasVersion):
        assert list(graph.objects(None, predicate)) == []
    assert list(graph.predicate_objects(DATASET)) == []


def test_dumps_become_distributions() -> None:
    graph = read(void_triples(counts(), about(), [DUMP]))
    assert value(graph, DATASET, VOID.dataDump) == DUMP.address
    (node,) = graph.subjects(DCAT.downloadURL, URIRef(DUMP.address))
    assert (DATASET, DCAT.distribution, node) in graph
    assert value(graph, node, DCAT.byteSize) == 5
    assert str(value(graph, node, DCAT.mediaType)).endswith("/application/n-quads")
    assert value(graph, node, DCTERMS.issued) is not None
    checksum = graph.value(node, SPDX.checksum)
    assert str(graph.value(checksum, SPDX.checksumValue)) == DUMP.sha256


def test_a_file_that_is_not_made_yet_has_no_size_and_a_part_is_no_dump_of_the_whole() -> None:
    part = Dump(f"{ADDRESS}/dump/part.csv", "A table", "Rows.", "text/csv", whole=False)
    graph = read(void_triples(counts(), about(), [part]))
    (node,) = graph.subjects(DCAT.downloadURL, URIRef(part.address))
    assert (DATASET, DCAT.distribution, node) in graph
    assert graph.value(node, DCAT.byteSize) is None
    assert list(graph.objects(DATASET, VOID.dataDump)) == []


def test_no_node_is_blank_and_no_two_partitions_share_an_iri() -> None:
    graph = read(void_triples(counts(), about()) + service_triples(counts(), about()))
    assert not any(isinstance(node, rdflib.BNode) for node in graph.all_nodes())
    parts = {*graph.subjects(VOID.property), *graph.subjects(VOID["class"])}
    assert len(parts) == len(list(graph.triples((None, VOID.property, None)))) + len(
        list(graph.triples((None, VOID["class"], None)))
    )


def test_parts_of_fragments_tell_every_iri_apart() -> None:
    iris = [
        f"{terms.ONTOLOGY}a",
        f"{terms.ONTOLOGY}a.b",
        f"{terms.ONTOLOGY}a%2Eb",
        f"{EX}rj.a",
        "urn:a",
        "urn:ä",
    ]
    assert part(iris[0]) == "rj.a"
    assert len({part(iri) for iri in iris}) == len(iris)
    assert all("." not in part(iri) for iri in iris[1:])
    graphs = [f"{terms.GRAPH}a/b", f"{terms.GRAPH}a.b", f"{terms.GRAPH}a", f"{EX}a/b"]
    assert graph_part(graphs[0]) == "a.b"
    assert len({graph_part(iri) for iri in graphs}) == len(graphs)


@pytest.mark.parametrize("name", DATASETS)
def test_every_format_says_the_same(name: str) -> None:
    triples = void_triples(counts(name), about())
    bodies = written(triples)
    formats = {
        "turtle": ox.RdfFormat.TURTLE,
        "ntriples": ox.RdfFormat.N_TRIPLES,
        "rdfxml": ox.RdfFormat.RDF_XML,
        "jsonld": ox.RdfFormat.JSON_LD,
    }
    assert bodies.keys() == formats.keys()
    for format_name, format_ in formats.items():
        assert {quad.triple for quad in ox.parse(bodies[format_name], format=format_)} == set(triples)


def test_turtle_has_prefixes_that_are_used_and_begins_with_the_dataset() -> None:
    text = written(void_triples(counts(), about()))["turtle"].decode()
    assert "void:triples 15" in text
    assert "@prefix time:" not in text
    assert text.index("dcterms:title") < text.index("void:classPartition")
