/* Things to throw away: found while typing, also without a network, with the next day here.
 *
 * The page works without this. Its element says where the things are, and where the days of an
 * area are (with KEY in the address).
 */
"use strict";

(function () {
  const { fill, say, wordsOf, write, blank, slot, json, remembered, dayAt, howFar, sayDay } = civicCollection;
  const { things, area: daysOf } = document.currentScript.dataset;
  const root = document.querySelector("[data-items]");
  const input = root.querySelector("#q");
  const list = root.querySelector("[data-found]");
  const status = root.querySelector("[data-say]");
  const all = root.querySelector("[data-all]");
  const MOST_FOUND = 50;
  const query = new URLSearchParams(location.search);
  const key = query.get("area") || remembered();

  let book = null;
  let days = null;

  function open() {
    book = book || json(things).then((told) => ({ ...told, index: civicSearch.index(told.items.map(civicSearch.itemEntry)) }));
    book.catch(() => (book = null));
    return book;
  }

  /** Say the next day of its kind wherever the page names a thing. */
  function fillDay(element) {
    const day = days && element.dataset.kind ? days.nextOf(element.dataset.kind, dayAt(new Date())) : "";
    if (!day) return;
    const far = document.createElement("b");
    far.textContent = howFar(day, dayAt(new Date()));
    element.replaceChildren(far, ` ${sayDay(day)}`);
  }

  const fillDays = () => root.querySelectorAll("[data-kind]").forEach(fillDay);

  function thing(item, kinds) {
    const made = blank("thing");
    const number = kinds.findIndex((kind) => kind.key === item.kind);
    write(slot(made, "name"), wordsOf(item.names));
    write(slot(made, "said"), number < 0 ? item.kind_said : wordsOf(kinds[number].names));
    write(slot(made, "note"), wordsOf(item.note));
    if (number >= 0) {
      const sign = blank("sign");
      sign.querySelector("use").setAttribute("href", `#kind-${number}`);
      slot(made, "said").before(sign);
    }
    slot(made, "when").dataset.kind = number < 0 ? "" : item.kind;
    fillDay(slot(made, "when"));
    return made;
  }

  async function search() {
    const asked = input.value.trim();
    if (!asked) {
      list.replaceChildren();
      status.textContent = "";
      all.hidden = false;
      return;
    }
    const { items, kinds, index } = await open();
    if (asked !== input.value.trim()) return; // a later letter asks again
    const hits = index.find(asked, MOST_FOUND);
    list.replaceChildren(...hits.map(({ place }) => thing(items[place], kinds)));
    const text = !hits.length ? "say.no_item" : hits[0].level >= civicSearch.SLIP ? "say.guessed" : "say.found";
    status.textContent = say(text, { query: asked, count: hits.length });
    all.hidden = Boolean(hits.length);
  }

  async function start() {
    if (key) {
      try {
        days = new civicDays.Days(await json(daysOf.replace("KEY", encodeURIComponent(key))));
        const whose = root.querySelector("[data-whose]");
        whose.textContent = fill(whose.dataset.whose, { area: wordsOf(days.area.names) });
        whose.hidden = false;
        fillDays();
      } catch (error) {
        console.warn(error); // the answer is still right; it only lacks the day
      }
    }
    if (query.get("q") && !list.children.length) {
      input.value = query.get("q").slice(0, 200);
      await search();
    }
  }

  input.addEventListener("focus", () => open().catch(console.warn));
  input.addEventListener("input", () => search().catch(console.warn));
  input.form.addEventListener("submit", (event) => {
    event.preventDefault();
    search().catch(() => input.form.submit()); // the server finds too
  });
  document.addEventListener("visibilitychange", fillDays); // a phone that slept may wake on another day
  start().catch(console.warn);
})();
