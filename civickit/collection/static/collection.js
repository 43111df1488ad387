/* civicCollection: words, days and the remembered area, for the scripts of every page.
 *
 * Its element says the language, the city's zone, where the first page is (in one and the same
 * language on every page), and the texts that begin with `say.`. Days are ISO dates; a day is said as collection/say.py says it.
 */
"use strict";

window.civicCollection = (function () {
  const { dataset } = document.currentScript;
  const { lang, zone, home } = dataset;
  const words = JSON.parse(dataset.words);
  const { lang: pageLang } = document.documentElement;
  const JAPANESE = pageLang.startsWith("zh") ? /[\u3041-\u30ff]/ : /[\u3041-\u30ff\u3400-\u9fff]/;
  const DAY_MS = 86400000;
  const place = `civickit-area ${new URL(home, location.href).pathname}`; // several apps may share one host

  /* Texts */

  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? String(values[name]) : all));
  }

  /** The text of a key with its values filled in; the key itself when nobody has it. */
  const say = (key, values) => fill(key in words ? words[key] : key, values || {});

  /** The words in the reader's language, else as `text` of calendars/city.py chooses. */
  const wordsOf = (texts) =>
    texts[lang] || texts[lang.split("_")[0]] || (lang.startsWith("ja") ? "" : texts.en) || Object.values(texts)[0] || "";

  /** Write a text where it belongs; a screen reader is told when it is Japanese in another page. */
  function write(element, text) {
    element.textContent = text;
    if (pageLang !== "ja" && JAPANESE.test(text)) element.lang = "ja";
    else element.removeAttribute("lang");
    return element;
  }

  const blank = (name) => document.querySelector(`template[data-part="${name}"]`).content.firstElementChild.cloneNode(true);
  const slot = (root, name) => root.querySelector(`[data-slot="${name}"]`);

  /* Days */

  const clock = new Intl.DateTimeFormat("en-u-ca-gregory-nu-latn", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });

  /** The city's day at a moment, wherever the phone is. */
  function dayAt(moment) {
    const part = {};
    for (const { type, value } of clock.formatToParts(moment)) part[type] = value;
    return `${part.year.padStart(4, "0")}-${part.month}-${part.day}`;
  }

  const days = (iso) => Date.parse(`${iso}T00:00:00Z`) / DAY_MS;
  const later = (iso, count) => new Date((days(iso) + count) * DAY_MS).toISOString().slice(0, 10);
  const weekday = (iso) => (new Date(days(iso) * DAY_MS).getUTCDay() + 6) % 7; // 0 is Monday, as in Python

  function sayDay(iso) {
    const [, month, day] = iso.split("-").map(Number);
    return say("say.day", { month: say(`say.m${month}`), day, weekday: say(`say.w${weekday(iso)}`) });
  }

  const sayMonth = (iso) => say("say.month", { year: Number(iso.slice(0, 4)), month: say(`say.m${Number(iso.slice(5, 7))}`) });

  function howFar(iso, today) {
    const count = days(iso) - days(today);
    return count >= 0 && count <= 2 ? say(`say.in${count}`) : say("say.in_days", { count });
  }

  function writeDay(time, iso) {
    time.dateTime = iso;
    time.textContent = sayDay(iso);
  }

  /* The area of this household; a private window may refuse to remember it */

  function remembered() {
    try {
      return localStorage.getItem(place) || "";
    } catch (error) {
      return "";
    }
  }

  function remember(key) {
    try {
      if (key) localStorage.setItem(place, key);
      else localStorage.removeItem(place);
    } catch (error) {
      console.warn(error);
    }
  }

  async function json(address) {
    const reply = await fetch(address);
    if (!reply.ok) throw new Error(`${address}: ${reply.status}`);
    return reply.json();
  }

  return {
    fill, say, wordsOf, write, blank, slot, json, remembered, remember,
    dayAt, later, sayDay, sayMonth, howFar, writeDay, daysBetween: (a, b) => days(b) - days(a),
  };
})();
