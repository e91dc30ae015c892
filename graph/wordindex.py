"""The index of names and texts that belongs to a revision: made, written, and opened if it is whole.

INDEX/…            the files of the library, memory-mapped
INDEX/listing.json which revision it is of, and size and hash of each file

It follows from the graph: what is missing, damaged or of another version is made anew, never asked.
"""

import io
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import cast

import tantivy
from pyoxigraph import QueryResultsFormat, QuerySolutions, Store

from graph import entries, folding
from graph.entries import CODES, NAMES, ORDER, TEXTS, Entry
from graph.files import digest, sync

FORMAT = 1
LISTING = "listing.json"
SHORT = 5  # letters of a name's beginning that are a term of their own
BEGUN = 3  # letters of a word's beginning that are
_LONGEST = 500  # characters of a name that can be found as a whole
_SPREAD = 0.3
_HEAP, _HEAP_EACH, _HEAP_MOST = 16 * 2**20, 400, 256 * 2**20  # bytes


@dataclass(frozen=True)
class WordIndex:
    """An open index; what it was opened from may be gone."""

    schema: tantivy.Schema
    searcher: tantivy.Searcher


def version() -> str:
    """Name what must be the same for an index to be read as it was written."""
    names = ("tantivy", "anyascii")
    return ", ".join([f"index {FORMAT}", *(f"{name} {metadata.version(name)}" for name in names)])


def write(store: Store, folder: Path, revision: str) -> None:
    """Make the index of a flushed store in a new folder, on the disk; an OSError if it cannot be written."""
    folder.mkdir()
    answer = folder / "entries.csv"
    with answer.open("wb") as out:  # which gathers the small pieces that it is given
        _asked(store).serialize(out, format=QueryResultsFormat.CSV)
    with answer.open(encoding="utf-8", newline="") as lines:
        found = entries.read(lines)
    answer.unlink()
    _fill(tantivy.Index(_schema(), str(folder)), found)
    for left in folder.glob("*.lock"):
        left.unlink()
    _list(folder, revision)


def take_over(former: Path, folder: Path, revision: str) -> None:
    """Make an index in a new folder of the files of a former one, which is whole and says the same."""
    folder.mkdir()
    for name in json.loads((former / LISTING).read_text(encoding="utf-8"))["files"]:
        try:
            (folder / name).hardlink_to(former / name)
        except OSError:  # a file system without links
            shutil.copyfile(former / name, folder / name)
    _list(folder, revision)


def _list(folder: Path, revision: str) -> None:
    files = {file.name: [file.stat().st_size, digest(file)] for file in sorted(folder.iterdir())}
    listing = {"version": version(), "revision": revision, "files": files}
    (folder / LISTING).write_text(json.dumps(listing, indent=2, sort_keys=True) + "\n", "utf-8")
    for path in (*folder.iterdir(), folder):
        sync(path)


