// The editor without a trip to the server for each look: sections open at once, and the preview
// follows what is typed. Without this file all of it works by the buttons.

const form = document.getElementById("editor");
const note = document.querySelector(".note[role=alert]");
note?.focus();

// --- Sections ---------------------------------------------------------------------------------

for (const tab of form.querySelectorAll("[data-tab]"))
  tab.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const open = tab.dataset.tab;
    for (const section of form.querySelectorAll("[data-section]"))
      section.hidden = section.dataset.section != open;
    for (const other of form.querySelectorAll("[data-tab]"))
      other.toggleAttribute("aria-current", false);
    tab.setAttribute("aria-current", "true");
    const address = new URL(form.action);
    address.searchParams.set("section", open);
    form.action = address;
    const own = new URL(location.href);
    own.searchParams.set("section", open);
    own.searchParams.delete("done");
    history.replaceState(null, "", own);
  });

// On a phone the tabs are a strip: the open one is in sight.
const strip = form.querySelector(".tabs");
const current = strip.querySelector("[aria-current]");
strip.scrollLeft =
  current.offsetLeft - strip.offsetLeft - (strip.clientWidth - current.offsetWidth) / 2;

// --- The preview ------------------------------------------------------------------------------

// In milliseconds: long enough for the next key, short enough to feel like one's own hand.
const PAUSE = 400;
const button = document.getElementById("preview-button");
const device = form.querySelector(".device");

// A new frame each time: its first page is none that the way back stops at, and the old one stays
// until the new one is drawn. (A frame keeps the name that it was made with, so each has its own.)
let frames = 0;
const show = () => {
  const [old, ...newer] = device.querySelectorAll("iframe");
  for (const frame of newer) frame.remove();
  const next = old.cloneNode();
  next.removeAttribute("src");
  next.name = button.formTarget = "preview-" + ++frames;
  device.append(next);
  next.addEventListener("load", () => {
    if (next.contentWindow.location.href != "about:blank") old.remove();
  });
  form.requestSubmit(button);
};

if (button) {
  let waiting;
  form.addEventListener("input", (event) => {
    if (event.target.name == "preview.width") return;
    clearTimeout(waiting);
    waiting = setTimeout(show, PAUSE);
  });
  button.hidden = true;
  // What came back because something was wrong, or was moved, is what the preview shows.
  if (note || "typed" in form.dataset) show();
} else {
  // Who may not save has the saved settings to look at, in each language and mode.
  form.addEventListener("change", (event) => {
    if (!event.target.name?.startsWith("preview.")) return;
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form))
      if (name.startsWith("preview.")) query.set(name, value);
    device.querySelector("iframe").src = form.dataset.preview + "?" + query;
  });
}

// --- What is to be copied ---------------------------------------------------------------------

for (const copy of document.querySelectorAll("[data-copy]")) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(copy.dataset.copy).textContent);
    copy.textContent = copy.dataset.copied;
  });
}
