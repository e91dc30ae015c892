import pytest

from service import tables


@pytest.mark.parametrize("mark", ["\x1b", "\x07", "\x00", "\x7f", "\x9b", "\r", "\x08"])
def test_a_text_cannot_steer_the_terminal(mark: str, capsys: pytest.CaptureFixture[str]) -> None:
    tables.write(["name"], [{"name": f"a{mark}[2Jb"}, {"name": None}, {"name": 3}])
    shown = capsys.readouterr().out
    assert mark not in shown
    assert "a\N{REPLACEMENT CHARACTER}[2Jb" in shown
    assert shown.splitlines()[-1].strip() == "3"


def test_words_of_any_script_are_shown_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    tables.write(["name"], [{"name": "Слуцкий, 李 [bold] :smile:"}])
    assert "Слуцкий, 李 [bold] :smile:" in capsys.readouterr().out
