"""Lines come back distinct and by code point, however little of them is held at a time."""

import random
from pathlib import Path

import pytest

from graph.export.sorting import in_order

_ALPHABET = 'abAB "\\<>\t\u0085\u2028\r\x0b\x1c\x00éЯқ\u202e\ud7ff\ue000\uffff\U00010000🇰🇿'


def lines(chance: random.Random, count: int) -> list[str]:
    """Make lines, some of them twice; what other tools take for the end of a line may be in them."""
    made = ["".join(chance.choices(_ALPHABET, k=chance.randrange(12))) + "\n" for _ in range(count)]
    return made + chance.choices(made, k=count // 3) if made else []


@pytest.mark.parametrize("seed", range(40))
def test_lines_come_distinct_and_by_code_point(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)  # noqa: S311 - lines, no secrets
    given = lines(chance, chance.choice((0, 1, 2, 30, 400)))
    run = chance.choice((1, 2, 3, 10, 100, max(len(given), 1), len(given) + 1))
    expected = sorted(set(given), key=lambda line: [ord(character) for character in line])
    assert list(in_order(iter(given), tmp_path, run)) == expected


def test_nothing_is_left_in_the_folder(tmp_path: Path) -> None:
    some = in_order((f"{n % 50}\n" for n in range(100)), tmp_path, 9)
    assert next(some) == "0\n"
    some.close()  # type: ignore[attr-defined]
    assert list(tmp_path.iterdir()) == []
