"""Chromium driven through its own debugging pipe: nothing beyond the standard library."""

import base64
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--no-default-browser-check",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)
#: The pipe is expected under the file numbers 3 and 4, whatever numbers it has here.
LAUNCH = (
    "import fcntl, os, sys; r, w = (fcntl.fcntl(int(n), fcntl.F_DUPFD, 10) for n in sys.argv[1:3]);"
    "os.dup2(r, 3); os.dup2(w, 4); os.execv(sys.argv[3], sys.argv[3:])"
)


def program() -> str | None:
    """Path of Chromium or Chrome, if there is one."""
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if name and (found := shutil.which(name))), None)


class Browser:
    """One browser process; commands and events as JSON texts that end in a zero byte."""

    def __init__(self, executable: str, profile: Path) -> None:
        read_there, self._write = os.pipe()
        self._read, write_there = os.pipe()
        command = [sys.executable, "-c", LAUNCH, str(read_there), str(write_there), executable, *FLAGS]
        self._process = subprocess.Popen(
            [*command, f"--user-data-dir={profile}", "about:blank"],
            pass_fds=(read_there, write_there),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(read_there)
        os.close(write_there)
        self._number, self._rest = 0, b""
        self.events: list[dict[str, Any]] = []

    def send(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        """The answer to a command; events that come before it are kept."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            part = os.read(self._read, 1 << 16)
            if not part:
                raise RuntimeError("Chromium has ended")
            self._rest += part
        text, _, self._rest = self._rest.partition(b"\0")
        return json.loads(text)

    def close(self) -> None:
        """End the process."""
        try:
            self.send("Browser.close")
        except (RuntimeError, BrokenPipeError):
            self._process.kill()
        self._process.wait(timeout=20)
        os.close(self._write)
        os.close(self._read)


class Page:
    """One page in a context of its own: no cookies or storage of others."""

    def __init__(self, browser: Browser, *, width: int, height: int, scheme: str, language: str | None) -> None:
        self.browser = browser
        self.context = browser.send("Target.createBrowserContext")["browserContextId"]
        target = browser.send("Target.createTarget", url="about:blank", browserContextId=self.context)
        attached = browser.send("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self.session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        features = [
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]
        self.send("Emulation.setEmulatedMedia", features=features)
        if language:
            choice = f"try {{ localStorage.setItem('smartspec:language', '{language}') }} catch {{}}"
            self.send("Page.addScriptToEvaluateOnNewDocument", source=choice)

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """A command to this page."""
        return self.browser.send(method, self.session, **parameters)

    def open(self, address: str, *, ready: str) -> None:
        """Go there and wait until the expression `ready` holds."""
        self.send("Page.navigate", url=address)
        self.wait(ready)

    def wait(self, expression: str, *, seconds: float = 20) -> None:
        """Wait until an expression holds."""
        until = time.monotonic() + seconds
        while not self.evaluate(f"Boolean({expression})"):
            if time.monotonic() > until:
                raise TimeoutError(f"{expression}; the page shows: {self.text()[:500]}")
            time.sleep(0.05)

    def evaluate(self, expression: str) -> Any:
        """The value of an expression."""
        found = self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in found:
            raise RuntimeError(found["exceptionDetails"]["exception"].get("description", "exception"))
        return found["result"].get("value")

    def text(self) -> str:
        """What can be read on the page."""
        return self.evaluate("document.body?.innerText ?? ''")

    def click(self, selector: str) -> None:
        """Click in the middle of an element, with the mouse."""
        box = self.evaluate(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)});"
            "e.scrollIntoView({block: 'nearest'}); const b = e.getBoundingClientRect();"
            "return [b.x + b.width / 2, b.y + b.height / 2]; })()"
        )
        self.mouse(*box)

    def mouse(self, x: float, y: float) -> None:
        """Click at a point."""
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def screenshot(self) -> bytes:
        """The page as PNG."""
        return base64.b64decode(self.send("Page.captureScreenshot", format="png")["data"])

    def complaints(self) -> list[str]:
        """Errors and warnings of the console, exceptions, refused resources."""
        found = []
        for event in self.browser.events:
            if event.get("sessionId") != self.session:
                continue
            method, given = event["method"], event["params"]
            if method == "Runtime.exceptionThrown":
                found.append(given["exceptionDetails"]["exception"].get("description", "exception"))
            elif method == "Runtime.consoleAPICalled" and given["type"] in {"error", "warning"}:
                found.append(str([argument.get("value") for argument in given["args"]]))
            elif method == "Log.entryAdded" and given["entry"]["level"] in {"error", "warning"}:
                found.append(given["entry"]["text"])
        return found

    def requests(self) -> list[str]:
        """Addresses that the page has asked for."""
        return [
            event["params"]["request"]["url"]
            for event in self.browser.events
            if event.get("sessionId") == self.session and event["method"] == "Network.requestWillBeSent"
        ]


@contextmanager
def opened(
    browser: Browser, *, width: int = 1280, scheme: str = "light", language: str | None = None
) -> Iterator[Page]:
    """A page of 800 pixels' height that is closed with all that it stored."""
    page = Page(browser, width=width, height=800, scheme=scheme, language=language)
    try:
        yield page
    finally:
        browser.send("Target.disposeBrowserContext", browserContextId=page.context)
        browser.events.clear()
