/// What a running trial writes, as it writes it: the page asks for what has come since, and keeps the end.
enum LogScript {
    static let text = """
        (() => {
        "use strict";
        const place = document.getElementById("log");
        if (!place || !place.dataset.more) return;
        const most = 65536;
        let next = Number(place.dataset.next), isOver = false;
        const ask = async () => {
            if (!document.hidden) {
                try {
                    const answer = await fetch(place.dataset.more + "?from=" + next);
                    if (answer.ok) {
                        const news = await answer.json();
                        const isAtEnd = place.scrollTop + place.clientHeight >= place.scrollHeight - 8;
                        if (news.text || news.from !== next) {
                            const text = (news.from === next ? place.textContent : "") + news.text;
                            place.textContent = text.slice(-most);
                            if (isAtEnd) place.scrollTop = place.scrollHeight;
                        }
                        isOver = news.next === next && !news.running;
                        next = news.next;
                    }
                } catch { }
            }
            setTimeout(ask, isOver ? 10000 : 1000);
        };
        place.scrollTop = place.scrollHeight;
        setTimeout(ask, 1000);
        })();
        """
}
