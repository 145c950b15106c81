// The one file that every page view of a shop pays for: it draws the bubble, a real link, and
// waits. Everything else is loaded when a shopper reaches for it.
//
// These identifiers are put in by others. When the loader is built, once for each set of features
// (xtask/src/build/widget.rs): `__FORM__`, the path of the form's files (script, WebAssembly and
// style sheet) up to the dot; `__ENTRIES__` and `__GREETING__`, whether the shop
// has entry points on its pages and a greeting. When the worker serves it: `__SETTINGS__`, the
// shop's settings, whose short names are explained in core/src/loader.rs: s shop, l locale, h chat
// link, n label, b bubble, c colour, t text colour, p side, x y z place, g greeting, w its close.
//
// The target is every browser since spring 2023 (constructable style sheets in Safari 16.4).
// An older one throws at `new CSSStyleSheet` before anything is drawn.
((settings) => {
  const saludo = (window.saludo ||= {});
  if (saludo.open) return; // The tag stands twice on the page, or came again with a new body.

  const tag = document.currentScript;
  const edge = new URL(tag.src).origin;
  const side = settings.p || "right";
  let returns = 0; // How often the page took the bubble out.
  let locale = settings.l;
  let bubblePanel; // Promise of the bubble's panel, once somebody reached for it.

  // --- The bubble -----------------------------------------------------------------------------

  // Page styles cannot reach into a shadow root, and here `!important` beats theirs.
  // Custom properties are the way in: --saludo-color, --saludo-text, --saludo-x, --saludo-y, --saludo-z.
  const sheet = new CSSStyleSheet();
  const panelSheet = new CSSStyleSheet(); // Filled with the form's.
  sheet.replaceSync(`
:host{
all:initial!important;
position:fixed!important;
bottom:calc(var(--saludo-y,${settings.y ?? 20}px) + env(safe-area-inset-bottom))!important;
${side}:calc(var(--saludo-x,${settings.x ?? 20}px) + env(safe-area-inset-${side}))!important;
z-index:var(--saludo-z,${settings.z || 9000})!important;
--c:var(--saludo-color,${settings.c});
--t:var(--saludo-text,${settings.t})
}
a[part=bubble]{
display:block;
box-sizing:border-box;
width:60px;
height:60px;
padding:16px;
border-radius:50%;
background:var(--c);
color:var(--t);
box-shadow:0 0 0 1px #fff2,0 4px 16px #0005;
outline-offset:3px;
transition:transform .2s
}
a[part=bubble]:hover,[aria-busy]{transform:scale(1.07)}
a[part=bubble]:focus-visible{outline:3px solid var(--c)}
a[part=bubble] i{
display:block;
height:28px;
background:var(--t);
clip-path:path(evenodd,"M14 1C6.8 1 1 6.2 1 12.6c0 3.3 1.6 6.3 4.1 8.4L4 27l6.3-3c1.2.3 2.4.4 3.7.4 7.2 0 13-5.2 13-11.8S21.2 1 14 1ZM8 10.2h12v2.3H8zM8 14.6h8v2.3H8z")
}
[aria-busy] i{animation:b .9s infinite alternate}
@keyframes b{to{opacity:.3}}
@media print{:host{display:none!important}}
@media(prefers-reduced-motion){a{transition:none!important}i{animation:none!important}}
@media(forced-colors:active){
a{border:2px solid;padding:14px}
i{forced-color-adjust:none;background:LinkText!important}
}` + (__GREETING__ ? `
[part=greeting]{
position:absolute;
bottom:72px;
${side}:0;
box-sizing:border-box;
width:max-content;
max-width:min(280px,calc(100vw - 40px));
padding:14px 16px;
padding-inline-end:44px;
border-radius:16px;
background:#fff;
color:#14201b;
font:16px/1.4 system-ui,sans-serif;
text-decoration:none;
box-shadow:0 0 0 1px #0000001a,0 8px 24px #0003
}
[part=greeting] button{
all:unset;
position:absolute;
top:0;
inset-inline-end:0;
width:44px;
height:44px;
text-align:center;
cursor:pointer
}
[part=greeting] button:focus-visible{outline:2px solid;outline-offset:-6px;border-radius:50%}` : ""));

  // A page that renders its body anew takes the bubble out; it comes back. (Not at once: a page
  // that empties its body in a loop must be able to finish.) Each time a little later, in
  // milliseconds: the tenth render does not show, and a page that takes out whatever is not its own
  // is not kept busy, two hundred times in an hour.
  customElements.define(
    "saludo-bubble",
    class extends HTMLElement {
      connectedCallback() {
        this != host && this.remove(); // A copy, as of a page kept for the way back.
      }
      disconnectedCallback() {
        setTimeout(place, returns * returns++);
      }
    },
  );
  const host = document.createElement("saludo-bubble");
  host.setAttribute("role", "complementary"); // A landmark, so that nothing stands outside of one.
  host.setAttribute("aria-label", "WhatsApp");
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet, panelSheet];
  const place = () => host.isConnected || document.body?.append(host);

  const link = document.createElement("a");
  link.part = "bubble";
  link.href = settings.h;
  // Inside other apps and on iOS a new tab is dead or stays behind empty.
  link.target = /iP(hone|ad|od)|Instagram|FBA[NV]|TikTok|musical_ly|Bytedance/.test(
    navigator.userAgent,
  )
    ? "_self"
    : "_blank";
  link.rel = "noopener";
  link.setAttribute("aria-label", settings.n);
  link.append(document.createElement("i"));
  root.append(link);

  // --- The panel ------------------------------------------------------------------------------

  const hosted = (data) => {
    const about = __ENTRIES__ && data ? "&" + new URLSearchParams({ ...data, source: data.campaign }) : "";
    return edge + "/s/" + settings.s + "/opt-in?lang=" + locale + about;
  };

  // Whether the page's Content Security Policy lets WebAssembly run, asked with the smallest
  // module there is: magic number and version. It is refused by throwing.
  const allowed = () => {
    try {
      return new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
    } catch {}
  };

  const get = (path) =>
    fetch(edge + path, { credentials: "omit" }).then((answer) =>
      answer.ok ? answer : Promise.reject(answer),
    );

  // The panel's HTML as elements. XMLHttpRequest parses it without a string ever becoming markup,
  // which pages that enforce Trusted Types refuse.
  const html = (query) =>
    new Promise((done, fail) => {
      const request = new XMLHttpRequest();
      request.open("GET", edge + "/s/" + settings.s + "/panel?lang=" + locale + query);
      request.responseType = "document";
      request.onload = () => {
        const panel = request.response?.querySelector("section"); // None where an error came.
        panel ? done(panel) : fail();
      };
      request.onerror = fail;
      request.send();
    });

  let started; // Promise of the form's script with its WebAssembly, of which one serves all panels.

  // Everything at the same time, compiled off the main thread. A failure is forgotten, so that the
  // tap after a failed preload tries again.
  const start = () =>
    (started ||= Promise.all([
      import(edge + __FORM__ + "js"),
      WebAssembly.compileStreaming(get(__FORM__ + "wasm")),
      get(__FORM__ + "css").then((answer) => answer.text()),
    ])
      .then(([module, code, style]) => {
        panelSheet.replaceSync(style);
        module.default({ module: code });
        return module;
      })
      .catch((error) => {
        started = 0;
        throw error;
      }));

  const mount = (where, query) =>
    Promise.all([start(), html(query)]).then(([module, panel]) => {
      for (const a of panel.querySelectorAll("a")) a.target = link.target;
      where.append(panel);
      module.mount(where, window, document, edge);
      return panel;
    });

  // What this visit has left: in which language it was asked, and whether the panel was open.
  const recall = () => {
    try {
      const [language, open] = JSON.parse(sessionStorage.getItem("saludo:" + settings.s));
      locale = language || locale;
      return open;
    } catch {}
  };

  const load = () =>
    (bubblePanel ||= (recall(), mount(root, "")).catch((error) => {
      bubblePanel = 0;
      throw error;
    }));

  // The panel is told what to do by a tap on itself.
  const tell = (what, data) => {
    link.setAttribute("aria-busy", true);
    return load()
      .then((panel) => {
        if (__ENTRIES__) {
          // Asked on the page of one product, the question names it.
          const [one, other] = document.querySelectorAll("[data-saludo=product]");
          const about = !other && one?.dataset.title;
          const door = panel.querySelector("[part=chat]");
          const { about: text, link: base, chat } = panel.dataset;
          if (door)
            door.href =
              about && text
                ? base + "?text=" + encodeURIComponent(text.replace("{product}", () => about))
                : chat;
        }
        if (__GREETING__) root.querySelector("[part=greeting]")?.remove();
        Object.assign(panel.dataset, { campaign: tag.dataset.source || "" }, data).do = what;
        panel.click();
        panel.removeAttribute("data-do");
      })
      .finally(() => link.removeAttribute("aria-busy"));
  };

  const openOrLeave = (what, data) => (allowed() ? tell(what, data).catch(() => leave(data)) : leave(data));
  const leave = (data) => {
    location.href = hosted(data);
  };

  if (settings.b != "chat") {
    for (const intent of ["pointerenter", "focus"])
      link.addEventListener(intent, () => allowed() && load().catch(() => {}), {
        once: true,
      });

    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (!allowed()) {
        // The click itself opens the hosted form in a new tab: no popup blocker minds that.
        link.href = hosted();
        return;
      }
      event.preventDefault();
      openOrLeave(link.getAttribute("aria-expanded") == "true" ? "close" : "open");
    });
  }

  // --- The page's own script ------------------------------------------------------------------

  saludo.open = () => openOrLeave("open");
  saludo.close = () => bubblePanel && tell("close");
  saludo.on = (event, heard) => document.addEventListener("saludo:" + event, heard);
  saludo.optIn = ({ product, source } = {}) =>
    openOrLeave(product ? "product" : "form", {
      ...(product && { product: product.id, title: product.title }),
      ...(source && { campaign: source }),
    });

  // `saludo.q.push(["open"])` works before the loader is here and after.
  const waiting = saludo.q || [];
  saludo.q = {
    push: (...calls) => calls.forEach(([name, ...values]) => saludo[name](...values)),
  };

  if (__ENTRIES__) {
    // Buttons and links of the page itself, also those that come later.
    document.addEventListener("click", (event) => {
      const entry = event.target.closest?.("[data-saludo]");
      const { saludo: kind, product, title, source } = entry?.dataset || {};
      if (kind == "product") {
        event.preventDefault();
        // One of the two is enough.
        saludo.optIn({ product: { id: product || title, title: title || product }, source });
      }
      if (kind == "chat") {
        entry.href = settings.h;
        entry.target = link.target;
      }
    });

    // A form inside the page is loaded when it comes near.
    const near = new IntersectionObserver(
      (entries) =>
        entries.forEach(({ isIntersecting, target }) => {
          if (!isIntersecting || target.shadowRoot) return;
          near.unobserve(target);
          const inside = target.attachShadow({ mode: "open" });
          inside.adoptedStyleSheets = [panelSheet];
          const refuse = () => {
            const way = document.createElement("a");
            way.href = hosted();
            way.textContent = settings.n;
            inside.replaceChildren(way);
          };
          if (!allowed()) return refuse();
          mount(inside, "&inline").then((panel) => {
            panel.style.setProperty("--c", "var(--saludo-color," + settings.c + ")");
            panel.style.setProperty("--t", "var(--saludo-text," + settings.t + ")");
            panel.dataset.campaign = target.dataset.source || tag.dataset.source || "";
          }, refuse);
        }),
      { rootMargin: "400px" },
    );
    const look = () =>
      document.querySelectorAll("[data-saludo=form]").forEach((form) => near.observe(form));
    new MutationObserver(look).observe(document, { childList: true, subtree: true });
    look();
  }

  // A visit begins with a page that another site, or nothing, led to; a reload and a way back go on
  // with theirs.
  const begins =
    performance.getEntriesByType("navigation")[0]?.type == "navigate" &&
    !document.referrer.startsWith(location.origin);

  if (__GREETING__) {
    // Once a visit, and none for those who are known. So nothing needs to be stored.
    if (begins)
      setTimeout(() => {
        let known = bubblePanel;
        try {
          known ||= localStorage.getItem("saludo:" + settings.s);
        } catch {}
        if (known) return;
        const greeting = document.createElement("div");
        greeting.part = "greeting";
        greeting.lang = locale;
        greeting.setAttribute("role", "status");
        greeting.textContent = settings.g[1];
        const away = document.createElement("button");
        away.textContent = "×";
        away.setAttribute("aria-label", settings.w);
        const gone = () => greeting.remove();
        away.addEventListener("click", gone);
        link.addEventListener("click", gone);
        greeting.append(away);
        root.append(greeting);
      }, settings.g[0] * 1000);
  }

  place();
  addEventListener("DOMContentLoaded", place);
  saludo.q.push(...waiting);

  // Only the tap on "Continue" stores something. If this visit has done that, and the panel was
  // not closed since, show how it went. A visit that begins has not, and to look would take as long
  // as all the rest here: the browser opens a store for it.
  if (!begins && recall()) tell("restore").catch(() => {});
})(__SETTINGS__);
