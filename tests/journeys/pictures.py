"""Takes the pictures of the README from a running demonstration: ``make run``, then ``make shots``.

That of the tutorial is taken from the copy that ``python -m tests.house.tutorial FOLDER`` writes, by
``python -m tests.journeys.pictures tutorial``.
"""

import os
import sys

from playwright.sync_api import Page, sync_playwright

from portal.seed.company import PASSWORD
from tests.house.tree import ROOT
from tests.journeys.conftest import PATHS

ADDRESS = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
FOLDER = ROOT / "docs" / "images"
PICTURES = (
    ("wang", "/", "dashboard"),
    ("wang", "/customers/", "list"),
    ("zhang", "/inbox/", "inbox"),
)
OF_THE_TUTORIAL = (("wang", "/shelves/", "tutorial"),)


def sign_in(page: Page, login: str) -> None:
    page.goto("/sign_in/")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "sign_in" not in url)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = next(p for p in PATHS if os.path.exists(p))  # noqa: PTH110
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for login, url, name in OF_THE_TUTORIAL if "tutorial" in sys.argv else PICTURES:
            context = chromium.new_context(
                base_url=ADDRESS, viewport={"width": 1440, "height": 900}, locale="zh-CN"
            )
            page = context.new_page()
            sign_in(page, login)
            page.goto(url)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=FOLDER / f"{name}.png")
            context.close()
        chromium.close()


if __name__ == "__main__":
    main()
