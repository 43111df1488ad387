/* operatorBuffer: what the phone has recorded and the server does not have yet.
 *
 * One database for each vehicle, written through to the disk: it survives a reload, a crash and an
 * empty battery. `queue` holds what was pressed and where the vehicle was, as it happened; an entry
 * goes when the server has it. `facts`: `duty` {on, since, state, seen}, `sent` and `refused`
 * {count, at, why}. Times are milliseconds.
 */
"use strict";

window.operatorBuffer = async function (name) {
  const NONE = { duty: { on: false, since: 0, state: "", seen: 0 }, sent: { count: 0 }, refused: { count: 0 } };
  const AT_ONCE = 100;

  const answer = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onblocked = () => resolve(null); // it happens once other pages have closed theirs
      request.onerror = () => reject(request.error);
    });

  const request = indexedDB.open(`civickit-operator ${location.pathname} ${name}`, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("queue", { autoIncrement: true });
    request.result.createObjectStore("facts");
  };
  const database = await answer(request);
  database.onversionchange = () => database.close(); // another page forgets the vehicle

  /** All that `act` does is done when this answers, or nothing of it. */
  async function together(act, mode = "readwrite") {
    const transaction = database.transaction(["queue", "facts"], mode, { durability: "strict" });
    const finished = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error || new Error("the phone could not store it"));
    });
    const [result] = await Promise.all([act(transaction.objectStore("queue"), transaction.objectStore("facts")), finished]);
    return result;
  }

  const factOf = async (facts, key) => (await answer(facts.get(key))) || NONE[key];

  /** Everything the page shows: the facts, and how many entries wait. */
  const read = () =>
    together(async (queue, facts) => ({
      duty: await factOf(facts, "duty"),
      sent: await factOf(facts, "sent"),
      refused: await factOf(facts, "refused"),
      waiting: await answer(queue.count()),
    }), "readonly");

  /** A button was pressed: what to tell of it, and the duty as it is from then on. */
  const press = (told, duty) =>
    together(async (queue, facts) => {
      const before = await factOf(facts, "duty");
      if (before.since !== duty.since) facts.put(NONE.sent, "sent");
      facts.put(duty, "duty");
      queue.add({ kind: "duty", told });
    });

  /** On or off duty without a word to the server, which knows. */
  const setDuty = (duty) => together(async (queue, facts) => facts.put(duty, "duty"));

  /** A position; off duty none is ever kept, whoever recorded it. */
  const addFix = (told) =>
    together(async (queue, facts) => {
      const duty = await factOf(facts, "duty");
      if (!duty.on) return false;
      facts.put({ ...duty, seen: Date.now() }, "duty");
      queue.add({ kind: "fix", told: { ...told, state: duty.state } });
      return true;
    });

  /** On duty and awake, though nothing moves. */
  const seen = () =>
    together(async (queue, facts) => {
      const duty = await factOf(facts, "duty");
      if (duty.on) facts.put({ ...duty, seen: Date.now() }, "duty");
    });

  /** What is to be sent next, oldest first: one press, or the positions up to the next one. */
  const head = (most = AT_ONCE) =>
    together(async (queue) => {
      const keys = await answer(queue.getAllKeys(null, most));
      const entries = await answer(queue.getAll(null, most));
      const pressed = entries.findIndex(({ kind }) => kind === "duty");
      const count = pressed === 0 ? 1 : pressed < 0 ? entries.length : pressed;
      return { keys: keys.slice(0, count), entries: entries.slice(0, count) };
    }, "readonly");

  /** The server has these, `count` positions; with `why`, it will never take them. */
  const drop = (keys, count, why = "") =>
    together(async (queue, facts) => {
      for (const key of keys) queue.delete(key);
      const fact = why ? "refused" : "sent";
      const before = await factOf(facts, fact);
      facts.put({ count: before.count + count, at: Date.now(), why }, fact);
    });

  /** Forget it all. */
  function destroy() {
    database.close();
    return answer(indexedDB.deleteDatabase(database.name));
  }

  return { read, press, setDuty, addFix, seen, head, drop, destroy };
};
