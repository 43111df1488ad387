/* The sheet: printed by a button; asked for at once where the address brings name and key. */
"use strict";

(function () {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
  const form = document.querySelector("[data-ask]");
  const [, name, token] = /^#([^:]+):(.+)$/.exec(location.hash) || [];
  if (!form || !token) return;
  history.replaceState(null, "", location.pathname + location.search);
  form.elements.name.value = decodeURIComponent(name);
  form.elements.token.value = decodeURIComponent(token);
  if (!("tried" in form.dataset)) form.submit();
})();
