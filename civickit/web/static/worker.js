/* The service worker of a site that is only files. `RELEASE` and, where there are cells,
 * civic_cells.js stand before it in one file (ship/_static_worker.py):
 *
 *   {id, data: {version, date}, files: {path: [sha256, group, query]}, langs: {lang: folder},
 *    cells: "data/…/" or "", points: pages of single points, offline: {lang: sentence}}
 *
 * One release is the app and its data together. It is taken over when every byte of it has
 * been compared with its SHA-256 (its first half), and not before; what was there stays until then. Answers
 * come from the copy on the phone first and never wait for the network.
 *
 * Groups: "core" and one for each language are kept from the first visit, "later" once seen.
 */
"use strict";

const SCOPE = new URL("./", self.location.href).href;
const OURS = `civickit ${SCOPE} `;
const NAME = OURS + RELEASE.id;
const PATIENCE_MS = 8000;
const POINT = /^(.*)points\/([^/]+)\.html$/;
const AT_ONCE = 6;

const addressOf = (path) => SCOPE + path;

function pathOf(address) {
  const { origin, pathname } = new URL(address);
  const path = decodeURI((origin + pathname).slice(SCOPE.length));
  return path === "" || path.endsWith("/") ? `${path}index.html` : path;
}

function languageOf(path) {
  const folders = Object.entries(RELEASE.langs).filter(([, folder]) => folder && path.startsWith(folder));
  return folders.length ? folders[0][0] : Object.keys(RELEASE.langs).find((lang) => !RELEASE.langs[lang]);
}

async function digest(body) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  return Array.from(bytes.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function copies() {
  const names = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== NAME);
  return Promise.all(names.map((name) => caches.open(name)));
}

/* Taking a release over */

/** A file as this release wants it: from an earlier copy, the browser's cache, or the host. */
async function bring(path, olds) {
  const [wanted, , query = ""] = RELEASE.files[path];
  const address = addressOf(path.replace(/(^|\/)index\.html$/, "$1")) + query; // as pages ask for it
  for (const old of olds) {
    const kept = await old.match(addressOf(path));
    if (kept && (await digest(await kept.clone().arrayBuffer())) === wanted) return kept;
  }
  for (const cache of ["default", "reload"]) {
    const reply = await fetch(address, { cache, signal: AbortSignal.timeout(60_000) });
    if (!reply.ok || reply.redirected) continue;
    const body = await reply.arrayBuffer();
    // A hotel's sign-in page and half a file both answer 200.
    if ((await digest(body)) === wanted) return new Response(body, { headers: typeOf(reply) });
  }
  throw new Error(`${path} is not that of release ${RELEASE.id}`);
}

const typeOf = (reply) => ({ "content-type": reply.headers.get("content-type") || "application/octet-stream" });

/** Put files into the cache, a few at a time; the first that fails ends it, once all are still. */
async function keep(paths, cache, olds) {
  const waiting = [...paths];
  let failure = null;
  const take = async (path) => cache.put(addressOf(path), await bring(path, olds));
  const work = async () => {
    while (waiting.length && !failure) await take(waiting.pop()).catch((error) => (failure ??= error));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (failure) throw failure;
}

/** The languages that are read on this phone: of the open pages, and of earlier copies. */
async function languages(olds) {
  const clients = await self.clients.matchAll({ includeUncontrolled: true, type: "window" });
  const pages = clients.map((client) => client.url).filter((url) => url.startsWith(SCOPE)).map(pathOf);
  for (const old of olds) {
    for (const { url } of await old.keys()) {
      if (/(^|\/)words\.json$/.test(pathOf(url))) pages.push(pathOf(url));
    }
  }
  return new Set(pages.map(languageOf));
}

async function install() {
  const olds = await copies();
  const groups = new Set(["core", ...(await languages(olds))]);
  const seen = new Set();
  for (const old of olds) for (const { url } of await old.keys()) seen.add(pathOf(url));
  const paths = Object.keys(RELEASE.files).filter((path) => groups.has(RELEASE.files[path][1]) || seen.has(path));
  const cache = await caches.open(NAME);
  try {
    await keep(paths, cache, olds);
    await keepCells(seen, cache);
  } catch (error) {
    await caches.delete(NAME);
    throw error;
  }
}

/** The places that were looked at stay at hand: the cells of this release on the same ground. */
async function keepCells(seen, cache) {
  const ways = [...seen].map((path) => /^data\/[^/]+\/cells\/(all|[0-3/]+)\.json$/.exec(path)).filter(Boolean);
  if (!RELEASE.cells || !ways.length) return;
  const get = async (address) => (await cellOf(address, cache)).json();
  const cells = await civicCells.open(addressOf(RELEASE.cells), get);
  const wanted = new Set(ways.flatMap(([, file]) => cells.under(file === "all" ? "" : file.replaceAll("/", ""))));
  await Promise.all(Array.from(wanted, (way) => cells.cell(way)));
}

self.addEventListener("install", (event) => event.waitUntil(install()));

self.addEventListener("activate", (event) => {
  const clear = async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith(OURS) && name !== NAME) await caches.delete(name);
    }
    await self.clients.claim();
  };
  event.waitUntil(clear());
});

