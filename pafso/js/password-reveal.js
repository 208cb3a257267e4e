// A button beside a password that shows it; hidden again when the form is sent.
function offerReveal(place) {
  const field = place.querySelector("input");
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("aria-controls", field.id);
  button.setAttribute("aria-label", place.dataset.label);

  const set = (shown) => {
    field.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", shown);
    button.textContent = shown ? place.dataset.hide : place.dataset.show;
  };

  button.addEventListener("click", () => set(field.type === "password"));
  field.form?.addEventListener("submit", () => set(false));
  field.spellcheck = false;
  set(false);
  place.append(button);
}

function start(root) {
  root.querySelectorAll(".reveal[data-show]").forEach(offerReveal);
}

start(document);
document.addEventListener("main:replaced", (event) => start(event.target));
