"""Analysts' questions on sources, notes and judgements, answered by canned queries alone."""

from graph.sources import Draft
from tests.asking import asked, column


def test_q01_which_notes_resolve_to_a_book_and_with_which_page(draft: Draft) -> None:
    rows = asked(draft, "citations_of_work", {"work": "work:regions-and-powers"})
    assert {row["note"]: row["pages"] for row in rows} == {"29": "", "31": "70", "33": "44", "34": "491"}


def test_q02_which_sovereignty_was_at_risk_and_which_threat_was_felt_more(draft: Draft) -> None:
    kind = "judgement-kind:comparison"
    of_2012 = asked(
        draft, "judgements_about", {"about": "event:eurasian-parliament-proposal", "kind": [kind]}
    )
    of_2020 = asked(draft, "judgements_about", {"about": "event:nikonov-scandal", "kind": [kind]})
    assert "judgement:004-2012-political-sovereignty" in column(of_2012, "judgement")
    assert "judgement:004-2020-territorial-integrity" in column(of_2020, "judgement")
    both = set(column(of_2012, "judgement")) & set(column(of_2020, "judgement"))
    assert "judgement:004-2020-felt-more-existential" in both


def test_q03_which_notes_back_each_sphere_of_concessions(draft: Draft) -> None:
    spheres = ["trade", "oil-transit", "border-delimitation", "finance", "russian-led-organisations"]
    backed = [
        sorted(
            set(
                column(
                    asked(draft, "notes_of_document", {"document": "document:004", "about": about}), "note"
                )
            )
        )
        for about in (f"notion:{sphere}" for sphere in spheres)
    ]
    assert backed == [["18", "19"], ["20", "21"], ["22"], ["23"], ["24"]]


def test_q04_which_cited_finding_sits_uneasily_with_the_thesis_on_territory(draft: Draft) -> None:
    rows = asked(
        draft,
        "discrepancies",
        {"document": "document:004", "kind": ["discrepancy-kind:contradiction"]},
    )
    against = [row for row in rows if "no concessions over territory" in row["other_label"]]
    assert len(against) == 1
    found = asked(draft, "notes_of_document", {"document": "document:004", "number": ["22"]})
    assert {(row["creator_1"], row["creator_2"], row["pages"]) for row in found} == {
        ("Avinoam Idan", "Brenda Shaffer", "252")
    }
    beside = asked(
        draft, "facts_of_passage", {"document": "document:004", "at": int(against[0]["one_start"])}
    )
    assert set(column(beside, "fact")) & set(column(found, "cited_for"))


def test_q05_whose_work_is_cited_for_the_yearly_trade(draft: Draft) -> None:
    rows = asked(draft, "notes_of_document", {"document": "document:004", "number": ["18"]})
    quantities = {row["cited_for_label"] for row in rows if row["cited_for_type"] == "quantity"}
    assert "Yearly volume of trade between Kazakhstan and Russia" in quantities
    assert set(column(rows, "creator_1")) == {"A. Nikonorov"}


def test_q06_which_source_is_cited_for_the_demonstration_and_what_it_reports(draft: Draft) -> None:
    rows = asked(draft, "notes_of_document", {"document": "document:004", "number": ["2"]})
    assert [(row["cited_for"], row["outlet_label"]) for row in rows] == [
        ("event:demonstration-at-russian-consulate", "TASS")
    ]
    assert "note over remarks of the deputy Nikonov" in rows[0]["work_label"]


def test_q09_two_documents_tell_two_steps_and_two_notes_name_the_ministry(draft: Draft) -> None:
    rows = asked(draft, "discrepancies", {"document": "document:003", "only": "between-documents"})
    steps = next(row for row in rows if row["discrepancy"] == "discrepancy:004-note-or-summons")
    assert (steps["one_document"], steps["other_document"]) == ("document:003", "document:004")
    assert "summons" in steps["one_label"]
    assert "note of protest" in steps["other_label"]
    notes = asked(draft, "notes_of_document", {"document": "document:004"})
    assert {row["note"] for row in notes if "ministry" in row["work_label"]} == {"1", "2"}


def test_q12_who_expects_relations_to_withstand_such_incidents(draft: Draft) -> None:
    rows = asked(
        draft,
        "judgements_about",
        {"about": "notion:kazakh-russian-relations", "kind": ["judgement-kind:forecast"]},
    )
    sure = {(row["first_judge_label"], row["document"]) for row in rows if row["certainty"] != "possible"}
    assert sure == {("Catherine Putz", "document:003"), ("Sultan Akimbekov", "document:004")}


def test_q13_where_the_article_appeared_is_a_curators_inference_of_two_documents(draft: Draft) -> None:
    rows = asked(draft, "doubted_reports", {"doubt": ["curator-inference"]})
    told = [row for row in rows if row["fact"] == "relation:state-run-newspaper-is-kazpravda"]
    assert set(column(told, "document")) == {"document:003", "document:004"}
    note = asked(draft, "notes_of_document", {"document": "document:004", "number": ["3"]})
    assert set(column(note, "outlet_label")) == {"Kazpravda"}


def test_q16_which_statements_of_a_president_are_dated_by_month_and_year(draft: Draft) -> None:
    rows = asked(draft, "printed_dates", {"actor": "person:vladimir-putin"})
    dated = [(row["printed_date"], row["document"]) for row in rows if row["date_basis"] == "printed"]
    assert list(dict.fromkeys(dated)) == [
        ("2014-08", "document:000"),
        ("2020-06", "document:004"),
        ("2021-07", "document:004"),
    ]
    without_year = {row["document"] for row in rows if row["printed_date"] == "XXXX-06-17"}
    assert without_year == {"document:001"}


def test_q26_which_entities_are_not_recognised_in_all_likelihood(draft: Draft) -> None:
    rows = asked(draft, "doubted_reports", {"doubt": ["hedges"], "document": "document:001"})
    hedged = {row["label"] for row in rows if row["cue"] == "in all likelihood"}
    assert hedged == {"Kazakhstan does not recognise Donetsk", "Kazakhstan does not recognise Luhansk"}


def test_q28_which_years_one_document_gives_for_the_end_of_the_soviet_union(draft: Draft) -> None:
    rows = asked(draft, "discrepancies", {"document": "document:003", "kind": ["discrepancy-kind:date"]})
    assert "The Soviet Union ended in 1990 or in 1991" in column(rows, "label")


def test_q29_whom_the_author_supposes_to_be_meant(draft: Draft) -> None:
    rows = asked(
        draft,
        "judgements_of_judge",
        {"judge": "person:author-of-001", "kind": ["judgement-kind:conjecture"]},
    )
    assert [row["about"] for row in rows if row["about"].startswith("person:")] == ["person:tigran-keosayan"]
    assert set(column(rows, "certainty")) == {"possible"}


def test_q36_through_which_chain_an_assurance_came(draft: Draft) -> None:
    rows = asked(draft, "relay_chains", {"document": "document:000", "min_chain": 2})
    chain = [row["link_label"] for row in rows if row["fact"] == "act:russia-takes-entreaties-seriously"]
    assert chain == ["Tengri News", "Anuar Zhainakov", "Russia"]


def test_q37_who_made_statements_dated_to_one_day(draft: Draft) -> None:
    rows = asked(draft, "printed_dates", {"document": "document:000"})
    speakers = {
        row["speaker_label"] for row in rows if row["printed_date"] == "XXXX-02-03" and row["speaker"]
    }
    assert speakers == {"Maria Zakharova", "Alexander Lukashenko"}
