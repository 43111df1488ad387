/* The service worker of an app that a server runs. `RELEASE` and worker_common.js stand before it
 * in one file (web/installable.py):
 *
 *   {id, data: {version, date}, first: [pages], want: [files], kept: [beginnings of paths],
 *    fresh: whether pages tell what is now, offline: {lang: sentence}}
 *
 * What was seen is kept: a page under its address and language, what it needs under its version,
 * data under its address. Answers come from the copy first and never wait for the network; a page
 * or data is refreshed behind it. A page that must be fresh is waited for, for two seconds. The server names the release and the SHA-256 of what it sends
 * for keeping, so a hotel's sign-in page, half a file or another release is never kept. New data or
 * a new version of the app is a new release: everything kept is fetched anew, and taken over whole.
 */

const KEEP = "Civickit-Keep";
const VERSIONED = /[?&]v=([0-9a-f]{8})(?:&|$)/;
const NEEDED = /\b(?:src|href)="([^"]+[?&](?:amp;)?v=[0-9a-f]{8})"/g;
const LANGUAGE = `${SCOPE}-/language`;

const pathOf = (address) => address.slice(SCOPE.length).replace(/[?#].*$/, "");
const pageKey = (path, lang) => `${SCOPE}${path}?lang=${lang}`;
const isData = (path) => RELEASE.kept.some((start) => path.startsWith(start));
const wait = () => AbortSignal.timeout(PATIENCE_MS);

/* Bringing */

/** A page or data of this release, whole; null where the server says that it is no more. */
async function bring(address, credentials) {
  const reply = await fetch(address, { cache: "no-store", credentials, headers: { [KEEP]: "1" }, signal: wait() });
  const [release, sum] = (reply.headers.get(KEEP) || "").split(" ");
  const body = await reply.arrayBuffer();
  if (release !== RELEASE.id || reply.redirected || (await digest(body)) !== sum) {
    throw new Error(`${address} is not that of release ${RELEASE.id}`);
  }
  if (reply.status === 404) return null;
  if (!reply.ok) throw new Error(`${address}: ${reply.status}`);
  return new Response(body, { headers: typeOf(reply) });
}

/** A script, a style or a picture: its address says what must be in it. */
async function keepNeeded(address, cache, olds) {
  if (await cache.match(address)) return;
  for (const old of olds) {
    const kept = await old.match(address);
    if (kept) return cache.put(address, kept);
  }
  const [, version] = VERSIONED.exec(address);
  for (const way of ["default", "reload"]) {
    const reply = await fetch(address, { cache: way, signal: wait() });
    const body = await reply.arrayBuffer();
    if (reply.ok && (await digest(body)).startsWith(version)) {
      return cache.put(address, new Response(body, { headers: typeOf(reply) }));
    }
  }
  throw new Error(`${address} is not what it says`);
}

async function keepPage(path, lang, cache, olds, credentials = "omit") {
  const address = pageKey(path, lang);
  const page = await bring(address, credentials);
  if (!page) return cache.delete(address);
  if (!page.headers.get("content-type").startsWith("text/html")) return false;
  const needed = [...(await page.clone().text()).matchAll(NEEDED)];
  const addresses = new Set(needed.map(([, found]) => new URL(found.replace(/&amp;/g, "&"), address).href));
  await each([...addresses].filter((one) => one.startsWith(SCOPE)), (one) => keepNeeded(one, cache, olds));
  await cache.put(address, page); // last: a page that is there is complete
  return true;
}

async function keepData(path, cache) {
  const data = await bring(SCOPE + path, "omit");
  if (data) await cache.put(SCOPE + path, data);
  else await cache.delete(SCOPE + path);
}

/* Releases */

/** Everything that an earlier release kept, of this one. */
async function install() {
  const olds = await copies();
  const cache = await caches.open(NAME);
  try {
    for (const old of olds) {
      const addresses = (await old.keys()).map(({ url }) => url);
      if (addresses.includes(LANGUAGE)) await cache.put(LANGUAGE, await old.match(LANGUAGE));
      await each(addresses, (address) => again(address, cache, olds));
    }
  } catch (error) {
    await caches.delete(NAME);
    throw error;
  }
}

async function again(address, cache, olds) {
  const path = pathOf(address);
  const lang = new URL(address).searchParams.get("lang");
  if (isData(path)) await keepData(path, cache);
  else if (lang) await keepPage(path, lang, cache, olds);
}

self.addEventListener("install", (event) => event.waitUntil(install()));

/** A page was opened: keep it, what it needed, and what belongs to every visit. */
async function later({ keep: lang, page, seen }) {
  const cache = await caches.open(NAME);
  await cache.put(LANGUAGE, new Response(lang)).catch(console.warn);
  const ours = (seen || []).filter((address) => address.startsWith(SCOPE));
  const data = new Set([...ours.map(pathOf).filter(isData), ...RELEASE.want]);
  const missing = [];
  for (const path of data) if (!(await cache.match(SCOPE + path))) missing.push(() => keepData(path, cache));
  for (const address of ours.filter((one) => VERSIONED.test(one))) missing.push(() => keepNeeded(address, cache, []));
  for (const path of new Set([pathOf(page), ...RELEASE.first])) {
    if (!(await cache.match(pageKey(path, lang)))) missing.push(() => keepPage(path, lang, cache, []));
  }
  await each(missing, (keep) => keep()).catch(console.warn);
}

/* Answering */

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(SCOPE)) return;
  if (request.mode === "navigate") event.respondWith(pageAnswer(event));
  else if (VERSIONED.test(request.url)) event.respondWith(neededAnswer(request));
  else if (isData(pathOf(request.url))) event.respondWith(dataAnswer(event));
});

