/* Whole addresses where no server knew them, and a button to copy one. The page works without this. */
"use strict";

(function () {
  const said = document.querySelector("[data-said]");

  async function copy({ currentTarget: pressed }) {
    const input = pressed.parentElement.querySelector("[data-address]");
    try {
      await navigator.clipboard.writeText(input.value);
      said.textContent = `${pressed.dataset.copied}: ${input.value}`;
    } catch (error) {
      input.select(); // the phone's own menu copies it
    }
  }

  for (const choice of document.querySelectorAll(".choice")) {
    const link = choice.querySelector("[data-webcal]");
    const address = new URL(link.dataset.webcal, location.href).href;
    const input = choice.querySelector("[data-address]");
    if (!input.value) {
      input.value = address;
      link.href = address.replace(/^https?:/, "webcal:");
    }
    const button = choice.querySelector("[data-copy]");
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", copy);
  }
})();