self.addEventListener("message", ({ data, ports }) => {
  if (data === "take over") self.skipWaiting();
  if (data === "release") ports[0].postMessage({ id: RELEASE.id, data: RELEASE.data });
  if (data && data.keep) later(data.keep);
});

/** A page in another language was opened: keep that language too. */
async function later(lang) {
  const cache = await caches.open(NAME);
  const kept = new Set((await cache.keys()).map(({ url }) => pathOf(url)));
  const paths = Object.keys(RELEASE.files).filter((path) => RELEASE.files[path][1] === lang && !kept.has(path));
  await keep(paths, cache, []).catch(console.warn);
}

/* Answering */

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(SCOPE)) return;
  const path = pathOf(request.url);
  if (RELEASE.files[path]) event.respondWith(fileOf(path, request));
  else if (RELEASE.cells && path.startsWith(RELEASE.cells)) event.respondWith(cellAnswer(request));
  else if (request.mode === "navigate" && RELEASE.points && POINT.test(path)) event.respondWith(pointOf(path, request));
});

async function fileOf(path, request) {
  const cache = await caches.open(NAME);
  const kept = await cache.match(addressOf(path));
  if (kept) return kept;
  try {
    const reply = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (reply.ok) await putWhole(cache, path, reply.clone()).catch(console.warn);
    return reply;
  } catch (error) {
    if (request.mode !== "navigate") throw error;
    return sorry(path);
  }
}

async function putWhole(cache, path, reply) {
  const body = await reply.arrayBuffer();
  if ((await digest(body)) !== RELEASE.files[path][0]) return;
  await cache.put(addressOf(path), new Response(body, { headers: typeOf(reply) }));
}

/** A cell or the index: kept for good once it is whole and of this release. */
async function cellOf(address, cache) {
  const place = addressOf(pathOf(address));
  const kept = await cache.match(place);
  if (kept) return kept;
  const reply = await fetch(place, { signal: AbortSignal.timeout(PATIENCE_MS) });
  const body = await reply.clone().text();
  if (reply.ok && JSON.parse(body).version === RELEASE.data.version) {
    await cache.put(place, new Response(body, { headers: typeOf(reply) }));
  }
  return reply;
}

async function cellAnswer(request) {
  const cache = await caches.open(NAME);
  return cellOf(request.url, cache).catch((error) => {
    console.warn(error);
    return fetch(request); // full storage, or a sign-in page: the page itself looks at what comes
  });
}

/** A point has a page of its own; without network the page of any point shows it. */
async function pointOf(path, request) {
  try {
    return await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS / 2) });
  } catch {
    const [, folder, key] = POINT.exec(path);
    return Response.redirect(`${addressOf(folder)}point.html?key=${encodeURIComponent(key)}`);
  }
}

function sorry(path) {
  const [lang, text] = [languageOf(path), RELEASE.offline[languageOf(path)]];
  const safe = text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const home = addressOf(RELEASE.langs[lang] || "");
  const page =
    `<!doctype html><html lang="${lang.split("_")[0]}"><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width"><title>${safe}</title>` +
    `<meta name="color-scheme" content="light dark"><main><h1>${safe}</h1><p><a href="${encodeURI(home)}">⌂</a></p></main>`;
  return new Response(page, { status: 503, headers: { "content-type": "text/html; charset=utf-8" } });
}
