// Shows how far an upload is and accepts a file dropped on its field; the form itself is an ordinary one.
const holdsFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");

function sizeOf(file) {
  const french = document.documentElement.lang === "fr";
  if (file.size < 1e6) return `${Math.ceil(file.size / 1e3)} ${french ? "ko" : "kB"}`;
  return `${(file.size / 1e6).toLocaleString(`${document.documentElement.lang}-CA`, { maximumFractionDigits: 1 })} ${french ? "Mo" : "MB"}`;
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
    say();
  });
}

function showAnswer(form, request) {
  const moved = request.responseURL !== new URL(form.action, location.href).href;
  if (moved && request.status < 400) {
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
  const failed = () => {
    text.textContent = place.dataset.failed;
    settle(false);
  };

  const data = new FormData(form, event.submitter ?? undefined);
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", (step) => {
    const percent = Math.floor((100 * step.loaded) / step.total);
    bar.value = percent;
    const tens = percent - (percent % 10);
    text.textContent = percent === 100 ? place.dataset.checking : place.dataset.sending.replace("{percent}", tens);
  });
  request.addEventListener("error", failed);
  request.addEventListener("load", () => (request.status >= 500 || !request.responseText.includes("<main") ? failed() : showAnswer(form, request)));
  request.open("POST", form.action);
  place.hidden = false;
  settle(true);
  request.send(data);
}

function start(root) {
  root.querySelectorAll(".drop").forEach(acceptDrops);
  root.querySelectorAll("form[data-upload]").forEach((form) => form.addEventListener("submit", send));
}

start(document);
document.addEventListener("main:replaced", (event) => start(event.target));
