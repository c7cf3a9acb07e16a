/* For every page: "/" goes to the search, and the language switch keeps the place. */
(function () {
  "use strict";
  document.documentElement.classList.add("js");

  function typing(target) {
    return target.closest("input, select, textarea, [contenteditable]") !== null;
  }

  document.addEventListener("keydown", function (event) {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (window.ximuLetterKeys === false) return;
    const field = document.querySelector("[data-search]");
    if (field) { event.preventDefault(); field.focus(); field.select(); }
  });

  // The reader comes back to the first paragraph in view, or to the statement in the address.
  const other = document.getElementById("switch-language");
  if (other) {
    other.addEventListener("click", function () {
      const link = new URL(other.href);
      const asked = new URLSearchParams(location.search);
      asked.set("lang", link.searchParams.get("lang"));
      link.search = asked.toString();
      let place = location.hash;
      const target = place.length > 1 && document.getElementById(decodeURIComponent(place.slice(1)));
      if (!target || !inView(target)) {
        const first = Array.from(document.querySelectorAll("#text > [id]")).find(inView);
        if (first && window.scrollY > 0) place = "#" + first.id;
      }
      link.hash = place;
      other.href = link.href;
    });
  }

  // A phone shows these tables as blocks; for screen readers they stay tables.
  const roles = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
  document.querySelectorAll("table.aims, table.aims *").forEach(function (part) {
    const role = roles[part.tagName] || (part.tagName === "TH" && (part.scope === "row" ? "rowheader" : "columnheader"));
    if (role) part.setAttribute("role", role);
  });

  function inView(element) {
    const box = element.getBoundingClientRect();
    return box.bottom > 0 && box.top < window.innerHeight && (box.height > 0 || box.top >= 0);
  }
})();
