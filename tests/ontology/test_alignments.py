# ruff: noqa: E501 - a query a line
"""Facts are found in the terms of other vocabularies alone, and the alignments do not clash with them."""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib.namespace

from graph import paths
from graph.check import assemble
from graph.sources import Roots
from graph.terms import CONCEPT, OWL, PREFIXES, RDFS, SKOS, shorten
from tests.ontology.closure import closed, entailed
from tests.ontology.test_owl import asserted, consistent, triple
from tests.rules import applied

FILE = paths.ontology() / "alignments.ttl"
FOREIGN = Path(__file__).parent / "data" / "foreign.ttl"
AXIOMS = (RDFS + "subClassOf", RDFS + "subPropertyOf")
MATCHES = tuple(f"{SKOS}{kind}Match" for kind in ("exact", "close", "broad", "narrow", "related"))
KNOWN = {
    "prov": rdflib.namespace.PROV,
    "org": rdflib.namespace.ORG,
    "foaf": rdflib.namespace.FOAF,
    "schema": rdflib.namespace.SDO,
    "time": rdflib.namespace.TIME,
    "dcterms": rdflib.namespace.DCTERMS,
}


@pytest.fixture(scope="module")
def store() -> ox.Store:
    """Give the real graph with what it entails; the built graph gets that from rule owl-rl."""
    return entailed()


def found(store: ox.Store, query: str) -> list[tuple[str, ...]]:
    """Ask with no other prefixes than those that the query's own vocabulary needs."""
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items() if name != "rj")
    rows = store.query(prefixes + query, use_default_graph_as_union=True)
    assert isinstance(rows, ox.QuerySolutions)
    return [tuple(_short(row[variable]) for variable in rows.variables) for row in rows]


def _short(term: object) -> str:
    return shorten(str(getattr(term, "value", "")))


def stated() -> Iterator[tuple[str, str, str]]:
    """List the alignments: subject of ours, kind of match, term of another vocabulary or coding scheme."""
    for quad in ox.parse(path=str(FILE)):
        s, p, o = quad.subject, quad.predicate.value, quad.object
        if p in (*AXIOMS, *MATCHES) and isinstance(s, ox.NamedNode) and isinstance(o, ox.NamedNode):
            yield s.value, p, o.value


def test_prov_terms_find_a_denial_who_made_it_and_what_it_answers(store: ox.Store) -> None:
    query = """
    SELECT DISTINCT ?denial ?answered WHERE {
      ?denial a prov:Activity ; prov:wasAssociatedWith person:leonid-slutsky ; prov:wasInformedBy ?answered .
      ?answered prov:wasAssociatedWith person:pavel-shperov .
    }"""
    assert ("act:slutsky-denial", "act:shperov-temporary") in found(store, query)


def test_prov_terms_find_the_passage_that_a_report_rests_on(store: ox.Store) -> None:
    query = "SELECT DISTINCT ?passage WHERE { report:000-shperov-temporary prov:wasDerivedFrom ?passage . ?passage a prov:Entity }"
    assert found(store, query) == [("passage:000-268-570",)]


def test_prov_terms_find_whose_judgement_it_is(store: ox.Store) -> None:
    query = "SELECT DISTINCT ?judge WHERE { ?judgement a prov:Entity ; prov:wasAttributedTo ?judge . ?judge a prov:Person }"
    assert len(found(store, query)) > 3


def test_org_terms_find_who_held_which_post_where(store: ox.Store) -> None:
    query = """
    SELECT DISTINCT ?role ?body WHERE {
      person:leonid-slutsky a foaf:Person ; org:hasMembership ?membership .
      ?membership org:organization ?body ; org:role ?role .
      ?body a org:Organization .
    }"""
    assert ("post:chair", "body:duma-committee-international-affairs") in found(store, query)


def test_org_terms_find_a_committee_as_part_of_its_chamber(store: ox.Store) -> None:
    query = "SELECT DISTINCT ?whole WHERE { body:duma-committee-international-affairs org:subOrganizationOf ?whole }"
    assert found(store, query) == [("body:state-duma",)]


def test_sem_terms_find_events_by_actor_type_and_time(store: ox.Store) -> None:
    query = """
    SELECT DISTINCT ?event ?first ?last WHERE {
      ?event a sem:Event ; sem:eventType illocution:denial ; sem:hasActor person:leonid-slutsky ;
        sem:hasEarliestBeginTimeStamp ?first ; sem:hasLatestEndTimeStamp ?last .
    }"""
    assert ("act:slutsky-denial", "2017-02-01", "2017-02-01") in found(store, query)


def test_schema_terms_find_who_conveyed_what_about_which_claim(store: ox.Store) -> None:
    query = """
    SELECT DISTINCT ?agent WHERE {
      ?action a schema:CommunicateAction ; schema:agent ?agent ;
        schema:about claim:kazakhstan-holds-lands-temporarily .
      claim:kazakhstan-holds-lands-temporarily a schema:Claim .
    }"""
    assert ("person:pavel-shperov",) in found(store, query)


def test_web_annotation_terms_find_the_offsets_of_a_fact(store: ox.Store) -> None:
    query = """
    SELECT DISTINCT ?source ?start ?end WHERE {
      ?annotation a oa:Annotation ; oa:hasBody act:slutsky-denial ; oa:hasTarget ?target .
      ?target a oa:SpecificResource ; oa:hasSource ?source ; oa:hasSelector ?selector .
      ?selector a oa:TextPositionSelector ; oa:start ?start ; oa:end ?end .
    }"""
    assert ("document:000", "850", "1219") in found(store, query)


