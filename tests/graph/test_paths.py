from pathlib import Path

import pytest

from graph import paths


def test_the_corpus_named_in_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REJOINDER_CORPUS", str(tmp_path))
    assert paths.corpus() == tmp_path
    monkeypatch.setenv("REJOINDER_CORPUS", "")
    assert paths.corpus() != tmp_path
