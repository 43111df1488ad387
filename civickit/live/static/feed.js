/* Data from the server, with the last known state at hand where there is no network.
 *
 * The page keeps it, not the worker: what is live must come from the network first.
 */

const KEPT = "civickit live"; // a cache of the page's own
const PATIENCE_MS = 8_000;

async function cache() {
  return "caches" in window ? caches.open(KEPT).catch(() => null) : null; // not without https
}

/** JSON of ours. A hotel's sign-in page also answers 200. */
async function ask(address, options) {
  const reply = await fetch(address, { signal: AbortSignal.timeout?.(PATIENCE_MS), ...options });
  if (!reply.ok) throw new Error(`${address}: ${reply.status}`);
  return { copy: reply.clone(), data: await reply.json() };
}

const coming = new Map(); // address -> promise of what it holds

/** Data whose address changes with it: asked for once. Older ones of the same path are forgotten. */
export function keptForGood(address) {
  if (!coming.has(address)) {
    const brought = bring(address);
    brought.catch(() => coming.delete(address)); // the next one asks again
    coming.set(address, brought);
  }
  return coming.get(address);
}

async function bring(address) {
  const kept = await cache();
  const known = await kept?.match(address);
  if (known) return known.json();
  const { copy, data } = await ask(address, { signal: AbortSignal.timeout?.(8 * PATIENCE_MS) });
  await kept?.delete(address, { ignoreSearch: true }).catch(console.warn);
  await kept?.put(address, copy).catch(console.warn); // a full phone shows the map all the same
  return data;
}

/** What a feed says now; without an answer {data: last known or null, offline: true}.
 *
 * `at` is when the server said it, in seconds since 1970; null where that is not known.
 */
export async function latest(address) {
  const kept = await cache();
  try {
    const { copy, data } = await ask(address, { cache: "no-cache" });
    if (!Array.isArray(data.fields)) throw new Error(`${address} is not the feed`);
    await kept?.put(address, copy).catch(console.warn);
    return { data, offline: false, at: saidAt(copy) };
  } catch (error) {
    console.warn(error);
    const known = await kept?.match(address);
    return { data: known ? await known.json() : null, offline: true, at: known ? saidAt(known) : null };
  }
}

const saidAt = ({ headers }) => Date.parse(headers.get("date")) / 1000 || null;

/** Call `act` every so often with some jitter, only while the page is seen; later after failures.
 *
 * `act` gives whether it went well. The first call is at once.
 */
export function poll(act, everyMs, mostMs = 8 * everyMs) {
  let timer = 0;
  let pause = everyMs;
  async function turn() {
    clearTimeout(timer);
    const went = await act().catch(console.error);
    pause = went ? everyMs : Math.min(2 * pause, mostMs);
    plan();
  }
  function plan() {
    clearTimeout(timer);
    if (document.visibilityState === "visible") timer = setTimeout(turn, pause * (0.8 + 0.4 * Math.random()));
  }
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") turn();
    else clearTimeout(timer);
  });
  addEventListener("online", () => turn());
  turn();
}
