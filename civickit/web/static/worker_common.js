/* What every service worker here does: one cache for each release, taken over as a whole.
 *
 * `RELEASE` stands before this: {id, data: {version, date}, offline: {lang: sentence}}. What
 * follows it defines `later(told)`, called when a page says what it needs ({keep: lang, …}).
 */
"use strict";

const SCOPE = new URL("./", self.location.href).href;
const OURS = `civickit ${SCOPE} `;
const NAME = OURS + RELEASE.id;
const PATIENCE_MS = 8000;
const AT_ONCE = 6;

/** The first half of a SHA-256, in hex. */
async function digest(body) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  return Array.from(bytes.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The caches of earlier releases. */
async function copies() {
  const names = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== NAME);
  return Promise.all(names.map((name) => caches.open(name)));
}

/** An answer that begins within `patience`; what has begun may take its time, as a large file does. */
async function answerOf(request, patience) {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), patience);
  try {
    return await fetch(request, { signal: giveUp.signal });
  } finally {
    clearTimeout(timer);
  }
}

const typeOf = (reply) => ({ "content-type": reply.headers.get("content-type") || "application/octet-stream" });

/** Do something for each, a few at a time; the first failure is thrown once all are still. */
async function each(all, act) {
  const waiting = [...all];
  let failure = null;
  const work = async () => {
    while (waiting.length && !failure) await act(waiting.pop()).catch((error) => (failure ??= error));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (failure) throw failure;
}

self.addEventListener("activate", (event) => {
  const clear = async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith(OURS) && name !== NAME) await caches.delete(name);
    }
    await self.clients.claim();
  };
  event.waitUntil(clear());
});

self.addEventListener("message", (event) => {
  const { data, ports } = event;
  if (data === "take over") self.skipWaiting();
  if (data === "release") ports[0].postMessage({ id: RELEASE.id, data: RELEASE.data });
  if (data && data.keep) event.waitUntil(later(data));
});

/** What a reader sees without network where nothing was kept: a sentence and the way home. */
function sorry(lang, home) {
  const safe = RELEASE.offline[lang].replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const page =
    `<!doctype html><html lang="${lang.split("_")[0]}"><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width"><title>${safe}</title>` +
    `<meta name="color-scheme" content="light dark"><main><h1>${safe}</h1><p><a href="${encodeURI(home)}">⌂</a></p></main>`;
  return new Response(page, { status: 503, headers: { "content-type": "text/html; charset=utf-8" } });
}
