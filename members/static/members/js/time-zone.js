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

// "Senegal Time, 16:04": what a clock is called in the page's language, and what it shows.
function named(zone) {
  const language = `${document.documentElement.lang}-CA`;
  const parts = new Intl.DateTimeFormat(language, { timeZone: zone, timeZoneName: "longGeneric" }).formatToParts();
  const time = new Date().toLocaleTimeString(language, { timeZone: zone, hour: "numeric", minute: "2-digit", hourCycle: "h23" });
  return `${parts.find((part) => part.type === "timeZoneName").value}, ${time}`;
}

for (const question of document.querySelectorAll("[data-zone-question]")) {
  const asked = question.dataset.zoneQuestion;
  if (!here || (asked && sameClock(here, asked))) continue;
  question.elements.time_zone.value = here;
  question.querySelector("[data-zone-name]").textContent = named(here);
  question.hidden = false;
}
