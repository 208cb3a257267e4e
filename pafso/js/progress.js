// Asks how far the work is, less and less often, and shows the page anew when it is done.
function watch(place) {
  const text = place.querySelector("[data-progress-text]");
  const bar = place.querySelector("progress");
  let wait = 800;

  const ask = async () => {
    try {
      const response = await fetch(place.dataset.pollUrl, { headers: { Accept: "application/json" } });
      const state = await response.json();
      if (state.done) {
        if (state.url) location.assign(state.url);
        else location.reload();
        return;
      }
      if (state.text && text.textContent !== state.text) text.textContent = state.text;
      if (Number.isFinite(state.percent)) bar.value = state.percent;
    } catch {
      // No connection for a moment: the next question may get through.
    }
    wait = Math.min(wait * 1.5, 10000);
    setTimeout(ask, wait);
  };

  place.querySelector("[data-without-script]")?.remove();
  setTimeout(ask, wait);
}

document.querySelectorAll("[data-poll-url]").forEach(watch);
