"""What holds for the layout of every page: it fits its window, and whatever is pressed can be hit."""

_TOO_WIDE = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const scrolls = (e) => e && (getComputedStyle(e).overflowX !== "visible" || scrolls(e.parentElement));
  return [...document.body.querySelectorAll("*")]
    .filter((e) => e.getBoundingClientRect().right > root.clientWidth + 0.5 && !scrolls(e.parentElement))
    .slice(0, 5)
    .map((e) => `${e.tagName}.${e.className} ends at ${Math.round(e.getBoundingClientRect().right)}`)
    .concat(`the page is ${root.scrollWidth} wide in a window of ${root.clientWidth}`);
}"""

# WCAG 2.5.8: 24 by 24, but for links in a sentence and what has that much room around it.
_TOO_SMALL = """() => {
  const wanted = 24;
  const shown = (e) => e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) &&
    !e.closest(".sr") && e.getBoundingClientRect().bottom > 0;
  const area = (e) => (e.closest("label") ?? e).getBoundingClientRect();
  const inText = (e) => e.matches("a") && getComputedStyle(e).display === "inline" &&
    e.parentElement.textContent.trim() !== e.textContent.trim();
  const all = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")].filter(shown);
  // A link that wraps is hit in any of its lines, not between them.
  const places = (e) => [...(e.closest("label") ?? e).getClientRects()];
  const near = (e, box) => all.some((other) => {
    if (other === e || e.contains(other) || other.contains(e)) return false;
    const x = box.x + box.width / 2, y = box.y + box.height / 2;
    return places(other).some((there) => {
      const dx = Math.max(there.left - x, 0, x - there.right);
      const dy = Math.max(there.top - y, 0, y - there.bottom);
      return Math.hypot(dx, dy) < wanted / 2;
    });
  });
  return all.filter((e) => {
    const box = area(e);
    const small = box.width < wanted - 0.5 || box.height < wanted - 0.5;
    return small && !inText(e) && near(e, box);
  }).map((e) => `${e.outerHTML.slice(0, 90)} is ${Math.round(area(e).width)} by ${Math.round(area(e).height)}`);
}"""


def look_at(page) -> None:
    """Raises AssertionError where the page is wider than its window or something is hard to hit."""
    page.wait_for_load_state("load")
    wide, small = page.evaluate(_TOO_WIDE), page.evaluate(_TOO_SMALL)
    assert not wide, f"{page.url} scrolls sideways: " + "; ".join(wide)
    assert not small, f"{page.url} has small targets: " + "; ".join(small)
