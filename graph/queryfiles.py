"""Query files of the ontology: their headers, their forms, and running them over a draft."""

import re
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

import yaml
from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, Store

from graph.errors import SourceError
from graph.sources import text_of

# IRIs and strings are matched first, so that a # or a word inside them is none.
_TOKEN = re.compile(
    r"""<[^<>\s]*>|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|(?P<comment>\#[^\n]*)|(?P<word>[^\s<"'\#]+)|.""",
    re.VERBOSE | re.DOTALL,
)
_FORMS = ("SELECT", "CONSTRUCT", "ASK", "DESCRIBE")
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


@dataclass(frozen=True)
class QueryFile:
    """One query file: its name without order number and ending, its header and its text."""

    path: Path
    name: str
    header: dict[str, str]
    text: str

    def words(self) -> list[str]:
        """List what stands in the query outside of comments, strings and IRIs."""
        return [found["word"] for found in _TOKEN.finditer(self.text) if found["word"]]

    def form(self) -> str:
        """Name the query form: SELECT, CONSTRUCT, ASK, DESCRIBE, or nothing."""
        words = (word.upper().partition("{")[0] for word in self.words())
        return next((word for word in words if word in _FORMS), "")


def load(path: Path) -> QueryFile:
    """Read one query file; SourceError if it is no text or its header no YAML of texts."""
    text = text_of(path)
    texts = {name: str(value) for name, value in header(text).items()}
    return QueryFile(path, re.sub(r"^[0-9]+-", "", path.stem), texts, text)


def header(text: str) -> dict[str, object]:
    """Read the `#+` lines a query file begins with; SourceError if they are no YAML of names and values."""
    lines = [line.removeprefix("#+").removeprefix(" ") for line in takewhile(_marked, text.splitlines())]
    try:
        read = yaml.safe_load("\n".join(lines)) or {}
    except yaml.YAMLError as error:
        raise SourceError(
            f"the header is no YAML ({' '.join(str(error).split())}); mend its #+ lines"
        ) from error
    if not isinstance(read, dict):
        raise SourceError("the header holds no names and texts; write lines such as #+ summary: …")
    return {str(name): value for name, value in read.items()}


def _marked(line: str) -> bool:
    return line.startswith("#+")


def run(query: QueryFile, store: Store) -> QuerySolutions | QueryTriples | QueryBoolean:
    """Run a query over the union of all graphs; SourceError where it cannot be run."""
    try:
        return store.query(query.text, use_default_graph_as_union=True)
    except SyntaxError as error:
        place = _PLACE.search(str(error))
        said = f"line {place[1]}, column {place[2]}: {place[3]}" if place else str(error)
        raise SourceError(f"{' '.join(said.split())}; correct the query there") from error
    except (RuntimeError, OSError, ValueError) as error:
        raise SourceError(f"cannot be evaluated ({error}); simplify the query") from error
