"""The dataset in VoID and DCAT: what it is, how much it holds, how it is reached."""

from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from graph.terms import BASE
from service.description import partitions, subsets
from service.description.about import About
from service.description.counts import Counts
from service.description.statements import Statements, english, term, terms
from service.receipt import LICENCE

_LICENCE = NamedNode(LICENCE)
_PROTOCOL = NamedNode("https://www.w3.org/TR/sparql11-protocol/")
_LANGUAGES = "http://id.loc.gov/vocabulary/iso639-1/"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_TITLE = "Rejoinder: who claimed what about whose territory, and who answered"
_TOLD = (
    "Who claimed what about whose territory, in what capacity, who says so, and who answered how, or did "
    "not. Each fact points to the passage of a document that it rests on; the texts themselves are not held."
)


@dataclass(frozen=True)
class Dump:
    """A form of the dataset as a file: where it is had, what it is, whether it holds every statement.

    Once it was made, size is in bytes, sha256 hexadecimal, made an xsd:dateTime.
    """

    address: str
    title: str
    told: str
    media_type: str
    whole: bool
    size: int | None = None
    sha256: str | None = None
    made: str | None = None


def void_triples(counts: Counts, about: About, dumps: Sequence[Dump] = ()) -> list[Triple]:
    """Describe the dataset; what counts do not know is not said."""
    said = Statements()
    document = NamedNode(about.document)
    said.say(document, "rdf:type", term("void:DatasetDescription"))
    said.say(document, "foaf:primaryTopic", about.dataset)
    said.say(about.dataset, "rdf:type", *terms(("dcat:Dataset", "void:Dataset")))
    if about.ours:
        _work(said, about)
    _totals(said, counts, about)
    said.say(about.dataset, "dcat:landingPage", about.at(""))
    said.say(about.dataset, "void:sparqlEndpoint", about.at("sparql"))
    said.say(about.dataset, "void:dataDump", *(NamedNode(dump.address) for dump in dumps if dump.whole))
    said.say(about.dataset, "dcat:distribution", *_distributions(about, dumps))
    partitions.summary(said, counts, about)
    if about.ours:
        _version(said, about)
    _access(said, about)
    for node, dump in zip(_distributions(about, dumps)[1:], dumps, strict=True):
        _file(said, about, node, dump)
    subsets.tell(said, counts, about)
    partitions.tell(said, counts, about)
    return said.triples


def _work(said: Statements, about: About) -> None:
    """Say of our own dataset what it is and whose."""
    makers = about.described("developers")
    said.say(about.dataset, "dcterms:title", english(_TITLE))
    said.say(about.dataset, "dcterms:description", english(_TOLD))
    said.say(about.dataset, "dcterms:license", _LICENCE)
    said.say(about.dataset, "dcterms:creator", makers)
    said.say(about.dataset, "dcterms:publisher", makers)
    codes = sorted({one.language for one in about.documents if one.language and len(one.language) == 2})
    said.say(about.dataset, "dcterms:language", *(NamedNode(_LANGUAGES + code) for code in codes))
    said.say(about.dataset, "dcterms:identifier", Literal(about.dataset.value))
    said.say(about.dataset, "dcat:version", Literal(about.revision))
    said.say(about.dataset, "dcterms:modified", _made(about))
    version = _version_iri(about)
    said.say(about.dataset, "dcterms:hasVersion", version)
    said.say(about.dataset, "dcat:hasCurrentVersion", version)


def _version(said: Statements, about: About) -> None:
    version, makers = _version_iri(about), about.described("developers")
    said.say(version, "rdf:type", term("dcat:Dataset"))
    said.say(version, "dcterms:isVersionOf", about.dataset)
    said.say(version, "dcat:version", Literal(about.revision))
    said.say(version, "dcterms:identifier", Literal(version.value))
    said.say(version, "dcterms:issued", _made(about))
    said.say(makers, "rdf:type", term("foaf:Group"))
    said.say(makers, "foaf:name", english("The Rejoinder developers"))


def _version_iri(about: About) -> NamedNode:
    return NamedNode(f"{BASE}r/{about.revision}/.well-known/void#dataset")


def _made(about: About) -> Literal | None:
    return None if about.made is None else Literal(about.made, datatype=term("xsd:dateTime"))


def _totals(said: Statements, counts: Counts, about: About) -> None:
    entities = counts.entities
    said.say(about.dataset, "void:triples", counts.triples)
    said.say(about.dataset, "void:entities", entities.number if entities else None)
    said.say(about.dataset, "void:classes", counts.classes)
    said.say(about.dataset, "void:properties", counts.properties)
    said.say(about.dataset, "void:distinctSubjects", counts.subjects)
    said.say(about.dataset, "void:distinctObjects", counts.objects)
    partitions.space(said, about.dataset, entities)


def _distributions(about: About, dumps: Sequence[Dump]) -> list[NamedNode]:
    numbered = (about.described(f"distribution-file-{number}") for number in range(1, len(dumps) + 1))
    return [about.described("distribution-sparql"), *numbered]


def _access(said: Statements, about: About) -> None:
    distribution, service = _distributions(about, ())[0], about.service
    said.say(distribution, "rdf:type", term("dcat:Distribution"))
    said.say(distribution, "dcterms:title", english("SPARQL endpoint"))
    said.say(distribution, "dcterms:license", _LICENCE if about.ours else None)
    said.say(distribution, "dcat:accessURL", about.at("sparql"))
    said.say(distribution, "dcat:accessService", service)
    said.say(service, "rdf:type", term("dcat:DataService"))
    said.say(service, "dcterms:title", english("SPARQL endpoint"))
    said.say(service, "dcat:endpointURL", about.at("sparql"))
    said.say(service, "dcat:endpointDescription", about.at("openapi.json"))
    said.say(service, "dcterms:conformsTo", _PROTOCOL)
    said.say(service, "dcat:servesDataset", about.dataset)


def _file(said: Statements, about: About, node: NamedNode, dump: Dump) -> None:
    said.say(node, "rdf:type", term("dcat:Distribution"))
    said.say(node, "dcterms:title", english(dump.title))
    said.say(node, "dcterms:description", english(dump.told))
    said.say(node, "dcterms:license", _LICENCE if about.ours else None)
    said.say(node, "dcat:downloadURL", NamedNode(dump.address))
    said.say(node, "dcat:mediaType", NamedNode(_MEDIA_TYPES + dump.media_type))
    if dump.size is None or dump.sha256 is None or dump.made is None:  # not made yet
        return
    said.say(node, "dcat:byteSize", dump.size)
    said.say(node, "dcterms:issued", Literal(dump.made, datatype=term("xsd:dateTime")))
    checksum = NamedNode(f"{node.value}-checksum")
    said.say(node, "spdx:checksum", checksum)
    said.say(checksum, "rdf:type", term("spdx:Checksum"))
    said.say(checksum, "spdx:algorithm", term("spdx:checksumAlgorithm_sha256"))
    said.say(checksum, "spdx:checksumValue", Literal(dump.sha256, datatype=term("xsd:hexBinary")))
