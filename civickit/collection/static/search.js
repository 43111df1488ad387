/* Areas and things found by what a reader types: the same answers as civickit/collection/search.py.
 *
 *   const index = civicSearch.index(items.map(civicSearch.itemEntry));
 *   index.find("denchi", 20)  // [{place: 17, level: 1}, …], nearest first
 *
 * Whatever is changed here is changed there; tests/collection/test_search.py holds the two together.
 */
"use strict";

const civicSearch = (() => {
  const [EXACT, EXACT_OTHERWISE, BEGINS, CONTAINS, BEGINS_OTHERWISE, CONTAINS_OTHERWISE, SLIP] = [0, 1, 2, 3, 4, 5, 6];
  const NOT = 99;
  const [LONGEST_QUERY, MOST_WORDS, LONGEST_SLIP] = [100, 6, 32];
  const INSIDE = 2; // so many letters more are wanted where any part of a key may be meant

  /* Folding */

  const BRACKETS = /[(（\[［【〔<＜][^]*?[)）\]］】〕>＞]/g;
  const SPACES = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/; // as Python's split
  const LATIN = /[\u00c0-\u024f\u1e00-\u1eff\u0300-\u036f]+/g;
  const MARKS = /[\u0300-\u036f]/g;
  const DROPPED =
    /[\x00-/:-@\[-`{-\u00bf\u00d7\u00f7\u02b0-\u02ff\u2000-\u206f\u2190-\u2bff\u3000-\u3004\u3008-\u3020\u3030\u303d\u30a0\u30fb\ufe00-\ufe6f\ufeff]/g;
  const NUMERALS = "一二三四五六七八九";
  const NUMBERED = /([一二三四五六七八九]?)(十?)([一二三四五六七八九]?)丁目/g;

  function number(_, tens, ten, ones) {
    const digit = (one) => (one ? NUMERALS.indexOf(one) + 1 : 0);
    if (ten) return `${10 * (digit(tens) || 1) + digit(ones)}丁目`;
    return `${Array.from(tens + ones, digit).join("")}丁目`;
  }

  /** Letters and digits only: hiragana for katakana, no accents, `1丁目` for `一丁目`. */
  function plain(text) {
    text = text.normalize("NFKC").toLowerCase();
    text = text.replace(LATIN, (run) => run.normalize("NFD").replace(MARKS, ""));
    text = text.replace(DROPPED, "").replace(/đ/g, "d");
    text = text.replace(/[ァ-ヶ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));
    if (text.includes("ー")) text = text.replace(/([0-9])ー(?=[0-9])/g, "$1");
    if (/[\u3099\u309a]/.test(text)) text = text.normalize("NFC");
    if (text.includes("丁目")) text = text.replace(NUMBERED, number);
    return text.replace(/([\u4e00-\u9fff々])[けゖ]([\u4e00-\u9fff])/g, "$1が$2");
  }

  const SOUNDS = new Map();
  const ROWS =
    "a あいうえお/k かきくけこ/s さしすせそ/t たちつてと/n なにぬねの/h はひふへほ/m まみむめも/r らりるれろ/" +
    "g がぎぐげご/z ざじずぜぞ/d だ  でど/b ばびぶべぼ/p ぱぴぷぺぽ/' ぁぃぅぇぉ";
  for (const row of ROWS.split("/")) {
    for (const place of [0, 1, 2, 3, 4]) SOUNDS.set(row[place + 2], (row[0] === "a" ? "" : row[0]) + "aiueo"[place]);
  }
  SOUNDS.delete(" ");
  const OTHERS =
    "や ya ゆ yu よ yo わ wa ゐ i ゑ e を o ん n ゃ 'ya ゅ 'yu ょ 'yo ゎ wa っ * ゔ bu ぢ zi づ zu ゕ ka ゖ ke".split(" ");
  for (let place = 0; place < OTHERS.length; place += 2) SOUNDS.set(OTHERS[place], OTHERS[place + 1]);
  SOUNDS.set("ー", "");

  const SMALL = [
    [/[ieu]'y/g, "y"],
    [/([td])[eo]'([iu])/g, "$1$2"],
    [/i'e/g, "ye"],
    [/(^|[^b-df-hj-np-tv-z])u'([aieo])/g, "$1w$2"],
    [/bu'([aieo])/g, "b$1"],
    [/'/g, ""],
  ];
  const ROMAJI = [
    [/cch/g, "tch"],
    [/sh([aueo])/g, "sy$1"],
    [/sh/g, "s"],
    [/ch([aueo])/g, "ty$1"],
    [/ch/g, "t"],
    [/ts([aieo])/g, "tu$1"],
    [/ts/g, "t"],
    [/j([aueo])/g, "zy$1"],
    [/j/g, "z"],
    [/f([aieo])/g, "hu$1"],
    [/f/g, "h"],
    [/v/g, "b"],
    [/l/g, "r"],
    [/dz/g, "z"],
    [/d([iu])/g, "z$1"],
    [/wo/g, "o"],
    [/\*([b-df-hj-np-tv-z])/g, "$1$1"],
    [/\*/g, ""],
    [/m([bpm])/g, "n$1"],
    [/nn+/g, "n"],
    [/oh([^aeiouy]|$)/g, "o$1"],
    [/o[ou]+/g, "o"],
    [/e[ei]+/g, "e"],
    [/aa+/g, "a"],
    [/ii+/g, "i"],
    [/uu+/g, "u"],
  ];

  /** How folded text sounds: one romaji for kana and Latin letters, without long vowels. */
  function sound(folded) {
    let text = folded.replace(/[ぁ-ゖー]/g, (kana) => SOUNDS.get(kana));
    for (const [pattern, becomes] of text.includes("'") ? [...SMALL, ...ROMAJI] : ROMAJI) {
      text = text.replace(pattern, becomes);
    }
    return text;
  }

  const digits = (text) => text.replace(/[^0-9]/g, "");
  const isHeard = (folded) => /[a-z\u3041-\u3096]/.test(folded);
  const length = (text) => Array.from(text).length;

  /** The folded text, and that without what stands in brackets. */
  function keysOf(texts) {
    const keys = new Set();
    for (const text of texts) {
      for (const key of [plain(text), plain(text.replace(BRACKETS, ""))]) if (key) keys.add(key);
    }
    return [...keys];
  }

  /* Entries */

  const lines = (keys) => `\n${keys.map((key) => `${key}\n`).join("")}` + (keys.length ? "" : "\n");

  function pageOf({ names, words }) {
    const [named, worded] = [keysOf(names), keysOf(words)];
    const heard = new Set([...named, ...worded].filter(isHeard).map(sound));
    return { names: lines(named), words: lines(worded), sounds: lines([...heard]), written: null, heard: null };
  }

  /** Whether a "reading" is only the heading under which a list shows a thing: あ, か行. */
  function isHeading(reading, names) {
    const folded = plain(reading);
    if (!folded || folded.endsWith("行")) return true;
    return length(folded) < 2 && !names.some((name) => length(plain(name)) === 1);
  }

  /** What a thing of items.json is found by. */
  function itemEntry({ names, reading, synonyms }) {
    const texts = Object.values(names);
    return { names: texts, words: [...(isHeading(reading, texts) ? [] : [reading]), ...synonyms] };
  }

  /** What an area of areas.json is found by; its ward also together with its name and its towns. */
  function areaEntry({ names, group, reading, searched }) {
    const wards = Object.entries(group).filter(([, ward]) => ward);
    const named = wards.filter(([lang]) => lang in names).map(([lang, ward]) => `${ward} ${names[lang]}`);
    const towns = wards.slice(0, 1).flatMap(([, ward]) => searched.map((town) => `${ward} ${town}`));
    return { names: [...Object.values(names), ...named], words: [reading, ...searched, ...towns] };
  }

  /* Slips of the finger. Words are numbers here: a rare kanji is two units of a string. */

  const codesOf = (text) => Uint32Array.from(text, (letter) => letter.codePointAt(0));

  /** A word with what rules most others out at once: its letters as a set of 64 bits, its digits. */
  function keyOf(text) {
    const codes = codesOf(text);
    const letters = [0, 0];
    for (const code of codes) letters[(code >> 5) & 1] |= 1 << (code & 31);
    return { codes, low: letters[0], high: letters[1], digits: digits(text) };
  }

  function bits(set) {
    let count = 0;
    for (; set; set &= set - 1) count += 1;
    return count;
  }

  const isAscii = (codes) => codes.every((code) => code < 128);

  function editsAllowed(codes, count) {
    const [one, two] = isAscii(codes) ? [4, 8] : [3, 6];
    return Number(count >= one) + Number(count >= two);
  }

  const ROWS_OF = [0, 1, 2].map(() => new Uint8Array(LONGEST_SLIP + 3));

  /** The fewest edits from the word to any beginning of key[start:]; most + 1 for more. */
  function distance(word, key, start, most) {
    const far = most + 1;
    const width = Math.min(word.length + most, key.length - start);
    let [above, row, next] = ROWS_OF;
    for (let at = 0; at <= width; at += 1) {
      above[at] = far;
      row[at] = at < far ? at : far;
    }
    let last = 0;
    for (let i = 1; i <= word.length; i += 1) {
      const letter = word[i - 1];
      const before = word[i - 2];
      for (let at = 0; at <= width; at += 1) next[at] = far;
      let least = far;
      if (i <= most) least = next[0] = i;
      const end = Math.min(width, i + most);
      for (let j = Math.max(1, i - most); j <= end; j += 1) {
        const here = key[start + j - 1];
        let cost = letter === here ? row[j - 1] : row[j - 1] + 1;
        if (row[j] + 1 < cost) cost = row[j] + 1;
        if (next[j - 1] + 1 < cost) cost = next[j - 1] + 1;
        if (letter !== here && i > 1 && j > 1 && letter === key[start + j - 2] && before === here) {
          if (above[j - 2] + 1 < cost) cost = above[j - 2] + 1;
        }
        next[j] = cost < far ? cost : far;
        if (cost < least) least = cost;
      }
      if (least > most && last > most) return far;
      const free = above;
      above = row;
      row = next;
      next = free;
      last = least;
    }
    let best = far;
    for (let at = 0; at <= width; at += 1) if (row[at] < best) best = row[at];
    return best;
  }

  /** How far the word is from a key: 0 one edit from its beginning, 1 inside, 2 and 3 two edits. */
  function nearness(word, key, most, inside) {
    let edits = distance(word, key, 0, most);
    let best = edits <= most ? 2 * Math.max(edits, 1) - 2 : NOT;
    if (!inside || edits <= 1) return best;
    for (let start = key.indexOf(word[0], 1); start > 0; start = key.indexOf(word[0], start + 1)) {
      edits = distance(word, key, start, inside);
      if (edits <= inside) best = Math.min(best, 2 * Math.max(edits, 1) - 1);
    }
    return best;
  }

  /** A short word is compared with whole words only: any word begins a bit like it. */
  function longestKey(codes) {
    return codes.length <= (isAscii(codes) ? 5 : 3) ? codes.length + 1 : Infinity;
  }

  function slip(typed, keys, atMost) {
    const most = Math.min(atMost, editsAllowed(typed.codes, typed.codes.length));
    const inside = Math.min(most, editsAllowed(typed.codes, typed.codes.length - INSIDE));
    const longest = longestKey(typed.codes);
    let best = NOT;
    if (!most) return best;
    for (const key of keys) {
      if (key.codes.length > longest || !key.digits.includes(typed.digits)) continue;
      if (bits(typed.low & ~key.low) + bits(typed.high & ~key.high) > most) continue;
      const how = nearness(typed.codes, key.codes, most, inside);
      if (SLIP + how < best) best = SLIP + how;
    }
    return best;
  }

  /* Searching */

  const split = (text) => text.split("\n").filter(Boolean).map(keyOf);

  function levelOf(page, { one, whole, start, heard, heardWhole, heardStart, numeric }) {
    if (!page.names.includes(one) && !page.words.includes(one) && !page.sounds.includes(heard)) return NOT;
    if (page.names.includes(whole)) return EXACT;
    if (page.words.includes(whole) || (heard && page.sounds.includes(heardWhole))) return EXACT_OTHERWISE;
    if (page.names.includes(start)) return BEGINS;
    if (page.names.includes(one)) return CONTAINS;
    if (page.words.includes(start) || (heard && page.sounds.includes(heardStart))) return BEGINS_OTHERWISE;
    // A few digits inside a postal code mean nothing, one letter inside a sound neither.
    if (numeric) return NOT;
    return page.words.includes(one) || (length(heard) > 1 && page.sounds.includes(heard)) ? CONTAINS_OTHERWISE : NOT;
  }

  function slipLevelOf(page, word) {
    const level = levelOf(page, word);
    if (level !== NOT || word.numeric) return level;
    page.written ??= split(page.names + page.words);
    page.heard ??= split(page.sounds);
    word.keys ??= [word.one, word.heard].map((text) => keyOf(Array.from(text).slice(0, LONGEST_SLIP).join("")));
    const [{ codes }] = word.keys;
    const allowed = editsAllowed(codes, codes.length); // a kana sounds like two letters
    return Math.min(slip(word.keys[0], page.written, allowed), slip(word.keys[1], page.heard, allowed));
  }

  /** How near the least near word is. */
  function worst(page, words, level) {
    let how = EXACT;
    for (const word of words) {
      how = Math.max(how, level(page, word));
      if (how === NOT) break;
    }
    return how;
  }

  /** A word as it was typed, folded, and as it sounds. */
  function wordOf(one) {
    const heard = sound(one);
    const [whole, start, heardWhole, heardStart] = [`\n${one}\n`, `\n${one}`, `\n${heard}\n`, `\n${heard}`];
    return { one, whole, start, heard, heardWhole, heardStart, numeric: digits(one) === one, keys: null };
  }

  /** What was typed as one word, and word by word. */
  function waysOf(query) {
    const parts = Array.from(query).slice(0, LONGEST_QUERY).join("").split(SPACES);
    const words = parts.map(plain).filter(Boolean).slice(0, MOST_WORDS);
    if (!words.length) return [];
    const ways = words.length > 1 ? [[words.join("")], words] : [words];
    return ways.map((way) => way.map(wordOf));
  }

  /** An index over entries; equally near ones keep the order in which they were given. */
  function index(entries) {
    const pages = entries.map(pageOf);
    const hits = (ways, level) => {
      const found = [];
      pages.forEach((page, place) => {
        const how = Math.min(...ways.map((words) => worst(page, words, level)));
        if (how !== NOT) found.push({ place, level: how });
      });
      return found;
    };
    const find = (query, limit = 50) => {
      const ways = waysOf(query);
      if (!ways.length) return [];
      const exact = hits(ways, levelOf);
      const found = exact.length ? exact : hits(ways, slipLevelOf);
      return found.sort((one, other) => one.level - other.level).slice(0, Math.max(limit, 0));
    };
    return { find };
  }

  return { index, itemEntry, areaEntry, SLIP };
})();
