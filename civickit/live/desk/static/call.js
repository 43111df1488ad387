/* The form for a call: while a street is typed, what the map says of it stands below, to be read out.
 *
 * Arrow down goes from the field into the streets found, Enter there takes one. The form works
 * without this.
 */

const PAUSE_MS = 150;

function start(form) {
  const input = form.elements.street;
  const found = form.querySelector("[data-found]");
  let timer = 0;

  async function look() {
    const asked = input.value.trim();
    const reply = await fetch(`${form.dataset.streets}?${new URLSearchParams({ street: asked })}`);
    if (!reply.ok || reply.redirected || asked !== input.value.trim()) return; // a later letter asks again
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    found.replaceChildren(...page.body.childNodes);
  }

  const buttons = () => [...found.querySelectorAll("[data-street]")];

  function take(button) {
    input.value = button.dataset.street;
    input.focus();
  }

  function step(event) {
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const row = [input, ...buttons()];
    const at = row.indexOf(document.activeElement);
    if (!way || at < 0 || row.length < 2) return;
    event.preventDefault();
    row[(at + way + row.length) % row.length].focus();
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => look().catch(console.warn), PAUSE_MS);
  });
  found.addEventListener("click", (event) => {
    const button = event.target.closest("[data-street]");
    if (button) take(button);
  });
  form.addEventListener("keydown", step);
}

for (const form of document.querySelectorAll("[data-call]")) start(form);
