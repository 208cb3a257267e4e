// A page that came back with errors opens at their summary.
document.querySelector("[data-focus]")?.focus();
