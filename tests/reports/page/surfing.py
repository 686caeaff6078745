"""A headless Chromium for tests, with all that it logs and asks for."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any, Self

CHROMIUM, DRIVER = "chromium", "chromedriver"
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--window-size=1440,1000",
)  # fmt: skip
PHONE, DESK = (390, 844), (1440, 1000)


class Surfer:
    """Opens pages; `script` runs JavaScript in the one that is open."""

    def __enter__(self) -> Self:
        from selenium import webdriver
        from selenium.webdriver.chrome.service import Service

        self._profile = tempfile.TemporaryDirectory(prefix="surfer-", ignore_cleanup_errors=True)
        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which(CHROMIUM) or CHROMIUM
        for flag in (*FLAGS, f"--user-data-dir={self._profile.name}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self._driver = webdriver.Chrome(options=options, service=Service(shutil.which(DRIVER)))
        self._driver.set_script_timeout(20)
        return self

    def __exit__(self, *_: object) -> None:
        self._driver.quit()
        self._profile.cleanup()

    def open(self, page: Path, fragment: str = "", size: tuple[int, int] = DESK) -> None:
        """Open a page in a window of its own size, with the logs empty."""
        width, height = size
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self._driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        self._driver.get("about:blank")
        self.console(), self.requests()
        self._driver.get(page.as_uri() + fragment)

    def script(self, body: str, *values: object) -> Any:
        """Run the body of a function in the page; ``arguments`` are the values."""
        return self._driver.execute_script(body, *values)

    def type(self, selector: str, text: str) -> None:
        """Type into a field, as a person would."""
        field = self._driver.find_element("css selector", selector)
        field.clear()
        field.send_keys(text)

    def click(self, selector: str) -> None:
        """Click an element, as a person would."""
        element = self._driver.find_element("css selector", selector)
        self.script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element)
        element.click()

    def text(self, selector: str) -> str:
        """What an element says."""
        return str(self.script("return document.querySelector(arguments[0]).innerText", selector))

    def console(self) -> list[str]:
        """All that the page has said on the console since the last time."""
        return [str(entry["message"]) for entry in self._driver.get_log("browser")]

    def requests(self) -> list[str]:
        """All addresses that the browser has asked for since the last time."""
        events = [json.loads(entry["message"])["message"] for entry in self._driver.get_log("performance")]
        return [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]


def written(html: str, folder: Path) -> Path:
    """A page as a file."""
    path = folder / "index.html"
    path.write_text(html, "utf-8")
    return path