def whole(folder: Path, revision: str) -> bool:
    """Say whether the index in a folder is that of a revision, as this software reads it, byte for byte."""
    try:
        listing = json.loads((folder / LISTING).read_text(encoding="utf-8"))
        if (listing["version"], listing["revision"]) != (version(), revision):
            return False
        return all(
            (folder / name).stat().st_size == size and digest(folder / name) == told
            for name, (size, told) in listing["files"].items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def opened(folder: Path, revision: str) -> WordIndex | None:
    """Open the index of a revision; None if it is missing, damaged or of another version.

    The library makes a lock beside the files that it opens, so it is shown links to them: a snapshot is never
    written to, and may lie where nothing can be. What is open stays so when the links are gone.
    """
    if not whole(folder, revision):
        return None
    try:
        with tempfile.TemporaryDirectory(prefix="rejoinder-", ignore_cleanup_errors=True) as links:
            for file in folder.iterdir():
                (Path(links) / file.name).symlink_to(file.resolve())
            found = _open(tantivy.Index.open(links))
    except (OSError, ValueError):
        return None
    # A thread of the library, which is ending, may have made its lock again while the folder was emptied.
    shutil.rmtree(links, ignore_errors=True)
    return found


def in_memory(answer: bytes) -> WordIndex:
    """Make an index that is nowhere but in memory from the answer to the entries' query, which is CSV."""
    index = tantivy.Index(_schema())
    _fill(index, entries.read(io.StringIO(answer.decode("utf-8"), newline="")))
    return _open(index)


def of(store: Path, folder: Path, revision: str) -> WordIndex:
    """Open the index of a revision, or make it in memory from the database."""
    found = opened(folder, revision)
    if found is not None:
        return found
    return in_memory(_asked(Store.read_only(str(store))).serialize(format=QueryResultsFormat.CSV) or b"")


def _asked(store: Store) -> QuerySolutions:
    return cast("QuerySolutions", store.query(entries.QUERY, use_default_graph_as_union=True))


def stems(plain: str) -> list[str]:
    """List the words of a plain text as they are looked for: without English endings, as they sound."""
    return [folding.sound(word) for word in _stemmer().analyze(plain)]


@lru_cache(maxsize=1)
def _stemmer() -> tantivy.TextAnalyzer:
    simple = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    return simple.filter(tantivy.Filter.stemmer("english")).build()


def _open(index: tantivy.Index) -> WordIndex:
    index.config_reader("manual")  # what never changes need not be watched
    index.reload()
    return WordIndex(index.schema, index.searcher())


def _schema() -> tantivy.Schema:
    """Name the fields, all of plain letters: no text of a person is cut into words by the library."""
    made = tantivy.SchemaBuilder()
    for name in ("path", "slug", "group", "name", "sound"):
        made.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("words", "begins"):
        made.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    made.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
    made.add_float_field("weight", fast=True)
    made.add_bytes_field("told", stored=True)
    return made.build()


def _fill(index: tantivy.Index, found: list[Entry]) -> None:
    """Add what was found, in its order; an OSError if that fails."""
    # One thread: what is written first stands first among equals.
    with _worded():
        writer = index.writer(min(_HEAP + _HEAP_EACH * len(found), _HEAP_MOST), 1)
    for entry in found:
        document = _document(entry)
        with _worded():
            writer.add_document(document)
    with _worded():
        writer.commit()
        writer.wait_merging_threads()


@contextmanager
def _worded() -> Iterator[None]:
    """Raise as an OSError what fails while the library writes; it has one kind of error for all."""
    try:
        yield
    except ValueError as error:
        raise OSError(f"the index of words: {error}") from error


def _document(entry: Entry) -> tantivy.Document:
    names = [folding.plain(name[:_LONGEST]) for name in entry.texts(NAMES)]
    known = dict.fromkeys(name for name in [*names, *map(folding.plain, entry.texts(CODES))] if name)
    slug = folding.plain(entry.slug.replace("-", " "))
    words = list(dict.fromkeys(word for name in [*known, slug] for word in folding.sounds(name)))
    made = tantivy.Document()
    made.add_text("path", f"{entry.group}/{entry.slug}")
    made.add_text("slug", entry.slug)
    made.add_text("group", entry.group)
    for plain in known:
        made.add_text("name", plain)
    for sound in dict.fromkeys(map(folding.joined, known)):
        made.add_text("sound", sound)
    made.add_text("begins", " ".join(_beginnings(names or [slug], words)))
    made.add_text("words", " ".join(words))
    text = " ".join([*names, *map(folding.plain, entry.texts(TEXTS))])
    made.add_text("text", " ".join(stems(text)))
    made.add_float("weight", _weight(entry))
    told = {"iri": entry.iri, "label": entry.label, "told": entry.told}
    made.add_bytes("told", json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode())
    return made


def _beginnings(names: list[str], words: list[str]) -> set[str]:
    """List how names (after a ^) and words begin, for these few letters begin too many to be gone through."""
    whole = map(folding.joined, names)
    return {f"^{name[:length]}" for name in whole for length in range(1, SHORT + 1)} | {
        word[:length] for word in words for length in range(1, BEGUN + 1)
    }


def _weight(entry: Entry) -> float:
    """Weigh a thing among equals; the library multiplies a score by log2(2 + weight), here 1 to 1.3."""
    group, length, *_ = entry.rank
    rank = (group + min(length, 199) / 200) / (len(ORDER) + 1)
    return float(2 ** (1 + _SPREAD * (1 - rank)) - 2)
