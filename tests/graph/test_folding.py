import pytest

from graph import folding


@pytest.mark.parametrize(
    "spellings",
    [
        "Nazarbaev Nazarbayev Назарбаев Nazarbajev Nazarbaïev",
        "Tokaev Tokayev Токаев Тоқаев Toqaev",
        "Kazakstan Kazakhstan Казахстан Қазақстан Qazaqstan",
        "Zhomart Jomart Жомарт Žomart",
        "Kassym-Jomart Kasym-Zhomart Қасым-Жомарт Касым-Жомарт",
        "Zhirinovsky Zhirinovskiy Жириновский Zhirinovskij",
        "Gorbachev Gorbachyov Горбачёв",
        "Yeltsin Eltsin Ельцин",
        "Kyrgyzstan Kirgizstan Кыргызстан",
        "Tajikistan Tadzhikistan Таджикистан",
        "Alexander Aleksandr Александр",
        "Nur-Sultan Nursultan Нур-Султан Нұр-Сұлтан",
        "Lukašenka Lukashenka Лукашенка",
        "Nazarbayev's Nazarbayev’s nazarbayev",
    ],
)
def test_all_ways_to_write_a_name_sound_alike(spellings: str) -> None:
    assert len({folding.joined(folding.plain(name)) for name in spellings.split()}) == 1


@pytest.mark.parametrize(
    "names", ["Putin Pushkov", "Kazakhstan Tatarstan", "Ukraine Ukase", "2014 2022", "Nikonov Nikonorov"]
)
def test_other_names_sound_otherwise(names: str) -> None:
    one, other = names.split()
    assert folding.joined(folding.plain(one)) != folding.joined(folding.plain(other))


def test_what_has_no_letters_has_no_words() -> None:
    assert folding.plain("\u2014 !? \u0000") == ""


def test_a_number_is_no_sound() -> None:
    assert folding.sound("2000") == "2000"
