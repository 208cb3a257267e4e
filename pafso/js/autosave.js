// Saves a draft as it is typed, and keeps a copy on this device until the server has answered for it.
const REST = 1500;
const RETRY = 15000;
// As the server writes it: 17:42, or « 17 h 42 » in French.
function clock(moment) {
  const time = new Date(moment).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  if (document.documentElement.lang !== "fr") return time;
  return time.replace(/^0?(\d+):/, "$1\u00a0h\u00a0").replace(/\u00a000$/, "");
}

// Private windows and full disks refuse: then there is only the server's copy.
const device = {
  read(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  },
  write(key, values) {
    try {
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), values }));
    } catch { /* see above */ }
  },
  forget(key) {
    try {
      localStorage.removeItem(key);
    } catch { /* see above */ }
  },
};

const isText = (field) => field.name && field.name !== "csrfmiddlewaretoken" && !["file", "password", "hidden", "submit", "button"].includes(field.type);

function textOf(form) {
  const values = {};
  for (const field of [...form.elements].filter(isText)) {
    const ticks = field.type === "checkbox" || field.type === "radio";
    if (!ticks) values[field.name] = field.value;
    else values[`${field.name}=${field.value}`] = field.checked;
  }
  return values;
}

function putBack(form, values) {
  for (const field of [...form.elements].filter(isText)) {
    const ticks = field.type === "checkbox" || field.type === "radio";
    const value = values[ticks ? `${field.name}=${field.value}` : field.name];
    if (value === undefined) continue;
    if (ticks) field.checked = value;
    else field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function keep(place) {
  const form = place.closest("form");
  const key = `draft:${place.dataset.autosaveKey}`;
  const line = place.querySelector("[role=status]");
  let timer, sending = false, changed = false, stopped = false;

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
    if (response.status === 409) {
      const told = await response.json().catch(() => ({}));
      return stop(told.detail || place.dataset.closed);
    }
    if (!response.ok) throw new Error(response.status);
    if (!changed) device.forget(key);
    say("saved", place.dataset.saved.replace("{time}", clock(Date.now())));
  };

  async function save() {
    if (stopped || sending || !changed || !form.isConnected) return;
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    sending = true;
    changed = false;
    try {
      const answer = fetch(place.dataset.autosaveUrl, { method: "POST", body, redirect: "manual", keepalive: document.hidden, headers: { Accept: "application/json" } });
      await judge(await answer);
    } catch {
      changed = true;
      say("unsaved", place.dataset.unsaved);
      later(RETRY);
    }
    sending = false;
    if (changed && !stopped && line.dataset.state === "saved") later(REST);
  }

  form.addEventListener("input", (event) => {
    if (!isText(event.target)) return;
    changed = true;
    device.write(key, textOf(form));
    if (!stopped) later(REST);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    if (changed || stopped) device.write(key, textOf(form));
  });
  document.addEventListener("visibilitychange", () => document.hidden && save());
  addEventListener("online", () => save());
  if (place.dataset.savedAt) say("saved", place.dataset.saved.replace("{time}", clock(place.dataset.savedAt)));
  offer(place, form, key);
}

// Text from an earlier visit that never reached the server: the reader decides, nothing is overwritten unasked.
function offer(place, form, key) {
  const kept = device.read(key);
  if (!kept) return;
  const now = textOf(form);
  if (Object.entries(kept.values).every(([name, value]) => now[name] === undefined || now[name] === value)) {
    device.forget(key);
    return;
  }
  const choice = document.createElement("div");
  const question = document.createElement("p");
  question.textContent = place.dataset.restore.replace("{time}", new Date(kept.at).toLocaleString(`${document.documentElement.lang}-CA`, { dateStyle: "long", timeStyle: "short", hourCycle: "h23" }));
  choice.className = "notice notice-warning";
  choice.setAttribute("role", "alert");
  choice.append(question, answer(place.dataset.use, "button-small", () => putBack(form, kept.values)), " ", answer(place.dataset.discard, "button-small button-quiet", () => device.forget(key)));
  form.prepend(choice);

  function answer(label, className, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = className;
    button.textContent = label;
    button.addEventListener("click", () => {
      act();
      choice.remove();
      form.querySelector("input:not([type=hidden]), textarea, select")?.focus();
    });
    return button;
  }
}

function start(root) {
  root.querySelectorAll("[data-autosave-url]").forEach(keep);
  root.querySelectorAll("[data-autosave-clear]").forEach((place) => device.forget(`draft:${place.dataset.autosaveClear}`));
}

start(document);
document.addEventListener("main:replaced", (event) => start(event.target));
