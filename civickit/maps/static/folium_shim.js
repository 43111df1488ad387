/* What the scripts of folium ask of jQuery, and no more: 400 bytes in place of 88 kB. */
"use strict";

window.$ = function (what) {
  if (typeof what !== "string") return { ready: (then) => then() };
  const template = document.createElement("template");
  template.innerHTML = what.trim();
  return Array.from(template.content.childNodes);
};
