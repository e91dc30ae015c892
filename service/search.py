"""Asking the index of words: what is meant by some words, the best first, in an order that stays.

A thing is found in one of several ways, each worth at least twice the next; among those that are found in the
same way, kinds come in a fixed order and short names before long ones (graph/wordindex.py weighs them).
Queries are put together from objects: no text of a person reaches a query parser.
"""

import json
import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from tantivy import Occur, Query

from graph import folding
from graph.entries import path_of
from graph.wordindex import BEGUN, SHORT, WordIndex, stems
from service.problems import BadParameter

Way = Literal["name", "spelling", "beginning", "words", "near", "typo", "typos", "text", "some-words"]
WAYS: tuple[Way, ...] = get_args(Way)
LONGEST = 500  # characters
MOST_WORDS = 32
WORTH: dict[Way, float] = {way: 2.0 ** (18 - at) for at, way in enumerate(WAYS)}
_OWN = 0.5  # of the library's score for a text, which so stays below half of what the least way is worth
_ONE, _TWO = 4, 7  # letters of a word from which one edit, or two, are forgiven
_FORGIVEN = {"typo": 12, "typos": 6}  # words at most: each takes a walk through all the words there are
_LONGEST_WORD = 40  # letters
_SOME = 0.6  # of the words, where not all are found
_NOISE = frozenset(
    [
        "a",
        "an",
        "and",
        "by",
        "for",
        "from",
        "in",
        "is",
        "of",
        "on",
        "or",
        "that",
        "the",
        "to",
        "was",
        "were",
        "who",
        "whom",
        "whose",
        "with",
    ]
)
_SHOWN = 40


@dataclass(frozen=True)
class Hit:
    """One thing that was found: how, with what score, and by role the texts that the index holds of it."""

    iri: str
    label: str
    told: dict[str, list[tuple[str, str]]] = field(repr=False)
    way: Way = "name"
    score: float = 0.0

    @property
    def group(self) -> str:
        """Name its kind or scheme."""
        return path_of(self.iri)[0]

    @property
    def slug(self) -> str:
        """Name it within its group."""
        return path_of(self.iri)[1]

    @property
    def prefixed(self) -> str:
        """Write its IRI with the prefix of its group."""
        return f"{self.group}:{self.slug}"

    def texts(self, roles: Iterable[str]) -> list[str]:
        """List what is told in some roles, without repetition."""
        return list(dict.fromkeys(text for role in roles for text, _ in self.told.get(role, ())))


def readable(name: str, text: str) -> str:
    """Return the words of a person as they may be looked for; BadParameter says why they may not."""
    if len(text) > LONGEST:
        raise _bad(name, text, f"longer than {LONGEST} characters; look for a name or a few words")
    if any(unicodedata.category(letter) in {"Cc", "Cs"} and letter not in "\t\n\r" for letter in text):
        raise _bad(name, text, "has control characters; send text alone")
    if len(text.split()) > MOST_WORDS:
        raise _bad(name, text, f"more than {MOST_WORDS} words; look for a name or a few words")
    return " ".join(text.split())


def _bad(name: str, text: str, why: str) -> BadParameter:
    shown = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text[:_SHOWN]
    )
    return BadParameter(f"{name}: {shown!r}: {why}.", parameter=name, value=shown)


