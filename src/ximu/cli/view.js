"use strict";
(() => {
  const root = document.documentElement;
  const all = (selector, under = document) => Array.from(under.querySelectorAll(selector));

  const speak = (language) => {
    root.dataset.lang = language;
    root.lang = language === "zh" ? "zh-Hans" : "en";
  };
  document.getElementById("language").addEventListener("click", () => speak(root.dataset.lang === "zh" ? "en" : "zh"));

  const spansOf = (id) => all(`.s[data-s~="${id}"]`);
  const rowOf = (id) => document.querySelector(`tr[data-id="${id}"]`);
  const select = (id) => {
    all(".on").forEach((node) => node.classList.remove("on"));
    spansOf(id).forEach((node) => node.classList.add("on"));
    const row = rowOf(id);
    if (row) {
      row.hidden = false;
      row.classList.add("on");
    }
    return row;
  };

  // Scrolls only the box that holds the node where boxes scroll by themselves, the page elsewhere.
  const show = (node) => node && node.scrollIntoView({ block: "center", behavior: "auto" });

  let last = { node: null, turn: 0 };
  document.addEventListener("click", (event) => {
    const span = event.target.closest(".s");
    if (span) {
      const ids = span.dataset.s.split(" ");
      // A second click on the same words goes on to the statement around them.
      last = { node: span, turn: last.node === span ? (last.turn + 1) % ids.length : 0 };
      show(select(ids[last.turn]));
      return;
    }
    const row = event.target.closest("tr[data-id]");
    if (row) {
      event.preventDefault();
      select(row.dataset.id);
      show(spansOf(row.dataset.id)[0]);
    }
  });

  all(".ledger").forEach((ledger) => {
    const rows = all("tbody tr", ledger);
    const words = rows.map((row) => row.textContent.toLowerCase());
    const filter = () => {
      const wanted = ledger.querySelector("[type=search]").value.trim().toLowerCase();
      const kind = ledger.querySelector("select").value;
      const unsure = ledger.querySelector("[type=checkbox]").checked;
      let shown = 0;
      rows.forEach((row, at) => {
        row.hidden = !(words[at].includes(wanted) && (!kind || row.dataset.group.split(" ").includes(kind)) && (!unsure || row.dataset.unsure));
        shown += row.hidden ? 0 : 1;
      });
      ledger.querySelector("output").textContent = `${shown} / ${rows.length}`;
    };
    ledger.querySelector(".bar").addEventListener("input", filter);
    filter();
  });

  if (!/^zh/i.test(navigator.language) && location.hash === "#en") speak("en");
})();
