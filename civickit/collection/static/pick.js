/* The page to pick an area: straight to the one chosen before, results while typing, by position.
 *
 * The page works without this. Its element says where the areas and their outlines are, and how
 * the address of an area's page looks (with KEY in it).
 */
"use strict";

(function () {
  const { say, wordsOf, write, json, remembered, remember } = civicCollection;
  const { areas, page } = document.currentScript.dataset;
  const root = document.querySelector("[data-pick]");
  const input = root.querySelector("#q");
  const list = root.querySelector("[data-found]");
  const status = root.querySelector("[data-say]");
  const locate = root.querySelector("[data-locate]");
  const MOST_FOUND = 50;
  const ROUGH_M = 3000;
  const query = new URLSearchParams(location.search);
  const addressOf = (key) => page.replace("KEY", encodeURIComponent(key));
  const linkTo = (key) => [...root.querySelectorAll("[data-key]")].find((link) => link.dataset.key === key);

  function tell(text) {
    status.textContent = text;
  }

  /* The area chosen before */

  function leave() {
    const key = remembered();
    if (!key || status.textContent || query.has("pick") || query.get("q")) return;
    if (linkTo(key)) return location.replace(linkTo(key).href);
    remember("");
    tell(status.dataset.gone);
  }

  root.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-key]");
    if (link) remember(link.dataset.key);
  });

  /* Search while typing */

  let book = null;

  function open() {
    book = book || json(areas).then((told) => ({ areas: told.areas, index: civicSearch.index(told.areas.map(civicSearch.areaEntry)) }));
    book.catch(() => (book = null));
    return book;
  }

  function found(area) {
    const [name, group] = [wordsOf(area.names), wordsOf(area.group)];
    const link = Object.assign(document.createElement("a"), { href: addressOf(area.key) });
    link.dataset.key = area.key;
    write(link, group && !name.startsWith(group) ? `${group} ${name}` : name);
    const item = document.createElement("li");
    item.append(link);
    return item;
  }

  async function search() {
    const asked = input.value.trim();
    if (!asked) {
      list.replaceChildren();
      return tell("");
    }
    const { areas: all, index } = await open();
    if (asked !== input.value.trim()) return undefined; // a later letter asks again
    const hits = index.find(asked, MOST_FOUND);
    list.replaceChildren(...hits.map(({ place }) => found(all[place])));
    const key = !hits.length ? "say.no_area" : hits[0].level >= civicSearch.SLIP ? "say.guessed" : "say.found";
    return tell(say(key, { query: asked, count: hits.length }));
  }

  input.addEventListener("focus", () => open().catch(console.warn));
  input.addEventListener("input", () => search().catch(console.warn));
  input.form.addEventListener("submit", (event) => {
    event.preventDefault();
    search()
      .then(() => {
        const links = list.querySelectorAll("a");
        if (links.length) links[0].focus();
      })
      .catch(() => input.form.submit()); // the server finds too
  });

  /* By position: it stays on the phone */

  function inside([lon, lat], ring) {
    let odd = false;
    for (let a = 0, b = ring.length - 1; a < ring.length; b = a++) {
      const [[x1, y1], [x2, y2]] = [ring[a], ring[b]];
      if (y1 > lat !== y2 > lat && lon < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) odd = !odd;
    }
    return odd;
  }

  /** The place, and places around it as far off as the phone may be. */
  function around({ longitude, latitude, accuracy }) {
    const degrees = accuracy / 111320;
    const places = [[longitude, latitude]];
    for (let n = 0; n < 24; n += 1) {
      const [turn, far] = [(n * Math.PI) / 4, (degrees * (1 + Math.floor(n / 8))) / 3];
      const east = (far * Math.sin(turn)) / Math.cos((latitude * Math.PI) / 180);
      places.push([longitude + east, latitude + far * Math.cos(turn)]);
    }
    return places;
  }

  async function go({ coords }) {
    if (coords.accuracy > ROUGH_M) return tell(locate.dataset.failed);
    const { outlines } = await json(locate.dataset.locate);
    const isIn = (place, rings) => rings.filter((ring) => inside(place, ring)).length % 2 === 1;
    const areaAt = (place) => (outlines.find(([, rings]) => isIn(place, rings)) || [""])[0];
    const near = new Set(around(coords).map(areaAt));
    const [here] = near; // '' outside all of them
    near.delete("");
    if (!near.size) return tell(locate.dataset.outside);
    if (here && near.size === 1) {
      remember(here);
      return location.assign(addressOf(here));
    }
    const { areas: all } = await open();
    list.replaceChildren(...all.filter(({ key }) => near.has(key)).map(found));
    tell(locate.dataset.unsure);
    return list.querySelector("a").focus();
  }

  if (locate && navigator.geolocation && isSecureContext) {
    locate.hidden = false;
    locate.addEventListener("click", () => {
      tell(locate.dataset.looking);
      const fail = ({ code }) => tell(code === 1 ? locate.dataset.denied : locate.dataset.failed);
      navigator.geolocation.getCurrentPosition((fix) => go(fix).catch(() => fail({})), fail, { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 });
    });
  }

  // A host without a server cannot look for ?q=…; with one the list stands already.
  if (query.get("q") && !list.children.length) {
    input.value = query.get("q").slice(0, 200);
    search().catch(console.warn);
  }
  leave();
})();
