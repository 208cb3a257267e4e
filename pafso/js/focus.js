// A page that came back with errors opens at their summary.
function start(root) {
  root.querySelector("[data-focus]")?.focus();
}

start(document);
document.addEventListener("main:replaced", (event) => start(event.target));
