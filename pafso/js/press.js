// The press of a button on a page that keeps typed text: sent by the script, so that no answer is not the browser's own error page.
const PATIENCE = 20000;
const hasFile = (form) => [...form.querySelectorAll("input[type=file]")].some((field) => field.files.length);

document.addEventListener("submit", (event) => {
  const form = event.target;
  // A file is sent by upload.js, which shows how far it is.
  if (event.defaultPrevented || !kept.catches(form) || hasFile(form)) return;
  event.preventDefault();
  send(form, event.submitter);
});

async function send(form, submitter) {
  if (!navigator.onLine) return kept.caught(form, "");
  const body = new FormData(form);
  if (submitter?.name) body.append(submitter.name, submitter.value);
  const url = new URL(form.getAttribute("action") || location.pathname + location.search, location);
  const wait = new AbortController(), patience = setTimeout(() => wait.abort(), PATIENCE);
  kept.say(form, kept.words().sending);
  try {
    const asText = form.enctype === "multipart/form-data" ? body : new URLSearchParams(body);
    const answer = await fetch(url, { method: "POST", body: asText, signal: wait.signal, headers: { "X-Sent-By": "script" } });
    judge(form, url, answer, await answer.text());
  } catch {
    kept.caught(form, kept.words().unanswered);
  }
  clearTimeout(patience);
}

function judge(form, url, answer, text) {
  const onward = answer.headers.get("X-Goes-To");
  if (onward) return go(form, new URL(onward, url));
  if (answer.status >= 500 || answer.status === 429 || !text.includes("<main")) return kept.caught(form, kept.words().busy);
  if (url.pathname !== location.pathname) history.pushState(null, "", url);
  show(new DOMParser().parseFromString(text, "text/html"));
}

function go(form, url) {
  // To the login: then the server keeps the text for its person, and so does the device.
  if (!url.pathname.includes("/login/")) form.dispatchEvent(new Event("form:taken", { bubbles: true }));
  const isHere = url.pathname + url.search === location.pathname + location.search;
  location.assign(url);
  if (isHere && url.hash) location.reload();
}

// The form came back with errors, or another page in its place.
function show(page) {
  document.title = page.title;
  document.querySelector(".messages")?.remove();
  const main = page.querySelector("main"), told = page.querySelector(".messages");
  document.querySelector("main").replaceWith(...(told ? [told] : []), main);
  main.dispatchEvent(new Event("main:replaced", { bubbles: true }));
  if (main.querySelector("[data-focus]")) return;
  scrollTo(0, 0);
  main.focus();
}
