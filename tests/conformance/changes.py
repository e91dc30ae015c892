"""Updates of three graphs that hold 1, 2 and 3, and questions of what they hold afterwards."""

S = "<http://example.org/own/s>"
G, H, K = (f"http://example.org/own/{name}" for name in "ghk")
THREE = (
    f"INSERT DATA {{ GRAPH <{G}> {{ {S} <a:in> 1 }} GRAPH <{H}> {{ {S} <a:in> 2 }} "
    f"GRAPH <{K}> {{ {S} <a:in> 3 }} }}"
)
COPY = "INSERT { GRAPH <http://example.org/own/k> { ?s <a:got> ?o } } WHERE { ?s <a:in> ?o }"
COPY_NAMED = (
    "INSERT { GRAPH <http://example.org/own/k> { ?s <a:got> ?o } } WHERE { GRAPH ?g { ?s <a:in> ?o } }"
)


NOTHING = f"ASK {{ FILTER NOT EXISTS {{ GRAPH <{K}> {{ ?s <a:got> ?o }} }} }}"


def holds(graph: str, *values: object) -> str:
    held = " . ".join(f"{S} ?p{number} {value}" for number, value in enumerate(values))
    return f"ASK {{ GRAPH <{graph}> {{ {held} }} {only(graph, values)} }}"


def only(graph: str, values: tuple[object, ...]) -> str:
    listed = ", ".join(map(str, values))
    return f"FILTER NOT EXISTS {{ GRAPH <{graph}> {{ {S} ?p ?o }} FILTER(?o NOT IN ({listed})) }}"


def got(*values: int) -> str:
    held = " . ".join(f"{S} <a:got> {value}" for value in values)
    others = f"{S} <a:got> ?o FILTER(?o NOT IN ({', '.join(map(str, values))}))"
    return f"ASK {{ GRAPH <{K}> {{ {held} FILTER NOT EXISTS {{ {others} }} }} }}"
