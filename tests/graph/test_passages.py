from pathlib import Path

import pytest

from graph import paths
from graph.canonical import canonical
from graph.check import assemble
from graph.errors import PassageError
from graph.passages import Corpus, locate, sha256
from graph.verify import verify
from tests.graph.tiny import DATA, copy
from tests.needs import need

TINY = DATA / "tiny" / "corpus"


def test_a_located_passage_runs_from_the_first_words_through_the_last() -> None:
    found = locate(Corpus(TINY), "000", "The miller", "the pond.")
    assert (found.document, found.start, found.end) == ("000", 29, 73)
    assert found.sha256 == sha256("The miller is said to have claimed the pond.")


@pytest.mark.parametrize("document", ["000", "document:000", "https://w3id.org/rejoinder/id/document/000"])
def test_a_document_may_be_named_in_three_ways(document: str) -> None:
    assert locate(Corpus(TINY), document, "A short", "twice.").start == 0


@pytest.mark.parametrize("words", ['tale - "told"', "tale — “told”", "  tale\n–  'told' ".replace("'", '"')])
def test_plain_quotes_dashes_and_spaces_find_the_typeset_ones(words: str) -> None:
    assert locate(Corpus(TINY), "000", words, words).end == 21


def test_a_located_passage_is_ready_to_paste() -> None:
    block = locate(Corpus(TINY), "000", "The miller", "the pond.").turtle()
    header = "@prefix {0}: <https://w3id.org/rejoinder/id/{0}/> .\n"
    prefixes = header.format("document") + header.format("passage")
    prefixes += "@prefix rj: <https://w3id.org/rejoinder/ontology#> .\n\n"
    assert canonical(prefixes + block) == prefixes + block


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("The dragon", "the pond.", "the first words “The dragon” do not stand there; type them"),
        ("the miller", "the pond.", "do not stand there"),
        ("The miller", "the dragon", "the last words “the dragon” do not stand there"),
        ("pond", "ours", r"stand there 3 times \(at 68, 113, 141\); type more"),
        ("The miller", "is ours", r"the last words “is ours” stand there 2 times \(at 118, 146\)"),
        ("The baker's wife", "told", "the last words stand at 16, before the first at 75; change"),
        ("", "told", "the first words are empty; type some"),
        ("told", " \n", "the last words are empty"),
        ("a.*b", "(", "do not stand there"),
    ],
)
def test_words_that_mark_no_one_place_are_refused_with_a_way_out(first: str, last: str, said: str) -> None:
    with pytest.raises(PassageError, match=said):
        locate(Corpus(TINY), "000", first, last)


def test_an_absent_document_is_refused_with_those_present() -> None:
    with pytest.raises(PassageError, match=r"document 00 is not there in .*; it holds 000, 001"):
        Corpus(TINY).text("00")


def test_a_corpus_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PassageError, match="is no folder"):
        Corpus(tmp_path / "absent")


def test_a_text_is_taken_as_it_stands(tmp_path: Path) -> None:
    text = "\ufeffone\r\ntwo\rthree\u00a0four 𝄞."
    (tmp_path / "000_a.txt").write_bytes(text.encode("utf-8"))
    assert Corpus(tmp_path).text("000") == text
    assert locate(Corpus(tmp_path), "000", "one two", "three four").end == len(text) - 3


def test_a_document_that_is_twice_there_or_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "000_a.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(PassageError, match="cannot be read as UTF-8"):
        Corpus(tmp_path).text("000")
    (tmp_path / "000_b.txt").write_bytes(b"b")
    with pytest.raises(PassageError, match="more than once"):
        Corpus(tmp_path).text("000")


# file, what stands there, what is put in its place, what verify says
FAULTS = [
    ("facts/000.ttl", "rj:end 73", "rj:end 730", "ends at 730, past the end of document:000 at"),
    ("facts/000.ttl", "rj:end 73", "rj:end 29", "ends at 29 before anything follows its start at 29"),
    ("facts/000.ttl", "rj:end 73", "rj:end 73.5", "needs one rj:document, one whole rj:start"),
    ("facts/000.ttl", "rj:end 73 ;", "", "needs one rj:document"),
    ("facts/000.ttl", "rj:start 29", "rj:start 30", "its name disagrees with its offsets: passage:000-30-73"),
    ("facts/000.ttl", "rj:start 29", "rj:start 30", "has another hash"),
    (
        "facts/000.ttl",
        '"35-f22cc0-',
        '"34-f22cc0-',
        "the text from 29 to 73 of document:000 has another fingerprint",
    ),
    ("facts/001.ttl", "document document:001", "document document:007", "unknown document, document:007"),
    ("corpus/000_tiny.txt", "miller", "mi11er", "the text from 29 to 73 of document:000 has another hash"),
    ("corpus/000_tiny.txt", "ours, she", "hers, she", "rj:sha256 is"),
    ("corpus/000_tiny.txt", "ours, she", "ours, said she", "rj:length is 155, but the attached text has 160"),
]


@pytest.mark.parametrize(("file", "old", "new", "said"), FAULTS)
def test_a_passage_that_does_not_stand_in_its_document_is_found(
    file: str, old: str, new: str, said: str, tmp_path: Path
) -> None:
    tiny = copy(tmp_path)
    assert verify(assemble(tiny.roots), Corpus(tiny.corpus)) == []
    tiny.edit(file, old, new)
    found = verify(assemble(tiny.roots), Corpus(tiny.corpus))
    assert any(said in finding.what for finding in found), found
    assert all(finding.file.endswith(".ttl") and finding.mend for finding in found)


def test_a_document_without_its_text_is_found_only_where_texts_are_attached(tmp_path: Path) -> None:
    tiny = copy(tmp_path)
    (tiny.corpus / "001_tiny.txt").unlink()
    draft = assemble(tiny.roots)
    assert [finding.subject for finding in verify(draft, Corpus(tiny.corpus))] == ["document:001"]
    assert verify(draft, None) == []


def test_without_texts_offsets_are_held_against_the_stated_length(tmp_path: Path) -> None:
    tiny = copy(tmp_path)
    tiny.edit("facts/000.ttl", "rj:end 73", "rj:end 730")
    found = [finding.what for finding in verify(assemble(tiny.roots), None)]
    assert any("past the end of document:000 at 155" in what for what in found)


def test_the_worked_example_of_the_design_is_reproduced() -> None:
    directory = paths.corpus()
    need("the documents (REJOINDER_CORPUS)", directory and directory.is_dir())
    assert directory is not None
    text = Corpus(directory).text("000")
    assert len(text) == 5822
    assert sha256(text) == "c186ba08f2a3b70686ea6ef692c956f13af2f45ae412908c159056ce1145d816"
    assert sha256(text[268:570]) == "742bdf0cf98baca50c905656dfae53e6e4f7e3ed8271cde5772510045cc3f3ab"
    assert sha256(text[850:1219]) == "eb3a22b08a9127fa4e3ae177f0da60e7b87f90bd2b532ab5b7d952f01639deb9"
