"""The real graph, to be read, or copied and broken."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from graph import paths
from graph.check import check
from graph.sources import Roots
from tests.needs import need


@dataclass(frozen=True)
class Copy:
    """A copy of ontology and facts in a folder of its own."""

    roots: Roots

    def edit(self, file: str, old: str, new: str) -> None:
        """Replace the first place of a text in a file, named as `facts/000.ttl`."""
        folder, _, name = file.partition("/")
        path = Path(getattr(self.roots, folder)) / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} does not hold {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def plant(self, file: str, block: str, old: str, new: str) -> None:
        """Replace a text in the block of one thing, or add a block where none is named."""
        folder, _, name = file.partition("/")
        path = Path(getattr(self.roots, folder)) / name
        text = path.read_text(encoding="utf-8")
        start = text.find(f"\n{block} ") if block else len(text)
        assert start >= 0, f"{file} holds no block of {block}"
        end = text.find("\n\n", start) + 1 if block else start
        body = text[start : end or None]
        assert old in body, f"{block} in {file} does not hold {old!r}"
        path.write_text(text[:start] + body.replace(old, new, 1) + text[start + len(body) :], "utf-8")

    def findings(self, corpus: Path | None = None) -> list[str]:
        """Check the copy."""
        return [str(finding) for finding in check(self.roots, corpus)]


def copied(folder: Path) -> Copy:
    """Copy the real graph."""
    places = {"ontology": paths.ontology(), "facts": paths.facts()}
    places |= {"reference": paths.reference(), "curated": paths.curated()}
    for name, place in places.items():
        shutil.copytree(place, folder / name)
    return Copy(Roots(**{name: folder / name for name in places}))


def corpus() -> Path:
    """Find the attached documents, or skip."""
    found = paths.corpus()
    need("the corpus (REJOINDER_CORPUS, or ../shared/corpus)", found)
    return found or Path(os.devnull)
