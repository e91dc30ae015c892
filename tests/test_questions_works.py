"""Canned queries on judgements, works, notes and dates as they are printed."""

from collections import Counter
from itertools import pairwise

from graph.sources import Draft
from tests.asking import asked, column
from tests.test_questions_sources import instances


def test_who_judge_together_are_counted_and_not_repeated(draft: Draft) -> None:
    given = {"about": "notion:concession-of-sovereignty"}
    rows = asked(draft, "judgements_about", given)
    assert len(rows) == len(set(column(rows, "judgement")))
    thesis = next(
        row for row in rows if row["judgement"] == "judgement:004-thesis-no-concession-of-territory"
    )
    assert (thesis["first_judge_label"], thesis["judges"]) == ("Aidar Amrebayev", "4")
    by_another = asked(draft, "judgements_about", {**given, "judge": "person:zhannat-makasheva"})
    assert thesis in by_another
    assert len(by_another) < len(rows)


def test_a_judgement_shows_each_work_that_is_cited_for_it(draft: Draft) -> None:
    rows = asked(draft, "judgements_about", {"about": "notion:trade"})
    works = [row["work"] for row in rows if row["judgement"] == "judgement:004-negative-balance"]
    assert works == ["work:sultanov-eurasian-integration", "work:kassenova-eurasian-integration"]


def test_what_another_thing_is_measured_against_is_judged_too(draft: Draft) -> None:
    rows = asked(draft, "judgements_about", {"about": "act:limonov-annex"})
    assert "judgement:002-zhirinovsky-went-further" in column(rows, "judgement")


def test_a_judge_is_shown_with_all_that_is_judged(draft: Draft) -> None:
    rows = asked(draft, "judgements_of_judge", {"judge": "person:catherine-putz"})
    assert set(column(rows, "judgement_kind")) == {"forecast"}
    assert len(rows) == len(set(column(rows, "about"))) > 1


def test_each_reference_counts_once_for_its_work(draft: Draft) -> None:
    rows = asked(draft, "works_by_citations", {})
    assert sum(int(row["citations"]) for row in rows) == len(instances(draft, "rj:Citation"))
    counts = [int(row["citations"]) for row in rows]
    assert counts == sorted(counts, reverse=True)
    deyermond = next(row for row in rows if row["work"] == "work:uses-of-sovereignty")
    assert (deyermond["citations"], deyermond["creators"]) == ("4", "1")
    assert len({*column(rows, "work")}) == len(rows)


def test_the_works_of_a_writer_show_the_others_who_wrote_them(draft: Draft) -> None:
    rows = asked(draft, "works_by_citations", {"creator": "person:brenda-shaffer"})
    assert [(row["creator_1"], row["creator_2"]) for row in rows] == [("Avinoam Idan", "Brenda Shaffer")]


def test_an_ibid_to_an_op_cit_leads_to_the_full_reference(draft: Draft) -> None:
    rows = asked(draft, "notes_of_document", {"document": "document:004", "number": ["34"]})
    assert {(row["form"], row["back_to_note"], row["full_note"], row["pages"]) for row in rows} == {
        ("ibid", "33", "29", "491")
    }
    assert set(column(rows, "work")) == {"work:regions-and-powers"}


def test_notes_come_by_number_and_all_of_them(draft: Draft) -> None:
    rows = asked(draft, "notes_of_document", {"document": "document:004"})
    numbers = [int(row["note"]) for row in rows]
    assert all(before <= after for before, after in pairwise(numbers))
    assert set(numbers) == set(range(1, 43))
    assert len({row["work"] for row in rows if row["note"] == "19"}) == 2


def test_a_work_lists_its_references_with_their_pages(draft: Draft) -> None:
    rows = asked(draft, "citations_of_work", {"work": "work:landlocked-states"})
    assert {(row["note"], row["pages"]) for row in rows} == {("21", "224"), ("22", "252")}


def test_a_date_printed_without_a_year_is_shown_so_with_what_the_year_rests_on(draft: Draft) -> None:
    row = asked(draft, "printed_dates", {"fact": "act:slutsky-denial"})[0]
    assert (row["printed_date"], row["date"]) == ("XXXX-02-01", "2017-02-01")
    assert (row["date_basis"], bool(row["date_source_label"])) == ("year-from-outside", True)


def test_several_printed_dates_of_one_fact_stand_side_by_side(draft: Draft) -> None:
    rows = asked(draft, "printed_dates", {"least_dates": 2})
    printed = {row["printed_date"] for row in rows if row["fact"] == "event:kazakhstan-independence"}
    assert printed == {"1991", "1991-12-16"}
    assert min(Counter(column(rows, "fact")).values()) >= 2
