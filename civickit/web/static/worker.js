/* The service worker of a site that is only files. `RELEASE`, worker_common.js and, where there
 * are cells, civic_cells.js stand before it in one file (ship/_static_worker.py):
 *
 *   {id, data: {version, date}, files: {path: [sha256, group, query]}, langs: {lang: folder},
 *    cells: "data/…/" or "", points: pages of single points, parts: [beginnings of paths],
 *    offline: {lang: sentence}}
 *
 * One release is the app and its data together. It is taken over when every byte of it has
 * been compared with its SHA-256 (its first half), and not before; what was there stays until then. Answers
 * come from the copy on the phone first and never wait for the network.
 *
 * What lies under one of `parts` (an area with its pages) is kept once it was seen: its files are
 * listed in parts/<name>.json, which says the id of the release.
 *
 * Groups: "core" and one for each language are kept from the first visit, "later" once seen.
 */
"use strict";

const POINT = /^(.*)points\/([^/]+)\.html$/;

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

/** The part of the site that a path belongs to, or ''. */
function partOf(path) {
  const bare = path.slice(RELEASE.langs[languageOf(path)].length);
  const start = (RELEASE.parts || []).find((one) => bare.startsWith(one));
  return start ? bare.slice(start.length).replace(/(\/.*|\.html|\.json)$/, "") : "";
}

/** Know the files of a part; null where this release has no such part. */
async function learn(part, cache) {
  const address = addressOf(`parts/${encodeURIComponent(part)}.json`);
  let reply = await cache.match(address);
  if (!reply) {
    reply = await fetch(address, { cache: "no-cache", signal: AbortSignal.timeout(PATIENCE_MS) });
    if (reply.status === 404) return null;
    const { id } = await reply.clone().json(); // a sign-in page is no JSON
    if (id !== RELEASE.id) throw new Error(`${address} is not of release ${RELEASE.id}`);
    await cache.put(address, reply.clone());
  }
  const { files } = await reply.json();
  Object.assign(RELEASE.files, files);
  return Object.keys(files);
}

/** Keep what belongs to every visit of a part in these languages. */
async function keepPart(part, langs, cache, olds) {
  const paths = (await learn(part, cache)) || [];
  const kept = new Set((await cache.keys()).map(({ url }) => pathOf(url)));
  const groups = new Set(["core", ...langs]);
  await keep(paths.filter((path) => groups.has(RELEASE.files[path][1]) && !kept.has(path)), cache, olds);
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

/** Put files into the cache; the first that fails ends it. */
function keep(paths, cache, olds) {
  return each(paths, async (path) => cache.put(addressOf(path), await bring(path, olds)));
}

/** The languages that are read on this phone: of the open pages, and of earlier copies. */
async function languages(olds) {
  const clients = await self.clients.matchAll({ includeUncontrolled: true, type: "window" });
  const pages = clients.map((client) => client.url).filter((url) => url.startsWith(SCOPE)).map(pathOf);
  const langs = new Set(pages.map(languageOf));
  for (const old of olds) {
    for (const { url } of await old.keys()) {
      const [, group] = RELEASE.files[pathOf(url)] || [];
      if (group in RELEASE.langs) langs.add(group);
    }
  }
  return langs;
}

async function install() {
  const olds = await copies();
  const langs = await languages(olds);
  const groups = new Set(["core", ...langs]);
  const seen = new Set();
  for (const old of olds) for (const { url } of await old.keys()) seen.add(pathOf(url));
  const paths = Object.keys(RELEASE.files).filter((path) => groups.has(RELEASE.files[path][1]) || seen.has(path));
  const cache = await caches.open(NAME);
  try {
    await keep(paths, cache, olds);
    await keepCells(seen, cache);
    for (const part of new Set(Array.from(seen, partOf).filter(Boolean))) await keepPart(part, langs, cache, olds);
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

/** A page in another language was opened: keep that language too. */
async function later({ keep: lang, page }) {
  const cache = await caches.open(NAME);
  const part = page && page.startsWith(SCOPE) ? partOf(pathOf(page)) : "";
  if (part) await keepPart(part, [lang], cache, []).catch(console.warn);
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
  else if (partOf(path)) event.respondWith(partAnswer(path, request));
  else if (RELEASE.cells && path.startsWith(RELEASE.cells)) event.respondWith(cellAnswer(request));
  else if (request.mode === "navigate" && RELEASE.points && POINT.test(path)) event.respondWith(pointOf(path, request));
});

async function fileOf(path, request) {
  const cache = await caches.open(NAME);
  const kept = await cache.match(addressOf(path));
  if (kept) return kept;
  try {
    const reply = await answerOf(request, PATIENCE_MS);
    if (reply.ok) await putWhole(cache, path, reply.clone()).catch(console.warn);
    return reply;
  } catch (error) {
    if (request.mode !== "navigate") throw error;
    const lang = languageOf(path);
    return sorry(lang, addressOf(RELEASE.langs[lang] || ""));
  }
}

async function partAnswer(path, request) {
  const cache = await caches.open(NAME);
  const known = await learn(partOf(path), cache).catch(console.warn);
  if (known && RELEASE.files[path]) return fileOf(path, request);
  try {
    const reply = await answerOf(request, PATIENCE_MS);
    const isData = path.endsWith(".json");
    return isData && !/json/.test(reply.headers.get("content-type")) ? Response.error() : reply;
  } catch (error) {
    if (request.mode !== "navigate") throw error;
    const lang = languageOf(path);
    return sorry(lang, addressOf(RELEASE.langs[lang]));
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
    return await answerOf(request, PATIENCE_MS / 2);
  } catch {
    const [, folder, key] = POINT.exec(path);
    return Response.redirect(`${addressOf(folder)}point.html?key=${encodeURIComponent(key)}`);
  }
}
