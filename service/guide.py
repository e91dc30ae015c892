"""Write docs/queries.md: every canned query, with what it takes and the first rows that it answers.

`python -m service.guide ANSWERS` reads the answers on record, one NAME.csv a query.
"""

import csv
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from graph import paths
from graph.terms import shorten
from service import catalogue, examples, narrowing
from service.catalogue import CannedQuery, Parameter
from service.themes import themed

_ROWS = 3
_COLUMNS = 7
_LONGEST = 90  # characters of a cell
_PLACES = frozenset({"start", "end", "passages", "sha256", "paraphrase", "relays"})
_HEAD = """# Canned queries

Made by `make answers` from the files in `queries/` and the answers on record; a test holds it to them.
How to call them, what narrows every one alike, formats and receipts: [asking.md](asking.md).

"""


def page(queries: Mapping[str, CannedQuery], answers: Path) -> str:
    """Write the page; answers is the folder of the answers on record."""
    themes = themed(queries.values())
    parts = [_HEAD, *_contents(query for held in themes.values() for query in held)]
    for title, held in themes.items():
        parts.append(f"\n## {title}\n")
        parts += [_section(query, answers / f"{query.name}.csv") for query in held]
    return "".join(parts)


def _contents(queries: Iterable[CannedQuery]) -> Iterator[str]:
    yield "| Question | Name |\n|---|---|\n"
    for query in queries:
        yield f"| {query.summary} | [`{query.name}`](#{query.name}) |\n"


def _section(query: CannedQuery, answer: Path) -> str:
    lines = [f"\n### {query.name}\n", f"**{query.summary}** {query.description}\n"]
    if query.parameters:
        lines += ["| Parameter | Takes | What |", "|---|---|---|"]
        lines += [_parameter(parameter) for parameter in query.parameters] + [""]
    offered = ", ".join(f"`{name}`" for name in narrowing.offered(query))
    also = f" Also at {', '.join(f'`{address}`' for address in query.addresses)}." if query.addresses else ""
    lines.append(f"Narrowed by {offered}.{also}\n")
    lines.append(f"```text\nGET {examples.path(query)}\n```\n")
    return "\n".join(lines) + "\n" + _answer(query, answer)


def _parameter(parameter: Parameter) -> str:
    declared = parameter.declared
    takes = {
        "thing": " or ".join(declared.kinds),
        "concept": f"value of `{declared.scheme}`",
        "choice": ", ".join(f"`{word}`" for word in declared.values),
    }.get(declared.type, declared.type)
    more = "".join([", several" if declared.many else "", ", optional" if declared.optional else ""])
    return f"| `{parameter.name}` | {takes}{more} | {declared.description} |"


def _answer(query: CannedQuery, answer: Path) -> str:
    """Show the first rows of the answer on record, of the columns that tell most."""
    with answer.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = _telling(query.columns, rows)
    table = [f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
    table += [f"| {' | '.join(_cell(row[name]) for name in columns)} |" for row in rows[:_ROWS]]
    left = len(rows) - _ROWS
    more = f"\n\n… and {left} more row{'' if left == 1 else 's'}." if left > 0 else ""
    others = [name for name in query.columns if name not in columns]
    told = f" Further columns: {', '.join(f'`{name}`' for name in others)}.\n" if others else "\n"
    return "\n".join(table) + f"{more or chr(10)}{told}"


def _telling(names: Sequence[str], rows: Sequence[Mapping[str, str]]) -> list[str]:
    """Choose columns: labels rather than IRIs, none that is empty in the rows shown, standing at the end."""
    labelled = {name.removesuffix("_label") for name in names if name.endswith("_label")}
    shown = [
        name
        for name in names
        if name not in labelled | _PLACES and any(row[name] for row in rows[:_ROWS]) and name != "standing"
    ]
    return [*shown[:_COLUMNS], *(["standing"] if "standing" in names else [])]


def _cell(text: str) -> str:
    short = " ".join(shorten(text).split()).replace("|", "\\|")
    return short if len(short) <= _LONGEST else short[: _LONGEST - 1].rstrip() + "…"


if __name__ == "__main__":
    sys.stdout.write(page(catalogue.load(paths.queries()), Path(sys.argv[1])))
