// The page of a job shows how far it is while it runs; at its end the whole page is fetched anew.
"use strict";
const look = async () => {
  const shown = document.querySelector("#job[data-runs]");
  if (!shown) return;
  const answer = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
  if (answer?.ok) {
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#job");
    if (fresh && !("runs" in fresh.dataset)) return location.reload();
    if (fresh) shown.replaceWith(fresh);
  }
  setTimeout(look, 1500);
};
setTimeout(look, 1000);
