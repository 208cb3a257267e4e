// The arrow keys turn the page, unless the reader is typing, selecting, or holding another key for something else.
const TARGETS = { ArrowLeft: "prev", ArrowRight: "next" };

addEventListener("keydown", (event) => {
  const direction = TARGETS[event.key];
  const busy = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented;
  if (!direction || busy || event.target.closest("input, textarea, select, [contenteditable]")) return;
  document.querySelector(`main a[rel=${direction}]`)?.click();
});
