"""The SPARQL 1.1 service description: what can be asked here, and in which formats answers come."""

from pyoxigraph import NamedNode, Triple

from service import negotiate
from service.answers import FORMS
from service.description.about import About, graph_part
from service.description.counts import Counts
from service.description.statements import Statements, term, terms
from service.engine.question import Form

_ENTAILMENT = NamedNode("http://www.w3.org/ns/entailment/Simple")  # what rules derive is stored as it is
# The IRI of each format by the name that the engine knows it by.
_FORMATS = {
    "json": "formats:SPARQL_Results_JSON",
    "xml": "formats:SPARQL_Results_XML",
    "csv": "formats:SPARQL_Results_CSV",
    "tsv": "formats:SPARQL_Results_TSV",
    "turtle": "formats:Turtle",
    "ntriples": "formats:N-Triples",
    "nquads": "formats:N-Quads",
    "trig": "formats:TriG",
    "rdfxml": "formats:RDF_XML",
    "jsonld": "formats:JSON-LD",
}


def service_triples(counts: Counts, about: About) -> list[Triple]:
    """Describe the query service, and the update service if it takes updates."""
    said = Statements()
    service, dataset = about.service, about.at("sparql#dataset")
    said.say(service, "rdf:type", *terms(("sd:Service", "dcat:DataService")))
    said.say(service, "sd:endpoint", about.at("sparql"))
    said.say(service, "sd:supportedLanguage", term("sd:SPARQL11Query"))
    said.say(service, "sd:resultFormat", *_formats(*FORMS))
    said.say(service, "sd:feature", term("sd:UnionDefaultGraph"))
    said.say(service, "sd:feature", term("sd:EmptyGraphs"))
    said.say(service, "sd:feature", term("sd:BasicFederatedQuery") if about.federated else None)
    said.say(service, "sd:defaultEntailmentRegime", _ENTAILMENT)
    said.say(service, "sd:defaultDataset", dataset)
    said.say(service, "dcat:endpointURL", about.at("sparql"))
    said.say(service, "dcat:endpointDescription", about.at("openapi.json"))
    said.say(service, "dcat:servesDataset", about.dataset)
    said.say(service, "rdfs:seeAlso", about.at(".well-known/void"))
    if about.writable:
        _update(said, about)
    _dataset(said, counts, about, dataset)
    return said.triples


def _formats(*forms: Form) -> list[NamedNode]:
    offered = (format_.engine for form in forms for format_ in negotiate.offers(form))
    return terms(_FORMATS[name] for name in dict.fromkeys(offered))


def _update(said: Statements, about: About) -> None:
    """Describe the update service, which has an endpoint of its own."""
    service = about.at("update#service")
    said.say(service, "rdf:type", term("sd:Service"))
    said.say(service, "sd:endpoint", about.at("update"))
    said.say(service, "sd:supportedLanguage", term("sd:SPARQL11Update"))
    said.say(service, "sd:inputFormat", *_formats("graph"))


def _dataset(said: Statements, counts: Counts, about: About, dataset: NamedNode) -> None:
    default = about.at("sparql#default-graph")
    named = {name: about.at(f"sparql#named-{graph_part(name)}") for name in sorted(counts.graphs or ())}
    said.say(dataset, "rdf:type", term("sd:Dataset"))
    said.say(dataset, "sd:defaultGraph", default)
    said.say(dataset, "sd:namedGraph", *named.values())
    said.say(default, "rdf:type", term("sd:Graph"))
    said.say(default, "void:triples", counts.triples)
    for name, node in named.items():
        said.say(node, "rdf:type", term("sd:NamedGraph"))
        said.say(node, "sd:name", NamedNode(name))
        said.say(node, "sd:graph", about.graph(name))
        said.say(about.graph(name), "rdf:type", *terms(("sd:Graph", "void:Dataset")))
        said.say(about.graph(name), "void:triples", (counts.graphs or {})[name])
