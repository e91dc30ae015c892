"""Reading a page of the service: scrolling until its pictures are drawn, opening what is folded."""

from typing import Any

_REPEATED = ("tbody tr", "li", "article", "svg a")
_DRAWN = ".canvas svg, .canvas canvas, .canvas .told:not(:text('Drawn with scripts'))"


def drawn(page: Any, figure: str = "figure[data-view]") -> Any:
    """Scroll through the pictures of a page until each is drawn, or says why not; give them."""
    found = page.locator(figure)
    for one in found.all():
        one.scroll_into_view_if_needed()
        one.locator(_DRAWN).first.wait_for()
    return found


def unfolded(page: Any) -> None:
    """Open all that is folded."""
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")


def shortened(page: Any, rows: int) -> None:
    """Leave so many of the rows of each list and table, which are made alike, so that looking costs less."""
    page.evaluate(
        "both => document.querySelectorAll(both).forEach(one => one.remove())",
        ", ".join(f"main {row}:nth-of-type(n + {rows + 1})" for row in _REPEATED),
    )


def seen(page: Any, width: int, theme: str) -> None:
    """Look at a page through a window of another width, in a theme, once it is drawn anew."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme)
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
