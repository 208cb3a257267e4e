// Leaving a form of the office with text that nobody saved asks first, in the browser's own words.
const forms = [...document.querySelectorAll("#content-main form[method=post]:not(#changelist-form)")];
const told = document.querySelector(".messagelist .given-back");

const textOf = (form) => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value instanceof File ? value.name : value]));

// Once the scripts of the admin have laid out their own fields.
const opened = new Map();
const begin = () => forms.forEach((form) => opened.set(form, textOf(form)));
if (document.readyState === "complete") begin();
else addEventListener("load", begin);

let leaving = false;
const isUnsaved = () => Boolean(told) || forms.some((form) => opened.has(form) && opened.get(form) !== textOf(form));

document.addEventListener("submit", (event) => {
  // The language switch takes the text along.
  if (!event.defaultPrevented && (forms.includes(event.target) || event.target.matches("form.language"))) leaving = true;
});
for (const back of ["pageshow", "form:caught"]) addEventListener(back, () => { leaving = false; });
addEventListener("beforeunload", (event) => {
  if (!leaving && isUnsaved()) event.preventDefault();
});