async function pageAnswer(event) {
  const { request } = event;
  const { searchParams: query } = new URL(request.url);
  const [path, asked] = [pathOf(request.url), query.get("lang")];
  query.delete("lang");
  const cache = await caches.open(NAME);
  const lang = asked in RELEASE.offline ? asked : await language(cache);
  const kept = await cache.match(pageKey(path, lang));
  if (kept && !String(query)) {
    const renewed = opened(path, lang, cache);
    event.waitUntil(renewed);
    if (!RELEASE.fresh) return kept;
    const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS / 4));
    await Promise.race([renewed, late]);
    const newest = await cache.match(pageKey(path, lang));
    if (newest) return newest;
  }
  // What was asked for in the address (a search, a month) the server answers, and a script without it.
  try {
    return await answerOf(request, kept ? PATIENCE_MS / 4 : PATIENCE_MS);
  } catch (error) {
    return kept || sorry(lang, pageKey("", lang));
  }
}

/** The language last read here; the town's own before that. */
async function language(cache) {
  const kept = await cache.match(LANGUAGE);
  const lang = kept ? await kept.text() : "";
  return lang in RELEASE.offline ? lang : Object.keys(RELEASE.offline)[0];
}

async function opened(path, lang, cache) {
  await cache.put(LANGUAGE, new Response(lang)).catch(console.warn);
  await keepPage(path, lang, cache, [], "same-origin").catch(console.warn); // with the language's cookie
}

async function neededAnswer(request) {
  const cache = await caches.open(NAME);
  return (await cache.match(request.url)) || fetch(request);
}

async function dataAnswer(event) {
  const cache = await caches.open(NAME);
  const path = pathOf(event.request.url);
  const kept = await cache.match(SCOPE + path);
  if (kept) {
    event.waitUntil(keepData(path, cache).catch(console.warn));
    return kept;
  }
  const reply = await fetch(event.request.url, { headers: { [KEEP]: "1" }, cache: "no-store", signal: wait() });
  if (!reply.headers.has(KEEP)) return Response.error(); // not from our server
  return reply;
}
