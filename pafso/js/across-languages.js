// The language switch takes along what was typed: to the same page in the other language, once, and to nowhere else.
const KEY = "typed:across-languages";
const FORMS = "main form[method=post], #content-main form[method=post]:not(#changelist-form)";
const person = document.querySelector("meta[name=person]")?.content ?? "";
const here = () => location.pathname + location.search;
const forms = () => [...document.querySelectorAll(FORMS)];
const holdsText = (field) => field.name && !field.readOnly && !["file", "password", "hidden", "submit", "button", "image", "reset", "fieldset", "output"].includes(field.type);
const texts = (form) => [...form.elements].filter(holdsText);

function isChanged(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.options) {
    const marked = [...field.options].some((option) => option.defaultSelected) || field.multiple;
    return [...field.options].some((option, place) => option.selected !== (marked ? option.defaultSelected : place === 0));
  }
  return field.value !== field.defaultValue;
}

// A page that came back with mistakes, or with text that was given back, holds more than was typed since.
const cameBack = () => document.querySelector(".error-summary, .errornote, .given-back, [data-not-saved]");

function stateOf(field) {
  if (field.type === "checkbox" || field.type === "radio") return { name: field.name, value: field.value, ticked: field.checked };
  if (field.options) return { name: field.name, chosen: [...field.selectedOptions].map((option) => [option.value, option.text]) };
  return { name: field.name, value: field.value };
}

// A form that saves itself goes on being the same page, built on the same version.
const marksOf = (form) => ({ tab: form.elements.tab?.value, version: form.elements.version && (globalThis.kept?.beganFrom(form) ?? "") });
function mark(form, marks = {}) {
  for (const name of ["tab", "version"]) if (form.elements[name]?.type === "hidden" && marks[name] !== undefined) form.elements[name].value = marks[name];
}

function take(to) {
  const all = forms();
  if (!cameBack() && !all.some((form) => texts(form).some(isChanged))) return;
  const typed = { to, of: person, marks: all.map(marksOf), forms: all.map((form) => texts(form).map(stateOf)) };
  try {
    sessionStorage.setItem(KEY, JSON.stringify(typed));
    // What goes along is saved from the other page, by that page: two saves at once would be two tabs.
    for (const form of all) form.dataset.leaving = "yes";
  } catch { /* no store: what is saved by then is all there is */ }
}

// What was taken along, if it is for this page and this person; nobody else's is left lying. Signed out, it waits for its person.
function taken() {
  try {
    const typed = JSON.parse(sessionStorage.getItem(KEY));
    if (!typed || (typed.of && !person)) return null;
    sessionStorage.removeItem(KEY);
    return typed.of === person && typed.to === here() ? typed : null;
  } catch {
    return null;
  }
}

// A row that was added to a record of the office is added again.
function makeRoom(form, name) {
  const [, prefix] = /^(.+)-\d+-/.exec(name) ?? [];
  for (let row = 0; prefix && !form.elements[name] && row < 50; row += 1) {
    const more = form.querySelector(`#${CSS.escape(prefix)}-group .add-row a`);
    if (!more) return;
    more.click();
  }
}

function putBack(form, states) {
  for (const state of states) {
    makeRoom(form, state.name);
    const fields = texts(form).filter((field) => field.name === state.name && (state.ticked === undefined || field.value === state.value));
    for (const field of fields) {
      if (state.ticked !== undefined) field.checked = state.ticked;
      else if (state.chosen) choose(field, state.chosen);
      else field.value = state.value;
      for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
    }
  }
  form.dataset.carried = "yes";
}

function choose(field, chosen) {
  const values = chosen.map(([value]) => value);
  for (const [value, text] of chosen) {
    if (![...field.options].some((option) => option.value === value)) field.add(new Option(text, value));
  }
  for (const option of field.options) option.selected = values.includes(option.value);
}

function arrive() {
  const typed = taken();
  if (!typed) return;
  forms().forEach((form, place) => {
    if (!typed.forms[place]) return;
    mark(form, typed.marks?.[place]);
    putBack(form, typed.forms[place]);
  });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".language a[hreflang]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) take(link.pathname + link.search);
});
document.addEventListener("submit", (event) => event.target.matches("form.language") && take(here()));
addEventListener("pageshow", () => forms().forEach((form) => delete form.dataset.leaving));

// The office's own scripts lay out their fields first.
if (!document.querySelector("#content-main") || document.readyState === "complete") arrive();
else addEventListener("load", arrive);
