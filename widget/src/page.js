// The widget's hands: what is done to the page, and nothing that decides. In JavaScript because
// here bytes are the product: as calls from WebAssembly, each with its binding, the same weighs
// nearly twice as much (ARCHITECTURE.md has the figures). The Rust side is view.rs.
//
// `root` is the shadow root in which the panel stands, `css` a selector inside it.

const all = (root, css) => [...root.querySelectorAll(css)];
const one = (root, css) => root.querySelector(css);
const data = (root) => one(root, "[part=panel]").dataset;

// Attributes, texts and values, addressed by selectors. What is not there reads as empty.
export const attribute = (root, css, name) => one(root, css)?.getAttribute(name) || "";
export const set = (root, css, name, value) =>
  all(root, css).map((it) => (value == null ? it.removeAttribute(name) : it.setAttribute(name, value)));
export const write = (root, css, text) => all(root, css).map((it) => (it.textContent = text));
export const value = (root, css) => one(root, css)?.value.trim().replace(/^tel:/i, "") || "";
export const setValue = (root, css, value) => (one(root, css).value = value);
export const focus = (root, css) => one(root, css)?.focus();

// What can be ticked, as bits: the purposes and, last, the product's.
const choices = (root) => all(root, "[name=purposes]");
const ticked = (root) => choices(root).filter((it) => it.checked);
const bits = (root, is) => choices(root).reduce((bits, it, at) => bits | (is(it) << at), 0);
const isProduct = (it) => it.type == "hidden";
export const ticks = (root) => bits(root, (it) => it.checked && !isProduct(it));
// A product's title is posted as it is written into the message: on one line, without the braces
// that mark places, and no longer than the message has room for.
export const product = (root) => {
  const it = data(root);
  const title = (it.title || "").replace(/[\s{}]+/g, " ").trim();
  it.title =
    title.length > it.room
      ? title.slice(0, it.room - 1).replace(/[\ud800-\udbff]$/, "") + "…"
      : title;
  return bits(root, isProduct);
};
export const tick = (root, bits) => {
  choices(root).map((it, at) => (it.checked = (bits >> at) & 1));
  all(root, "li").map((it, at) => (it.hidden = !((bits >> at) & 1)));
};
export const phrases = (root) => ticked(root).map((it) => it.dataset.phrase + "\n").join("");
const chosen = (root) => ticked(root).map((it) => it.value);

// The opt-in's body: what is filled in, by the names of the fields. A birthday is two fields of
// one name.
export const filled = (root, section, code) => {
  const { campaign, product, title } = data(root);
  const fields = {};
  const body = {
    code,
    purposes: chosen(root),
    page: document.URL,
    campaign: campaign?.slice(0, 80), // Too long a source is not the shopper's fault.
    fields,
  };
  if (section == "product") body.product = { id: product, title };
  all(root, `[data-on=${section}] [name]`).map((it) => {
    const [name, own] = it.name.split("field.");
    const text = it.value.trim();
    if (!text || name == "purposes") return;
    if (own) fields[own] = (fields[own] ? fields[own] + "-" : "") + text;
    else body[name] = text;
  });
  return JSON.stringify(body);
};

// Says a word of the panel's store, or nothing.
export const say = (root, word) => {
  const it = one(root, `[data-word=${word}]`);
  one(root, "[part=error]").replaceChildren(...(it ? [it.cloneNode(true)] : []));
};

// Marks each text with at least so many digits. Answers whether there is one.
export const markDigits = (root, digits) =>
  all(root, "[data-text]")
    .map((it) => it.toggleAttribute("data-wrong", it.value.replace(/\D/g, "").length >= digits))
    .includes(true);

// Whether the focus is in here; and, of a screen that has just come and is shown from its beginning,
// whether it was on something that has gone out of sight.
export const focused = (root) => !!root.activeElement;
export const begin = (root) => {
  one(root, ".scroll").scrollTop = 0;
  return root.activeElement && !root.activeElement.offsetParent;
};

