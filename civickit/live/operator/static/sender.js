/* operatorSender: brings what the buffer holds to the server, oldest first, one request at a time.
 *
 * An entry leaves the buffer when the server says that it is durable, and not before: what is sent
 * twice, the server counts once. `changed(news)` is called with what there is to tell: {fault},
 * {me}, {sent}. `fault` is '' while all is well, else 'network', 'server', 'portal', 'ahead',
 * 'withdrawn' or 'storage'.
 */
"use strict";

window.operatorSender = function ({ buffer, login, addresses, paceMs, changed }) {
  const FIRST_WAIT_MS = 2000;
  const LONGEST_WAIT_MS = 120_000;
  const PATIENCE_MS = 30_000;
  const LARGEST_BATCH = 100;
  const TRY_AGAIN = new Set([408, 409, 425, 429]);

  let timer = 0;
  let busy = false;
  let again = false;
  let ended = false;
  let failures = 0;
  let batch = LARGEST_BATCH;
  let sentAt = 0;

  class Fault extends Error {
    constructor(name, why = "") {
      super(why || name);
      this.fault = name;
    }
  }

  const bytes = new TextEncoder().encode(`${login.name}:${login.token}`);
  const authorization = `Basic ${btoa(String.fromCharCode(...bytes))}`;

  /** An older browser has no such signal, and waits as long as it likes. */
  const patience = () => AbortSignal.timeout?.(PATIENCE_MS);

  /** A page instead of JSON is another's; a broken line is none. */
  function notJson(error) {
    if (error instanceof SyntaxError) return null;
    throw new Fault("network");
  }

  /** Ask the server; the answer may stand for our server only if it is JSON and was not redirected. */
  async function ask(address, body) {
    const headers = { Authorization: authorization, Accept: "application/json" };
    if (body) headers["Content-Type"] = "application/json";
    const how = { method: body ? "POST" : "GET", body, headers, cache: "no-store", redirect: "manual" };
    let reply;
    try {
      // Without credentials the browser asks for no password of its own; with keepalive a request
      // that is under way outlives the page.
      reply = await fetch(address, { ...how, credentials: "omit", keepalive: true, signal: patience() });
    } catch (error) {
      throw new Fault("network");
    }
    if (reply.type === "opaqueredirect") throw new Fault("portal");
    if (reply.status === 401) throw new Fault("withdrawn");
    const told = await reply.json().catch(notJson);
    if (reply.status >= 500 || TRY_AGAIN.has(reply.status)) throw new Fault("server", String(reply.status));
    if (told === null) throw new Fault("portal");
    return { ok: reply.ok, status: reply.status, told };
  }

  async function sendPress(keys, [entry]) {
    const { ok, told } = await ask(addresses.duty, JSON.stringify(entry.told));
    if (ok && !told.duty) throw new Fault("portal");
    if (!ok && told.error && "ahead_s" in told.error) throw new Fault("ahead");
    if (!ok && !told.error) throw new Fault("portal");
    await buffer.drop(keys, ok ? 0 : 1, ok ? "" : told.error.message);
    if (ok) changed({ me: told });
  }

  async function sendFixes(keys, entries) {
    const { ok, status, told } = await ask(addresses.fixes, JSON.stringify(entries.map((entry) => entry.told)));
    if (status === 413 && entries.length > 1) {
      batch = Math.ceil(entries.length / 2);
      return;
    }
    if (ok && !Array.isArray(told)) throw new Fault("portal");
    if (!ok && !told.error) throw new Fault("portal");
    await buffer.drop(keys, keys.length, ok ? "" : told.error.message);
    batch = LARGEST_BATCH;
  }

  /** Send what is next; false when nothing is left. */
  async function sendNext() {
    const { keys, entries } = await buffer.head(batch);
    if (!entries.length) return false;
    await (entries[0].kind === "duty" ? sendPress : sendFixes)(keys, entries);
    sentAt = Date.now();
    failures = 0;
    changed({ fault: "", sent: true });
    return true;
  }

  function wait(ms) {
    clearTimeout(timer);
    timer = setTimeout(now, ms);
  }

  function failed(error) {
    if (!error.fault) console.error(error);
    changed({ fault: error.fault || "storage", why: error.message });
    if (error.fault === "withdrawn") return end();
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures++);
    wait(longest * (0.5 + Math.random() / 2)); // not all phones at once when the network is back
  }

  /** Send all there is. */
  async function now() {
    again = busy;
    if (busy || ended) return;
    busy = true;
    try {
      while (!ended && (await sendNext()));
    } catch (error) {
      failed(error);
    } finally {
      busy = false;
    }
    if (again) now();
  }

  /** Send when the last time is long enough ago: a radio that rests saves the battery. */
  function soon() {
    if (!failures) wait(Math.max(0, sentAt + paceMs - Date.now()));
  }

  /** There is a network again, or the driver looks: no reason to wait longer. */
  function hurry() {
    failures = 0;
    now();
  }

  /** What the office knows of this vehicle. */
  async function me() {
    if (ended) return;
    const before = sentAt;
    try {
      const { ok, told } = await ask(addresses.me);
      if (ok && told.duty && before === sentAt) changed({ me: told }); // else it is out of date
    } catch (error) {
      if (error.fault !== "withdrawn") return; // what cannot be sent says so itself
      changed({ fault: "withdrawn" });
      end();
    }
  }

  /** A file of what the office keeps. */
  async function file(address) {
    const reply = await fetch(address, { headers: { Authorization: authorization }, credentials: "omit", cache: "no-store" });
    if (!reply.ok) throw new Fault("server", String(reply.status));
    return reply.blob();
  }

  function end() {
    ended = true;
    clearTimeout(timer);
  }

  return { now, soon, hurry, me, file, end };
};
