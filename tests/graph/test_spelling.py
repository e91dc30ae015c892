import pytest

from graph.spelling import skeleton


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("person", "Kassym-Jomart Tokayev", "Qasym-Zhomart Tokaev"),
        ("person", "Yevgeny Fedorov", "Evgeniy Fyodorov"),
        ("person", "Anuar Zhainakov", "Anuar Jainakov"),
        ("person", "Vyacheslav Nikonov", "Viacheslav Alekseevich Nikonov"),
        ("person", "Sergey Dzhabarov", "Sergei Djabarov"),
        ("state", "Kazakhstan", "Kazakstan"),
        ("state", "Tajikistan", "Tadzhikistan"),
    ],
)
def test_two_spellings_of_one_name_have_one_skeleton(kind: str, one: str, other: str) -> None:
    assert skeleton(kind, one) == skeleton(kind, other) != ""


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("person", "Vyacheslav Nikonov", "Vyacheslav Nikonorov"),
        ("person", "Aidar Amrebayev", "Zhyldyz Amrebayeva"),
        ("person", "Anna Ivanova", "Anton Ivanov"),
        ("state", "Kyrgyzstan", "Kazakhstan"),
        ("state", "Uzbekistan", "Tajikistan"),
    ],
)
def test_two_names_have_two_skeletons(kind: str, one: str, other: str) -> None:
    assert skeleton(kind, one) != skeleton(kind, other)


def test_too_little_is_nothing_to_go_by() -> None:
    assert [skeleton("person", name) for name in ("Tokayev", "K. Tokayev", "Author of 000", "Токаев К.")] == [
        ""
    ] * 4
    assert [skeleton("state", name) for name in ("Astana", "Estonia")] == ["", ""]
