"""The rules of the house that no linter holds."""

import re
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PYTHON = sorted(
    file
    for folder in ("graph", "service", "tests", "bench", "examples")
    for file in (ROOT / folder).rglob("*.py")
)


def test_no_module_is_longer_than_300_lines() -> None:
    long = {
        str(file.relative_to(ROOT)): count
        for file in PYTHON
        if (count := len(file.read_text("utf-8").splitlines())) > 300
    }
    assert long == {}


def test_every_module_begins_with_a_sentence_that_says_its_subject() -> None:
    modules = [
        file
        for file in PYTHON
        if file.name != "__init__.py" and file.parts[len(ROOT.parts)] in {"graph", "service"}
    ]
    assert [str(file) for file in modules if not re.match(r'"""[A-Z].*[.;:]', file.read_text("utf-8"))] == []


def test_requirements_are_pinned_by_hash_and_name_no_address() -> None:
    for file in (ROOT / "requirements").glob("*.txt"):
        text = file.read_text(encoding="utf-8")
        pins = re.findall(r"^([\w.-]+)(==\S+)?.*?(?=^\w|\Z)", text, re.MULTILINE | re.DOTALL)
        assert pins
        assert all(version for _, version in pins)
        assert "--hash=sha256:" in text
        assert "://" not in text
        assert "index" not in text


@pytest.mark.timeout(300)  # it installs all that a user would
@pytest.mark.parametrize("alone", [False, pytest.param(True, marks=pytest.mark.soak)])
def test_a_wheel_installed_without_the_checkout_builds_answers_and_exports(
    tmp_path: Path, *, alone: bool
) -> None:
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)],
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {"graph/ontology/rejoinder.ttl", "graph/facts/000.ttl", "service/queries/timeline.rq"} <= set(
        names
    )
    assert {"service/static/manifest.json", "service/templates/frame.html"} <= set(names)
    assert [name for name in names if name.startswith(("tests/", "docs/", "corpus/", "service/web/"))] == []
    commands = tmp_path / "empty/bin"

    def run(name: str, *arguments: str) -> str:
        command = [str(commands / name), *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout

    subprocess.run([sys.executable, "-m", "venv", str(commands.parent)], check=True, capture_output=True)
    if alone:
        pinned = ("--no-compile", "--require-hashes", "-r", str(ROOT / "requirements/run.txt"))
        run("pip", "install", "--quiet", *pinned)
    else:  # beside the libraries that are here, which takes a minute less
        (place,) = commands.parent.glob("lib/python3*/site-packages")
        (place / "here.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    run("pip", "install", "--quiet", "--no-deps", str(wheel))
    run("rejoinder", "build")
    claim = ("--claim", "kazakhstan-holds-lands-temporarily", "--format", "csv")
    recorded = (ROOT / "tests/answers/responses_to_claim.csv").read_text(encoding="utf-8")
    assert run("rejoinder", "query", "responses_to_claim", *claim).splitlines() == recorded.splitlines()
    run("rejoinder", "export", "--format", "table", "--part", "acts", "--out", "acts.csv")
    assert (tmp_path / "acts.csv").read_text(encoding="utf-8").startswith("act,label,")


def test_no_file_names_a_machine_or_a_registry() -> None:
    machine = re.compile(r"(?<!\w)/(work|root|tmp|home)/|pypi\.org|registry\.npmjs|deb\.debian")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout
    skipped = ("tests/test_house.py", ".png")
    files = [ROOT / name for name in listed.split("\0") if name and not name.endswith(skipped)]
    assert [str(file) for file in files if machine.search(file.read_text(encoding="utf-8"))] == []
