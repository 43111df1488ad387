/* operatorDuty: what the driver's buttons do. Each press is in the buffer first, then on the screen,
 * then with the office; between start and end, and at no other time, the phone is asked where it is.
 */
"use strict";

window.operatorDuty = function ({ shift, buffer, sender, tracker, awake, screen }) {
  const { say, time, show, problem } = screen;
  const STILL_MS = 30 * 60_000; // a page that was shut for longer asks before it goes on

  function track() {
    shift.accuracyM = null;
    tracker.start(Date.now());
    awake.hold();
    screen.turnTo("on");
  }

  /** Nothing more is recorded. */
  function rest() {
    tracker.stop();
    awake.release();
    for (const name of ["gps", "hidden"]) problem(name, "");
  }

  async function begun(said) {
    track();
    await shift.refresh();
    screen.announce(said);
    sender.now();
  }

  async function start() {
    if (shift.facts.duty.on) return;
    const at = Date.now();
    shift.undoable = null;
    problem("closed", "");
    screen.feedback("start");
    const duty = { on: true, since: at, state: "driving", seen: at };
    await buffer.press({ action: "start", state: duty.state, at: at / 1000 }, duty);
    await begun(say("started", { time: time(at) }));
  }

  async function choose(name) {
    const { duty } = shift.facts;
    if (!duty.on || duty.state === name) return;
    const at = Date.now();
    screen.feedback(name);
    await buffer.press({ action: "state", state: name, at: at / 1000 }, { ...duty, state: name, seen: at });
    await shift.refresh();
    screen.announce(screen.state(name));
    sender.now();
  }

  async function stop(at) {
    const { duty } = shift.facts;
    if (!duty.on) return;
    rest();
    screen.feedback("stop");
    shift.undoable = { at, duty };
    setTimeout(settle, at + screen.UNDO_MS - Date.now(), shift.undoable);
    await buffer.press({ action: "stop", at: at / 1000 }, { ...duty, on: false });
    sender.now();
    await shift.refresh();
    screen.turnTo("off");
    screen.announce(say("stopped", { time: time(at) }));
  }

  function settle(one) {
    if (shift.undoable !== one) return;
    shift.undoable = null;
    shift.render();
  }

  /** The end was told at once, for the page may be shut at once: so a new duty follows upon it. */
  async function undo() {
    if (!shift.undoable) return;
    const { at, duty } = shift.undoable;
    shift.undoable = null;
    await buffer.press({ action: "start", state: duty.state, at: (at + 1) / 1000 }, { ...duty, seen: Date.now() });
    await begun(say("undone"));
  }

  /** What is left open at the office from another time or another phone. */
  async function close() {
    await buffer.press({ action: "stop", at: Date.now() / 1000 }, { ...shift.facts.duty, on: false });
    await shift.refresh();
    sender.now();
  }

  /** Where the page left off; after a long time it asks whether the driver has gone home since. */
  function resume() {
    const { on, since, seen } = shift.facts.duty;
    if (!on) return screen.turnTo("off");
    if (Date.now() - seen < STILL_MS) return track();
    show("ask", say("ask", { from: time(since), until: time(seen) }));
    show("ended", say("ended", { time: time(seen) }));
    screen.turnTo("ask");
  }

  const acts = {
    start,
    undo,
    close,
    stop: () => stop(Date.now()),
    still: () => begun(say("started", { time: time(shift.facts.duty.since) })),
    ended: () => stop(shift.facts.duty.seen),
    plowing: () => choose("plowing"),
    salting: () => choose("salting"),
    driving: () => choose("driving"),
  };

  return { acts, resume, rest };
};
