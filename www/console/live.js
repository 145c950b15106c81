// Brings a page up to date while somebody looks at it: asks for the same page again and takes from it
// the parts that have `data-live`, by their ids. Without this a reload does the same.

import { localise } from "/console/console.js";

const EVERY = 5000;

/** What a part says, but for how its moments are written: that is the reader's own. */
const plain = (part) => {
  const copy = part.cloneNode(true);
  for (const time of copy.querySelectorAll("time:not([data-ago])")) time.textContent = "";
  return copy.innerHTML;
};

/** Lines of a chat: each by its id, so that a sound that plays goes on. */
const takeLines = (list, fresh) => {
  let changed = false;
  const ids = new Set();
  let place = list.firstElementChild;
  for (const line of [...fresh.children]) {
    ids.add(line.id);
    const own = document.getElementById(line.id);
    if (own && own.className === line.className && plain(own) === plain(line)) {
      place = own.nextElementSibling;
      continue;
    }
    changed = true;
    if (own) {
      own.replaceWith(line);
    } else {
      list.insertBefore(line, place);
    }
    localise(line);
    place = line.nextElementSibling;
  }
  for (const line of [...list.children]) if (!ids.has(line.id)) line.remove();
  return changed;
};

const take = (fresh) => {
  let changed = false;
  for (const part of document.querySelectorAll("[data-live]")) {
    const next = fresh.getElementById(part.id);
    if (!next) continue;
    if (part.dataset.live === "value") {
      part.value = next.value;
    } else if (part.matches("ol")) {
      changed = takeLines(part, next) || changed;
    } else if (plain(part) !== plain(next)) {
      // Whoever stands on a link keeps it until they have moved on.
      if (part.contains(document.activeElement)) continue;
      part.replaceChildren(...next.childNodes);
      // Such as a box to type in, whose words are whoever's types them.
      if (!("live" in next.dataset)) delete part.dataset.live;
      localise(part);
    }
  }
  const menu = document.querySelector(".side nav");
  const newMenu = fresh.querySelector(".side nav");
  if (menu && newMenu && !menu.contains(document.activeElement) && menu.innerHTML !== newMenu.innerHTML) {
    menu.replaceChildren(...newMenu.childNodes);
  }
  if (changed) document.dispatchEvent(new Event("saludo:new-lines"));
};

/** Asks once. Whether to go on: a session may have ended meanwhile. */
const look = async () => {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (answer.redirected || [401, 403, 404].includes(answer.status)) return false;
    if (answer.ok) take(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    // Without a network nothing is new; the next look may have one.
  }
  return true;
};

const wait = () =>
  setTimeout(async () => {
    if (document.hidden || (await look())) wait();
  }, EVERY);

wait();
