"""What another store says that it holds: a graph of its own there, which no question is ever asked of.

One record a graph (how many statements, of which digest, in which layer), written when it is whole there; and
the name of the revision, written when all are. So a store without the name is being filled, or was left
half-way, and whoever fills it on sees what is there already.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from graph.errors import DamagedStore
from graph.snapshots import Layers, Snapshot
from graph.terms import BASE
from service.engine.dataset import ALL

HELD = f"{BASE}store/held"
_TERMS = f"{BASE}store#"
_STEPS = ("asserted", "curated", "inferred")
_SAID = ("revision", "made", "cause", "base", "parent")
QUERY = "SELECT ?thing ?property ?value WHERE { ?thing ?property ?value }"
# Of each graph that is named, and of the one that holds them all.
COUNT_EACH = "SELECT ?graph (COUNT(*) AS ?quads) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"
COUNT = "SELECT (COUNT(*) AS ?quads) WHERE { ?s ?p ?o }"


@dataclass(frozen=True)
class Part:
    """One graph: how many statements, the digest of them all, its layer (None for other people's)."""

    quads: int
    digest: str
    layer: str | None = None


@dataclass(frozen=True)
class Holding:
    """The graphs of a store that are whole, by name, and what is said of all; nothing while it is filled.

    Said are revision, made, cause, base and, where there is one, parent, as a Snapshot has them.
    """

    parts: Mapping[str, Part] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)

    @property
    def revision(self) -> str | None:
        """Name the revision, None while the store is filled."""
        return self.said.get("revision")

    @property
    def quads(self) -> int:
        """Count the statements of all graphs."""
        return sum(part.quads for part in self.parts.values())

    def layers(self) -> Layers:
        """Name the graphs of each layer, each with those below it."""
        return {
            step: tuple(
                sorted(name for name, part in self.parts.items() if part.layer in _STEPS[: number + 1])
            )
            for number, step in enumerate(_STEPS)
        }

    def wrong(self, each: bytes, union: bytes) -> str:
        """Compare it with the answers to COUNT_EACH and COUNT; say what is not as it should be, or nothing.

        They are SPARQL JSON; ValueError if one is no answer to that.
        """
        found = {row["graph"]: int(row["quads"]) for row in _rows(each, "graph", "quads")}
        found[ALL] = sum(int(row["quads"]) for row in _rows(union, "quads"))
        wanted = {ALL: self.quads} | {name: part.quads for name, part in self.parts.items()}
        for name, number in wanted.items():
            if found.get(name, 0) != number:
                return f"holds {found.get(name, 0)} statements in <{name}> and not {number}, as was recorded"
        return ""

    def snapshot(self, folder: Path) -> Snapshot:
        """Describe it as a snapshot; the folder is where a copy would be kept on this machine."""
        said = self.said
        if not said:
            raise DamagedStore("it is being filled, or that was stopped; wait, or fill it again")
        return Snapshot(
            said["revision"],
            folder / "snapshots" / said["revision"],
            self.quads,
            self.layers(),
            said["made"],
            said["cause"],
            said.get("parent"),
            said["base"],
        )


def read(answer: bytes) -> Holding:
    """Read the answer to QUERY, which is SPARQL JSON.

    ValueError if it is no answer to that, DamagedStore if a record is no such record.
    """
    found: dict[str, dict[str, str]] = {}
    for row in _rows(answer, "thing", "property", "value"):
        found.setdefault(row["thing"], {})[row["property"].removeprefix(_TERMS)] = row["value"]
    said = found.pop(HELD, {})
    try:
        parts = {
            name: Part(int(told["quads"]), told["digest"], told.get("layer")) for name, told in found.items()
        }
    except (KeyError, ValueError) as error:
        raise DamagedStore(f"its record of what it holds cannot be read ({error}); fill it again") from error
    if said and not {"revision", "made", "cause", "base"} <= said.keys():
        raise DamagedStore("its record of what it holds is not whole; fill it again")
    return Holding(parts, said)


def of(snapshot: Snapshot, parts: Mapping[str, Part]) -> Holding:
    """Say what a store holds once it holds a snapshot."""
    said = {name: getattr(snapshot, name) for name in _SAID}
    return Holding(parts, {name: value for name, value in said.items() if value})


def layer_of(layers: Layers, graph: str) -> str | None:
    """Name the lowest layer a graph stands in, None for a graph of other people."""
    return next((step for step in _STEPS if graph in layers[step]), None)


def forget(thing: str = HELD) -> str:
    """Write the update that takes a record away: of a graph, or that all are whole."""
    return f"DELETE WHERE {{ GRAPH <{HELD}> {{ <{thing}> ?property ?value }} }}"


def statements(held: Holding) -> Iterator[tuple[str, str, str]]:
    """Write the whole record as things, properties and texts."""
    for name, part in held.parts.items():
        yield from _of(name, part)
    yield from ((HELD, _TERMS + name, value) for name, value in held.said.items())


def remember(name: str, part: Part) -> str:
    """Write the update that records a graph."""
    return _insert(_of(name, part))


def complete(held: Holding) -> str:
    """Write the update that names the revision."""
    return _insert((HELD, _TERMS + name, value) for name, value in held.said.items())


def _rows(answer: bytes, *names: str) -> list[dict[str, str]]:
    try:
        rows = json.loads(answer)["results"]["bindings"]
        return [{name: row[name]["value"] for name in names} for row in rows]
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError("answers with what is no SPARQL JSON, or to another question") from error


def _of(name: str, part: Part) -> Iterator[tuple[str, str, str]]:
    told = {"quads": str(part.quads), "digest": part.digest, "layer": part.layer}
    return ((name, _TERMS + key, value) for key, value in told.items() if value is not None)


def _insert(told: Iterable[tuple[str, str, str]]) -> str:
    lines = "".join(f" <{thing}> <{name}> {json.dumps(value)} ." for thing, name, value in told)
    return f"INSERT DATA {{ GRAPH <{HELD}> {{{lines} }} }}"
