/* operatorWhose: whose phone this is, {name, token}; null for nobody's, whose page asks for a link. */
"use strict";

window.operatorWhose = async function ({ screen, logins, bufferOf }) {
  const { say, show, problem } = screen;

  /** Whether a vehicle still has something to say from this phone. */
  async function isBusy(name) {
    const { duty, waiting } = await (await bufferOf(name)).read();
    return duty.on || waiting > 0;
  }

  /** Another vehicle's code is not taken while this one has work left. */
  async function chosen() {
    const { linked } = logins;
    const kept = logins.kept();
    if (!linked) return kept;
    if (kept && linked.name !== kept.name && (await isBusy(kept.name))) {
      problem("taken", say("taken", { name: kept.name, other: linked.name }));
      return kept;
    }
    logins.keep(linked);
    return linked;
  }

  function askForLink() {
    screen.turnTo("nobody");
    screen.find("[data-paste]").addEventListener("submit", (event) => {
      event.preventDefault();
      const found = logins.parse(event.target.link.value);
      if (!found) return show("pasted", say("no_link"));
      logins.keep(found);
      location.reload();
    });
  }

  const login = await chosen();
  if (login) show("name", login.name);
  else askForLink();
  return login;
};
