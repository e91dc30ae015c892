"""Match a column of names, in any script and spelling, to identifiers, and leave open what is unsure.

pip install httpx
python examples/reconcile.py [http://127.0.0.1:8000] [names.csv]

The protocol is the one that OpenRefine speaks. A name is matched only where the service says that one thing
alone has it; else the likeliest are shown with their scores (0–100), for a person to choose. The CSV has the
columns name and kind.
"""

import csv
import json
import os
import sys
from pathlib import Path
from typing import Any

import httpx

SAMPLE = Path(__file__).with_name("names.csv")  # invented, to have something to match
AT_ONCE = 50


def candidates(client: httpx.Client, rows: list[dict[str, str]]) -> list[list[dict[str, Any]]]:
    """Ask for three candidates a row, many rows at once."""
    found: dict[str, Any] = {}
    for start in range(0, len(rows), AT_ONCE):
        part = {
            str(at): {"query": row["name"], "type": row["kind"], "limit": 3}
            for at, row in enumerate(rows[start : start + AT_ONCE], start)
        }
        found |= client.post("/reconcile", data={"queries": json.dumps(part)}).raise_for_status().json()
    return [found[str(at)]["result"] for at in range(len(rows))]


def items(client: httpx.Client, ids: list[str]) -> dict[str, str]:
    """Ask for the Wikidata item of each thing; empty where the graph is not certain of one."""
    found: dict[str, str] = {}
    for start in range(0, len(ids), AT_ONCE):
        wanted = {"ids": ids[start : start + AT_ONCE], "properties": [{"id": "wikidata"}]}
        told = client.post("/reconcile", data={"extend": json.dumps(wanted)}).raise_for_status().json()
        found |= {
            iri: ", ".join(cell["str"] for cell in row["wikidata"]) for iri, row in told["rows"].items()
        }
    return found


def main() -> None:
    """Read, match, extend, print."""
    address, sheet = (*sys.argv[1:], *[""] * 2)[:2]
    with Path(sheet or SAMPLE).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    at = address or os.environ.get("REJOINDER_URL", "http://127.0.0.1:8000")
    with httpx.Client(base_url=at) as client:
        answers = candidates(client, rows)
        sure = [next((one for one in answer if one["match"]), None) for answer in answers]
        qids = items(client, [one["id"] for one in sure if one])
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(["name", "id", "qid", "score", "else perhaps"])
    for row, one, answer in zip(rows, sure, answers, strict=True):
        perhaps = "" if one else "; ".join(f"{other['name']} {other['score']:.0f}" for other in answer)
        known = [one["id"].partition("/id/")[2], qids[one["id"]], round(one["score"])] if one else [""] * 3
        table.writerow([row["name"], *known, perhaps])


if __name__ == "__main__":
    main()
