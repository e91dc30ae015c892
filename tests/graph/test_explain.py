"""An explanation names just the triples that a conclusion needs, for everything SPARQL lets a rule say."""

from pathlib import Path

import pytest

from graph.bridge import View
from graph.errors import SourceError
from graph.explain import Rows
from graph.patterns import sentence
from tests.graph.rulecases import CASES
from tests.graph.small import SPARQL, absent, concluded, derived, draft, explained, leaves, triples


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.mark.parametrize("case", CASES)
def test_the_solver_draws_the_conclusions_that_the_engine_draws(case: str, folder: Path) -> None:
    rule, needed, other, *_ = CASES[case]
    text = f"{SPARQL}CONSTRUCT {rule}"
    (folder / "10-rule.rq").write_text(text, encoding="utf-8")
    made = draft([*triples(needed), *triples(other)], folder)
    assert concluded(text, View(made.store, made.derived)) == derived(made)


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
    without = "FILTER NOT EXISTS { ?a rj:to/rj:by ?b } MINUS { ?a :q 1 } OPTIONAL { ?x :r ?a }"
    rule = f"{{ ?a :c true }} WHERE {{ ?a a :T {without} }}"
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


def test_a_rule_that_another_engine_cannot_read_says_so(folder: Path) -> None:
    (folder / "10-rule.rq").write_text(
        f"{SPARQL}CONSTRUCT {{ ?a :c ?b }} WHERE {{ ?a :p ?b }}", encoding="utf-8"
    )
    made = draft(triples(":a :p :b ."), folder)
    (folder / "10-rule.rq").write_text("CONSTRUCT { ?a <urn:x:c> ?b } WHERE { ?a ?b }", encoding="utf-8")
    (head,) = triples(":a :c :b .")
    with pytest.raises(SourceError, match=r"is not plain SPARQL 1\.1"):
        explained(made, folder, head)
