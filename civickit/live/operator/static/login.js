/* operatorLogin: whose phone this is, {name, token}: from the address that the QR code opened, then
 * kept in this browser. It stands behind the `#`, is taken out of the address at once, and goes to
 * the server in the head of requests only.
 */
"use strict";

window.operatorLogin = (function () {
  const PLACE = `civickit-operator ${location.pathname}`;

  /** What stands behind the `#`, or was copied from the sheet; null where that is nothing. */
  function parse(text) {
    const [, name, token] = /^(?:.*#)?([^:]+):([\w%.~-]+)$/s.exec(text.trim()) || [];
    if (!token) return null;
    try {
      return { name: decodeURIComponent(name), token: decodeURIComponent(token) };
    } catch (error) {
      return null; // a percent sign that stands for nothing
    }
  }

  const linked = parse(location.hash.slice(1));
  if (location.hash) history.replaceState(null, "", location.pathname + location.search);

  function kept() {
    try {
      return JSON.parse(localStorage.getItem(PLACE));
    } catch (error) {
      return null; // a browser that keeps nothing
    }
  }

  const keep = (login) => localStorage.setItem(PLACE, JSON.stringify(login));
  const forget = () => localStorage.removeItem(PLACE);

  addEventListener("hashchange", () => location.reload()); // another code was scanned

  return { linked, kept, keep, forget, parse };
})();
