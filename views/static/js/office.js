// A page that waits for a job asks again until its state changes.
(() => {
  const waiting = document.querySelector("[data-poll]");
  if (!waiting) return;
  const state = () => document.getElementById("batch")?.dataset.state;
  const ask = async () => {
    try {
      const answer = await fetch(waiting.dataset.poll, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.getElementById("batch");
      if (answer.ok && found && (found.dataset.state !== state() || !page.querySelector("[data-poll]"))) {
        location.reload();
        return;
      }
    } catch { /* the network is away for a moment: ask again */ }
    setTimeout(ask, 1500);
  };
  setTimeout(ask, 1200);
})();

// The button that writes an import names the rows that the decisions so far let in.
(() => {
  const button = document.querySelector("[data-write]");
  const form = document.getElementById("choices");
  const waiting = document.querySelector("[data-wait]");
  if (!button || !form || !waiting) return;
  const base = Number(button.dataset.base), all = Number(waiting.dataset.wait);
  form.addEventListener("change", () => {
    const alike = form.querySelector("[name=alike]:checked");
    const decided = alike ? all : form.querySelectorAll("[name^=twin-]:checked").length;
    button.textContent = button.textContent.replace(/[\d,]+/, (base + decided).toLocaleString("en"));
  });
})();
