/* The report page: text ↔ ledger by click and by keys, filters without a reload. Without this file links and forms do it. */
(function () {
  "use strict";
  const text = document.getElementById("text");
  const ledger = document.getElementById("ledger");
  const form = document.getElementById("filters");
  const handle = ledger.querySelector(".sheet-handle");
  const letters = document.getElementById("letter-keys");
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const phone = window.matchMedia("(max-width: 59.99rem)");
  let current = null;

  const rows = () => Array.from(ledger.querySelectorAll(".row"));
  const row = (id) => document.getElementById("l-" + id);
  const pieces = (id) => Array.from(text.querySelectorAll('a[data-s~="' + CSS.escape(id) + '"]'));
  const asked = () => new URLSearchParams(location.search).get("at");

  function scroll(element, block) {
    element.scrollIntoView({ block: block, behavior: calm.matches ? "auto" : "smooth" });
  }

  function sheet(open) {
    ledger.classList.toggle("open", open);
    handle.setAttribute("aria-expanded", String(open));
  }
  handle.addEventListener("click", () => sheet(!ledger.classList.contains("open")));

  function unmark() {
    document.querySelectorAll(".here").forEach((element) => element.classList.remove("here"));
  }

  /* Make a statement the current one; `goal` says which side takes the focus. */
  function choose(id, goal) {
    const entry = row(id);
    const words = pieces(id);
    if (!entry && !words.length) return;
    unmark();
    current = id;
    words.forEach((element) => element.classList.add("here"));
    if (entry) entry.classList.add("here");
    if (goal === "text" && words.length) {
      if (phone.matches) sheet(false);
      scroll(words[0], "center");
      words[0].focus({ preventScroll: true });
      if (entry && !phone.matches) keepInLedger(entry);
    } else if (entry) {
      if (phone.matches) raise(words[0]);
      keepInLedger(entry);
      entry.querySelector(".row-head").focus({ preventScroll: true });
    }
    history.replaceState(null, "", location.pathname + location.search + "#s-" + id);
  }

  /* The sheet rises, and the words that were touched stay in sight above it. */
  function raise(words) {
    sheet(true);
    if (words && words.getBoundingClientRect().bottom > window.innerHeight * 0.34) {
      window.scrollBy({ top: words.getBoundingClientRect().top - window.innerHeight * 0.15, behavior: calm.matches ? "auto" : "smooth" });
    }
  }

  /* Scroll the ledger alone, so that the text does not jump. */
  function keepInLedger(entry) {
    const box = ledger.getBoundingClientRect();
    const place = entry.getBoundingClientRect();
    const top = ledger.scrollTop + place.top - box.top - box.height / 3;
    ledger.scrollTo({ top: top, behavior: calm.matches ? "auto" : "smooth" });
  }

  text.addEventListener("click", function (event) {
    const piece = event.target.closest("a[data-s]");
    if (!piece || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const id = piece.dataset.s.split(" ").find((one) => row(one)) || piece.dataset.s.split(" ")[0];
    event.preventDefault();
    choose(id, "ledger");
  });

  ledger.addEventListener("click", function (event) {
    const head = event.target.closest(".row-head");
    if (!head || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    choose(head.parentElement.dataset.s, "text");
  });

  function step(by, inText) {
    const list = rows();
    if (!list.length) return;
    let at = list.findIndex((entry) => entry.dataset.s === current);
    at = at < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(Math.max(at + by, 0), list.length - 1);
    const id = list[at].dataset.s;
    choose(id, inText && pieces(id).length ? "text" : "ledger");
    if (!inText && pieces(id).length && !phone.matches) scroll(pieces(id)[0], "center");
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target;
    if (target.closest("input, select, textarea")) {
      if (event.key === "Escape") target.blur();
      return;
    }
    const inText = text.contains(target) && target !== text;
    const onStatement = inText || target.classList.contains("row-head");
    if (event.key === "Escape" && inText && current && row(current) && !phone.matches) {
      choose(current, "ledger");
    } else if (event.key === "Escape") {
      unmark();
      current = null;
      sheet(false);
      if (onStatement) target.blur();
      history.replaceState(null, "", location.pathname + location.search);
    } else if ((event.key === "j" || event.key === "k") && letters.checked) {
      event.preventDefault();
      step(event.key === "j" ? 1 : -1, inText);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && onStatement) {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1, inText);
    } else if (event.key === "Enter" && onStatement && current) {
      event.preventDefault();
      choose(current, inText ? "ledger" : "text");
    }
  });

  /* Letter keys can be turned off, for people who dictate. */
  try { letters.checked = localStorage.getItem("ximu-letter-keys") !== "off"; } catch (error) { /* storage is closed */ }
  window.ximuLetterKeys = letters.checked;
  letters.addEventListener("change", function () {
    window.ximuLetterKeys = letters.checked;
    try { localStorage.setItem("ximu-letter-keys", letters.checked ? "on" : "off"); } catch (error) { /* storage is closed */ }
  });

  /* Filters: the server narrows the ledger, only its rows are exchanged; the marks of the others step back. */
  let turn = 0;
  async function narrow(query) {
    const mine = ++turn;
    ledger.setAttribute("aria-busy", "true");
    const address = location.pathname + (query ? "?" + query : "");
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (mine !== turn) return;
      document.getElementById("rows").replaceWith(page.getElementById("rows"));
      ["[data-shown]", "[data-count]"].forEach(function (name) {
        ledger.querySelector(name).textContent = page.querySelector(name).textContent;
      });
      ledger.querySelectorAll("[data-download]").forEach(function (link, number) {
        link.href = page.querySelectorAll("[data-download]")[number].getAttribute("href");
      });
      history.replaceState(null, "", address + location.hash);
      const left = new Set(rows().map((entry) => entry.dataset.s));
      text.querySelectorAll("a[data-s]").forEach(function (piece) {
        piece.classList.toggle("off", !piece.dataset.s.split(" ").some((id) => left.has(id)));
      });
    } catch (error) {
      location.assign(address);
    } finally {
      if (mine === turn) ledger.removeAttribute("aria-busy");
    }
  }
  function query() {
    const pairs = Array.from(new FormData(form)).filter((pair) => pair[1] !== "");
    return new URLSearchParams(pairs).toString();
  }
  form.addEventListener("change", () => narrow(query()));
  form.addEventListener("submit", function (event) { event.preventDefault(); narrow(query()); });
  form.querySelector("[data-clear]").addEventListener("click", function (event) {
    event.preventDefault();
    form.querySelectorAll("select").forEach((field) => { field.selectedIndex = 0; });
    narrow(query());
  });

  /* While the text is read, the ledger keeps pace: its first row is the first statement in view. It rests while it is used. */
  let pace = 0;
  window.addEventListener("scroll", function () {
    if (phone.matches || pace) return;
    pace = window.setTimeout(function () {
      pace = 0;
      if (current || ledger.matches(":hover, :focus-within") || new URLSearchParams(location.search).get("sort")) return;
      const seen = Array.from(text.querySelectorAll("a[data-s]")).find((piece) => piece.getBoundingClientRect().top > 0);
      const entry = seen && seen.dataset.s.split(" ").map(row).find(Boolean);
      if (entry) ledger.scrollTop += entry.getBoundingClientRect().top - ledger.getBoundingClientRect().top - 8;
    }, 120);
  }, { passive: true });

  /* A shared address: #s-id names a statement, ?at=start-end characters. */
  function arrive() {
    const name = decodeURIComponent(location.hash.slice(1));
    if (name.startsWith("s-")) choose(name.slice(2), "text");
    else if (name.startsWith("l-")) choose(name.slice(2), "ledger");
    else if (asked()) {
      const place = text.querySelector(".at");
      if (!place) return;
      scroll(place, "center");
      const inside = place.dataset.s && place.dataset.s.split(" ")[0];
      if (inside && row(inside)) {
        current = inside;
        row(inside).classList.add("here");
        keepInLedger(row(inside));
      }
    }
  }
  window.addEventListener("hashchange", arrive);
  arrive();
})();
