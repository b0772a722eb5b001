"""Drives the dashboard in a real browser while a study runs, as a person would, and looks into the database after each step.

    python3 dashboard_check.py HPO FOLDER [--pictures FOLDER]

HPO is the program, FOLDER an empty one to work in. It ends with 0 where all was as it should be; else it says what was not.
"""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time

from browser import PATIENCE, Browser

# The long trial goes on until somebody lets it end; the others report three epochs.
PROGRAM = """
epoch=1
while :; do
    echo "{\\"epoch\\": $epoch, \\"val\\": $HPO_PARAM_X}"
    echo "<b>line $epoch</b>"
    epoch=$((epoch + 1))
    case $HPO_PARAM_X in 0.75) [ -e finish ] && exit 0; sleep 0.1;; *) [ $epoch -gt 3 ] && exit 0;; esac
done
"""

DEFINITION = """
{ name: "live", objective: { maximize: "val" }, train: { command: ["sh", "trial.sh"], grace: "2s" },
  space: { x: { float: [0, 1] }, y: { float: [0, 1] } }, sampler: { random: {} }, pruner: { none: {} } }
"""


class Check:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.started = []
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith(("HPO_", "PYTHON"))}

    def start(self, *words):
        run = subprocess.Popen(
            [self.program, *words], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.started.append(run)
        return run

    def end(self):
        """Nothing of what was started is left."""
        self.write("finish", "")
        for run in self.started:
            if run.poll() is None:
                run.terminate()
        for run in self.started:
            run.wait(timeout=PATIENCE)

    def hpo(self, *words):
        run = self.start(*words)
        output = run.communicate(timeout=PATIENCE)[0]
        assert run.returncode == 0, f"hpo {' '.join(words)}: {output}"

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w") as file:
            file.write(text)

    def rows(self, question):
        connection = sqlite3.connect(f"file:{self.folder}/db/hpo.sqlite?mode=ro", uri=True, timeout=30)
        try:
            return connection.execute(question).fetchall()
        finally:
            connection.close()

    def until(self, question, wanted):
        deadline = time.monotonic() + PATIENCE
        while (found := self.rows(question)) != wanted:
            assert time.monotonic() < deadline, f"{question}: {found}, never {wanted}"
            time.sleep(0.05)

    def equal(self, what, found, wanted):
        assert found == wanted, f"{what}: {found}, expected {wanted}"

    # What a page shows.

    NUMBERS = "Array.from(document.querySelectorAll('tr[data-trial]'), row => Number(row.dataset.trial))"

    def order(self, browser, wanted):
        browser.wait(f"JSON.stringify({self.NUMBERS}) === {json.dumps(json.dumps(wanted, separators=(',', ':')))}")

    def says(self, browser, words):
        browser.wait(f"document.body.innerText.includes({json.dumps(words)})")

    # The steps.

    def prepare(self):
        self.write("trial.sh", PROGRAM)
        self.write("live.json5", DEFINITION)
        self.hpo("study", "create", "live.json5")
        self.hpo("study", "enqueue", "live", *(f"--params=x={x},y=0.5" for x in (0.25, 0.5, 0.125)))
        self.hpo("study", "run", "live", "--trials", "3")

    def sorts_and_filters(self, browser, base):
        browser.open(base + "/study/live")
        self.order(browser, [0, 1, 2])
        browser.click("th a", "val")
        self.order(browser, [2, 0, 1])
        browser.click("th a", "val ↑")
        self.order(browser, [1, 0, 2])
        best_first = [n for n, in self.rows("SELECT number FROM trials WHERE value IS NOT NULL ORDER BY value DESC")]
        self.equal("the database's order", best_first, [1, 0, 2])
        browser.fill("input[name=where]", "value < 0.5")
        browser.click("form[role=search] button")
        self.order(browser, [0, 2])
        self.equal("the order is kept", browser.value("new URL(location.href).searchParams.get('order')"), "desc")

    def compares(self, browser, base):
        browser.open(base + "/study/live")
        for number in (0, 1):
            browser.click(f"input[name=trials][value='{number}']")
        browser.click("form.all button")
        self.says(browser, "live: trial 0, trial 1")
        cells = "Array.from(document.querySelectorAll('section td'), cell => cell.textContent)"
        shown = browser.wait(f"document.readyState === 'complete' && {cells}")
        for (value,) in self.rows("SELECT value FROM trials WHERE number IN (0, 1)"):
            assert str(value) in shown, f"{value} is not among {shown}"
        browser.click(".controls a", "last")
        self.says(browser, "At the last epoch")

    def cursor(self, browser, base):
        browser.open(base + "/study/live/compare?trials=0,1")
        browser.wait("!!document.querySelector('svg.hpo-chart[tabindex]')")
        browser.value("document.querySelector('svg.hpo-chart[tabindex]').focus()")
        browser.press("ArrowRight")
        browser.press("ArrowRight")
        self.says(browser, "Epoch 2: trial 0 0.25, trial 1 0.5")
        self.equal("cursors", browser.value("document.querySelectorAll('path.cursor').length"), 1)
        browser.press("Escape")
        browser.wait("!document.querySelector('path.cursor')")

    def stops_and_resumes(self, browser, base):
        self.hpo("study", "enqueue", "live", "--params=x=0.75,y=0.5")
        browser.open(base + "/study/live")
        run = self.start("study", "run", "live", "--trials", "1")
        # Without another look at it, the page has the new trial, and its epochs as they come.
        state = "document.querySelector('tr[data-trial=\"3\"] [data-field=state]').textContent"
        browser.wait(f"{state}.startsWith('running, epoch ')")
        first = browser.value(state)
        browser.wait(f"{state} !== {json.dumps(first)}")
        self.says(browser, "1 running")

        browser.open(base + "/study/live/trial/3")
        length = browser.wait("document.getElementById('log').textContent.length")
        browser.wait(f"document.getElementById('log').textContent.length > {length}")
        self.equal("the log's markup", browser.value("document.querySelectorAll('#log *').length"), 0)
        browser.click("#actions button", "Stop")
        self.until("SELECT state, attempt FROM trials WHERE number = 3", [("stopped", 1)])
        output = run.communicate(timeout=PATIENCE)[0]
        assert run.returncode == 0, output
        self.says(browser, "stopped by hand, and no run goes on with it")

        self.hpo("study", "run", "live", "--trials", "0")
        self.equal("untouched", self.rows("SELECT state, attempt FROM trials WHERE number = 3"), [("stopped", 1)])
        browser.click("#actions button", "Go on with it")
        self.says(browser, "The next run goes on with it")
        run = self.start("study", "run", "live", "--trials", "0")
        self.until("SELECT state, attempt FROM trials WHERE number = 3", [("running", 2)])
        browser.wait("!!Array.from(document.querySelectorAll('#actions button')).find(b => b.textContent === 'Stop')")
        self.write("finish", "")
        self.until("SELECT state, value FROM trials WHERE number = 3", [("completed", 0.75)])
        self.says(browser, "Completed: val 0.75")
        output = run.communicate(timeout=PATIENCE)[0]
        assert run.returncode == 0, output

    def enqueues(self, browser, base):
        browser.open(base + "/study/live")
        browser.click("#enqueue summary")
        browser.fill("input[name='param.x']", "7")
        browser.click("#enqueue button")
        browser.wait("!!document.querySelector('[aria-invalid=true]')")
        problem = browser.value("document.querySelector('[aria-invalid=true] + .problem').innerText")
        assert "7" in problem and "x" in problem, problem
        self.equal("trials", self.rows("SELECT count(*) FROM trials"), [(4,)])
        browser.fill("input[name='param.x']", "0.0625")
        browser.click("main form button")
        self.says(browser, "It is in the queue")
        self.equal("the state", self.rows("SELECT state FROM trials WHERE number = 4"), [("waiting",)])
        x = self.rows("SELECT value FROM parameters WHERE trial = 4 AND name = 'x'")
        self.equal("what was filled in", x, [(0.0625,)])

    def deep_link(self, browser, base):
        browser.open(base + "/study/live?where=number%20%3C%203&sort=value&order=desc&log=curves&smooth=3#curves")
        self.order(browser, [1, 0, 2])
        chosen = "Array.from(document.querySelectorAll('#curves strong'), e => e.textContent).join()"
        self.equal("what is chosen", browser.value(chosen), "log,3")
        self.says(browser, "Smoothed over 3 epochs")

    def run(self, pictures):
        try:
            self.prepare()
            dashboard = self.start("--json", "dashboard", "--port", "0")
            base = f"http://127.0.0.1:{json.loads(dashboard.stdout.readline())['port']}"
            with Browser() as browser:
                for step in [
                    self.sorts_and_filters, self.compares, self.cursor, self.stops_and_resumes, self.enqueues,
                    self.deep_link,
                ]:
                    print(step.__name__, flush=True)
                    step(browser, base)
                    if pictures:
                        browser.picture(f"{pictures}/{step.__name__}.png")
                self.equal("what the pages complain of", browser.complaints, [])
        finally:
            self.end()


def too_long(*_):
    raise AssertionError("it takes too long")


if __name__ == "__main__":
    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(400)
    arguments = sys.argv[1:]
    Check(arguments[0], arguments[1]).run(arguments[3] if len(arguments) > 3 else None)
