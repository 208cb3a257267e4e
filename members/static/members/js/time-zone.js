// The zone that the device's clock is set to: a guess in the sign-up form, a question on the account's page.
// Browsers that hide where they are say UTC: that is no place, and no guess.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
const here = zone.includes("/") && !zone.startsWith("Etc/") ? zone : "";

for (const field of document.querySelectorAll("input[data-time-zone]")) field.value = here;

// Two names of one clock (Asia/Calcutta, Asia/Kolkata) are no reason to ask; today and half a year from now tell.
function clock(name) {
  const shown = new Intl.DateTimeFormat("en-CA", { dateStyle: "short", timeStyle: "short", timeZone: name });
  return [0, 182].map((days) => shown.format(Date.now() + days * 86400000)).join();
}

function sameClock(one, other) {
  try {
    return one === other || clock(one) === clock(other);
  } catch {
    return false;
  }
}

for (const question of document.querySelectorAll("[data-zone-question]")) {
  const asked = question.dataset.zoneQuestion;
  if (!here || (asked && sameClock(here, asked))) continue;
  question.elements.time_zone.value = here;
  question.querySelector("[data-zone-name]").textContent = here;
  question.hidden = false;
}
