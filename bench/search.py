"""How the search does among many names: made up of syllables, with spellings, typos and half-typed words.

python bench/search.py [THINGS] makes a store of so many things with four names and a text each, builds the
index from it, and asks each kind of question of it; beside it as many names in SQLite's trigram index, and in
a list that rapidfuzz goes through, if that is installed.
"""

import importlib
import random
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from pyoxigraph import RdfFormat, Store

from graph import folding, wordindex
from graph.terms import ID, ONTOLOGY, RDFS, SKOS
from service.search import Search

KINDS = ("person", "body", "state", "claim", "act")
# Kept as running text: a syllable a line would fill a screen.
_SYLLABLES = """
ka na ra to mi za bar kov sha li du ne ser gei pav lo vik tor ma ru sta nov ev in ski al ib bek khan gul nur
"""
SYLLABLES = _SYLLABLES.split()
TIMES = 40


def words(chance: random.Random, count: int) -> list[str]:
    """Make words of two to four syllables."""
    return ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(count)]


def lines(chance: random.Random, things: int, known: list[str]) -> Iterator[str]:
    """Write the things as N-Triples."""
    for number in range(things):
        iri = f"<{ID}{KINDS[number % len(KINDS)]}/thing-{number}>"
        for place in range(4):
            name = " ".join(chance.choices(known, k=chance.choice((1, 2, 2, 2, 3, 6)))).title()
            yield f'{iri} <{RDFS if not place else SKOS}{"altLabel" if place else "label"}> "{name}"@en .\n'
        text = " ".join(chance.choices(known, k=12))
        yield f'{iri} <{ONTOLOGY}paraphrase> "{text}"@en .\n'


def filled(folder: Path, chance: random.Random, things: int, known: list[str]) -> Store:
    """Make the store."""
    file = folder / "names.nt"
    with file.open("w", encoding="utf-8") as out:
        out.writelines(lines(chance, things, known))
    store = Store(folder / "store")
    store.bulk_load(path=str(file), format=RdfFormat.N_TRIPLES)
    store.optimize()
    store.flush()
    file.unlink()
    return store


def wrong(chance: random.Random, word: str) -> str:
    """Let two letters change places."""
    at = chance.randrange(len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def questions(chance: random.Random, names: list[str]) -> dict[str, Callable[[], str]]:
    """Give what a person may type, by kind of question."""

    def name() -> str:
        return chance.choice(names)

    return {
        "a whole name": name,
        "in another spelling": lambda: name().replace("kh", "x").replace("zh", "j").replace("ev", "yev"),
        "with a typo": lambda: wrong(chance, name()),
        "one letter": lambda: name()[:1],
        "two letters": lambda: name()[:2],
        "six letters": lambda: name()[:6],
        "two words, one half": lambda: " ".join(name().split()[:2])[:-2],
        "five words of texts": lambda: " ".join(name().split()[0] for _ in range(5)),
        "twelve words": lambda: " ".join(name().split()[0] for _ in range(12)),
        "thirty words": lambda: " ".join(name().split()[0] for _ in range(30)),
        "what nothing is called": lambda: "".join(chance.choices("qwxzjvp", k=9)),
    }


def timed(label: str, ask: Callable[[str], object], make: Callable[[], str], times: int = TIMES) -> None:
    """Ask some times and print the median, the last but a few, and the longest."""
    took = []
    for _ in range(times):
        text = make()
        began = time.perf_counter()
        ask(text)
        took.append((time.perf_counter() - began) * 1000)
    took.sort()
    print(f"{label:<28}{statistics.median(took):>9.2f}{took[int(times * 0.95)]:>9.2f}{took[-1]:>9.2f}")


def beside(names: list[str], asked: dict[str, Callable[[], str]]) -> None:
    """Ask others for one name with a typo: SQLite's trigrams, and rapidfuzz over a list."""
    table = sqlite3.connect(":memory:")
    table.execute("CREATE VIRTUAL TABLE names USING fts5(name, tokenize='trigram')")
    began = time.perf_counter()
    table.executemany("INSERT INTO names VALUES (?)", ((name,) for name in names))
    print(f"SQLite FTS5, trigrams: {time.perf_counter() - began:.1f} s to build")
    either = "SELECT name FROM names WHERE names MATCH ? ORDER BY rank LIMIT 20"

    def trigrams(text: str) -> object:
        pieces = {text[at : at + 3].replace('"', "") for at in range(max(len(text) - 2, 1))}
        return table.execute(either, (" OR ".join(f'"{piece}"' for piece in pieces),)).fetchall()

    timed("SQLite, with a typo", trigrams, asked["with a typo"], 8)
    try:
        process = importlib.import_module("rapidfuzz.process")
    except ImportError:
        return
    timed(
        "rapidfuzz, with a typo", lambda text: process.extract(text, names, limit=20), asked["with a typo"], 4
    )


def main(things: int = 1_000_000) -> None:
    """Build, and ask."""
    chance = random.Random(1)  # noqa: S311 - names, not secrets
    known = words(chance, 200_000)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        store = filled(folder, chance, things, known)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.perf_counter()
        wordindex.write(store, folder / "index", "0" * 16)
        took = time.perf_counter() - began
        size = sum(file.stat().st_size for file in (folder / "index").iterdir())
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(f"{things} things: {took:.1f} s to build, {size / 2**20:.0f} MiB,", end=" ")
        print(f"{(most - before) / 1024:.0f} MiB more memory at most")
        began = time.perf_counter()
        index = wordindex.opened(folder / "index", "0" * 16)
        print(f"{(time.perf_counter() - began) * 1000:.0f} ms to check and open")
        assert index is not None
        search = Search(index)
        hits, _ = search.find("kanara", limit=100)
        names = [folding.plain(name) for hit in hits for name in hit.texts(("label", "other"))]
        names += [" ".join(chance.choices(known, k=2)) for _ in range(500)]
        asked = questions(chance, names)
        print(f"{'ms':<28}{'median':>9}{'95 %':>9}{'most':>9}")
        for label, make in asked.items():
            timed(label, search.find, make)
        beside([" ".join(chance.choices(known, k=2)) for _ in range(things)], asked)


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