def test_cito_terms_find_what_replies_and_what_is_disputed(store: ox.Store) -> None:
    replies = "SELECT DISTINCT ?act WHERE { ?act cito:repliesTo act:shperov-temporary ; cito:cites act:shperov-temporary }"
    assert ("act:slutsky-denial",) in found(store, replies)
    disputed = "SELECT DISTINCT ?claim WHERE { act:slutsky-denial cito:disputes ?claim }"
    assert found(store, disputed) == [("claim:russia-means-to-revise-border",)]


CITED = """
citation:c a rj:Citation ; rj:citedIn passage:p ; rj:work work:w .
passage:p rj:document document:d .
"""


def test_a_citation_is_one_of_cito() -> None:
    assert applied("citing-entity", CITED) == {
        "citation:c cito:hasCitingEntity document:d",
        "document:d cito:cites work:w",
    }
    given = ox.Store()
    given.load(FILE.read_bytes(), format=ox.RdfFormat.TURTLE)
    given.add(ox.Quad(*triple("citation:c", "rdf:type", "rj:Citation")))
    given.add(ox.Quad(*triple("citation:c", "rj:work", "work:w")))
    query = "SELECT ?work WHERE { ?citation a cito:Citation ; cito:hasCitedEntity ?work }"
    assert found(closed(given), query) == [("work:w",)]


def test_aif_and_bibliographic_terms_find_claims_and_texts(store: ox.Store) -> None:
    assert len(found(store, "SELECT DISTINCT ?claim WHERE { ?claim a aif:I-node }")) > 100
    assert ("document:000",) in found(store, "SELECT DISTINCT ?text WHERE { ?text a bibo:Document }")


def test_a_passage_gets_one_selector_whose_name_is_made_from_its_own() -> None:
    given = """report:r rj:evidence passage:p . report:s rj:evidence passage:p .
    passage:p rj:start 3 ; rj:end 9 ."""
    selector = "https://w3id.org/rejoinder/id/passage/p#selector"
    assert applied("web-annotation", given) == {
        "report:r oa:motivatedBy oa:describing",
        "report:s oa:motivatedBy oa:describing",
        f"passage:p oa:hasSelector {selector}",
        f"{selector} rdf:type oa:TextPositionSelector",
        f"{selector} oa:start 3",
        f"{selector} oa:end 9",
    }


def test_no_state_becomes_a_place_or_a_recognised_organisation(store: ox.Store) -> None:
    for kind in ("schema:Country", "schema:Place", "prov:Location", "sem:Place", "org:FormalOrganization"):
        assert found(store, f"SELECT ?state WHERE {{ ?state a {kind} ; a <{PREFIXES['rj']}State> }}") == []


def test_no_claim_or_act_is_made_the_same_as_another(store: ox.Store) -> None:
    assert found(store, "SELECT ?one ?other WHERE { ?one owl:sameAs ?other FILTER(?one != ?other) }") == []


def test_a_term_is_told_of_in_the_file_that_declares_it() -> None:
    assert assemble(Roots()).file_of(PREFIXES["rj"] + "speaker").endswith("rejoinder.ttl")


def test_every_alignment_says_why() -> None:
    graph = rdflib.Graph().parse(FILE)
    owl = rdflib.OWL
    told = {
        tuple(
            str(graph.value(axiom, part))
            for part in (owl.annotatedSource, owl.annotatedProperty, owl.annotatedTarget)
        )
        for axiom in graph.subjects(rdflib.RDF.type, owl.Axiom)
        if graph.value(axiom, rdflib.RDFS.comment)
    }
    ours = {
        row
        for row in stated()
        if row[0].startswith("https://w3id.org/rejoinder/") or "org#Membership" in row[0]
    }
    assert told == ours
    assert len(ours) > 100


def test_every_foreign_term_exists_where_its_vocabulary_is_known() -> None:
    for _, _, foreign in stated():
        prefix, _, name = shorten(foreign).partition(":")
        if prefix in KNOWN:
            assert name in KNOWN[prefix], f"{prefix} has no {name}"
        else:
            assert prefix in {"sem", "oa", "cito", "bibo", "fabio", "aif", "event-data", "icow"}


def test_every_foreign_term_is_declared() -> None:
    quads = list(ox.parse(path=str(FILE)))
    declared = {
        quad.subject
        for quad in quads
        if quad.predicate.value.endswith("#type")
        and str(getattr(quad.object, "value", "")).startswith((OWL, SKOS))
    }
    assert [o for _, _, o in stated() if ox.NamedNode(o) not in declared and not o.startswith(CONCEPT)] == []


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # owlready2 leaves its database to the collector
def test_the_graph_is_consistent_with_what_the_vocabularies_say_themselves(tmp_path: Path) -> None:
    foreign = [quad.triple for quad in ox.parse(path=str(FOREIGN))]
    assert consistent([*asserted(), *foreign], tmp_path)


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_an_alignment_that_falls_into_a_trap_is_found(tmp_path: Path) -> None:
    foreign = [quad.triple for quad in ox.parse(path=str(FOREIGN))]
    trap = triple("rj:restsOn", "rdfs:subPropertyOf", "prov:wasDerivedFrom")  # rests on acts, too
    assert not consistent([*asserted(), *foreign, trap], tmp_path)
