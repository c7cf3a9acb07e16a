// Letter keys on the review page: what carries data-key is pressed by that letter, unless someone is typing.
"use strict";
document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  const there = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!there) return;
  event.preventDefault();
  there.click();
  const form = there.closest("details")?.querySelector("form input:not([type=hidden]), form select");
  if (form) form.focus();
});
