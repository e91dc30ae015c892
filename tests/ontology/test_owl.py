"""The ontology with all facts is consistent and inside OWL 2 DL; the reasoners find what is planted."""

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import owlready2
import pyoxigraph as ox
import pytest

from graph import paths
from graph.check import assemble
from graph.sources import Roots
from graph.terms import EDTF, XSD, expand
from tests.needs import need

JARS = Path("/usr/share/java")
# What owlapi-distribution asks for at run time, by Debian's names.
NEEDED = (
    *("owlapi-distribution", "guava", "guice", "guice-assistedinject", "atinject-jsr330-api", "aopalliance"),
    *("caffeine", "commons-io", "commons-codec", "commons-rdf-api", "commons-rdf-simple", "hppcrt"),
    *("jackson-core", "slf4j-api", "slf4j-simple", "xz", "rdf4j-*"),
)


def asserted() -> list[ox.Triple]:
    """Read ontology and facts without EDTF literals, which are outside OWL's datatype map."""
    folders = [paths.ontology() / "kinds", paths.facts(), paths.reference(), paths.curated()]
    files = [
        paths.ontology() / "rejoinder.ttl",
        paths.ontology() / "alignments.ttl",
        *(file for folder in folders for file in folder.glob("*.ttl")),
    ]
    triples = [quad.triple for file in files for quad in ox.parse(path=str(file))]
    return [t for t in triples if not (isinstance(t.object, ox.Literal) and t.object.datatype.value == EDTF)]


def derived() -> list[ox.Triple]:
    """Read what rules derive, without the days that are outside the datatype map too."""
    draft = assemble(Roots())
    graphs = set(draft.derived)
    triples = [quad.triple for quad in draft.store if getattr(quad.graph_name, "value", "") in graphs]
    return [
        t
        for t in triples
        if not (isinstance(t.object, ox.Literal) and t.object.datatype.value in {XSD + "date", EDTF})
    ]


def written(triples: Iterable[ox.Triple], file: Path) -> Path:
    ox.serialize(
        triples, str(file), format=ox.RdfFormat.from_extension(file.suffix[1:]) or ox.RdfFormat.TURTLE
    )
    return file


def consistent(triples: Iterable[ox.Triple], folder: Path) -> bool:
    need("java", shutil.which("java"))
    world = owlready2.World()
    ontology = world.get_ontology(written(triples, folder / "all.nt").as_uri()).load()
    try:
        with ontology:
            owlready2.sync_reasoner_hermit(world, ignore_unsupported_datatypes=True, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        return False
    return not list(world.inconsistent_classes())


def breaches(triples: Iterable[ox.Triple], folder: Path) -> list[str]:
    need("java and javac", shutil.which("javac"))
    need("libowlapi-java", (JARS / "owlapi-distribution.jar").exists())
    path = ":".join(str(jar) for name in NEEDED for jar in sorted(JARS.glob(f"{name}.jar")))
    done = subprocess.run(
        [
            "java",
            "-cp",
            path,
            str(Path(__file__).with_name("Profile.java")),
            str(written(triples, folder / "all.ttl")),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    *found, last = done.stdout.splitlines()
    assert "axioms" in last
    return found


def triple(subject: str, predicate: str, value: str) -> ox.Triple:
    return ox.Triple(*(ox.NamedNode(expand(name)) for name in (subject, predicate, value)))


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # owlready2 leaves its database to the collector
def test_the_ontology_with_all_facts_is_consistent(tmp_path: Path) -> None:
    assert consistent(asserted(), tmp_path)


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.soak
def test_what_rules_derive_is_consistent_with_it(tmp_path: Path) -> None:
    assert consistent([*asserted(), *derived()], tmp_path)
    assert breaches([*asserted(), *derived()], tmp_path) == []


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_planted_inconsistency_is_found(tmp_path: Path) -> None:
    planted = triple("person:pavel-shperov", "rdf:type", "rj:State")
    assert not consistent([*asserted(), planted], tmp_path)


def test_the_ontology_with_all_facts_is_inside_owl_2_dl(tmp_path: Path) -> None:
    assert breaches(asserted(), tmp_path) == []


def test_a_planted_profile_breach_is_found(tmp_path: Path) -> None:
    planted = triple("rj:speaker", "rdf:type", "owl:DatatypeProperty")
    assert any("Pun" in line or "Illegal" in line for line in breaches([*asserted(), planted], tmp_path))