// Tells the page. What was agreed is held on the device where the shop wants it; a wish for one
// message about one product is not.
export const tell = (root, name, code) => {
  const purposes = chosen(root);
  const { remember } = data(root);
  const mine = ticked(root).filter((it) => !isProduct(it)).map((it) => it.value);
  if (name == "confirmed" && remember && mine[0]) {
    const day = new Date().toISOString().slice(0, 10);
    keep("localStorage", "", root, [name, day, ...held(root), ...mine]);
    setAside(root);
  }
  root.host.dispatchEvent(
    new CustomEvent("saludo:" + name, { bubbles: true, composed: true, detail: { code, purposes } }),
  );
};

// What an event asks for: a key by its name, a tap by the attribute of what was tapped.
const tapped = (event) => event.target.closest("[data-do]");
export const deed = (event) => event.key || tapped(event)?.dataset.do || "";
export const isVisible = () => !document.hidden;

// Without a clipboard (a page that is not secure) the text stands there to be marked by hand.
export const copy = (root, event) => {
  const button = tapped(event);
  navigator.clipboard
    ?.writeText(button.dataset.copy || one(root, "blockquote").textContent)
    .then(() => (button.textContent = button.dataset.copied));
};

// Countries, named and sorted in the form's language.
export const offer = (root, codes) => {
  const list = one(root, "[part=country]");
  const language = one(root, "[part=panel]").lang;
  const names = new Intl.DisplayNames(language, { type: "region" });
  list.append(
    ...codes
      .match(/../g)
      .map((code) => [names.of(code), code])
      .sort((one, other) => one[0].localeCompare(other[0], language))
      .map((pair) => new Option(...pair)),
  );
  // A language alone names no region: `sv` is Swedish, not El Salvador. (Not read by `Intl.Locale`,
  // which throws at what some systems say, `en-US@posix`.)
  list.value = navigator.language.match(/[A-Z]{2}\b/);
  list.value ||= data(root).country;
};

// Only behind the last digit: grouping in the middle would move the caret.
export const atEnd = (root, css) => {
  const it = one(root, css);
  return it.selectionStart == it.value.length;
};

// On a desktop the link is a QR code too, drawn by a module that is loaded only then. (Without it
// there is the link, and the page's own watch over its errors has no use for ours.)
export const qr = (root, module, text) =>
  matchMedia("(hover:hover) and (pointer:fine)").matches &&
  import(module).then((module) => module.draw(one(root, "[part=qr]"), text), () => {});

// What outlives a reload, and what outlives the visit: an item each. The loader reads the first two
// of what the bubble leaves; a form inside the page has an item of its own. A page may be denied
// its storage.
const own = (root) => (data(root).source == "inline" ? ":inline" : "");
const read = (store, more, root) => {
  try {
    return JSON.parse(window[store].getItem("saludo:" + data(root).shop + more)) || [];
  } catch {
    return [];
  }
};
const keep = (store, more, root, list) => {
  try {
    window[store].setItem("saludo:" + data(root).shop + more, JSON.stringify(list));
  } catch {}
};
export const leave = (root, code, at, bits) => {
  const { product, title } = data(root);
  keep("sessionStorage", own(root), root, code ? [one(root, "[part=panel]").lang, bits & 1, code, at, bits, product, title] : []);
};
const held = (root) => read("localStorage", "", root).slice(2);

// Marks what is held already, out of reach; with nothing left to choose, the second door goes.
const setAside = (root) => {
  const mine = held(root);
  choices(root).map((it) => {
    if (mine.includes(it.value) && !isProduct(it)) {
      it.disabled = true;
      it.parentNode.dataset.held = "";
      set(root, ".held,[part=preferences]", "hidden");
    }
  });
  if (!one(root, "[part=purpose]:enabled")) set(root, "[part=updates]", "hidden", "");
};

// Puts what earlier pages have left on the panel.
export const takeUp = (root) => {
  const [, , code = "", at, bits, product, title] = read("sessionStorage", own(root), root);
  Object.assign(data(root), { code, at, bits }, product && { product, title });
  setAside(root);
};

// The two requests. A plain string goes as `text/plain`, which spares the preflight; `keepalive`
// lets it outlive the page, which the same tap may send into the background.
export const post = (url, body) =>
  fetch(url, { method: "POST", body, keepalive: true, credentials: "omit" }).then(
    (answer) => "" + answer.status,
    () => "",
  );
export const ask = (url) =>
  fetch(url, { cache: "no-store", credentials: "omit" })
    .then((answer) => answer.json())
    .then(
      (body) => body.state,
      () => "",
    );
