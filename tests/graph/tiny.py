"""A graph of a few statements with a corpus of two invented texts, to be copied and broken."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from graph.check import check
from graph.sources import Roots

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Tiny:
    folder: Path

    @property
    def roots(self) -> Roots:
        return Roots(
            *(self.folder / name for name in ("ontology", "facts", "reference", "curated", "queries"))
        )

    @property
    def corpus(self) -> Path:
        return self.folder / "corpus"

    def edit(self, file: str, old: str, new: str) -> Path:
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        return path

    def findings(self) -> list[str]:
        return [str(finding).removeprefix(f"{self.folder}/") for finding in check(self.roots, self.corpus)]


def copy(folder: Path) -> Tiny:
    return Tiny(Path(shutil.copytree(DATA / "tiny", folder / "tiny")))
