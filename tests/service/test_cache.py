from service.cache import Cache, Entry

KIB = 1024


def entry(size: int) -> Entry:
    return Entry(((b"etag", b'"x"'),), b"x" * size)


def test_what_was_put_is_found_and_put_again_counts_once() -> None:
    cache = Cache(100 * KIB)
    cache.put("a", entry(10))
    once = cache.held
    cache.put("a", entry(10))
    assert (cache.get("a"), cache.get("b"), cache.held) == (entry(10), None, once)


def test_the_budget_is_kept_and_the_least_recently_asked_goes_first() -> None:
    cache = Cache(32 * KIB)
    for number in range(8):
        cache.put(str(number), entry(3000))
    assert cache.get("0")
    for number in range(8, 12):
        cache.put(str(number), entry(3000))
        assert cache.held <= 32 * KIB
    kept = [number for number in range(12) if cache.get(str(number))]
    assert kept == [0, 5, 6, 7, 8, 9, 10, 11]


def test_small_answers_count_with_what_they_take_beside_their_bytes() -> None:
    cache = Cache(64 * KIB)
    for number in range(1000):
        cache.put(str(number), entry(0))
    assert sum(cache.get(str(number)) is not None for number in range(1000)) < 64


def test_long_headers_count_too() -> None:
    cache = Cache(64 * KIB)
    for number in range(100):
        cache.put(str(number), Entry(((b"link", b"x" * 4000),), b""))
    assert 0 < sum(cache.get(str(number)) is not None for number in range(100)) < 16


def test_a_large_answer_is_not_kept_and_drives_no_other_out() -> None:
    cache = Cache(64 * KIB)
    cache.put("small", entry(10))
    cache.put("large", entry(8 * KIB))
    cache.put("largest", entry(cache.largest + 1))
    assert cache.get("small")
    assert (cache.get("large"), cache.get("largest")) == (None, None)


def test_a_budget_of_nothing_keeps_nothing() -> None:
    cache = Cache(0)
    cache.put("a", Entry((), b""))
    assert (cache.get("a"), cache.held, cache.largest) == (None, 0, 0)
