/* operatorLife: the page goes to the back and comes to the front, the network goes and comes, another
 * window takes over, time passes.
 */
"use strict";

window.operatorLife = function ({ shift, buffer, sender, tracker, duty, screen }) {
  const { say, time, problem } = screen;
  const HIDDEN_MS = 60_000;
  const MINUTE_MS = 60_000;
  const SECOND_MS = 1000;

  let hiddenAt = 0;

  /** The page goes to the back, perhaps for good: what waits for company goes now. */
  function leave() {
    hiddenAt = Date.now();
    sender.now();
  }

  function comeBack() {
    const wasLong = hiddenAt && Date.now() - hiddenAt > HIDDEN_MS;
    if (screen.part() === "on" && wasLong) {
      problem("hidden", say("hidden", { from: time(hiddenAt), until: time(Date.now()) }));
      tracker.again(); // some phones forget in the back that they were asked
    }
    sender.hurry();
    sender.me();
  }

  /** The page that was opened last is the one that works; the others rest and track nothing. */
  function claim() {
    if (!navigator.locks) return;
    const forever = () => new Promise(() => {});
    navigator.locks.request(`civickit-operator ${location.pathname}`, { steal: true }, forever).catch(() => {
      duty.rest();
      sender.end();
      screen.turnTo("elsewhere");
    });
  }

  function eachMinute() {
    if (screen.part() === "on") buffer.seen().catch(shift.broken);
    if (document.visibilityState === "visible") sender.me();
  }

  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? leave : comeBack)());
  addEventListener("online", () => sender.hurry());
  addEventListener("offline", () => problem("sending", say("offline")));
  setInterval(shift.render, SECOND_MS);
  setInterval(eachMinute, MINUTE_MS);
  claim();
};
