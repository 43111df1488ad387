/* The page of an area without a reload: the right day after midnight, and other months.
 *
 * The server writes the same (templates/collection/area.html). This reads the area's days once,
 * and again on every new day: where the city has changed them, the page is asked for anew.
 */
"use strict";

(function () {
  const { say, wordsOf, write, blank, slot, json, remembered, remember, dayAt, later } = civicCollection;
  const { sayDay, sayMonth, howFar, writeDay, daysBetween } = civicCollection;
  const { dataset } = document.currentScript;
  const page = document.querySelector("[data-area]");
  const part = (name) => slot(page, name);
  const WARN_DAYS = 60;
  const AT_LEAST_MS = 3600000; // a phone that slept has no good idea of when its timer is due
  const sign = (element, kind) => element.querySelector("use").setAttribute("href", `#kind-${kind}`);

  let days = null;
  let shown = dataset.today;
  let month = part("weeks").dataset.month;

  /* Today, tomorrow, next */

  function mark(one) {
    const made = blank("mark");
    sign(made, one.kind);
    write(slot(made, "name"), days.names[one.kind]);
    write(slot(made, "why"), one.why);
    return made;
  }

  function instead([kind, how, whys, to]) {
    const values = { kind: days.names[kind], why: wordsOf(whys), to: to ? sayDay(to) : "" };
    return write(document.createElement("li"), say(`say.${how}`, values).trim());
  }

  function fillDay(name, day) {
    const panel = page.querySelector(`[data-day="${name}"]`);
    const marks = days.on(day);
    const otherwise = days.instead[day] || [];
    writeDay(slot(panel, "date"), day);
    slot(panel, "marks").replaceChildren(...marks.map(mark));
    slot(panel, "instead").replaceChildren(...otherwise.map(instead));
    slot(panel, "marks").hidden = !marks.length;
    slot(panel, "instead").hidden = !otherwise.length;
    slot(panel, "nothing").hidden = Boolean(marks.length) || !days.known(day);
    slot(panel, "unknown").hidden = Boolean(marks.length) || days.known(day);
  }

  function next(one) {
    const made = blank("next");
    sign(made, one.kind);
    write(slot(made, "name"), days.names[one.kind]);
    write(slot(made, "why"), one.why);
    slot(made, "far").textContent = howFar(one.day, shown);
    writeDay(slot(made, "date"), one.day);
    return made;
  }

  function notice(one) {
    return write(blank("notice"), wordsOf(one.text));
  }

  function fillWarnings() {
    const left = days.ends ? daysBetween(shown, days.ends) : WARN_DAYS;
    const notices = days.noticesOn(shown);
    part("notices").replaceChildren(...notices.map(notice));
    part("notices").hidden = !notices.length;
    const kinds = days.ended(shown).map((kind) => days.names[kind]);
    slot(part("kinds-ended"), "said").textContent = say("say.kinds_ended", { kinds: kinds.join(say("say.joined")) });
    part("kinds-ended").hidden = !kinds.length;
    part("ends-soon").hidden = !(left >= 0 && left < WARN_DAYS);
    part("ended").hidden = left >= 0;
  }

  /* The month */

  function cellMark(one) {
    const made = blank("cell");
    sign(made, one.kind);
    write(slot(made, "short"), days.short[one.kind]);
    write(slot(made, "name"), days.names[one.kind]);
    return made;
  }

  function cell(day) {
    const made = document.createElement("td");
    if (day.slice(0, 7) !== month) {
      made.className = "outside";
      return made;
    }
    if (day === shown) {
      made.className = "now";
      made.setAttribute("aria-current", "date");
    } else if (!days.known(day)) made.className = "unknown";
    const time = document.createElement("time");
    time.dateTime = day;
    time.textContent = Number(day.slice(8));
    made.append(time, ...inCell(day));
    return made;
  }

  function inCell(day) {
    const marks = days.on(day);
    if (marks.length) {
      const list = document.createElement("ul");
      list.append(...marks.map(cellMark));
      return [list];
    }
    const why = days.closed(day) ? "say.closed" : days.known(day) ? "" : "say.unknown";
    if (!why) return [];
    return [Object.assign(document.createElement("span"), { className: "closed", textContent: say(why) })];
  }

  function row(day) {
    const made = blank("row");
    writeDay(slot(made, "date"), day);
    slot(made, "marks").append(...days.on(day).map(mark));
    return made;
  }

  function fillMonth() {
    const first = `${month}-01`;
    const before = later(first, -1).slice(0, 7);
    const after = later(first, 31).slice(0, 7);
    const weeks = [];
    let day = later(first, -new Date(`${first}T00:00:00Z`).getUTCDay());
    while (day.slice(0, 7) <= month) {
      const week = document.createElement("tr");
      for (let n = 0; n < 7; n += 1) week.append(cell(later(day, n)));
      weeks.push(week);
      day = later(day, 7);
    }
    part("weeks").replaceChildren(...weeks);
    part("weeks").dataset.month = month;
    part("month-title").textContent = sayMonth(first);
    part("list").replaceChildren(...Object.keys(days.days).filter((one) => one.slice(0, 7) === month).map(row));
    turn(-1, before, before >= days.first.slice(0, 7));
    turn(1, after, after <= days.last.slice(0, 7));
  }

  function turn(by, to, there) {
    const link = page.querySelector(`[data-turn="${by}"]`);
    link.hidden = !there;
    link.dataset.month = to;
  }

  async function turned(event) {
    const link = event.currentTarget;
    const to = link.dataset.month || new URL(link.href).searchParams.get("month");
    if (!days || !to) return; // the link itself asks the server
    event.preventDefault();
    month = to;
    fillMonth();
    if (link.hidden) page.querySelector(`[data-turn="${-Number(link.dataset.turn)}"]`).focus();
  }

  /* The clock */

  async function load() {
    try {
      const told = await json(dataset.days);
      if (days && days.version !== told.version) location.reload();
      days = new civicDays.Days(told);
    } catch (error) {
      console.warn(error); // the page stands as the server wrote it; it says which day it is of
    }
  }

  async function check() {
    const now = dayAt(new Date());
    if (!days || now !== shown) await load();
    const usable = days && days.covers(now);
    part("stale").hidden = usable || now === shown;
    if (!usable || now === shown) return;
    const monthShown = shown.slice(0, 7) === month;
    const turnedOver = shown !== dataset.today || daysBetween(shown, now) === 1;
    shown = now;
    fillDay("today", now);
    fillDay("tomorrow", later(now, 1));
    const coming = days.nextDays(now);
    part("next").replaceChildren(...coming.map(next));
    part("no-next").hidden = Boolean(coming.length);
    fillWarnings();
    if (monthShown) month = now.slice(0, 7);
    fillMonth();
    if (turnedOver) part("changed").textContent = `${say("say.changed")} ${page.querySelector('[data-day="today"]').innerText}`;
  }

  /** How long the city's day still lasts. Found by halving: a day has 23 hours in spring in some zones. */
  function left() {
    const now = Date.now();
    const today = dayAt(now);
    let [low, high] = [now, now + 26 * 3600000];
    while (high - low > 500) {
      const middle = (low + high) / 2;
      if (dayAt(middle) === today) low = middle;
      else high = middle;
    }
    return high - now;
  }

  let timer = 0;

  function watch() {
    clearTimeout(timer);
    check().then(() => {
      timer = setTimeout(watch, Math.min(left(), AT_LEAST_MS));
    });
  }

  /* Whose area this is */

  function mine() {
    const { area } = page.dataset;
    const own = remembered();
    if (!own) return remember(area);
    if (own === area) return;
    const bar = page.querySelector("[data-mine]");
    bar.hidden = false;
    bar.querySelector("button").addEventListener("click", () => {
      remember(area);
      bar.hidden = true;
      page.querySelector("h1").tabIndex = -1;
      page.querySelector("h1").focus();
    });
  }

  for (const link of page.querySelectorAll("[data-turn]")) link.addEventListener("click", turned);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && watch());
  addEventListener("pageshow", ({ persisted }) => persisted && watch());
  addEventListener("online", watch);
  mine();
  watch();
})();
