/* operatorOffice: what is heard from the office, and what the phone does upon it. */
"use strict";

window.operatorOffice = function ({ shift, buffer, duty, screen }) {
  const { say, problem } = screen;

  /** News of the sender: {fault, why}, {me}, {sent}. */
  function heard({ fault, why, me, sent }) {
    if (me) shift.me = { ...me, heardAt: Date.now() };
    if (fault !== undefined) problem("sending", trouble(fault, why));
    if (fault === "withdrawn") withdrawn();
    if (sent || me) shift.refresh().then(closedElsewhere).catch(shift.broken);
  }

  /** An answer may still come of what was under way when the network went. */
  function trouble(fault, why) {
    if (!navigator.onLine && (!fault || fault === "network")) return say("offline");
    return fault && say(fault, { why });
  }

  function withdrawn() {
    duty.rest();
    screen.turnTo("withdrawn");
    shift.render();
  }

  /** The office, or another phone with the same code, has ended this duty: so does this phone. */
  async function closedElsewhere() {
    const { me, facts } = shift;
    if (!me || screen.part() !== "on" || facts.waiting || me.duty.on) return;
    duty.rest();
    await buffer.setDuty({ ...facts.duty, on: false });
    problem("closed", say("closed"));
    await shift.refresh();
    screen.turnTo("off");
  }

  return { heard };
};
