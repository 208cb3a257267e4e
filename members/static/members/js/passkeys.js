// A form with data-passkey: asks the device for a passkey, puts the answer into its hidden field, sends it.
// data-passkey is "create", "get" (options in the page) or "login" (options asked of the server).
const options = async (form) => {
  if (form.dataset.passkey === "login") {
    const answer = await fetch(form.dataset.optionsUrl, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()).request_options;
  }
  const given = JSON.parse(document.getElementById(form.dataset.options).textContent);
  return given.request_options || given.creation_options;
};

const create = (form, given) => {
  const alone = form.querySelector("[name=passwordless]")?.checked ?? false;
  const wanted = given.publicKey.authenticatorSelection;
  wanted.residentKey = alone ? "required" : "discouraged";
  wanted.requireResidentKey = alone;
  return window.webauthnJSON.create(given);
};

const say = (form, what) => {
  const line = form.querySelector("[data-passkey-status]");
  line.textContent = line.dataset[what];
};

const ask = async (form) => {
  say(form, "waiting");
  try {
    const given = await options(form);
    const answer = form.dataset.passkey === "create" ? await create(form, given) : await window.webauthnJSON.get(given);
    form.querySelector("[name=credential]").value = JSON.stringify(answer);
    form.submit();
  } catch {
    say(form, "failed");
  }
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const works = Boolean(window.webauthnJSON?.supported?.() ?? window.PublicKeyCredential);
  if (works) {
    (form.closest("[data-passkey-way]") || form).hidden = false;
    form.querySelector("button[type=button]").addEventListener("click", () => ask(form));
  } else {
    say(form, "absent");
  }
}
