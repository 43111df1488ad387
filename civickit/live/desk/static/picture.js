/* Keeps the live picture live: the server says that something changed, the page fetches what.
 *
 * Whether it is live stands at the top, with the time since when it is not. Lists are fetched as the
 * server writes them, so that there is one way to write them.
 */

import { liveMap } from "../live/map.js";
import { reportMarks } from "./marks.js";

const root = document.querySelector("[data-picture]");
const { lists, live, events, login, report, zone } = root.dataset;
const [words, states, hidden] = ["words", "states", "hidden"].map((name) => JSON.parse(root.dataset[name]));
const state = root.querySelector("[data-state]");
const spoken = root.querySelector("[data-say]");
const title = document.title;

const GATHER_MS = 2_000; // 250 plows tell of themselves every second
const LISTS_MS = 10_000; // where nothing but positions has changed
const TURN_MS = 30_000; // who falls silent tells nothing, and streets grow old by themselves
const AGAIN_MS = 5_000;
const GRACE_MS = 5_000;
const PATIENCE_MS = 15_000;
const FRESH_MS = 60_000;

const say = (key, values = {}) => (words[`desk_live_${key}`] || key).replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
const clock = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });

/* Whether it is live */

let lostSince = null;
let loggedOut = false;

function show(className, text) {
  if (loggedOut || state.textContent === text) return;
  state.className = `link-state ${className}`;
  state.textContent = text;
}

function found() {
  lostSince = null;
  show("live", say("on"));
}

/** Told after some seconds: now and then the server ends a connection, and has a new one at once. */
function lost() {
  lostSince ??= Date.now();
  setTimeout(() => {
    if (lostSince) show("lost", say("lost", { time: clock.format(lostSince) }));
  }, GRACE_MS);
}

function tellLogin() {
  loggedOut = true;
  const link = document.createElement("a");
  link.href = `${login}?${new URLSearchParams({ next: location.pathname })}`;
  link.textContent = say("login");
  state.className = "link-state lost";
  state.replaceChildren(link);
}

async function ask(address, accept) {
  const reply = await fetch(address, { headers: { Accept: accept }, cache: "no-cache", signal: AbortSignal.timeout(PATIENCE_MS) });
  if (reply.status === 401 || (reply.redirected && new URL(reply.url).pathname === login)) {
    tellLogin();
    throw new Error("logged out");
  }
  if (!reply.ok) throw new Error(`${address}: ${reply.status}`);
  return reply;
}

/* Lists */

const written = new Map(); // name of a section -> how it was fetched last
const fresh = new Map(); // key of a report -> until when it stands out
let known = keysOf(root);

function keysOf(from) {
  const { ids } = from.querySelector('[data-section="new"]').dataset; // of all that wait, not only of those that are shown
  return new Set(ids.split(" ").filter(Boolean).map((id) => `report-${id}`));
}

/** Where the keyboard is, in a way that outlives the element. */
function held(section) {
  const here = document.activeElement;
  if (!section.contains(here)) return () => {};
  const href = here.getAttribute("href");
  return (to) => {
    const same = href ? [...to.querySelectorAll("a")].find((one) => one.getAttribute("href") === href) : to.querySelector("[tabindex]");
    (same || to.querySelector("a, [tabindex]"))?.focus({ preventScroll: true });
  };
}

function take(section) {
  const { section: name } = section.dataset;
  const html = section.outerHTML;
  const old = root.querySelector(`[data-section="${name}"]`);
  if (!old || written.get(name) === html) return;
  written.set(name, html);
  const refocus = held(old);
  const at = old.querySelector(".tall")?.scrollTop;
  old.replaceWith(section);
  if (at) section.querySelector(".tall")?.scrollTo(0, at);
  refocus(section);
}

