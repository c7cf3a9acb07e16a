/* A chart that is seen is put into the page itself, so that its points can be reached and followed like any link. */
(function () {
  "use strict";
  if (!("IntersectionObserver" in window)) return;
  const tip = document.createElement("p");
  tip.className = "chart-tip";
  tip.hidden = true;
  tip.setAttribute("aria-hidden", "true"); // the point's own name says the same

  function tell(link) {
    const words = link.getAttribute("aria-label");
    if (!words) return;
    tip.textContent = words;
    tip.hidden = false;
    const box = link.getBoundingClientRect();
    const left = Math.min(box.left + scrollX, scrollX + document.documentElement.clientWidth - tip.offsetWidth - 8);
    tip.style.left = Math.max(8, left) + "px";
    tip.style.top = box.top + scrollY - tip.offsetHeight - 8 + "px";
  }

  function hush() { tip.hidden = true; }

  function dress(svg, image) {
    svg.setAttribute("role", "group");
    svg.setAttribute("aria-label", image.alt);
    svg.querySelectorAll("[role='graphics-object'], [role='graphics-symbol']").forEach(function (part) {
      part.removeAttribute("role");
    });
    svg.querySelectorAll("a").forEach(function (link) {
      const mark = link.querySelector("[aria-label]");
      const address = link.getAttribute("xlink:href") || link.getAttribute("href");
      if (!mark || !address) { link.replaceWith.apply(link, Array.from(link.childNodes)); return; }
      link.setAttribute("href", address);
      link.removeAttribute("xlink:href");
      link.setAttribute("aria-label", mark.getAttribute("aria-label"));
      mark.removeAttribute("aria-label");
    });
    svg.querySelectorAll("[aria-label]").forEach(function (part) {
      if (part !== svg && part.localName !== "a") part.removeAttribute("aria-label");
    });
  }

  // A picture that waits has not chosen its source yet.
  function chosen(image) {
    const sources = Array.from(image.closest("picture").querySelectorAll("source"));
    const fitting = sources.find(function (source) { return matchMedia(source.media).matches; });
    return fitting ? fitting.srcset : image.src;
  }

  function put(image) {
    const address = chosen(image);
    fetch(address, { credentials: "omit" }).then(function (answer) {
      return answer.ok ? answer.text() : Promise.reject(answer.status);
    }).then(function (text) {
      const svg = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
      if (svg.localName !== "svg") return;
      dress(svg, image);
      const picture = image.closest("picture");
      const own = document.importNode(svg, true);
      own.querySelectorAll("a").forEach(listen);
      picture.hidden = true;
      const before = picture.parentNode.querySelector("svg");
      if (before) before.remove();
      picture.after(own);
    }).catch(function () { /* the picture stays as it is */ });
  }

  function listen(link) {
    link.addEventListener("pointerenter", function () { tell(link); });
    link.addEventListener("focus", function () { tell(link); });
    link.addEventListener("pointerleave", hush);
    link.addEventListener("blur", hush);
  }

  document.addEventListener("keydown", function (event) { if (event.key === "Escape") hush(); });
  document.body.append(tip);
  const seen = new IntersectionObserver(function (found) {
    found.forEach(function (one) {
      if (!one.isIntersecting) return;
      seen.unobserve(one.target);
      put(one.target);
    });
  }, { rootMargin: "100px" });
  document.querySelectorAll(".chart img").forEach(function (image) { seen.observe(image); });

  // Another width or another ground is another picture.
  [matchMedia("(max-width: 40rem)"), matchMedia("(prefers-color-scheme: dark)")].forEach(function (asked) {
    asked.addEventListener("change", function () {
      document.querySelectorAll(".chart picture").forEach(function (picture) {
        const svg = picture.parentNode.querySelector("svg");
        if (svg) { svg.remove(); picture.hidden = false; requestAnimationFrame(function () { put(picture.querySelector("img")); }); }
      });
    });
  });
})();
