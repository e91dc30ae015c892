"""Names that would like to be more than text, on pages, in pictures and in completion."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from pyoxigraph import NamedNode, Quad

from graph import snapshots
from graph.sources import parse_turtle
from graph.terms import PREFIXES
from service.settings import Settings
from tests.browser.conftest import NARROW, WIDE, Opener, overflow
from tests.browser.reading import drawn, unfolded
from tests.service.live import serving
from tests.service.small import ASSERTED, LAYERS

NAMES = (
    "<script>window.__hit=1</script> scripted",
    '"><img src=x onerror="window.__hit=1"> pictured',
    "\u202eforward turned is this",
    "w" * 2000,
    "length " * 285 + "ends",
    "' onmouseover='window.__hit=1 {{ 7*7 }} </style>",
)
PAGES = (
    "/",
    "/id/person",
    "/id/claim",
    "/queries/acts_in_time",
    "/queries/who_speaks_of_whom",
    f"/search?q={quote('script')}",
    *(f"/id/{kind}/x{at}" for at in range(len(NAMES)) for kind in ("act", "claim")),
    "/id/person/x2",
    "/id/state/x3",
    "/about?wrong=https://w3id.org/rejoinder/id/act/x1",
)
# What holds a text with a turn in it, and other words that it would turn too.
TURNED = """() => {
  const found = [];
  const all = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  while (all.nextNode()) {
    const text = all.currentNode;
    if (!text.data.includes('\\u202e')) continue;
    let holder = text.parentElement;
    if (holder.closest('svg, pre, option, input, code')) continue;
    const inline = one => {
      const told = getComputedStyle(one);
      return told.display === 'inline' && !told.unicodeBidi.startsWith('isolate');
    };
    while (inline(holder)) holder = holder.parentElement;
    const rest = holder.textContent.trim().split('\\u202e').pop();
    if (!rest.endsWith('this')) found.push(holder.outerHTML.slice(0, 300));
  }
  return found;
}"""


def turtle() -> str:
    """Write a small graph in which everything has such a name."""
    text = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    text += 'document:d a rj:Document ; rdfs:label "D"@en ; rj:length 400 .\n'
    text += "passage:d-0-9 a rj:Passage ; rj:document document:d ; rj:start 0 ; rj:end 9 .\n"
    for at, name in enumerate(NAMES):
        label = "rdfs:label " + '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"@en'
        text += f"person:x{at} a rj:Person ; {label} .\nstate:x{at} a rj:State ; {label} .\n"
        text += f"claim:x{at} a rj:Claim ; {label} ; rj:claimAbout state:x{at} ;"
        text += " rj:claimKind <https://w3id.org/rejoinder/concept/claim-kind/territory> .\n"
        text += f"act:x{at} a rj:SpeechAct ; {label} ; rj:affirms claim:x{at} ; rj:speaker person:x{at} ;"
        text += f" rj:target state:x{at} ; rj:addressee person:x{(at + 1) % len(NAMES)} ; rj:serial {at} ;"
        text += f" rj:speakerState state:x{(at + 1) % len(NAMES)} ; rj:utterance <http://example.org/u{at}> ;"
        text += " rj:illocution <https://w3id.org/rejoinder/concept/illocution/threat> ;"
        text += " rj:dateBasis <https://w3id.org/rejoinder/concept/date-basis/printed> ;"
        text += " rj:officialWeight <https://w3id.org/rejoinder/concept/official-weight/high> ;"
        text += " rj:standing <https://w3id.org/rejoinder/concept/standing/asserted> ;"
        text += " rj:replyCount 0 ; rj:passageCount 1 ; rj:firstPassage passage:d-0-9 ;"
        text += f' rj:date "20{10 + at}-05-01" ; rj:earliest "20{10 + at}-05-01"^^xsd:date ;'
        text += f' rj:latest "20{10 + at}-05-01"^^xsd:date .\n'
    return text


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a store of such names with the project's own queries."""
    place: Path = tmp_path_factory.mktemp("names")
    graph = NamedNode(ASSERTED)
    quads = [Quad(one.subject, one.predicate, one.object, graph) for one in parse_turtle(turtle()).triples]
    snapshots.publish(place, quads, LAYERS)
    with serving(Settings(store=place, workers=2, timeout=10), None) as address:
        yield address


def harmless(page: Any) -> None:
    """Hold a page to have run nothing and made no element out of a name."""
    assert page.evaluate("window.__hit") is None
    assert page.locator("main img, main script, [onerror], [onmouseover]").count() == 0


@pytest.mark.parametrize("path", PAGES)
def test_a_name_is_text_turns_nothing_but_itself_and_makes_no_page_too_wide(
    opened: Opener, hostile: str, path: str
) -> None:
    page = opened(f"{hostile}{path}")
    unfolded(page)
    drawn(page)
    harmless(page)
    assert page.evaluate(TURNED) == []
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow(page) <= 0


def test_such_names_stand_in_the_ledger_in_pictures_and_in_completion_as_they_are(
    opened: Opener, hostile: str
) -> None:
    page = opened(f"{hostile}/")
    ledger = page.locator("table.ledger").text_content()
    assert all(name in ledger for name in NAMES)
    figure = drawn(page, "figure.timeline").first
    assert len(figure.locator("svg a:has(circle)").all()) == len(NAMES)
    figure.locator("svg a:has(circle)").first.hover()
    figure.locator("svg g[aria-label=tip] text").wait_for()
    page.evaluate("window.scrollTo(0, 0)")
    for typed, name in (("scripted", NAMES[0]), ("pictured", NAMES[1]), ("forward", NAMES[2])):
        page.locator("#find").fill("")
        page.locator("#find").press_sequentially(typed)
        page.get_by_role("option").filter(has_text=name).first.wait_for()
    harmless(page)
    assert overflow(page) <= 0