function showNews() {
  const keys = keysOf(root);
  const come = [...keys].filter((key) => !known.has(key));
  for (const key of come) fresh.set(key, Date.now() + FRESH_MS);
  known = keys;
  for (const one of root.querySelectorAll('[data-section="new"] [data-key]')) {
    one.classList.toggle("fresh", (fresh.get(one.dataset.key) || 0) > Date.now());
  }
  document.title = keys.size ? `(${keys.size}) ${title}` : title;
  for (const badge of document.querySelectorAll("[data-news]")) {
    badge.textContent = keys.size;
    badge.hidden = !keys.size;
  }
  if (come.length) spoken.textContent = say("new", { count: come.length });
}

async function refreshLists() {
  const reply = await ask(lists, "text/html");
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  for (const section of page.querySelectorAll("[data-section]")) take(document.adoptNode(section));
  showNews();
}

/* The map */

let map = null;
let marks = null;
let aheadS = 0; // the server's clock before this one

function labelOf(one) {
  const parts = [one.device, say("number", { alias: one.alias }), states[`state_${one.state}`], clock.format(one.at * 1000)];
  return parts.concat(one.hidden ? hidden[`desk_hidden_${one.hidden}`] : []).join(" · ");
}

async function refreshMap() {
  const told = await (await ask(live, "application/json")).json();
  aheadS = told.at - Date.now() / 1000;
  if (!map) return;
  map.setVehicles(told, labelOf);
  marks.show(told.reports);
}

async function refreshStreets() {
  const reply = await ask(root.dataset.streets, "application/json");
  map?.setStreets(await reply.json(), Date.now() / 1000 + aheadS);
}

/* When */

let source = null;
const NEWS = { fixes: [], streets: ["streets"], reports: ["lists"], devices: ["lists"], duty: ["lists"], resync: ["lists", "streets"] };

const wanted = new Set(["lists", "streets"]);
let planned = false;
let again = false;
let last = 0;
let listsAt = 0;

async function refresh() {
  const streets = wanted.has("streets") && map && root.dataset.streets;
  const listed = wanted.has("lists") || Date.now() - listsAt > LISTS_MS;
  if (listed) {
    wanted.delete("lists");
    listsAt = Date.now();
  }
  if (streets) wanted.delete("streets");
  await Promise.all([refreshMap(), ...(listed ? [refreshLists()] : []), ...(streets ? [refreshStreets()] : [])]);
}

/** What could not be fetched is old on the page, whatever the events say; it is asked for again. */
function missed(error) {
  console.warn(error);
  for (const one of NEWS.resync) wanted.add(one);
  lost();
}

/** One after the other: an answer that is slow must not cover a newer one. */
async function turn() {
  again = false;
  last = Date.now();
  await refresh().then(() => source.readyState === EventSource.OPEN && found(), missed);
  planned = false;
  if (again) soon();
}

/** Once for all that happens within two seconds; the first of it is shown at once. */
function soon(...more) {
  for (const one of more) wanted.add(one);
  if (loggedOut) return;
  if (planned) again = true;
  else setTimeout(turn, Math.max(0, last + GATHER_MS - Date.now()));
  planned = true;
}

function listen() {
  source = new EventSource(events);
  source.addEventListener("open", () => soon(...NEWS.resync));
  for (const [topic, changed] of Object.entries(NEWS)) source.addEventListener(topic, () => soon(...changed));
  source.addEventListener("error", () => {
    lost();
    soon("lists");
    if (source.readyState !== EventSource.CLOSED || loggedOut) return;
    source.close(); // the browser has given up: a restart, a proxy, too many who listen
    setTimeout(listen, AGAIN_MS);
  });
}

setInterval(() => soon(...NEWS.resync), TURN_MS);
showNews();
listen();
liveMap(root.querySelector("[data-live-map]"), { streets: Boolean(root.dataset.streets) })
  .then((made) => {
    map = made;
    marks = reportMarks(map.leaflet, (id) => report.replace(/0$/, id), words);
    last = 0; // an empty map is not to be looked at for two seconds
    soon(...NEWS.resync);
  })
  .catch(console.warn);
