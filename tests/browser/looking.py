"""How a page meets a reader, for the walks over all of them: nothing sticks out of a small telephone, nothing moves, it is
light, and axe finds nothing."""

from playwright.sync_api import Error, Page

from tests.browser.test_api_page import AXE

NARROW, WIDE = {"width": 320, "height": 640}, {"width": 1280, "height": 900}
# What of the page at 320 px is at fault; and what it took, pictures apart.
SEEN = """async () => {
  let shifted = 0
  const faults = [], movers = []
  const named = ({ node, previousRect, currentRect }) =>
    `${(node?.outerHTML || "text").slice(0, 100)} from ${previousRect.y | 0} to ${currentRect.y | 0}`
  // All that moved since the page began; a script of ours in every frame would be refused by the one of the mails.
  await new Promise((done) => {
    new PerformanceObserver((list) => list.getEntries().filter((entry) => !entry.hadRecentInput).forEach((entry) => {
      shifted += entry.value; movers.push(...entry.sources.map(named)) })
    ).observe({ type: "layout-shift", buffered: true })
    setTimeout(done, 20)
  })
  const wide = document.documentElement.scrollWidth
  if (wide > innerWidth) faults.push(`${wide} px wide`)
  for (const image of document.images) {
    const box = image.getBoundingClientRect(), slot = image.parentElement.getBoundingClientRect()
    if (box.width && (box.left < slot.left - 1 || box.right > slot.right + 1))
      faults.push(`outside its slot: ${image.src}`)
  }
  if (shifted >= 0.01) faults.push(`moved by ${shifted.toFixed(3)}: ${movers.join(" | ")}`)
  const taken = performance.getEntriesByType("resource").filter((one) => one.initiatorType !== "img")
  const bytes = [...performance.getEntriesByType("navigation"), ...taken].reduce((sum, one) => sum + one.encodedBodySize, 0)
  const links = [...document.querySelectorAll("a[href]")].map((link) => link.getAttribute("href"))
  return { faults, bytes, requests: taken.length + 1, links, language: document.documentElement.lang }
}"""
FOUND = """() => axe.run({ resultTypes: ["violations"], preload: false }).then((result) =>
  result.violations.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 200)}`))"""


def goes_to(page: Page, address: str) -> bool:
    """Whether ADDRESS is a page, and no file."""
    try:
        answer = page.goto(address, wait_until="load")
    except Error as error:
        if "Download is starting" in str(error):
            return False
        raise
    return bool(answer and answer.headers["content-type"].startswith("text/html"))


def look_narrow(page: Page, language: str, *, most_bytes: int, most_requests: int) -> tuple[list[str], list[str]]:
    """What is at fault with the page that is open, and where it leads; bytes and requests are those before pictures."""
    seen = page.evaluate(SEEN)
    found = [*seen["faults"]]
    if seen["language"] != language:
        found.append(f"in {seen['language']}")
    if seen["bytes"] > most_bytes or seen["requests"] > most_requests:
        found.append(f"{seen['bytes']} bytes in {seen['requests']} requests")
    return found, seen["links"]


def look_wide(page: Page) -> list[str]:
    """What axe says of it."""
    page.set_viewport_size(WIDE)
    page.evaluate(AXE)
    found: list[str] = page.evaluate(FOUND)
    page.set_viewport_size(NARROW)
    return found
