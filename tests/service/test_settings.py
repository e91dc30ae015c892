from pathlib import Path

import pytest

from service import settings
from service.settings import SettingsError

WORD = "secret"
DOCS = Path(__file__).parents[2] / "docs" / "settings.md"


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Start in an empty folder and without any setting in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in [*settings.Settings.model_fields, "config"]:
        monkeypatch.delenv(f"REJOINDER_{name.upper()}", raising=False)


def test_defaults_serve_loopback_only() -> None:
    chosen = settings.load()
    assert (chosen.host, chosen.port, chosen.store, chosen.corpus) == (
        "127.0.0.1",
        8000,
        Path(".rejoinder"),
        None,
    )
    assert chosen.workers >= 2


def test_a_flag_wins_over_the_environment_which_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("rejoinder.toml").write_text('port = 1001\nhost = "::1"\nqueue = 5\n', encoding="utf-8")
    monkeypatch.setenv("REJOINDER_PORT", "1002")
    monkeypatch.setenv("REJOINDER_HOST", "0.0.0.0")  # noqa: S104 - nobody listens
    chosen = settings.load(port=1003, host=None)
    assert (chosen.port, chosen.host, chosen.queue) == (1003, "0.0.0.0", 5)  # noqa: S104 - nobody listens


def test_another_file_can_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    named = tmp_path / "other.toml"
    named.write_text("port = 1004\n", encoding="utf-8")
    monkeypatch.setenv("REJOINDER_CONFIG", str(named))
    assert settings.load().port == 1004


def test_a_named_file_that_is_not_there_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REJOINDER_CONFIG", "nowhere.toml")
    with pytest.raises(SettingsError, match=r"REJOINDER_CONFIG: nowhere\.toml is no file"):
        settings.load()


def test_an_unknown_setting_in_the_file_is_named() -> None:
    Path("rejoinder.toml").write_text("prot = 1\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"rejoinder\.toml: prot: no such setting; there are host, port"):
        settings.load()


def test_a_file_that_is_no_toml_is_named() -> None:
    Path("rejoinder.toml").write_text("port: 1\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"rejoinder\.toml: cannot be read as TOML"):
        settings.load()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", "many"),
        ("port", "70000"),
        ("workers", "1"),
        ("timeout", "0"),
        ("timeout", "nan"),
        ("memory", "3"),
    ],
)
def test_a_wrong_value_names_setting_value_and_sources(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"REJOINDER_{name.upper()}", value)
    with pytest.raises(SettingsError, match=rf"(?s){name}: .*{value}.*--{name}, REJOINDER_{name.upper()} or"):
        settings.load()


def test_the_documentation_shows_the_table_of_the_code() -> None:
    assert settings.table() in DOCS.read_text(encoding="utf-8")


def test_who_may_write_needs_a_token_from_one_place_alone(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(" se cret\n", encoding="utf-8")
    assert settings.load(writable=True, token_file=file).secret() == "se cret"
    assert settings.load(writable=True, token=WORD).secret() == WORD
    assert settings.load().secret() is None
    with pytest.raises(SettingsError, match="writable needs a token: set REJOINDER_TOKEN, or token_file"):
        settings.load(writable=True)
    with pytest.raises(SettingsError, match="token and token_file are both set"):
        settings.load(token=WORD, token_file=file)


@pytest.mark.parametrize(
    ("content", "said"), [(b" \n", "is empty"), (b"\xff", "cannot be read"), (None, "read")]
)
def test_a_token_file_that_holds_none_is_named(tmp_path: Path, content: bytes | None, said: str) -> None:
    file = tmp_path / "token"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingsError, match=rf"token_file: .*token.*{said}"):
        settings.load(token_file=file).secret()


def test_a_token_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REJOINDER_TOKEN", "open-sesame")
    assert "sesame" not in repr(settings.load())
    Path("rejoinder.toml").write_text("writable = true\ntoken = 1234567\n", encoding="utf-8")
    monkeypatch.delenv("REJOINDER_TOKEN")
    with pytest.raises(SettingsError) as refused:
        settings.load()
    assert "1234567" not in str(refused.value)


def test_addresses_to_reach_are_listed_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings.load().allow == ()
    monkeypatch.setenv("REJOINDER_ALLOW", "https://a.example/sparql, https://b.example/ ,")
    assert settings.load().allow == ("https://a.example/sparql", "https://b.example/")


@pytest.mark.parametrize("name", ["rate", "at_once", "cache_bytes"])
def test_nothing_turns_a_limit_off_and_less_is_an_error(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"REJOINDER_{name.upper()}", "0")
    assert getattr(settings.load(), name) == 0
    monkeypatch.setenv(f"REJOINDER_{name.upper()}", "-1")
    with pytest.raises(SettingsError, match=f"{name}: "):
        settings.load()
