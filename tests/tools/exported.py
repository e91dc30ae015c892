"""An export in every form of RDF, for tools to open, and what the graph says without them."""

import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Store, Triple, parse

from graph import snapshots
from graph.export import formats
from graph.export.export import export
from graph.export.selection import Selection
from graph.terms import RDF
from tests.needs import need
from tests.ontology.test_owl import JARS

FORMS = {"turtle": "ttl", "trig": "trig", "nquads": "nq", "jsonld": "jsonld", "rdfxml": "rdf"}
FLAT = ("turtle", "jsonld", "rdfxml")
GRAPHS = ("trig", "nquads")
_TYPE = NamedNode(RDF + "type")


@dataclass(frozen=True)
class Exported:
    """Files of one selection, and the statements of the store they were made from."""

    folder: Path
    quads: frozenset[Quad]

    @cached_property
    def triples(self) -> set[Triple]:
        return {quad.triple for quad in self.quads}

    @cached_property
    def members(self) -> dict[str, set[str]]:
        """The things of each class, but for blank nodes."""
        found: dict[str, set[str]] = defaultdict(set)
        for said in self.triples:
            if said.predicate == _TYPE and isinstance(said.subject, NamedNode):
                found[str(said.object)[1:-1]].add(said.subject.value)
        return found

    def file(self, form: str) -> Path:
        return self.folder / f"all.{FORMS[form]}"

    def count(self, form: str) -> int:
        """How many statements a form should hold: the flat ones say once what two graphs say."""
        return len(self.triples if form in FLAT else self.quads)


def exported(store: Path, folder: Path, selection: Selection, quads: Iterable[Quad]) -> Exported:
    snapshot = snapshots.current(store)
    for form, extension in FORMS.items():
        export(snapshot, formats.find(form), folder / f"all.{extension}", selection)
    return Exported(folder, frozenset(quads))


def stored(store: Path) -> set[Quad]:
    return set(Store.read_only(str(snapshots.current(store).store)))


def without_blanks(triples: Iterable[Triple]) -> set[Triple]:
    """Leave out what tools name anew."""
    return {triple for triple in triples if not blank(triple)}


def blank(said: Triple | Quad) -> bool:
    return isinstance(said.subject, BlankNode) or isinstance(said.object, BlankNode)


def read(text: str | bytes, form: RdfFormat) -> set[Quad]:
    return set(parse(text, format=form))


def ran(*words: str | Path, expect: int = 0) -> subprocess.CompletedProcess[str]:
    """Run a program to its end."""
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == expect, done.stdout + done.stderr
    return done


def jars(what: str, first: str, names: Iterable[str]) -> str:
    """Write the class path of jars by their names; the first says whether the package is there."""
    need("java", shutil.which("java"))
    need(what, (JARS / f"{first}.jar").exists())
    return ":".join(str(jar) for name in names for jar in sorted(JARS.glob(f"{name}.jar")))
