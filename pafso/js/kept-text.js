// What the device keeps of typed text: offered again to its person where it was typed, and forgotten for anybody else.
// The other scripts of this file stand below and use `kept`.
const about = document.querySelector("meta[name=person]");
// Empty for a letter of support, which belongs to its link and to nobody who was signed in.
const person = about?.content ?? "";
// Where the reader's clock stands: as they chose, if this browser knows the place, else as on this device.
let zone = about?.dataset.zone || undefined;
try {
  new Intl.DateTimeFormat("en", { timeZone: zone });
} catch {
  zone = undefined;
}
const words = () => document.querySelector("[data-kept-words]")?.dataset;
const place = (path) => path.replace(/^\/(en|fr)\//, "/");
const here = place(location.pathname);

const isText = (field) => field.name && field.name !== "csrfmiddlewaretoken" && !["file", "password", "hidden", "submit", "button"].includes(field.type);
const fieldsOf = (form) => [...form.elements].filter(isText).map((field) => {
  const ticks = field.type === "checkbox" || field.type === "radio";
  return { field, name: ticks ? `${field.name}=${field.value}` : field.name, what: ticks ? "checked" : "value" };
});
const textOf = (form) => Object.fromEntries(fieldsOf(form).map(({ field, name, what }) => [name, field[what]]));

function putBack(form, values) {
  for (const { field, name, what } of fieldsOf(form)) {
    if (values[name] === undefined) continue;
    field[what] = values[name];
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function keyOf(form) {
  const saves = form.querySelector("[data-autosave-key]");
  if (saves) return `draft:${saves.dataset.autosaveKey}`;
  const names = Object.keys(textOf(form));
  return names.length ? `draft:${here} ${names.length} ${names[0]}` : "";
}

// A page that shows two texts builds on neither until its button is pressed.
const isRefused = (form) => Boolean(form.querySelector("[data-refused]"));
// It shows two texts, or the server has answered that it takes this one no more.
const isAnother = (form) => isRefused(form) || "notTaken" in form.dataset;
// The save of the server's on which the text of a form that saves itself builds.
const beganFrom = (form) => (isRefused(form) ? "" : form.elements.version?.value ?? "");
const isAll = (copy, text) => Object.entries(copy.values).every(([name, value]) => text[name] === undefined || text[name] === value);

// Private windows and full disks refuse: then there is only what the page holds.
function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(form) {
  const path = person && location.pathname;
  try {
    if (keyOf(form)) localStorage.setItem(keyOf(form), JSON.stringify({ at: Date.now(), of: person, path, from: beganFrom(form), refused: isAnother(form), values: textOf(form) }));
  } catch { /* see above */ }
}

function forget(key) {
  try {
    localStorage.removeItem(key);
  } catch { /* see above */ }
}

// The server has taken TEXT: another tab may keep another one under the same name.
function forgetSaved(form, text) {
  const copy = read(keyOf(form));
  if (copy && (!form.querySelector("[data-autosave-key]") || isAll(copy, text))) forget(keyOf(form));
}

function kept() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith("draft:")).map((key) => [key, read(key) ?? {}]);
  } catch {
    return [];
  }
}

function forgetOthers() {
  if (!person) return;
  for (const [key, copy] of kept()) if (copy.of !== "" && copy.of !== person) forget(key);
}

function notice(copy, ...parts) {
  const box = document.createElement("div");
  const said = document.createElement("p");
  const at = new Date(copy.at).toLocaleString(`${document.documentElement.lang}-CA`, { dateStyle: "long", timeStyle: "short", hourCycle: "h23", timeZone: zone });
  said.textContent = (words() ?? about.dataset).restore.replace("{time}", at);
  box.className = "notice notice-warning";
  box.append(said, ...parts);
  return box;
}

function button(label, className, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  made.textContent = label;
  made.addEventListener("click", () => {
    made.closest(".notice").remove();
    act();
  });
  return made;
}

// It is saved from the version on which it was typed: where there is a newer one, both are shown, and nothing is overwritten.
function takeBack(form, copy) {
  if (form.querySelector("[data-autosave-key]") && form.elements.version) form.elements.version.value = copy.from ?? "";
  putBack(form, copy.values);
}

