// Counts words while one types; says so aloud only when the typing rests.
const language = document.documentElement.lang || "en";

function sentence(place, left) {
  const n = Math.abs(left);
  const form = new Intl.PluralRules(language).select(n) === "one" ? "One" : "Other";
  return place.dataset[(left < 0 ? "over" : "left") + form].replace("{n}", n.toLocaleString(`${language}-CA`));
}

function keepCount(place) {
  const field = document.getElementById(place.dataset.for);
  if (!field) return;
  const spoken = document.createElement("p");
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");
  place.after(spoken);
  let rest;

  const show = () => {
    const words = field.value.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
    const left = Number(place.dataset.limit) - words;
    place.textContent = sentence(place, left);
    place.toggleAttribute("data-over", left < 0);
  };

  field.addEventListener("input", () => {
    show();
    clearTimeout(rest);
    rest = setTimeout(() => { spoken.textContent = place.textContent; }, 1500);
  });
  if (field.value) show();
}

function start(root) {
  root.querySelectorAll(".count[data-for]").forEach(keepCount);
}

start(document);
document.addEventListener("main:replaced", (event) => start(event.target));
