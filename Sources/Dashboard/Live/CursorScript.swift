/// One cursor over all charts by epoch of a page: it follows the pointer, and the arrow keys where a chart has the focus, and
/// under each chart stand the values of its curves there.
enum CursorScript {
    static let text = """
        (() => {
        "use strict";
        const known = new WeakMap();
        const seriesOf = svg => {
            if (!known.has(svg)) known.set(svg, Array.from(svg.querySelectorAll("path[data-values]"), path => ({
                name: path.dataset.name,
                points: path.dataset.values.split(" ").filter(Boolean).map(pair => {
                    const cut = pair.indexOf("=");
                    return [Number(pair.slice(0, cut)), pair.slice(cut + 1)];
                })
            })).sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true })));
            return known.get(svg);
        };
        const plotsOf = svg => Array.from(svg.querySelectorAll('g.plot[data-axis="epoch"]'));
        const charts = () => Array.from(document.querySelectorAll("svg.hpo-chart"))
            .filter(svg => svg.getBoundingClientRect().width > 0 && plotsOf(svg).length && seriesOf(svg).length);
        const scale = plot => {
            const [kind, low, high, start, end] = plot.dataset.x.split(" ");
            const [l, h, s, e] = [low, high, start, end].map(Number);
            return { to: v => h === l ? (s + e) / 2 : s + (v - l) / (h - l) * (e - s),
                     from: p => e === s ? l : l + (p - s) / (e - s) * (h - l) };
        };
        const epochs = () => {
            const all = new Set();
            for (const svg of charts()) for (const series of seriesOf(svg)) for (const [epoch] of series.points) all.add(epoch);
            return Array.from(all).sort((a, b) => a - b);
        };
        const readout = svg => {
            const figure = svg.closest("figure");
            if (!figure) return null;
            let place = figure.querySelector(".cursor-values");
            if (!place) {
                place = document.createElement("p");
                place.className = "note cursor-values";
                place.setAttribute("role", "status");
                svg.parentNode.after(place);
            }
            return place;
        };
        let at = null;
        const hide = () => {
            at = null;
            for (const line of document.querySelectorAll("path.cursor")) line.remove();
            for (const place of document.querySelectorAll(".cursor-values")) place.textContent = "";
        };
        const show = epoch => {
            hide();
            at = epoch;
            for (const svg of charts()) {
                for (const plot of plotsOf(svg)) {
                    const [left, top, width, height] = plot.dataset.box.split(" ").map(Number);
                    const x = scale(plot).to(epoch);
                    if (x < left - 1 || x > left + width + 1) continue;
                    const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
                    line.setAttribute("class", "cursor");
                    line.setAttribute("d", "M" + x + " " + top + "v" + height);
                    plot.after(line);
                }
                const place = readout(svg);
                if (!place) continue;
                const words = seriesOf(svg).map(series => {
                    let best = null;
                    for (const point of series.points)
                        if (best === null || Math.abs(point[0] - epoch) < Math.abs(best[0] - epoch)) best = point;
                    const last = series.points[series.points.length - 1];
                    if (best === null || epoch > last[0]) return series.name + " –";
                    return series.name + " " + best[1] + (best[0] === epoch ? "" : " (epoch " + best[0] + ")");
                });
                place.textContent = "Epoch " + epoch + ": " + words.join(", ");
            }
        };
        const nearest = value => epochs().reduce((best, epoch) =>
            best === null || Math.abs(epoch - value) < Math.abs(best - value) ? epoch : best, null);
        const chartOf = target => target instanceof Element && target.closest("svg.hpo-chart");
        document.addEventListener("pointermove", event => {
            const svg = chartOf(event.target);
            if (!svg || !plotsOf(svg).length) return;
            const frame = svg.getBoundingClientRect();
            const x = (event.clientX - frame.left) / frame.width * svg.viewBox.baseVal.width;
            const epoch = nearest(scale(plotsOf(svg)[0]).from(x));
            if (epoch !== null && epoch !== at) show(epoch);
        });
        document.addEventListener("keydown", event => {
            const svg = chartOf(document.activeElement);
            if (!svg || event.altKey || event.ctrlKey || event.metaKey) return;
            const all = epochs();
            if (!all.length) return;
            const place = at === null ? -1 : all.indexOf(at);
            const step = event.shiftKey ? 10 : 1;
            const to = {
                ArrowRight: place < 0 ? 0 : place + step, ArrowLeft: place < 0 ? all.length - 1 : place - step,
                Home: 0, End: all.length - 1
            }[event.key];
            if (event.key === "Escape") hide();
            if (to === undefined) return;
            event.preventDefault();
            show(all[Math.min(all.length - 1, Math.max(0, to))]);
        });
        const prepare = () => {
            for (const svg of document.querySelectorAll("svg.hpo-chart")) {
                if (!plotsOf(svg).length || !seriesOf(svg).length) continue;
                svg.setAttribute("tabindex", "0");
                svg.setAttribute("aria-keyshortcuts", "ArrowLeft ArrowRight Home End Escape");
            }
            if (at !== null) show(at);
        };
        document.addEventListener("hpo-changed", prepare);
        prepare();
        })();
        """
}
