/* How streets, vehicles and times are said: the same as public/say.py, with the same texts.
 *
 *   const say = sayer(words, "Asia/Tokyo");
 *   say.ago(312) // "5 min ago"
 */

const [MINUTE_S, HOUR_S, DAY_S] = [60, 3_600, 86_400];
const SURE = [[0.9, "high"], [0.7, "good"], [0.5, "fair"], [-1, "low"]];

export function sayer(words, zone) {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone, year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "2-digit", hourCycle: "h23",
  });

  /** The text of a key with its values filled in; the key itself where there is none. */
  function text(key, values = {}) {
    return (words[key] ?? key).replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all));
  }

  const on = (at) => Object.fromEntries(parts.formatToParts(at * 1000).map(({ type, value }) => [type, value]));

  function ago(seconds) {
    const whole = Math.trunc(seconds);
    if (whole < 1) return text("live_say_now");
    if (whole < MINUTE_S) return text("live_say_seconds", { n: whole });
    if (whole < HOUR_S) return text("live_say_minutes", { n: Math.floor(whole / MINUTE_S) });
    if (whole >= 2 * DAY_S) return text("live_say_days", { n: Math.floor(whole / DAY_S) });
    const [n, m] = [Math.floor(whole / HOUR_S), Math.floor((whole % HOUR_S) / MINUTE_S)];
    return m ? text("live_say_hours_minutes", { n, m }) : text("live_say_hours", { n });
  }

  /** `6:40`; on another day than `now` with the day. */
  function clock(at, now) {
    const [then, today] = [on(at), on(now)];
    const time = `${Number(then.hour)}:${then.minute}`;
    if (["year", "month", "day"].every((part) => then[part] === today[part])) return time;
    const month = text("live_say_months").split(",")[then.month - 1];
    return text("live_say_day", { month, day: Number(then.day), time });
  }

  /** {head, evidence, share, sure} of a row of /cleared.json, or of a street without one. */
  function card(row, now) {
    if (!row) return { head: text("live_say_head_none"), evidence: text("live_say_none"), share: "", sure: "" };
    const work = row.claim === "worked" ? row.work : row.claim;
    const values = { vehicle: text("live_vehicle_n", { n: row.alias }), time: clock(row.last, now), state: text(`state_${row.work}`) };
    const [, sure] = SURE.find(([least]) => row.confidence >= least);
    return {
      head: text(`live_say_head_${work}`, { ago: ago(now - row.last) }),
      evidence: text(`live_say_${row.claim}`, values),
      share: text("live_say_share", { share: Math.floor(row.share * 100 + 1e-9) }),
      sure: text(`live_say_sure_${sure}`),
    };
  }

  /** What a vehicle on the map is called: its number, its state, how old. */
  function vehicle(row, now) {
    return [text("live_vehicle_n", { n: row.alias }), text(`state_${row.state}`), ago(now - row.at)].join(", ");
  }

  return { text, ago, clock, card, vehicle };
}
