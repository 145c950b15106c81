// Brings a page up to date while somebody looks at it: asks for the same page again and takes from it
// the parts that have `data-live`, by their ids. Without this a reload does the same.

const EVERY = 5000;
// What a part was when it came, before its times were turned into the reader's own.
const raw = new Map();

const parts = (page) => [...page.querySelectorAll("[data-live]")];

/** Times in UTC become those of the reader's own clock. */
const localise = (within) => {
  const form = new Intl.DateTimeFormat(document.documentElement.lang, {
    dateStyle: "medium",
    timeStyle: "short",
  });
  for (const time of within.querySelectorAll("time[datetime]")) {
    if (time.textContent.endsWith(" UTC")) {
      time.textContent = form.format(new Date(time.dateTime));
    }
  }
};

const remember = (part) => {
  for (const line of part.matches("ol") ? part.children : [part]) raw.set(line.id, line.innerHTML);
};

/** Lines of a chat: each by its id, so that a sound that plays goes on. */
const takeLines = (list, fresh) => {
  let changed = false;
  const ids = new Set();
  let place = list.firstElementChild;
  for (const line of [...fresh.children]) {
    ids.add(line.id);
    const own = document.getElementById(line.id);
    if (own && raw.get(line.id) === line.innerHTML && own.className === line.className) {
      place = own.nextElementSibling;
      continue;
    }
    changed = true;
    raw.set(line.id, line.innerHTML);
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
  for (const part of parts(document)) {
    const next = fresh.getElementById(part.id);
    if (!next) continue;
    if (part.dataset.live === "value") {
      part.value = next.value;
    } else if (part.matches("ol")) {
      changed = takeLines(part, next) || changed;
    } else if (raw.get(part.id) !== next.innerHTML) {
      // Whoever stands on a link keeps it until they have moved on.
      if (part.contains(document.activeElement)) continue;
      raw.set(part.id, next.innerHTML);
      part.replaceChildren(...next.childNodes);
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

for (const part of parts(document)) remember(part);
localise(document);
wait();
