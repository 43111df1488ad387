/* The pages of a site without a server: the phone finds, and writes the lists that a server writes.
 *
 * Its element says where things are: data-cells (cells), data-words (texts and looks of this
 * language), data-search (what a search goes through). Blank parts of pages are templates made
 * by the same macros. Texts of the data reach the page through textContent only.
 */
"use strict";

(function () {
  const { around, undecided, usable, card, Words } = civicPhone;
  const { dataset } = document.currentScript;
  const MOST_FOUND = 50;
  const MOST_STARTS = 10;
  const OTHERS = 3;
  const IN_VIEW = 6; // cells that a look around on the map may load
  const PATIENCE_MS = 20_000;
  const SVG = "http://www.w3.org/2000/svg";

  /* Things asked for once, and again after a failure */

  async function json(address) {
    const reply = await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!reply.ok) throw new Error(`${address}: ${reply.status}`);
    return reply.json();
  }

  function once(ask) {
    let kept = null;
    return () => (kept ??= ask().catch((error) => ((kept = null), Promise.reject(error))));
  }

  const words = once(async () => new Words(await json(dataset.words)));
  const cells = once(() => civicCells.open(dataset.cells, json));

  /* Blank parts and how they are filled */

  function blank(name) {
    return document.querySelector(`template[data-phone="${name}"]`).content.firstElementChild.cloneNode(true);
  }

  function draw(svg, kind) {
    svg.replaceChildren();
    if (!kind) return;
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", kind.path);
    path.setAttribute("fill", kind.color);
    const text = document.createElementNS(SVG, "text");
    text.setAttribute("x", 16);
    text.setAttribute("y", kind.shape === "triangle" ? 21 : 17);
    text.textContent = kind.letter;
    svg.append(path, text);
  }

  function stateOf(code, say) {
    if (!say.states[code]) return [];
    const [sign, word] = say.states[code];
    const shown = blank("state");
    shown.classList.add(code);
    shown.firstElementChild.textContent = sign;
    shown.append(` ${word}`);
    return [shown];
  }

  /** One element for each text, as the first child of a list. */
  function repeat(list, texts, fill = (one, text) => (one.textContent = text)) {
    const pattern = list.firstElementChild;
    list.replaceChildren(
      ...texts.flatMap((text) => {
        const one = pattern.cloneNode(true);
        fill(one, text);
        return [one, " "];
      }),
    );
  }

  const doubt = (one, text) => one.lastElementChild.replaceWith(text); // behind its sign
  const route = ({ lat, lon }) => `https://www.google.com/maps/dir/?api=1&destination=${lat},${lon}`;

  function pageOf(one, say) {
    if (say.whole) return `${dataset.points}${one.key}.html`;
    return `${dataset.point}?${new URLSearchParams({ key: one.key, lat: one.lat, lon: one.lon })}`;
  }

  function item(near, rank, say) {
    const one = near.card;
    const made = blank("item");
    const slot = (name) => made.querySelector(`[data-slot="${name}"]`);
    const far = say.distance(near.distance_m);
    const way = say.direction(near.bearing_deg);
    made.classList.toggle("cannot", !one.counts);
    Object.assign(made.dataset, { lat: one.lat, lon: one.lon });
    const said = { distance: far, direction: way, kind: say.kind(one), name: one.name, reach: say.reach(near.distance_m) };
    for (const name in said) slot(name).textContent = said[name];
    if (rank > 0 && rank <= 3) slot("rank").textContent = rank;
    else slot("rank").remove();
    draw(slot("symbol"), say.kinds[one.kind]);
    slot("state").replaceChildren(...stateOf(one.state, say));
    repeat(slot("facts"), one.facts.map((fact) => say.fact(fact)));
    trust(slot, one, say);
    slot("route").href = route(one);
    slot("route").dataset.route = `${one.lat},${one.lon}`;
    slot("more").href = pageOf(one, say);
    for (const link of [slot("route"), slot("more")]) link.lastElementChild.textContent = ` ${say.label(one)} ${far} ${way}`;
    return made;
  }

  function trust(slot, one, say) {
    if (!one.doubts.length && !one.checked) return slot("trust").remove();
    repeat(slot("doubts"), one.doubts.map((code) => say.text(`doubt.${code}`)), doubt);
    if (one.checked) slot("checked").lastElementChild.textContent = one.checked;
    else slot("checked").remove();
  }

  /* The list of a place */

  function warning(answer, accuracy, say) {
    const { nearest } = answer;
    const pair = undecided(answer, accuracy);
    const within = accuracy === null ? "" : say.distance(accuracy);
    if (answer.outside && nearest) {
      const values = { distance: say.distance(nearest.distance_m), direction: say.direction(nearest.bearing_deg) };
      return say.text("answer.outside", values);
    }
    if (accuracy !== null && accuracy > say.rules.vague_m) return say.text("answer.vague", { accuracy: within });
    if (!pair) return "";
    const [first, second] = pair.map((near) => say.label(near.card));
    return say.text("answer.undecided", { first, second, accuracy: within });
  }

  function written(answer, accuracy, say) {
    const made = blank("answer");
    const slot = (name) => made.querySelector(`[data-slot="${name}"]`);
    Object.assign(made.dataset, { lat: answer.lat, lon: answer.lon, accuracy: accuracy ?? "" });
    const basis = accuracy === null ? "answer.from_place" : "answer.from_position";
    slot("basis").textContent = say.text(basis, { accuracy: accuracy === null ? "" : say.distance(accuracy) });
    const alert = warning(answer, accuracy, say);
    if (alert) doubt(slot("warning"), alert);
    else slot("warning").remove();
    if (!answer.missing) slot("missing").remove();
    if (answer.found.length) slot("found").append(...answer.found.map((near, place) => item(near, place + 1, say)));
    else slot("found").remove();
    const count = usable(answer.found).length;
    const searched = count < say.rules.enough ? "answer.few" : "answer.within";
    slot("searched").textContent = say.text(searched, { distance: say.distance(answer.searched_m), count });
    return made;
  }

  /** The list of a place {lat, lon, accuracy}, as the server would write it. */
  async function answer({ lat, lon, accuracy = null }) {
    const say = await words();
    const six = (degrees) => Number(degrees.toFixed(6)); // 0.1 m, as a server is asked
    const found = await around(await cells(), say.rules, six(lat), six(lon));
    if (found.missing && !found.found.length) throw new Error("no cell of this place can be had");
    fillMap();
    return written(found, accuracy ? Math.ceil(accuracy) : null, say);
  }

  /** The place that the address of this page asks for, or null. */
  function asked() {
    const query = new URLSearchParams(location.search);
    if (!query.has("lat") && !query.has("lon")) return null;
    const [lat, lon] = ["lat", "lon"].map((name) => number(query.get(name)));
    if (!(Math.abs(lat) <= 90 && Math.abs(lon) <= 180)) {
      words().then((say) => tell(say.text("phone.bad_place")));
      return null;
    }
    const accuracy = number(query.get("accuracy_m"));
    return { lat, lon, accuracy: accuracy > 0 ? accuracy : null };
  }

  function number(text) {
    const plain = (text || "").normalize("NFKC").replace("−", "-").trim();
    return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : NaN;
  }

  function tell(text) {
    const status = document.querySelector("[data-say]");
    status.textContent = text;
    status.classList.add("alert");
  }

  /* The map, where there are too many places for one file: what has come so far */

  let map = null;

  async function fillMap() {
    const say = await words();
    if (say.whole || !map) return;
    const layer = map.layers.points;
    layer.options.link = (point) => pageOf({ lat: point[0], lon: point[1], key: point[3] }, say);
    const points = (await cells()).loaded().map((point) => {
      const one = card(point);
      return [one.lat, one.lon, one.kind, one.key, one.name];
    });
    layer.take({ kinds: say.kinds, points });
    layer.options.legend = false; // it stands now
  }

  async function lookAround() {
    const say = await words();
    if (say.whole) return;
    const bounds = map.map.getBounds();
    const found = await cells();
    const [west, east] = [bounds.getWest(), bounds.getEast()];
    const ways = found.inside(bounds.getSouth(), west, bounds.getNorth(), east, IN_VIEW);
    if (!ways || !ways.length) return;
    await Promise.allSettled(ways.map((way) => found.cell(way)));
    fillMap();
  }

  function attach(shown) {
    map = shown;
    map.map.on("moveend", lookAround);
    lookAround();
  }

  /* The page of one place */

  async function placeOf(key, query) {
    const found = await cells();
    const [lat, lon] = ["lat", "lon"].map((name) => number(query.get(name)));
    const here = Number.isNaN(lat + lon) ? null : await found.at(lat, lon);
    if (here) return here.find((point) => point.fields[0] === key);
    const say = await words();
    if (!say.whole) return undefined;
    await Promise.all(found.inside(-90, -180, 90, 180, Infinity).map((way) => found.cell(way)));
    return found.loaded().find((point) => point.fields[0] === key);
  }

  async function showPlace(page) {
    const query = new URLSearchParams(location.search);
    const status = page.querySelector("[data-say]");
    try {
      const say = await words();
      status.textContent = say.text("phone.looking");
      const point = await placeOf(query.get("key"), query);
      status.textContent = point ? "" : say.text("phone.gone");
      if (point) await fillPlace(page, card(point), say);
    } catch (error) {
      console.warn(error);
      status.textContent = status.dataset.failed;
    }
  }

  async function fillPlace(page, one, say) {
    const slot = (name) => page.querySelector(`[data-slot="${name}"]`);
    const [label, place] = [say.label(one), `${one.lat},${one.lon}`];
    document.title = `${label} - ${document.title}`;
    draw(slot("symbol"), say.kinds[one.kind]);
    slot("label").textContent = label;
    slot("state").replaceChildren(...stateOf(one.state, say));
    repeat(slot("facts"), one.facts.map((fact) => say.fact(fact)));
    repeat(slot("doubts"), one.doubts.map((code) => say.text(`doubt.${code}`)), doubt);
    slot("route").href = route(one);
    slot("route").dataset.route = place;
    slot("apple").href = `https://maps.apple.com/?daddr=${place}`;
    slot("other").href = `geo:${place}?q=${place}`;
    const checked = one.checked ? [[say.text("fact.checked"), one.checked]] : [];
    for (const [name, value] of [...say.details(one), ...checked]) slot("first").before(...detail(name, value));
    slot("coordinates").textContent = `${one.lat.toFixed(6)}, ${one.lon.toFixed(6)}`;
    slot("key").textContent = one.key;
    Object.assign(slot("place").dataset, { lat: one.lat, lon: one.lon, place: "", one: "" });
    for (const hidden of page.querySelectorAll("[data-when-found]")) hidden.hidden = false;
    document.dispatchEvent(new CustomEvent("civicplace"));
    const others = await around(await cells(), say.rules, one.lat, one.lon, OTHERS + 1);
    const rest = others.found.filter((near) => near.card.key !== one.key).slice(0, OTHERS);
    slot("others").append(...rest.map((near) => item(near, 0, say)));
    fillMap();
  }

  function detail(name, value) {
    const [dt, dd] = [document.createElement("dt"), document.createElement("dd")];
    dt.textContent = name;
    dd.textContent = value;
    if (/^https?:\/\//.test(value)) {
      const link = Object.assign(document.createElement("a"), { href: value, rel: "noreferrer", textContent: value });
      dd.replaceChildren(link);
    }
    return [dt, dd];
  }

  /* Search by words */

  /** Text as it is compared (places/search.py `fold`): one width, one case, one dash, no spaces. */
  function fold(text) {
    return clean(text).toLowerCase().replaceAll(" ", "");
  }

  function clean(text) {
    return text
      .replace(/[\u0000-\u0008\u000e-\u001b\u007f-\u009f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, "")
      .replace(/[〜∼〰∿]/g, "~")
      .replace(/[‐‑‒–−⁃﹣－\u207b\u208b\ufe31\ufe32]/g, "-")
      .normalize("NFKC")
      .replace(/(?<=[0-9A-Za-z])[—―─━ー](?=[0-9A-Za-z])/g, "-")
      .replace(/\s+/g, " ")
      .trim();
  }

  function found(pages, query) {
    const wanted = clean(query).split(" ").map(fold).filter(Boolean);
    const rank = (page, word) => (page.includes(word) ? 0 : page.some((text) => text.startsWith(word)) ? 1 : 2);
    return pages
      .map((one, place) => ({ one, place, texts: one.at(-1) }))
      .filter(({ texts }) => wanted.length && wanted.every((word) => texts.some((text) => text.includes(word))))
      .map((hit) => ({ ...hit, rank: Math.min(...wanted.map((word) => rank(hit.texts, word))) }))
      .sort((a, b) => a.rank - b.rank || a.place - b.place)
      .map(({ one }) => one);
  }

  function home(lat, lon) {
    return `${dataset.home}?${new URLSearchParams({ lat, lon })}`;
  }

  function start([lat, lon, name, address]) {
    const made = blank("found");
    const slot = (part) => made.querySelector(`[data-slot="${part}"]`);
    slot("symbol").remove();
    slot("label").textContent = name;
    repeat(slot("said"), [address]);
    slot("here").href = home(lat, lon);
    slot("here").lastElementChild.textContent = ` ${name}`;
    slot("more").remove();
    return made;
  }

  function place([lat, lon, key, kind, name, state, said], number, say) {
    const made = blank("found");
    const slot = (part) => made.querySelector(`[data-slot="${part}"]`);
    const label = say.label({ kind, name });
    draw(slot("symbol"), say.kinds[kind]);
    slot("label").textContent = label;
    repeat(slot("said"), said.map((fact) => say.fact(fact)));
    slot("state").replaceChildren(...stateOf(state, say));
    slot("here").href = home(lat, lon);
    slot("more").href = pageOf({ lat, lon, key }, say);
    for (const link of [slot("here"), slot("more")]) link.lastElementChild.textContent = ` ${label} ${number}`;
    return made;
  }

  async function search(list) {
    const query = clean(new URLSearchParams(location.search).get("q") || "").slice(0, 200);
    if (!query) return;
    document.querySelector("#q").value = query;
    const status = document.querySelector("[data-say]");
    const two = /^([^,\s]+)\s*[,\s]\s*([^,\s]+)$/.exec(query);
    const [lat, lon] = two && query.includes(".") ? [number(two[1]), number(two[2])] : [NaN, NaN];
    if (Math.abs(lat) <= 90 && Math.abs(lon) <= 180) return location.replace(home(lat, lon));
    try {
      const [say, book] = await Promise.all([words(), json(dataset.search)]);
      const starts = found(book.starts, query).slice(0, MOST_STARTS);
      const points = found(book.points, query);
      const shown = points.slice(0, MOST_FOUND);
      list.replaceChildren(...starts.map(start), ...shown.map((one, row) => place(one, row + 1, say)));
      const count = starts.length + points.length;
      status.textContent = say.text(count ? "search.count" : "search.none", { count, query });
      const left = document.querySelector("[data-left]");
      const all = starts.length + shown.length;
      left.textContent = count > all ? say.text("search.more", { shown: all, count }) : "";
    } catch (error) {
      console.warn(error);
      status.textContent = status.dataset.failed;
    }
  }

  /* Start */

  Object.assign(civicPhone, { answer, asked, found, clean, fold, cells, words });
  // A language keeps the question: ?lat=…&lon=… and ?q=… stay in the address.
  for (const link of document.querySelectorAll(".languages a")) link.search = location.search;
  const [page, results] = ["point", "results"].map((name) => document.querySelector(`[data-phone-${name}]`));
  if (page) showPlace(page);
  if (results) search(results);
  document.addEventListener("civicmap", ({ detail }) => attach(detail));
  if (window.civicMap && civicMap.current) attach(civicMap.current);
})();
