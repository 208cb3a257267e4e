// The press of a button in the office. Its pages carry scripts of Django that begin with the page, so the browser sends the form
// itself; whether anybody answers is asked before, and said when no answer comes.
const PATIENCE = 20000;
const asked = new WeakSet(), asking = new WeakSet();

async function answers() {
  try {
    return (await fetch("/healthz", { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) })).ok;
  } catch {
    return false;
  }
}

document.addEventListener("submit", async (event) => {
  const form = event.target, { submitter } = event;
  if (event.defaultPrevented || !kept.catches(form) || asked.delete(form)) return;
  event.preventDefault();
  if (asking.has(form)) return;
  asking.add(form);
  kept.say(form, kept.words().sending);
  if (navigator.onLine && (await answers())) press(form, submitter);
  else caught(form);
});

function press(form, submitter) {
  asked.add(form);
  try {
    sessionStorage.setItem("sent", kept.keyOf(form));
  } catch { /* a private window: the copy is compared with what was saved */ }
  form.requestSubmit(submitter);
  // A file may take longer than anybody's patience.
  if ([...form.querySelectorAll("input[type=file]")].some((field) => field.files.length)) return;
  const patience = setTimeout(() => {
    stop();
    caught(form);
  }, PATIENCE);
  addEventListener("pagehide", () => clearTimeout(patience), { once: true });
}

function caught(form) {
  asking.delete(form);
  kept.caught(form, kept.words().unanswered);
}

// Back to a page that the browser kept.
addEventListener("pageshow", () => [...document.forms].forEach((form) => asking.delete(form)));
