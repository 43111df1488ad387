/* operatorScreen: all that the driver sees, hears and feels. It knows nothing of how things are done.
 *
 * `render` gets {facts, me, undoable, accuracyM, batteryLow, held}: what the buffer says, what the
 * office says, the end of duty that can be undone, how exact the position is, how many percent a
 * battery has that will not last, whether the screen stays on.
 */
"use strict";

window.operatorScreen = function (root) {
  const { say, time, ago, state } = window.operatorWords(root.dataset);

  const UNDO_MS = 10_000;
  const SKEW_MS = 120_000;
  const COARSE_M = 100; // a street is not told from its neighbours by it
  const MINUTE_MS = 60_000;
  const PITCHES = { start: 660, plowing: 880, salting: 740, driving: 520, stop: 330 };

  const problems = new Map(); // from its name to its words, in the order in which they came
  let part = "";

  const find = (selector) => root.querySelector(selector);
  const button = (name) => find(`[data-press="${name}"]`);
  const line = (text) => Object.assign(document.createElement("li"), { textContent: text });

  /** What stands there already is left alone: each second anew, a screen reader would lose its place. */
  function show(name, text) {
    for (const one of root.querySelectorAll(`[data-show="${name}"]`)) if (one.textContent !== text) one.textContent = text;
  }

  /** Say what is wrong until it is right again, which an empty text says. */
  function problem(name, text) {
    if (problems.get(name) === text || (!text && !problems.has(name))) return;
    if (text) problems.set(name, text);
    else problems.delete(name);
    find("[data-problems]").replaceChildren(...Array.from(problems.values(), line));
  }

  /** Told to whoever does not look. */
  const announce = (text) => (find("[data-said]").textContent = text);

  /** Felt and heard through gloves and engine noise: each button has a pitch of its own. */
  function feedback(name) {
    navigator.vibrate?.(120);
    const Sound = window.AudioContext;
    if (!Sound) return;
    const sound = new Sound();
    const tone = new OscillatorNode(sound, { frequency: PITCHES[name] });
    tone.connect(new GainNode(sound, { gain: 0.2 })).connect(sound.destination);
    tone.onended = () => sound.close();
    tone.start();
    tone.stop(sound.currentTime + 0.15);
  }

  /** Show one part of the page; whoever pressed a button that is gone is led to its heading. */
  function turnTo(name) {
    if (part === name) return;
    const isFirst = !part;
    part = name;
    for (const one of root.querySelectorAll("[data-part]")) one.hidden = !one.dataset.part.split(" ").includes(name);
    const pressed = document.activeElement;
    if (!isFirst && (pressed === document.body || !pressed.checkVisibility?.())) find("[data-part]:not([hidden]) [data-heading]")?.focus();
  }

  function render({ facts, me, undoable, accuracyM, batteryLow, held }) {
    const { duty, sent, waiting, refused } = facts;
    root.dataset.state = duty.on ? duty.state : "off";
    show("state", duty.on ? state(duty.state) : say("off"));
    show("since", duty.on ? say("since", { time: time(duty.since) }) : undoable ? say("stopped", { time: time(undoable.at) }) : "");
    for (const one of root.querySelectorAll("[aria-pressed]")) one.setAttribute("aria-pressed", String(duty.state === one.dataset.press));
    show("sent", sent.count ? say("sent", { count: sent.count, ago: ago(sent.at) }) : say("sent_none"));
    show("waiting", say("waiting", { count: waiting }));
    show("accuracy", accuracyM === null ? say("looking") : say("accuracy", { metres: Math.round(accuracyM) }));
    show("screen", say(held ? "screen_on" : "screen_off"));
    button("start").hidden = Boolean(undoable);
    button("undo").hidden = !undoable;
    if (undoable) show("left", say("left", { count: Math.max(0, Math.ceil((undoable.at + UNDO_MS - Date.now()) / 1000)) }));
    problem("refused", refused.count ? say("refused", refused) : "");
    const working = duty.on && part === "on";
    problem("screen", working && !held ? say("screen") : "");
    problem("coarse", working && accuracyM > COARSE_M ? say("coarse", { metres: Math.round(accuracyM) }) : "");
    problem("battery", working && batteryLow !== null ? say("battery", { percent: batteryLow }) : "");
    button("forget").disabled = duty.on && part !== "withdrawn";
    show("forget", button("forget").disabled ? say("forget_on_duty") : waiting ? say("forget_waiting", { count: waiting }) : say("forget"));
    if (me) renderMe(me, facts);
  }

  /** What the office knows of this vehicle. */
  function renderMe({ now, heardAt, duty, last, kept }, facts) {
    const skew = now * 1000 - heardAt;
    const clock = { minutes: Math.round(Math.abs(skew) / MINUTE_MS) };
    problem("clock", Math.abs(skew) > SKEW_MS ? say(skew < 0 ? "clock_fast" : "clock_slow", clock) : "");
    show("last", last ? say("last", { time: time(last.at * 1000), ago: ago(last.at * 1000) }) : say("last_none"));
    const lines = kept.duties.map(({ started, ended, fixes }) => {
      const until = ended === null ? say("now") : time(ended * 1000);
      return say("duty", { from: time(started * 1000), until, count: fixes });
    });
    const list = find("[data-duties]");
    if (Array.from(list.children, (one) => one.textContent).join() !== lines.join()) list.replaceChildren(...lines.map(line));
    const within = kept.duties.reduce((sum, { fixes }) => sum + fixes, 0);
    show("outside", say("outside", { total: kept.fixes, count: kept.fixes - within }));
    const open = duty.on && duty.since && !facts.duty.on && !facts.waiting;
    find("[data-open]").hidden = !open;
    if (open) show("open", say("open", { time: time(duty.since * 1000) }));
  }

  return { say, time, state, show, find, problem, announce, feedback, turnTo, render, part: () => part, UNDO_MS };
};
