// Saves a draft as it is typed, and keeps a copy on this device until the server has answered for it.
const REST = 1500;
const RETRY = 15000;
const LONGEST_RETRY = 240000;
// A save that has no answer by then has none: the server may have taken it and fallen silent.
const PATIENCE = 20000;
// So long a link of our own waits for a save.
const LEAVING = 2000;
const keepers = [];

// As the server writes it: 17:42, or « 17 h 42 » in French.
function clock(moment) {
  const time = new Date(moment).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: kept.zone });
  if (document.documentElement.lang !== "fr") return time;
  return time.replace(/^0?(\d+):/, "$1\u00a0h\u00a0").replace(/\u00a000$/, "");
}

// Which save of this page it is: the server refuses an older one that comes in late, after a newer one.
function number(form) {
  const tab = form.elements.tab;
  if (!tab) return;
  const [name, saves] = tab.value.split(":");
  tab.value = `${name}:${Number(saves ?? 0) + 1}`;
}

function keep(place) {
  const form = place.closest("form");
  const line = place.querySelector("[role=status]");
  // By this clock reminders of the letter come in the daytime.
  const clockField = form.querySelector("[data-time-zone]");
  if (clockField) clockField.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
  // Beside two texts nothing is saved until the button says which.
  let timer, flight, running, changed = false, stopped = kept.isRefused(form), retry = RETRY;

  const say = (state, text) => {
    line.dataset.state = state;
    if (line.textContent !== text) line.textContent = text;
  };

  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  };

  const stop = (text) => {
    stopped = true;
    say("stopped", text);
  };

  const judge = async (response) => {
    if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) return stop(place.dataset.stopped);
    if (response.status === 404) return stop(place.dataset.closed);
    if (response.status === 409) {
      form.dataset.notTaken = "";
      kept.write(form);
      const told = await response.json().catch(() => ({}));
      const own = told.at && kept.ownTime(new Date(told.at));
      return stop((own ? told.detail.replace(told.at_in_words, own) : told.detail) || place.dataset.closed);
    }
    if (!response.ok) throw new Error(response.status);
    retry = RETRY;
    const told = await response.json().catch(() => ({}));
    if (form.elements.version) form.elements.version.value = told.version ?? form.elements.version.value;
    if (changed) {
      kept.write(form);
      return later(REST);
    }
    kept.forgetSaved(form, kept.textOf(form));
    say("saved", place.dataset.saved.replace("{time}", clock(Date.now())));
  };

  const canSave = () => !stopped && form.isConnected && !form.dataset.leaving;

  function save() {
    if (canSave() && changed && !flight) running = send();
    return running;
  }

  async function send() {
    number(form);
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    flight = new AbortController();
    const patience = setTimeout(() => flight.abort(), PATIENCE);
    changed = false;
    say("saving", place.dataset.saving);
    try {
      const options = { method: "POST", body, redirect: "manual", keepalive: document.hidden, signal: flight.signal };
      await judge(await fetch(place.dataset.autosaveUrl, { ...options, headers: { Accept: "application/json" } }));
    } catch {
      changed = true;
      say("unsaved", place.dataset.unsaved);
      later(retry);
      retry = Math.min(2 * retry, LONGEST_RETRY);
    }
    clearTimeout(patience);
    flight = undefined;
  }

  const settle = async () => {
    clearTimeout(timer);
    await running;
    await save();
  };
  keepers.push({ isPending: () => canSave() && (changed || flight), isStopped: () => stopped, settle });

  form.addEventListener("input", (event) => {
    if (!kept.isText(event.target)) return;
    changed = true;
    kept.write(form);
    if (stopped) return;
    // "Saved at" stands there only as long as it is true of everything on the page.
    if (line.dataset.state === "saved") say("typing", place.dataset.typing);
    later(REST);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    number(form);
    if (changed || stopped) kept.write(form);
  });
  form.addEventListener("form:caught", () => {
    if (changed) later(REST);
  });
  // The press of a button has brought it all: a save of the page that is left would undo what the button did.
  form.addEventListener("form:taken", () => {
    clearTimeout(timer);
    changed = false;
  });
  document.addEventListener("visibilitychange", () => document.hidden && save());
  addEventListener("online", () => {
    retry = REST;
    if (flight) flight.abort();
    else save();
  });
  if (place.dataset.savedAt) say("saved", place.dataset.saved.replace("{time}", clock(place.dataset.savedAt)));
  // Typed on the page in the other language (across-languages.js).
  if (form.dataset.carried) {
    changed = true;
    kept.write(form);
    later(REST);
  }
}

function start(root) {
  root.querySelectorAll("[data-autosave-url]").forEach(keep);
}

// Nobody reads an older text behind a link of ours than the one that they have just typed.
const isOurs = (event, link) => link.origin === location.origin && !event.defaultPrevented && !event.button && ![event.ctrlKey, event.metaKey, event.shiftKey, event.altKey].includes(true);
const isPlain = (link) => !link.hasAttribute("download") && ["", "_self"].includes(link.target) && !link.closest(".language");
const isElsewhere = (link) => !link.hash || link.pathname + link.search !== location.pathname + location.search;
let goal;

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[href]"), pending = keepers.filter((each) => each.isPending());
  if (!link || !pending.length || !isOurs(event, link) || !isPlain(link) || !isElsewhere(link)) return;
  event.preventDefault();
  goal = link.href;
  await Promise.race([Promise.all(pending.map((each) => each.settle())), new Promise((over) => setTimeout(over, LEAVING))]);
  // Refused meanwhile: it is said beside the form, and the next click goes.
  if (!pending.some((each) => each.isStopped())) location.assign(goal);
});

start(document);
// Whoever deletes a draft wants no copy of it on this device either.
document.addEventListener("submit", (event) => event.target.dataset.forgets && kept.forget(`draft:${event.target.dataset.forgets}`));
document.addEventListener("main:replaced", (event) => start(event.target));
