"""Every example in the README and docs is run, every link leads somewhere."""

import csv
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from graph import paths
from service import catalogue, guide
from service.settings import Settings
from tests.service.live import serving

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
ADDRESS = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def server(store: Path) -> Iterator[str]:
    with serving(Settings(store=store), queries=None) as address:
        yield address


def examples() -> list[tuple[str, str, str, str]]:
    """Pair every block of sh or python with the block of text after it: file, language, code, expected."""
    found = []
    for page in PAGES:
        blocks = BLOCK.findall(page.read_text(encoding="utf-8"))
        followers = [*blocks, ("", "")][1:]
        for (language, code), (kind, text) in zip(blocks, followers, strict=True):
            if language in {"sh", "python"}:
                found.append((page.name, language, code, text if kind == "text" else ""))
    return found


@pytest.mark.parametrize(("page", "language", "code", "expected"), examples())
def test_an_example_prints_what_the_page_says(
    page: str, language: str, code: str, expected: str, server: str, store: Path
) -> None:
    code = code.replace(ADDRESS, server).replace(
        ".venv/bin/rejoinder", f"{Path(sys.executable).parent}/rejoinder"
    )
    command = (
        [sys.executable, "-c", code] if language == "python" else ["bash", "-eo", "pipefail", "-c", code]
    )
    environment = {"REJOINDER_STORE": str(store), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment)
    assert expected, f"{page}: the example is followed by no text that says what it prints"
    assert (done.returncode, done.stdout) == (0, expected), done.stderr


def sparql() -> list[str]:
    return [
        code
        for page in PAGES
        for language, code in BLOCK.findall(page.read_text("utf-8"))
        if language == "sparql"
    ]


@pytest.mark.parametrize("query", sparql())
def test_a_query_on_a_page_finds_something(query: str, server: str) -> None:
    answer = httpx.post(f"{server}/sparql", data={"query": query}, trust_env=False)
    assert answer.json()["results"]["bindings"]


def test_there_are_examples_to_run() -> None:
    assert len(examples()) >= 4


def test_the_answer_in_the_readme_is_the_recorded_one() -> None:
    recorded = (ROOT / "tests/answers/responses_to_claim.csv").read_text(encoding="utf-8").splitlines()
    table = [line.strip("| ") for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines()]
    for row in csv.DictReader(recorded):
        place = f"{row['document'].rpartition('/')[2]}, {row['start']}–{row['end']}"
        cells = [row["response_type"], row["standing"], place]
        post = f"{row['post']}, {row['organization_label']}" if row["post"] else ""
        assert any(
            line.startswith(row["speaker_label"])
            and all(f"| {cell} |" in line + " |" for cell in cells)
            and post in line
            for line in table
        ), row


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_the_picture_is_what_its_script_draws(server: str) -> None:
    script = ROOT / "examples/exchange_picture.py"
    drawn = subprocess.run(
        [sys.executable, str(script), server], capture_output=True, text=True, check=True
    ).stdout
    assert drawn == (ROOT / "docs/exchange.svg").read_text(encoding="utf-8")


def test_the_page_of_queries_is_what_their_files_and_recorded_answers_say() -> None:
    made = guide.page(catalogue.load(paths.queries()), ROOT / "tests/answers")
    assert (ROOT / "docs/queries.md").read_text(encoding="utf-8") == made, "run `make answers`"
