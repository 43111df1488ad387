/* The pages work without this file. It adds the phone's position, a tap on the map, and sharing. */

const button = document.querySelector("[data-locate]");
const answer = document.querySelector("[data-answer]");
const status = document.querySelector("[data-say]");
const better = document.querySelector("[data-better]");
const language = new URL(location.href).searchParams.get("lang");
const PATIENCE_MS = 10_000; // one bar of signal: longer than this nobody waits
const WATCH_MS = 60_000; // a better position may still come; then the battery counts

/* Saying things */

function say(text, alert = false) {
  if (!status) return;
  status.textContent = text;
  status.classList.toggle("alert", alert);
}

const tell = (key) => say(button.dataset[key], true);

/* The list of a place: the server writes it, so it is the same with and without a script.
 * A site without a server has phone.js, which writes the same. */

let newest = 0;

async function show(place) {
  const ticket = ++newest;
  try {
    const list = await (window.civicPhone ? civicPhone.answer(place) : fromServer(place));
    if (ticket !== newest) return;
    answer.replaceChildren(list);
    touched = false;
    say("");
    prepare(answer);
    mark();
  } catch (error) {
    if (ticket === newest) tell("noAnswer");
    console.warn(error);
  }
}

async function fromServer(place) {
  const query = new URLSearchParams({ lat: place.lat.toFixed(6), lon: place.lon.toFixed(6) });
  if (place.accuracy) query.set("accuracy_m", Math.ceil(place.accuracy));
  if (language) query.set("lang", language);
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const reply = await fetch(`${answer.dataset.answer}?${query}`, { signal });
  const text = await reply.text();
  // A hotel's sign-in page also answers 200: only a list may replace the list.
  if (!reply.ok || !text.includes("data-place")) throw new Error(`answer ${reply.status}`);
  const list = document.createElement("template");
  list.innerHTML = text;
  return list.content;
}

/* Where the phone is: a rough position at once, then better ones */

let watches = [];
let best = null;
let waiting = null; // a better position that came while a finger was on the list
let touched = false;

function stop() {
  watches.forEach((watch) => navigator.geolocation.clearWatch(watch));
  watches = [];
}

function locate() {
  if (!window.isSecureContext) return tell("insecure");
  if (!navigator.geolocation) return tell("unavailable");
  stop();
  best = waiting = null;
  touched = false;
  let failed = 0;
  say(button.dataset.looking);
  const fail = (error) => {
    if (best || (error.code !== error.PERMISSION_DENIED && ++failed < 2)) return;
    stop();
    tell({ 1: "denied", 2: "unavailable", 3: "timeout" }[error.code]);
  };
  watches = [
    { enableHighAccuracy: false, maximumAge: 60_000, timeout: 8_000 },
    { enableHighAccuracy: true, maximumAge: 0, timeout: 30_000 },
  ].map((options) => navigator.geolocation.watchPosition(take, fail, options));
  setTimeout(stop, WATCH_MS);
}

function take({ coords }) {
  const fix = { lat: coords.latitude, lon: coords.longitude, accuracy: coords.accuracy };
  if (best && !worthIt(fix)) return;
  best = fix;
  if (!touched) return show(fix);
  waiting = fix; // never move a list away under a finger
  better.hidden = false;
}

function worthIt(fix) {
  if (fix.accuracy < best.accuracy * 0.8) return true;
  const north = (fix.lat - best.lat) * 111_000;
  const east = (fix.lon - best.lon) * 111_000 * Math.cos((fix.lat * Math.PI) / 180);
  const moved = Math.hypot(north, east);
  return fix.accuracy < best.accuracy * 2 && moved > Math.max(best.accuracy, 15);
}

/* The map, when its script has come */

let map = null;
let ranks = null; // the numbers of the list, on the map

function attach(found) {
  map = found;
  if (answer) {
    map.on("click", ({ latlng }) => {
      stop();
      better.hidden = true;
      const { lat, lng } = latlng.wrap();
      say(button.dataset.tapped);
      show({ lat, lon: lng }).then(() => answer.scrollIntoView({ block: "nearest" }));
    });
  }
  mark();
}

/** Show where the list starts and its first three, or the one point of a page. */
function mark() {
  const place = document.querySelector("[data-place]");
  if (!map || !place) return;
  const at = [Number(place.dataset.lat), Number(place.dataset.lon)];
  if ("one" in place.dataset) {
    map.setView(at, 18, { animate: false });
    L.circleMarker(at, { radius: 24, fill: false, interactive: false, className: "ring" }).addTo(map);
  } else if ("asked" in place.dataset) {
    const { dot } = window.civicMap.here(map, ...at, Number(place.dataset.accuracy) || 0);
    dot.getElement().setAttribute("aria-label", place.dataset.place);
    const first = [...answer.querySelectorAll(".water")].slice(0, 3);
    const corners = first.map((item) => [Number(item.dataset.lat), Number(item.dataset.lon)]);
    ranks = ranks || L.layerGroup().addTo(map);
    ranks.clearLayers();
    corners.forEach((corner, row) => number(corner, row + 1).addTo(ranks));
    map.fitBounds([at, ...corners], { padding: [48, 48], maxZoom: 17, animate: false });
  }
}

function number(corner, rank) {
  const icon = L.divIcon({ className: "rank", html: String(rank), iconSize: [24, 24], iconAnchor: [-6, 30] });
  return L.marker(corner, { icon, interactive: false, keyboard: false, zIndexOffset: 900 });
}

/* Sharing and routes */

async function share({ currentTarget: pressed }) {
  const place = document.querySelector("[data-answer] [data-place][data-asked]");
  const url = new URL(pressed.dataset.share || location.href, location.href);
  if (place) {
    url.searchParams.set("lat", place.dataset.lat);
    url.searchParams.set("lon", place.dataset.lon);
  }
  const said = pressed.parentElement.querySelector("[data-said]");
  try {
    if (navigator.share) await navigator.share({ title: document.title, url: url.href });
    else {
      await navigator.clipboard.writeText(url.href);
      said.textContent = `${pressed.dataset.copied} ${url.href}`;
    }
  } catch (error) {
    if (error.name !== "AbortError") said.textContent = url.href;
  }
}

/** An iPhone without Google's app would open a web page: its own map starts the route at once. */
function prepare(root) {
  if (!/iPhone|iPad|iPod/.test(navigator.userAgent)) return;
  for (const link of root.querySelectorAll("[data-route]")) {
    link.href = `https://maps.apple.com/?daddr=${link.dataset.route}`;
  }
}

/* Start */

document.addEventListener("civicmap", ({ detail }) => attach(detail.map));
document.addEventListener("civicplace", mark);
if (window.civicMap && window.civicMap.current) attach(window.civicMap.current.map);
prepare(document);
for (const hidden of document.querySelectorAll("[data-needs-script]")) hidden.hidden = false;
for (const one of document.querySelectorAll("[data-share]")) one.addEventListener("click", share);
if (button) {
  button.addEventListener("click", locate);
  better.addEventListener("click", () => {
    better.hidden = true;
    show(waiting);
  });
  answer.addEventListener("pointerdown", () => (touched = true));
  answer.addEventListener("focusin", () => (touched = true));
  const asked = window.civicPhone && civicPhone.asked();
  if (asked) show(asked);
  else if (!document.querySelector("[data-place][data-asked]")) {
    // Allowed on an earlier visit: save the tap.
    navigator.permissions?.query({ name: "geolocation" }).then(({ state }) => {
      if (state === "granted") locate();
    });
  }
}