class Search:
    """Looks for things in the index of one revision; takes milliseconds, and lets other threads run."""

    def __init__(self, index: WordIndex) -> None:
        """Ask this index."""
        self._schema, self._searcher = index.schema, index.searcher

    def find(
        self, text: str, groups: Sequence[str] = (), *, limit: int = 20, offset: int = 0
    ) -> tuple[list[Hit], bool]:
        """Find what is meant by some words in some groups, or in all; say whether there is more."""
        query = self._meant(text)
        if query is None:
            return [], False
        hits = self._hits(self._within(query, groups), limit + 1, offset)
        return hits[:limit], len(hits) > limit

    def named(self, text: str, groups: Sequence[str] = (), limit: int = 50) -> list[Hit]:
        """Find what goes by just this name; where nothing does, what goes by it in another spelling."""
        for name, values in (("name", orders(text)), ("sound", list(map(folding.joined, orders(text))))):
            if any(values):
                query = Query.term_set_query(self._schema, name, values)
                if hits := self._hits(self._within(_constant(query, 1), groups), limit):
                    return hits
        return []

    def at(self, paths: Iterable[str]) -> list[Hit]:
        """Find what lies at paths such as person/vladimir-putin."""
        wanted = list(paths)
        return self._hits(_constant(Query.term_set_query(self._schema, "path", wanted), 1), len(wanted) + 1)

    def at_iris(self, iris: Iterable[str]) -> list[Hit]:
        """Find what has some IRIs."""
        wanted = set(iris)
        return [hit for hit in self.at("/".join(path_of(iri)) for iri in wanted) if hit.iri in wanted]

    def slugged(self, slug: str) -> list[Hit]:
        """Find what has a slug in any group."""
        return self._hits(_constant(self._term("slug", slug), 1), 100)

    def count(self, group: str) -> int:
        """Count what there is in a group."""
        found = self._searcher.search(_constant(self._term("group", group), 1), 1, count=True)
        return int(found.count or 0)  # type: ignore[attr-defined]  # not in its stubs

    def of_group(self, group: str, limit: int, offset: int = 0) -> list[Hit]:
        """List what there is in a group."""
        return self._hits(_constant(self._term("group", group), 1), limit, offset)

    def _hits(self, query: Query, limit: int, offset: int = 0) -> list[Hit]:
        found = self._searcher.search(query, limit, count=False, offset=offset, weight_by_field="weight")
        return [
            _hit(self._searcher.doc(address).get_first("told"), float(score)) for score, address in found.hits
        ]

    def _within(self, query: Query, groups: Sequence[str]) -> Query:
        if not groups:
            return query
        filtered = _constant(Query.term_set_query(self._schema, "group", list(groups)), 0)
        return _every([query, filtered])

    def _meant(self, text: str) -> Query | None:
        """Put together all the ways in which a thing may be meant; None for a text without words."""
        ordered = orders(text)
        words = folding.sounds(ordered[0])
        if not words:
            return None
        ways = [
            _constant(Query.term_set_query(self._schema, "name", ordered), WORTH["name"]),
            _constant(
                Query.term_set_query(self._schema, "sound", list(map(folding.joined, ordered))),
                WORTH["spelling"],
            ),
            _constant(self._beginning("".join(words)), WORTH["beginning"]),
            _constant(_every([*map(self._word, words[:-1]), self._last(words)]), WORTH["words"]),
        ]
        ways += self._forgiving(words)
        ways += self._nearly("".join(words))
        ways += self._texts(stems(ordered[0]))
        return Query.disjunction_max_query(ways)

    def _forgiving(self, words: Sequence[str]) -> list[Query]:
        """Forgive one edit in each longer word; then two in long ones."""
        made = []
        for way, two in (("typo", False), ("typos", True)):
            edits = [min(_edits(word), 1 + two) for word in words]
            if max(edits) > two and len(words) <= _FORGIVEN[way]:
                near = [self._near(word, edit) for word, edit in zip(words, edits, strict=True)]
                made.append(_constant(_every(near), WORTH["typos" if two else "typo"]))
        return made

    def _nearly(self, letters: str) -> list[Query]:
        """Find names that are near as a whole, with one edit before those with two."""
        made = [self._fuzzy("sound", letters, edits) for edits in range(1, _edits(letters) + 1)]
        return [_constant(query, WORTH["near"] * worth) for query, worth in zip(made, (1.5, 1), strict=False)]

    def _texts(self, stemmed: Sequence[str]) -> list[Query]:
        """Look in names and texts for all words, or for most; words that every text has tell nothing."""
        telling = [word for word in dict.fromkeys(stemmed) if word not in _NOISE] or stemmed
        terms = [self._term("text", word, "freq") for word in telling]
        if not terms:
            return []
        made = [self._scored(_every(terms), "text")]
        if len(terms) > 2:
            some = Query.boolean_query(
                [(Occur.Should, term) for term in terms], math.ceil(_SOME * len(terms))
            )
            made.append(self._scored(some, "some-words"))
        return made

    def _scored(self, query: Query, way: Way) -> Query:
        """Keep the library's own score beside what a way is worth."""
        return _every([Query.boost_query(query, _OWN), _constant(Query.all_query(), WORTH[way])])

    def _beginning(self, letters: str) -> Query:
        if len(letters) <= SHORT:
            return self._term("begins", f"^{letters}")
        return self._fuzzy("sound", letters, 0, prefix=True)

    def _last(self, words: Sequence[str]) -> Query:
        """Find a word that may be typed half; of one or two letters alone, half of all words would be it."""
        word = words[-1]
        if len(words) == 1 and len(word) < BEGUN:
            return self._word(word)
        if len(word) <= BEGUN:
            return self._term("begins", word)
        return self._fuzzy("words", word, 0, prefix=True)

    def _near(self, word: str, edits: int) -> Query:
        return self._fuzzy("words", word, edits) if edits else self._word(word)

    def _fuzzy(self, name: str, word: str, edits: int, *, prefix: bool = False) -> Query:
        if edits and len(word) > _LONGEST_WORD:
            return self._term(name, word)
        return Query.fuzzy_term_query(self._schema, name, word, edits, prefix=prefix)

    def _word(self, word: str) -> Query:
        return self._term("words", word)

    def _term(self, name: str, word: str, option: str = "basic") -> Query:
        return Query.term_query(self._schema, name, word, option)


def _edits(word: str) -> int:
    """Say how many edits are forgiven in a word; in a number none."""
    if any(letter.isdigit() for letter in word):
        return 0
    return (len(word) >= _ONE) + (len(word) >= _TWO)


def orders(text: str) -> list[str]:
    """Write a text in plain letters; what has one comma also as if it were `Surname, Given`."""
    first, comma, rest = text.partition(",")
    straight = folding.plain(text)
    return [straight, folding.plain(f"{rest} {first}")] if comma and "," not in rest else [straight]


def _hit(told: bytes | None, score: float) -> Hit:
    held = json.loads(told or b"")
    way = next((way for way in WAYS if score >= WORTH[way] * 0.999), WAYS[-1])
    return Hit(held["iri"], held["label"], held["told"], way, score)


def _constant(query: Query, score: float) -> Query:
    return Query.const_score_query(query, float(score))


def _every(queries: Sequence[Query]) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries])
