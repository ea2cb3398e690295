"""A real browser on a real server: ``browser.page("wang", width=390)``."""

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, sync_playwright
from werkzeug.serving import make_server

from tests.support.visitors import Web
from views.people import auth

PATHS = tuple(
    f"/usr/bin/{name}"
    for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
)
PATIENCE = 60_000  # milliseconds; a limit for a hang, not a measure
SHOTS = Path(__file__).parent / "shots"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    found = next((path for path in PATHS if Path(path).exists()), None)
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail("install chromium to run these tests")
        pytest.skip("NOT TESTED IN A BROWSER: install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Browser:
    """Pages signed in as one of the cast; every console error and CSP violation is kept."""

    chromium: Chromium
    web: Web
    address: str
    errors: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def page(
        self, name: str = "", width: int = 1440, height: int = 900, dark: bool = False
    ) -> Page:
        """A new page in a browser of its own; ``name`` is signed in, nobody if empty."""
        context = self.chromium.new_context(
            base_url=self.address,
            viewport={"width": width, "height": height},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            color_scheme="dark" if dark else "light",
            has_touch=width < 600,
            accept_downloads=True,
        )
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        if name:
            cookie = {"name": auth.COOKIE, "value": self.web.token(name), "url": self.address}
            context.add_cookies([cookie])
        page = context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        """A browser asks for /favicon.ico by itself; all else that fails is ours."""
        if message.type == "error" and not message.location["url"].endswith("/favicon.ico"):
            self.errors.append(message.text)

    def axe(self, page: Page) -> None:
        """Fail unless axe-core finds nothing on the page."""
        found = Axe().run(page).response["violations"]
        said = [f"{v['id']}: {v['help']}: {[n['target'] for n in v['nodes']][:3]}" for v in found]
        assert not said, f"{page.url}: {said}"

    def no_sideways_scroll(self, page: Page) -> None:
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{page.url} is {wide} px too wide"

    def shoot(self, page: Page, name: str) -> Path:
        """A picture for your own eyes, in tests/journeys/shots (not kept in the repository)."""
        SHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
        return SHOTS / f"{name}.png"


@pytest.fixture
def live(web: Web) -> Iterator[str]:
    """The address of the application, served by threads of this process."""
    server = make_server("127.0.0.1", 0, web.app, threaded=True)
    server.daemon_threads = False  # closing waits for what is under way, before the data change
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def browser(chromium: Chromium, web: Web, live: str) -> Iterator[Browser]:
    """Pages on the live server. Console errors and CSP violations fail the test at its end."""
    browser = Browser(chromium, web, live)
    yield browser
    for context in browser.contexts:
        context.close()
    assert not browser.errors, browser.errors
