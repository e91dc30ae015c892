# ruff: noqa: E501 - a case a line
"""An explanation names just the triples that a conclusion needs, for everything SPARQL lets a rule say."""

from pathlib import Path

import pytest

from graph.explain import Rows
from graph.patterns import sentence
from tests.graph.small import SPARQL, absent, derived, draft, explained, leaves, triples

# Rule, facts that all are needed, facts that are not, conclusion, patterns that nothing matches.
CASES = {
    "triples": (
        "{ ?a :c ?b } WHERE { ?a :p ?m . ?m :q ?b }",
        ":a :p :m . :m :q :b .",
        ":m :q :z . :y :p :n .",
        ":a :c :b .",
        [],
    ),
    "several conclusions": (
        "{ ?a :c ?b . ?b :d ?a } WHERE { ?a :p ?b }",
        ":a :p :b .",
        ":x :p :y .",
        ":b :d :a .",
        [],
    ),
    "a blank node": (
        "{ ?a :c true } WHERE { ?a :p [ :q 1 ] }",
        ":a :p :m . :m :q 1 .",
        ":a :p :n . :n :q 2 .",
        ":a :c true .",
        [],
    ),
    "a constant": ("{ ?a :c 1 , 2 } WHERE { ?a a :T }", ":a a :T .", ":b a :T .", ":a :c 2 .", []),
    "the same twice": ("{ ?a :c ?a } WHERE { ?a :p ?a }", ":a :p :a .", ":a :p :b .", ":a :c :a .", []),
    "a variable property": (
        "{ ?a :c ?p } WHERE { ?a ?p ?b . ?p a :Link }",
        ":a :q :b . :q a :Link .",
        ":a :r :b .",
        ":a :c :q .",
        [],
    ),
    "union": (
        "{ ?a :c ?b } WHERE { ?a a :T . { ?a :p ?b } UNION { ?b :q ?a } }",
        ":a a :T . :b :q :a .",
        ":a :p :z .",
        ":a :c :b .",
        [],
    ),
    "optional, found": (
        "{ ?a :c ?n } WHERE { ?a a :T OPTIONAL { ?a :n ?n } }",
        ":a a :T ; :n 4 .",
        ":b a :T .",
        ":a :c 4 .",
        [],
    ),
    "optional, not found": (
        "{ ?a :c ?v } WHERE { ?a a :T OPTIONAL { ?a :n ?n } BIND(COALESCE(?n, 0) AS ?v) }",
        ":a a :T .",
        ":b :n 7 .",
        ":a :c 0 .",
        [":a :n 3 ."],
    ),
    "optional with a filter": (
        "{ ?a :c ?v } WHERE { ?a :k ?k OPTIONAL { ?a :n ?n FILTER(?n > ?k) } BIND(BOUND(?n) AS ?v) }",
        ":a :k 2 .",
        ":a :n 1 .",
        ":a :c false .",
        [":a :n 3 ."],
    ),
    "bind": (
        "{ ?a :c ?n } WHERE { ?a :p ?x . ?a :q ?y BIND(?x - ?y AS ?n) }",
        ":a :p 9 ; :q 3 .",
        ":b :p 1 ; :q 1 .",
        ":a :c 6 .",
        [],
    ),
    "bind of an IRI": (
        "{ ?a :c ?n } WHERE { ?a :p ?x BIND(IRI(CONCAT('urn:x:', ?x)) AS ?n) }",
        ":a :p 'b' .",
        ":b :p 'z' .",
        ":a :c :b .",
        [],
    ),
    "filter": (
        "{ ?a :c ?x } WHERE { ?a :p ?x FILTER(LANG(?x) = 'en') }",
        ":a :p 'x'@en .",
        ":a :p 'x'@de .",
        ":a :c 'x'@en .",
        [],
    ),
    "values": (
        "{ ?a :c ?k } WHERE { VALUES (?t ?k) { (:T 1) (:U 2) } ?a a ?t }",
        ":a a :U .",
        ":b a :T .",
        ":a :c 2 .",
        [],
    ),
    "not exists": (
        "{ ?a :c true } WHERE { ?a a :T FILTER NOT EXISTS { ?a :p ?b } }",
        ":a a :T .",
        ":z :p 1 .",
        ":a :c true .",
        [":a :p :b ."],
    ),
    "not exists, with a condition": (
        "{ ?a :c true } WHERE { ?a :k ?k FILTER NOT EXISTS { ?a :p ?b FILTER(?b > ?k) } }",
        ":a :k 5 .",
        ":a :p 4 .",
        ":a :c true .",
        [":a :p 6 ."],
    ),
    "exists": (
        "{ ?a :c true } WHERE { ?a a :T FILTER EXISTS { ?a :p/:q ?b } }",
        ":a a :T ; :p :m . :m :q :b .",
        ":z :p :z .",
        ":a :c true .",
        [],
    ),
    "minus": (
        "{ ?a :c ?x } WHERE { ?a :p ?x MINUS { ?a a :T } }",
        ":a :p 1 .",
        ":b a :T .",
        ":a :c 1 .",
        [":a a :T ."],
    ),
    "count": (
        "{ ?a :c ?n } WHERE { SELECT ?a (COUNT(DISTINCT ?b) AS ?n) WHERE { ?a :p ?b } GROUP BY ?a }",
        ":a :p :x , :y , :z .",
        ":b :p :x .",
        ":a :c 3 .",
        [":a :p :w ."],
    ),
    "count of none": (
        "{ ?a :c ?n } WHERE { SELECT ?a (COUNT(?b) AS ?n) WHERE { ?a a :T OPTIONAL { ?a :p ?b } } GROUP BY ?a }",
        ":a a :T .",
        ":b a :T ; :p 1 .",
        ":a :c 0 .",
        [":a :p :x ."],
    ),
    "greatest": (
        "{ ?a :c ?w } WHERE { { SELECT ?a (MAX(?n) AS ?m) WHERE { ?a :p ?b . ?b :n ?n } GROUP BY ?a } ?w :n ?m }",
        ":a :p :x . :x :n 7 .",
        ":z :p :y . :y :n 9 .",
        ":a :c :x .",
        [],
    ),
    "having": (
        "{ ?a :c true } WHERE { SELECT ?a WHERE { ?a :p ?b } GROUP BY ?a HAVING(COUNT(?b) > 1) }",
        ":a :p :x , :y .",
        ":b :p :x .",
        ":a :c true .",
        [],
    ),
    "a name used inside": (
        "{ ?b :c ?a } WHERE { { SELECT ?a WHERE { ?a :p ?b } } ?a :q ?b }",
        ":a :p :x ; :q :y .",
        ":z :p :y .",
        ":y :c :a .",
        [],
    ),
    "the first only": (
        "{ ?a :c ?n } WHERE { { SELECT ?a ?n WHERE { ?a :n ?n } ORDER BY DESC(?n) LIMIT 1 } }",
        ":a :n 3 .",
        ":b :n 2 .",
        ":a :c 3 .",
        [":d :n 8 ."],
    ),
    "distinct": (
        "{ ?a :c ?n } WHERE { SELECT ?a (COUNT(*) AS ?n) WHERE { { SELECT DISTINCT ?a ?t WHERE { ?a :p ?b . ?b a ?t } } } GROUP BY ?a }",
        ":a :p :x . :x a :T .",
        ":z :p :y .",
        ":a :c 1 .",
        [":x a :U ."],
    ),
    "sequence": (
        "{ ?a :c ?b } WHERE { ?a :p/:q ?b }",
        ":a :p :m . :m :q :b .",
        ":a :p :n .",
        ":a :c :b .",
        [],
    ),
    "inverse": ("{ ?a :c ?b } WHERE { ?a ^:p/:q ?b }", ":m :p :a ; :q :b .", ":n :p :y .", ":a :c :b .", []),
    "alternative": ("{ ?a :c ?b } WHERE { ?a :p|:q ?b }", ":a :q :b .", ":a :p :z .", ":a :c :b .", []),
    "one or more": (
        "{ ?a :c ?b } WHERE { ?a a :T . ?a :p+ ?b }",
        ":a a :T ; :p :m . :m :p :n . :n :p :b .",
        ":b :p :z .",
        ":a :c :b .",
        [],
    ),
    "any number": (
        "{ ?a :c ?b } WHERE { ?a a :T . ?b a :U . ?a :p* ?b }",
        ":a a :T , :U .",
        ":a :p :z .",
        ":a :c :a .",
        [],
    ),
    "any number, from the end": (
        "{ ?a :c true } WHERE { ?a :p*/:q 1 }",
        ":a :p :b . :b :p :d . :d :q 1 .",
        ":z :q 2 .",
        ":a :c true .",
        [],
    ),
    "none or one": (
        "{ ?a :c ?b } WHERE { ?a a :T . ?a :p?/:q ?b }",
        ":a a :T ; :p :m . :m :q :b .",
        ":a :q :z .",
        ":a :c :b .",
        [],
    ),
    "any property but": (
        "{ ?a :c ?b } WHERE { ?a !(:p|a|:c) ?b }",
        ":a :q :b .",
        ":a :p :z .",
        ":a :c :b .",
        [],
    ),
    "a graph": (
        "{ ?a :c ?g } WHERE { GRAPH ?g { ?a :p ?b } }",
        ":a :p :b .",
        ":x :q :y .",
        ":a :c <https://w3id.org/rejoinder/graph/document/small> .",
        [],
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.mark.parametrize("case", CASES)
def test_just_what_is_needed_is_named_and_without_any_of_it_nothing_follows(case: str, folder: Path) -> None:
    rule, needed, other, conclusion, preventing = CASES[case]
    (folder / "10-rule.rq").write_text(f"#+ summary: So it is.\n{SPARQL}CONSTRUCT {rule}", encoding="utf-8")
    facts, more = triples(needed), triples(other)
    (head,) = triples(str(conclusion))
    made = draft([*facts, *more], folder)
    step = explained(made, folder, head)
    assert {sentence(leaf.triple) for leaf in leaves(step)} == {sentence(fact) for fact in facts}
    for fact in facts:
        assert head not in derived(draft([each for each in [*facts, *more] if each != fact], folder))
    for added in preventing:
        assert head not in derived(draft([*facts, *more, *triples(added)], folder))


def test_what_was_looked_for_in_vain_is_named(folder: Path) -> None:
    rule = "{ ?a :c true } WHERE { ?a a :T FILTER NOT EXISTS { ?a rj:to/rj:by ?b } MINUS { ?a :q 1 } OPTIONAL { ?x :r ?a } }"
    (folder / "10-rule.rq").write_text(f"{SPARQL}CONSTRUCT {rule}", encoding="utf-8")
    (head,) = triples("act:a :c true .")
    step = explained(draft(triples("act:a a :T ."), folder), folder, head)
    assert sorted(absent(step)) == ["?x <urn:x:r> act:a", "act:a <urn:x:q> 1", "act:a rj:to/rj:by ?b"]


def test_each_way_to_a_conclusion_is_told_and_the_rest_counted(folder: Path) -> None:
    (folder / "10-rule.rq").write_text(
        f"{SPARQL}CONSTRUCT {{ ?a :c true }} WHERE {{ ?a :p ?b }}", encoding="utf-8"
    )
    (head,) = triples(":a :c true .")
    step = explained(draft(triples(":a :p 1 , 2 , 3 , 4 , 5 ."), folder), folder, head)
    assert (len(step.ways), step.more) == (3, 2)


def test_the_rows_of_a_count_are_told_one_by_one(folder: Path) -> None:
    (folder / "10-rule.rq").write_text(f"{SPARQL}CONSTRUCT {CASES['count'][0]}", encoding="utf-8")
    (head,) = triples(":a :c 3 .")
    (((rows,),)) = explained(draft(triples(CASES["count"][1]), folder), folder, head).ways
    assert isinstance(rows, Rows)
    assert [len(row) for row in rows.rows] == [1, 1, 1]


def test_a_rule_is_explained_by_what_it_saw_and_not_by_what_came_after(folder: Path) -> None:
    (folder / "10-first.rq").write_text(
        f"{SPARQL}CONSTRUCT {{ ?b :p ?a }} WHERE {{ ?a :p ?b FILTER NOT EXISTS {{ ?a :q ?x }} }}",
        encoding="utf-8",
    )
    (folder / "20-second.rq").write_text(
        f"{SPARQL}CONSTRUCT {{ ?a :q ?b }} WHERE {{ ?a :p ?b }}", encoding="utf-8"
    )
    made = draft(triples(":a :p :b ."), folder)
    assert {sentence(triple) for triple in derived(made)} == {
        "<urn:x:b> <urn:x:p> <urn:x:a>",
        "<urn:x:a> <urn:x:q> <urn:x:b>",
        "<urn:x:b> <urn:x:q> <urn:x:a>",
    }
    for head in derived(made):
        assert {sentence(leaf.triple) for leaf in leaves(explained(made, folder, head))} == {
            "<urn:x:a> <urn:x:p> <urn:x:b>"
        }


def test_what_is_not_followed_says_so(folder: Path) -> None:
    from graph.errors import SourceError

    (folder / "10-rule.rq").write_text(
        f"{SPARQL}CONSTRUCT {{ ?a :c ?b }} WHERE {{ ?a :p ?b }}", encoding="utf-8"
    )
    made = draft(triples(":a :p :b ."), folder)
    (folder / "10-rule.rq").write_text(
        f"{SPARQL}CONSTRUCT {{ ?a :c ?b }} WHERE {{ SERVICE <urn:s> {{ ?a :p ?b }} }}", encoding="utf-8"
    )
    (head,) = triples(":a :c :b .")
    with pytest.raises(SourceError, match="cannot be followed"):
        explained(made, folder, head)