// Text from an earlier visit that never reached the server: the reader decides, nothing is overwritten unasked.
function offer(form) {
  const key = keyOf(form), copy = read(key), now = textOf(form), told = words();
  if (!copy || !told || (copy.of && copy.of !== person)) return;
  // What came back unsaved is nowhere else yet.
  if (isAll(copy, now)) return void (form.querySelector("[data-not-saved]") ? write(form) : forget(key));
  const back = () => form.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  const use = button(told.use, "button-small", () => { takeBack(form, copy); back(); });
  const box = notice(copy, use, " ", button(told.discard, "button-small button-quiet", () => { forget(key); back(); }));
  box.setAttribute("role", "alert");
  form.prepend(box);
}

// Where its form is gone: the text, to be copied.
function textItself(copy) {
  const what = document.createElement("p");
  what.className = "pre-line";
  what.textContent = Object.values(copy.values).filter((value) => typeof value === "string").join("\n\n");
  return what;
}

const keyOfReceipt = (receipt) => `draft:${receipt.dataset.autosaveClear}`;

// Of what was handed in no copy is needed. What was refused, or typed by another than who handed it in, is another text.
function clear(receipt) {
  const key = keyOfReceipt(receipt), copy = read(key), told = words();
  if (!copy?.refused && !("byAnother" in receipt.dataset)) return forget(key);
  if (!copy || !told || (copy.of && copy.of !== person)) return;
  receipt.before(notice(copy, textItself(copy), " ", button(told.discard, "button-small button-quiet", () => forget(key))));
}

// On every other page of the same person: where their text waits. Where its form is gone, the text itself, to be copied.
function tellOfOthers() {
  if (!about?.dataset.restore) return;
  const shown = [...document.forms].map(keyOf).concat([...document.querySelectorAll("[data-autosave-clear]")].map(keyOfReceipt));
  for (const [key, copy] of kept()) {
    if (!copy.path || copy.of !== person || shown.includes(key)) continue;
    const isHere = place(copy.path) === here;
    const what = isHere ? textItself(copy) : document.createElement("a");
    if (!isHere) Object.assign(what, { className: "button button-small", textContent: about.dataset.open, href: copy.path });
    (document.querySelector("main .page") ?? document.querySelector("main"))?.prepend(notice(copy, what, " ", button(about.dataset.discard, "button-small button-quiet", () => forget(key))));
  }
}

// Only a page that says what it does with typed text catches the press of its buttons.
const catches = (form) => form.method === "post" && words() && form.closest("main");

function start(root) {
  root.querySelectorAll("[data-autosave-clear]").forEach(clear);
  root.querySelectorAll("form").forEach((form) => catches(form) && offer(form));
}

// Not sent: said beside the button, which works again; the text stays on the page and on the device.
function say(form, sentence) {
  let box = form.querySelector("[data-press]");
  if (!box) {
    box = document.createElement("p");
    box.dataset.press = "";
    (form.querySelector(".button-row, .submit-row") ?? form.lastElementChild).before(box);
  }
  const isError = sentence !== words().sending;
  box.className = isError ? "notice notice-error" : "hint";
  box.setAttribute("role", isError ? "alert" : "status");
  box.textContent = sentence;
}

function caught(form, sentence) {
  // A form that saves itself has written its copy already, unless the server has it all.
  if (!form.querySelector("[data-autosave-key]")) write(form);
  say(form, navigator.onLine ? sentence : words().offline);
  form.dispatchEvent(new Event("form:caught", { bubbles: true }));
  addEventListener("online", () => form.querySelector("[data-press].notice") && say(form, words().online), { once: true });
}

// In the office the browser sends the form itself, and the next page says that it was saved.
function forgetSent() {
  try {
    if (document.querySelector(".messagelist .success")) forget(sessionStorage.getItem("sent"));
    sessionStorage.removeItem("sent");
  } catch { /* see above */ }
}

// What a press has sent; what is typed while it is on its way was not.
const sent = new WeakMap();
document.addEventListener("submit", (event) => sent.set(event.target, textOf(event.target)));

globalThis.kept = { beganFrom, catches, caught, forget, forgetSaved, isRefused, keyOf, say, isText, textOf, words, write, zone };
forgetOthers();
forgetSent();
start(document);
tellOfOthers();
document.addEventListener("main:replaced", (event) => start(event.target));
// The server has taken it: what the device kept of it is not needed any more.
document.addEventListener("form:taken", ({ target }) => forgetSaved(target, sent.get(target) ?? textOf(target)));
