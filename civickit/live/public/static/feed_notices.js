/* The feed of the vehicles, and the calm notices about it: no network, silence, the season, a wrong clock. */

import { latest, poll } from "../live/feed.js";
import { find, now, say, setClock, settings } from "./page.js";

const EVERY_MS = 10_000;

/** What is told already is not told again: a screen reader would read it out each time. */
function notice(name, text, shown) {
  const box = find(`[data-notice="${name}"]`);
  if (text && box.textContent !== text) box.textContent = text;
  box.hidden = !shown;
}

/** `data` is null where nothing is known at all; `at` is when the server said it. */
function notices({ data, offline, at }) {
  const clock = (time) => (time ? say.clock(time, now()) : "");
  const when = data ? clock(data.at ?? at) : "";
  notice("offline", say.text(when ? "live_offline_since" : "live_offline", { when }), offline);
  if (!data) return;
  const newest = clock(data.at);
  notice("season", "", !data.season);
  notice("stale", say.text(newest ? "live_stale" : "live_silent", { when: newest }), data.season && data.stale && !offline);
}

/** Ask again and again; `changed(live)` hears what came, also when it is an old copy. */
export function follow(changed = () => {}) {
  poll(async () => {
    const told = await latest(settings.live);
    if (told.data && !told.offline) notice("clock", "", setClock(told.data) !== 0);
    notices(told);
    if (told.data) changed(told.data);
    return !told.offline;
  }, EVERY_MS);
}
