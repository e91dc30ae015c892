"""Reads what another server answered, in a process of its own, and writes it as SPARQL.

A stranger's answer may nest so deeply that the parser ends the process, grow in memory, or take hours. So
this process has the guards of an engine worker, and its parent ends it when the time is over.

It reads one line, the task as JSON, and then the answer; it writes JSON with either text or fault.
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox

from service.engine import sandbox

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_MEMORY_MIB = 1536
_FORMATS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# Where these stand in an IRI, `guard.refuse_calls` may take it for a less-than sign.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "#'()"}


class Fault(ValueError):  # noqa: N818 - the name is the fact
    """What is wrong with an answer, and the mend."""


def main() -> None:
    """Do the one task that comes over standard input."""
    sandbox.enter(_MEMORY_MIB)
    task = json.loads(sys.stdin.buffer.readline())
    try:
        told = {"text": read(task, sys.stdin.buffer.read())}
    except Fault as fault:
        told = {"fault": str(fault)}
    except MemoryError:
        told = {"fault": "gave an answer too large to read; ask it for less"}
    except (SyntaxError, ValueError, RecursionError) as error:
        told = {"fault": f"gave {task['media_type']} that cannot be read ({str(error)[:200]}); mend it there"}
    sys.stdout.write(json.dumps(told))


def read(task: Mapping[str, Any], body: bytes) -> str:
    """Write rows as a VALUES block, or triples as INSERT DATA takes them.

    The task has media_type, most (rows or triples), characters (of what is written), and what the functions
    below take. Fault, or another ValueError or SyntaxError, for what cannot be read.
    """
    most, characters = task["most"], task["characters"]
    if task["media_type"] in _FORMATS:
        return _gathered(_triples(task, body), most, characters, "triples; load it in parts")
    names, bindings = _table(body, task["variables"])
    rows = (_row(names, binding, task["genid"]) for binding in bindings)
    written = _gathered(rows, most, characters, "rows; join more inside SERVICE")
    return f"VALUES ({' '.join('?' + name for name in names)}) {{ {written} }}"


def _gathered(pieces: Iterator[str], most: int, characters: int, what: str) -> str:
    """Join pieces, as many and as long as may be: a prefix of a megabyte makes each name as long."""
    gathered: list[str] = []
    size = 0
    for piece in pieces:
        size += len(piece)
        if len(gathered) == most:
            raise Fault(f"gave more than {most} {what}")
        if size > characters:
            raise Fault(f"gave terms of more than {characters} characters; ask it for less")
        gathered.append(piece)
    return " ".join(gathered)


def _triples(task: Mapping[str, Any], body: bytes) -> Iterator[str]:
    """Read a graph; task has base, an IRI. Blank nodes get labels that no other text has."""
    media_type = task["media_type"]
    if media_type == "application/rdf+xml" and _ENTITIES.search(body.replace(b"\0", b"")):
        raise Fault("gave RDF/XML with a DOCTYPE, which is never read; give Turtle, or no DOCTYPE")
    for quad in ox.parse(
        body,
        _FORMATS[media_type],
        base_iri=task["base"],
        without_named_graphs=True,
        rename_blank_nodes=True,
    ):
        yield f"{written(quad.subject)} {written(quad.predicate)} {written(quad.object)} ."


def _table(body: bytes, variables: Sequence[str]) -> tuple[list[str], list[dict[str, object]]]:
    """Read SPARQL JSON into its columns, which are among these variables, and its rows."""
    match json.loads(body.decode()):
        case {"head": {"vars": [*names]}, "results": {"bindings": [*bindings]}}:
            pass
        case _:
            raise Fault("gave JSON that is no table of SPARQL results; ask a SPARQL endpoint")
    if len(names) != len(set(map(str, names))) or not all(name in variables for name in names):
        raise Fault("gave columns that the block of SERVICE does not name; mend it there")
    if not all(isinstance(binding, dict) and binding.keys() <= set(names) for binding in bindings):
        raise Fault("gave a row with other columns than its head has; mend it there")
    return names, bindings


def _row(names: Sequence[str], binding: Mapping[str, object], genid: str) -> str:
    cells = (written(_term(binding[name], genid)) if name in binding else "UNDEF" for name in names)
    return f"( {' '.join(cells)} )"


def _term(node: Any, genid: str) -> Any:
    """Make a term of SPARQL JSON; a blank node becomes an IRI below genid, so that it can be joined.

    The engine says which terms may stand in a triple.
    """
    match node:
        case {"type": "uri", "value": str(iri)}:
            return ox.NamedNode(iri)
        case {"type": "bnode", "value": str(label)}:
            return ox.NamedNode(genid + quote(label, safe=""))
        case {"type": "triple", "value": {"subject": subject, "predicate": predicate, "object": object_}}:
            return ox.Triple(_term(subject, genid), _term(predicate, genid), _term(object_, genid))
        case {"type": "literal" | "typed-literal", "value": str(text)}:
            return _literal(text, node)
    raise Fault(f"gave {json.dumps(node)[:80]}, which is no term; mend it there")


def _literal(text: str, node: Mapping[str, Any]) -> ox.Literal:
    if (language := node.get("xml:lang")) is not None:
        direction = node.get("its:dir")
        return ox.Literal(
            text, language=language, direction=None if direction is None else ox.BaseDirection(direction)
        )
    datatype = node.get("datatype")
    return ox.Literal(text, datatype=None if datatype is None else ox.NamedNode(datatype))


def written(term: Term) -> str:
    """Write a term so that any reader of SPARQL sees the same."""
    if isinstance(term, ox.NamedNode):
        return f"<{term.value.translate(_ESCAPES)}>"
    if isinstance(term, ox.Triple):
        return f"<<( {written(term.subject)} {written(term.predicate)} {written(term.object)} )>>"
    return str(term)


if __name__ == "__main__":
    main()
