"""A browser without a window, driven over the DevTools protocol by a pipe: the standard library alone.

    with Browser() as browser:
        browser.open("http://127.0.0.1:8180/")
        browser.wait("document.querySelectorAll('tr').length > 3")
        browser.picture("look.png", width=360, dark=True)

Whatever it waits for is a condition; only when that has not come true for very long is something wrong.
"""

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

PATIENCE = float(os.environ.get("PATIENCE", 120))


def chromium():
    """The browser's path; None where there is none."""
    return next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)


class Browser:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="hpo-browser-")
        # The browser reads commands at descriptor 3 and writes answers at 4; those of the pipes are others.
        ends = []
        for end in os.pipe() + os.pipe():
            ends.append(fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10))
            os.close(end)
        commands, self.writing, self.reading, answers = ends
        self.process = subprocess.Popen(
            [
                chromium(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                "--disable-background-networking", "--hide-scrollbars", "--remote-debugging-pipe",
                "--user-data-dir=" + self.folder, "about:blank",
            ],
            close_fds=False, preexec_fn=lambda: (os.dup2(commands, 3), os.dup2(answers, 4)),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        os.close(commands)
        os.close(answers)
        self.bytes, self.count, self.session, self.complaints = b"", 0, None, []
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ["Page", "Runtime", "Log"]:
            self.send(domain + ".enable")
        self.size(1280, 900)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.session = None
            self.send("Browser.close")
            self.process.wait(timeout=10)
        except (OSError, RuntimeError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def send(self, method, **parameters):
        """Does something, and says what has come of it."""
        self.count += 1
        message = {"id": self.count, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.writing, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + PATIENCE
        while True:
            answer = self._receive(deadline)
            if answer.get("id") == self.count:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self._note(answer)

    def _receive(self, deadline):
        while b"\0" not in self.bytes:
            if not select.select([self.reading], [], [], max(0, deadline - time.monotonic()))[0]:
                raise RuntimeError("the browser does not answer")
            more = os.read(self.reading, 1 << 16)
            if not more:
                raise RuntimeError("the browser has ended")
            self.bytes += more
        line, self.bytes = self.bytes.split(b"\0", 1)
        return json.loads(line)

    def _note(self, event):
        """Keeps what a page complains of: mistakes of its script, what its policy forbids."""
        if event.get("method") == "Runtime.exceptionThrown":
            self.complaints.append(json.dumps(event["params"]["exceptionDetails"])[:500])
        if event.get("method") == "Log.entryAdded":
            entry = event["params"]["entry"]
            if entry["level"] == "error" and entry["source"] != "network":
                self.complaints.append(entry["text"])

    def value(self, expression):
        """What an expression of JavaScript is on the page, promises awaited; None while another page comes."""
        try:
            answer = self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        except RuntimeError as error:
            if "context" in str(error) or "navigated" in str(error):
                return None
            raise
        if "exceptionDetails" in answer:
            return None
        return answer["result"].get("value")

    def wait(self, expression):
        """Waits until an expression is true, and says what it is."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            value = self.value(expression)
            if value:
                return value
            time.sleep(0.05)
        text = self.value("location.href + '\\n' + document.body.innerText")
        raise AssertionError(f"never true: {expression}\non {text}")

    def open(self, address):
        self.send("Page.navigate", url=address)
        self.wait(f"document.readyState === 'complete' && location.href === {json.dumps(address)}")

    def click(self, selector, text=None):
        """Clicks the first element that fits, and that has the text, once it is there on a page that is whole."""
        self.wait(
            "document.readyState === 'complete' && (() => { const found = Array.from(document.querySelectorAll(%s)).find(e => %s === null || "
            "e.textContent.trim() === %s); if (found) found.click(); return !!found; })()"
            % (json.dumps(selector), json.dumps(text), json.dumps(text)))

    def fill(self, selector, text):
        self.wait(f"!!document.querySelector({json.dumps(selector)})")
        self.value(f"document.querySelector({json.dumps(selector)}).value = {json.dumps(text)}")

    def press(self, key):
        for kind in ["keyDown", "keyUp"]:
            self.send("Input.dispatchKeyEvent", type=kind, key=key, code=key)

    def size(self, width, height):
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def picture(self, path, width=1280, height=900, dark=False):
        """The whole page as a PNG."""
        self.send(
            "Emulation.setEmulatedMedia",
            features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self.size(width, height)
        self.value("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))")
        data = self.send("Page.captureScreenshot", format="png", captureBeyondViewport=True)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))
