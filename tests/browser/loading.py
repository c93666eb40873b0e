"""Opening a page as a browser that was never there: how soon something is seen, and what it costs."""

from dataclasses import dataclass

from playwright.sync_api import Browser, Page

_PHONE = {"width": 360, "height": 780}
# What is held to be a slow mobile network, and a processor a quarter as quick as this one.
_NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
_SLOWER = 4
# From the moment the address is opened to the first picture that has a free time in it.
_WATCH = """() => {
  window.shifted = 0;
  new PerformanceObserver(list => list.getEntries().forEach(one => { window.shifted += one.value; }))
    .observe({type: 'layout-shift', buffered: true});
  const look = () => {
    const painted = performance.getEntriesByName('first-contentful-paint').length;
    if (painted && (document.querySelector('.times a.slot') || document.readyState === 'complete')) {
      requestAnimationFrame(() => { window.seen = performance.now(); });
    } else { requestAnimationFrame(look); }
  };
  requestAnimationFrame(look);
}"""


@dataclass(frozen=True)
class Load:
    """One opening: milliseconds until seen, bytes on the wire in all and of scripts, requests, layout shift."""

    seen: float
    bytes: float
    script: float
    requests: int
    shift: float


def load(browser: Browser, url: str, *, slow: bool) -> Load:
    """Opens an address, with `slow` as on a slow phone."""
    context = browser.new_context(viewport=_PHONE, device_scale_factor=2, is_mobile=True, has_touch=True)
    page = context.new_page()
    sizes: dict[str, float] = {}
    kinds: dict[str, str] = {}
    wire = context.new_cdp_session(page)
    wire.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    wire.on(
        "Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]})
    )
    wire.send("Network.enable")
    if slow:
        wire.send("Network.emulateNetworkConditions", _NETWORK)
        wire.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
    watch(page)
    page.goto(url, wait_until="networkidle")
    seen = _when_seen(page)
    shift = float(page.evaluate("window.shifted"))
    context.close()
    script = sum(size for one, size in sizes.items() if kinds.get(one) == "Script")
    return Load(seen, sum(sizes.values()), script, len(sizes), shift)


def watch(page: Page) -> None:
    """Notes on each page that is opened when free times are seen, and how much the layout shifts."""
    page.add_init_script(f"({_WATCH})()")


def _when_seen(page: Page) -> float:
    for _ in range(100):
        seen = page.evaluate("window.seen ?? null")
        if seen is not None:
            return float(seen)
        page.wait_for_timeout(50)
    raise AssertionError("no free time came into sight")
