// Adds the reader's own time beside Ottawa's, and keeps "how long is left" true.
const language = document.documentElement.lang || "en";
const written = { weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short", timeZone: kept.zone };

function sameAsOttawa(moment) {
  const plain = { dateStyle: "short", timeStyle: "short" };
  const here = new Intl.DateTimeFormat("en-CA", { ...plain, timeZone: kept.zone }).format(moment);
  return here === new Intl.DateTimeFormat("en-CA", { ...plain, timeZone: "America/Toronto" }).format(moment);
}

// In the order of the server's own line: day, time, zone in brackets.
function inOwnTime(moment) {
  const part = {};
  for (const { type, value } of new Intl.DateTimeFormat(`${language}-CA`, written).formatToParts(moment)) part[type] = value;
  const zone = part.timeZoneName.replace("GMT", "UTC");
  if (language !== "fr") return `${part.weekday}, ${part.month} ${part.day}, ${part.year}, ${part.hour}:${part.minute} (${zone})`;
  const hour = `${Number(part.hour)}\u00a0h${part.minute === "00" ? "" : `\u00a0${part.minute}`}`;
  return `${part.weekday} ${part.day === "1" ? "1er" : part.day} ${part.month} ${part.year} à ${hour} (${zone})`;
}

// Nothing where it is Ottawa's, too. Of another script's sentences (autosave.js).
kept.ownTime = (moment) => (sameAsOttawa(moment) ? "" : inOwnTime(moment));

function start(root) {
  for (const time of root.querySelectorAll("time[data-own]")) {
    const own = kept.ownTime(new Date(time.dateTime));
    if (!own) continue;
    time.textContent = own;
    time.closest("[hidden]")?.removeAttribute("hidden");
  }
}

start(document);
document.addEventListener("main:replaced", (event) => start(event.target));

for (const time of document.querySelectorAll("time[data-local]")) {
  const moment = new Date(time.dateTime);
  if (!sameAsOttawa(moment)) time.title = inOwnTime(moment);
}

// The server's clock decides: the difference to this device's is taken once.
function count(time, skew) {
  const minutes = Math.floor((new Date(time.dateTime) - (Date.now() + skew)) / 60000);
  if (minutes < 0) {
    time.textContent = time.dataset.over;
    return;
  }
  const [unit, n] = minutes >= 2880 ? ["days", Math.floor(minutes / 1440)] : minutes >= 120 ? ["hours", Math.floor(minutes / 60)] : ["minutes", minutes];
  const form = new Intl.PluralRules(language).select(n) === "one" ? "One" : "Other";
  time.textContent = time.dataset[unit + form].replace("{n}", n);
}

for (const time of document.querySelectorAll("time[data-left]")) {
  const skew = new Date(time.dataset.now) - Date.now();
  setInterval(() => count(time, skew), 20000);
}
