/* operatorWords: what the page says, in the reader's language and by the city's clock. */
"use strict";

window.operatorWords = function ({ words, zone }) {
  const texts = JSON.parse(words);
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
  const MINUTE_S = 60;
  const HOUR_S = 3600;

  /** The text of a key below `operator_say_` with its values filled in. */
  function say(key, values = {}) {
    return texts[`operator_say_${key}`].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  /** 03:12, as the clock in the city shows it. */
  const time = (ms) => clock.format(new Date(ms));

  function ago(ms) {
    const seconds = Math.max(0, Math.round((Date.now() - ms) / 1000));
    if (seconds < MINUTE_S) return say("seconds", { count: seconds });
    if (seconds < HOUR_S) return say("minutes", { count: Math.floor(seconds / MINUTE_S) });
    return say("hours", { count: Math.floor(seconds / HOUR_S) });
  }

  const state = (name) => texts[`state_${name}`];

  return { say, time, ago, state };
};
