// Before a photo is sent: the picture itself, and whether it is large enough. What this browser cannot draw is said instead.
let shown = null;

// A broken file is an error of the picture, never a broken picture on the page.
function drawn(file) {
  const [picture, address] = [new Image(), URL.createObjectURL(file)];
  return new Promise((resolve) => {
    picture.onload = () => resolve(picture);
    picture.onerror = () => resolve(null);
    picture.src = address;
  }).finally(() => URL.revokeObjectURL(address));
}

function clear(place) {
  place.querySelector(".drop-picture")?.remove();
  place.querySelector(".drop-small").textContent = "";
  shown = null;
}

async function show(field) {
  const [place, file] = [field.closest(".drop"), field.files[0]];
  clear(place);
  const picture = file && (await drawn(file));
  // Meanwhile another file was chosen, or the form was renewed.
  if (!file || field.files[0] !== file || !place.isConnected) return;
  clear(place);
  const said = place.querySelector(".drop-small");
  if (!picture) {
    said.textContent = field.dataset.undrawn;
    return;
  }
  const [width, height] = [picture.naturalWidth, picture.naturalHeight];
  Object.assign(picture, { className: "drop-picture", alt: field.dataset.alt, width, height });
  said.before(picture);
  shown = picture;
  if (Math.max(width, height) < Number(field.dataset.printEdge)) {
    said.textContent = field.dataset.small.replace("{width}", width).replace("{height}", height);
  }
}

function start(root) {
  const field = root.querySelector("input[type=file][data-undrawn]");
  if (!field) return;
  const said = document.createElement("p");
  said.className = "drop-small";
  said.setAttribute("role", "status");
  field.closest(".drop").append(said);
  field.addEventListener("change", () => show(field));
  // The photo that has just been sent stays in sight, beside the word that it is here.
  if (shown && !root.querySelector(".errorlist")) root.querySelector(".notice-success")?.append(shown);
  shown = null;
  if (field.files.length) show(field);
}

start(document);
document.addEventListener("main:replaced", (event) => start(event.target));
