"""Put Turtle files into their canonical form: `python -m graph.canonical [--check] [FILE…]`."""

import sys
from collections.abc import Sequence
from pathlib import Path

from graph import paths, turtle
from graph.errors import SourceError
from graph.sources import parse_turtle, text_of


def canonical(text: str) -> str:
    """Rewrite Turtle in its one form; comments are not kept. SourceError gives line and column."""
    parsed = parse_turtle(text)
    return turtle.write(parsed.triples, parsed.prefixes)


def files() -> list[Path]:
    """List every Turtle file of the ontology and the data."""
    roots = (paths.ontology(), paths.facts(), paths.reference(), paths.curated())
    return sorted(file for root in roots for file in root.rglob("*.ttl"))


def main(arguments: Sequence[str]) -> int:
    """Rewrite the files named, or all; with --check only say which are not in canonical form."""
    check = "--check" in arguments
    named = [Path(argument) for argument in arguments if argument != "--check"]
    failed = False
    for file in named or files():
        try:
            before = text_of(file)
            after = canonical(before)
        except SourceError as error:
            sys.stderr.write(f"{file}: {error}\n")
            failed = True
            continue
        if before != after:
            sys.stdout.write(f"{file}\n")
            failed = failed or check
            if not check:
                fresh = file.with_name(f"{file.name}.new")
                fresh.write_bytes(after.encode("utf-8"))
                fresh.replace(file)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
