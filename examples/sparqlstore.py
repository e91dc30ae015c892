"""Walk from a claim to who voiced it, who answered, and the passages that say so, in rdflib alone.

pip install rdflib
python examples/sparqlstore.py [http://127.0.0.1:8000] [claim's slug]

SPARQLStore makes the service an rdflib graph: each step below is a small question to it. What was walked over
is gathered in a graph of our own, and printed as Turtle, so that it can be kept.
"""

import os
import sys

from rdflib import RDFS, Graph, Namespace, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib.term import Node

RJ = Namespace("https://w3id.org/rejoinder/ontology#")
ID = Namespace("https://w3id.org/rejoinder/id/")


def copied(there: Graph, here: Graph, thing: Node, *properties: URIRef) -> list[Node]:
    """Copy what a thing has by some properties, labels too; give what the last of them leads to."""
    found = [
        (thing, property_, value)
        for property_ in (RDFS.label, *properties)
        for value in there.objects(thing, property_)
    ]
    for statement in found:
        here.add(statement)
    return [value for _, property_, value in found if property_ == properties[-1]] if properties else []


def walked(there: Graph, claim: URIRef) -> Graph:
    """Gather the exchange about a claim: acts, responses, replies, and the passages under each."""
    here = Graph()
    here.bind("rj", RJ)
    for kind in ("act", "claim", "document", "passage", "person", "report", "response"):
        here.bind(kind, ID[f"{kind}/"])
    copied(there, here, claim)
    for act in there.subjects(RJ.affirms, claim):
        here.add((act, RJ.affirms, claim))
        copied(there, here, act, RJ.speaker, RJ.standing)
        told(there, here, act)
        for response in there.subjects(RJ.to, act):
            told_of = (RJ.to, RJ.responseType, RJ.leastDays, RJ.mostDays, RJ.reply)
            for reply in copied(there, here, response, *told_of):
                copied(there, here, reply, RJ.speaker, RJ.standing)
                told(there, here, reply)
    return here


def told(there: Graph, here: Graph, fact: Node) -> None:
    """Gather the reports of a fact, and the place of each passage they rest on."""
    for report in there.subjects(RJ.reports, fact):
        here.add((report, RJ.reports, fact))
        for passage in copied(there, here, report, RJ.evidence):
            copied(there, here, passage, RJ.document, RJ.start, RJ.end)


def main() -> None:
    """Walk, count, print."""
    address, slug = (*sys.argv[1:], *[""] * 2)[:2]
    address = address or os.environ.get("REJOINDER_URL", "http://127.0.0.1:8000")
    there = Graph(SPARQLStore(f"{address}/sparql"))
    here = walked(there, ID[f"claim/{slug or 'kazakhstan-holds-lands-temporarily'}"])
    print(here.serialize(format="turtle"))
    kinds = {"acts": RJ.affirms, "responses": RJ.reply, "reports": RJ.reports, "passages": RJ.document}
    print("#", ", ".join(f"{kind}: {len(set(here.subjects(one)))}" for kind, one in kinds.items()))


if __name__ == "__main__":
    main()
