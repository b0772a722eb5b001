/// It listens to what happens, changes the numbers that are on the page, and fetches the rest of it anew
/// now and then. Without it all pages work by loading them again.
enum LiveScript {
    static let text = """
        (() => {
        "use strict";
        const root = document.getElementById("study");
        if (!root || !window.EventSource) return;
        const say = text => { document.getElementById("live").textContent = text; };
        const put = (id, text) => { const place = document.getElementById(id); if (place) place.textContent = text; };
        let timer = 0, last = 0;
        const isUsed = part => part.contains(document.activeElement) && document.activeElement.tagName !== "DIV"
            || part.querySelector("input:checked, details[open]") !== null;
        const refresh = async () => {
            timer = 0;
            last = Date.now();
            try {
                const answer = await fetch(location.href);
                if (!answer.ok) return;
                const page = new DOMParser().parseFromString(await answer.text(), "text/html");
                for (const id of root.dataset.refresh.split(" ")) {
                    const old = document.getElementById(id), now = page.getElementById(id);
                    if (!old || !now || isUsed(old)) continue;
                    const left = old.querySelector(".table");
                    const x = left ? left.scrollLeft : 0, y = left ? left.scrollTop : 0;
                    old.replaceWith(document.adoptNode(now));
                    const table = now.querySelector(".table");
                    if (table) { table.scrollLeft = x; table.scrollTop = y; }
                }
                document.dispatchEvent(new Event("hpo-changed"));
            } catch { }
        };
        const later = () => {
            if (!timer && !document.hidden) timer = setTimeout(refresh, Math.max(200, 4000 - (Date.now() - last)));
        };
        document.addEventListener("visibilitychange", later);
        const source = new EventSource(root.dataset.events);
        source.onopen = () => say("live");
        source.onerror = () => say("Not connected; what is here may be old.");
        source.onmessage = event => {
            const news = JSON.parse(event.data);
            if (news.gone) { source.close(); return say("This study is not here any more."); }
            say("live, " + new Date().toLocaleTimeString());
            put("counts", news.counts);
            put("best", news.best);
            for (const trial of news.trials) {
                const row = document.querySelector('tr[data-trial="' + trial.number + '"]');
                if (!row) continue;
                for (const field of ["state", "value", "epoch"]) {
                    const cell = row.querySelector('td[data-field="' + field + '"]');
                    if (cell) cell.textContent = trial[field];
                }
            }
            if (news.trials.length || news.more) later();
        };
        })();
        """
}
