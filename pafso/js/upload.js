// Shows how far an upload is and accepts a file dropped on its field; the form itself is an ordinary one.
// A connection that says nothing for so long is broken; what has arrived whole is read for a while.
const STALLED = 60_000, READ = 180_000;
const holdsFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");

// As pafso/text/figures.py says it.
function sizeOf(file) {
  const french = document.documentElement.lang === "fr";
  const [size, unit] = file.size < 1024 ** 2 ? [file.size / 1024, french ? "ko" : "KB"] : [file.size / 1024 ** 2, french ? "Mo" : "MB"];
  return `${size.toLocaleString(`${document.documentElement.lang}-CA`, { maximumFractionDigits: 1 })}\u00a0${unit}`;
}

function acceptDrops(place) {
  const field = place.querySelector("input[type=file]");
  const names = document.createElement("p");
  names.className = "drop-name";
  names.setAttribute("role", "status");
  place.append(names);

  const say = () => {
    const shown = [...field.files].map((file) => `${file.name}, ${sizeOf(file)}`);
    names.textContent = shown.length ? `${place.dataset.drop} ${shown.join(" · ")}` : "";
  };

  say();
  field.addEventListener("change", say);
  place.addEventListener("dragover", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    place.classList.add("drop-active");
  });
  place.addEventListener("dragleave", () => place.classList.remove("drop-active"));
  place.addEventListener("drop", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    place.classList.remove("drop-active");
    field.files = event.dataTransfer.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

// The photo of a draft goes alone: the words beside it are saved by themselves, also while it is on its way.
function filesOf(form) {
  const data = new FormData();
  for (const field of form.elements) {
    if (field.type === "hidden") data.append(field.name, field.value);
    if (field.type === "file") for (const file of field.files) data.append(field.name, file);
  }
  data.append("stay", "photo");
  return data;
}

// Only the part of the page that speaks of the photo is renewed; whoever types beside it goes on typing.
function renewPart(form, part, request, submitter) {
  const fresh = new DOMParser().parseFromString(request.responseText, "text/html").getElementById(part.id);
  if (!fresh) {
    location.assign(request.responseURL);
    return;
  }
  const wasHere = document.activeElement === document.body || part.contains(document.activeElement);
  part.replaceWith(fresh);
  fresh.dispatchEvent(new Event("main:replaced", { bubbles: true }));
  const told = form.querySelector("[data-upload-said]");
  const wrong = fresh.querySelector(".errorlist");
  told.textContent = (wrong ?? fresh.querySelector(".notice"))?.textContent ?? "";
  if (!wrong && submitter && !("sends" in submitter.dataset)) form.requestSubmit(submitter);
  else if (wasHere) fresh.querySelector("input[type=file]").focus();
}

function showAnswer(form, request) {
  const moved = request.responseURL !== new URL(form.action, location.href).href;
  if (moved && request.status < 400) {
    form.dispatchEvent(new Event("form:taken", { bubbles: true }));
    location.assign(request.responseURL);
    return;
  }
  // The form came back with errors: show it, and keep the file that was chosen so that it need not be found again.
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const main = page.querySelector("main");
  const chosen = [...form.querySelectorAll("input[type=file]")];
  document.title = page.title;
  document.querySelector("main").replaceWith(main);
  for (const field of chosen) {
    main.querySelector(`input[type=file][name="${CSS.escape(field.name)}"]`)?.replaceWith(field);
  }
  main.dispatchEvent(new Event("main:replaced", { bubbles: true }));
}

function send(event) {
  const form = event.target;
  if (event.defaultPrevented || ![...form.querySelectorAll("input[type=file]")].some((field) => field.files.length)) return;
  event.preventDefault();
  if (form.dataset.sending) return;
  const place = form.querySelector("[data-upload-progress]");
  const [text, bar] = [place.querySelector("[role=status]"), place.querySelector("progress")];
  const buttons = form.querySelectorAll("button:not([type=button])");
  const settle = (busy) => {
    if (busy) form.dataset.sending = "yes";
    else delete form.dataset.sending;
    for (const button of buttons) button.disabled = busy;
  };
  const part = document.getElementById(form.dataset.uploadPart ?? "");
  const cancel = place.querySelector("[data-cancel]");
  const request = new XMLHttpRequest();
  let waiting;
  const wait = (time) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => request.abort(), time);
  };
  const over = (sentence) => {
    clearTimeout(waiting);
    text.textContent = sentence;
    bar.value = 0;
    settle(false);
    cancel.hidden = true;
    (event.submitter ?? buttons[0]).focus();
  };
  const failed = () => over(place.dataset.failed);
  const done = () => {
    clearTimeout(waiting);
    settle(false);
    if (part) renewPart(form, part, request, event.submitter);
    else showAnswer(form, request);
  };

  const data = part ? filesOf(form) : new FormData(form, event.submitter ?? undefined);
  let isCancelled = false;
  cancel.onclick = () => {
    isCancelled = true;
    request.abort();
  };
  request.upload.addEventListener("progress", (step) => {
    const percent = Math.floor((100 * step.loaded) / step.total);
    bar.value = percent;
    const tens = percent - (percent % 10);
    wait(percent === 100 ? READ : STALLED);
    text.textContent = percent === 100 ? place.dataset.checking : place.dataset.sending.replace("{percent}", tens);
  });
  request.addEventListener("error", failed);
  request.addEventListener("abort", () => over(isCancelled ? place.dataset.cancelled : place.dataset.failed));
  request.addEventListener("load", () => (request.status >= 500 || !request.responseText.includes("<main") ? failed() : done()));
  request.open("POST", form.action);
  place.hidden = cancel.hidden = false;
  wait(STALLED);
  settle(true);
  request.send(data);
}

function start(root) {
  root.querySelectorAll(".drop").forEach(acceptDrops);
  root.querySelectorAll("form[data-upload]").forEach((form) => form.addEventListener("submit", send));
}

start(document);
document.addEventListener("main:replaced", (event) => start(event.target));
