// The one file that every page view of a shop pays for: it draws the bubble, a real link, and
// waits. Everything else is loaded when a shopper reaches for it.
//
// Two identifiers are put in by others: `__FORM__`, the path of the form's script (the WebAssembly
// stands beside it under the same name), when the loader is built; `__SETTINGS__`, the shop's
// settings, when the worker serves it. Their short names are explained in core/src/loader.rs:
// s shop, l locale, h chat link, n label, b bubble, c colour, t text colour, p side, m mode.
//
// The target is every browser since spring 2023 (constructable style sheets in Safari 16.4).
// An older one throws at `new CSSStyleSheet` before anything is drawn.
((settings) => {
  const saludo = (window.saludo ||= {});
  if (saludo.open) return; // The tag stands twice on the page, or came again with a new body.

  const edge = new URL(document.currentScript.src).origin;
  const keptAs = "saludo:" + settings.s;
  const side = settings.p || "right";
  let locale = settings.l;
  let form; // Promise of the form, once somebody reached for it.

  // --- The bubble -----------------------------------------------------------------------------

  // Page styles cannot reach into a shadow root, and here `!important` beats theirs.
  // Custom properties are the way in: --saludo-color, --saludo-text, --saludo-x, --saludo-y, --saludo-z.
  const sheet = new CSSStyleSheet();
  const panelSheet = new CSSStyleSheet(); // The form fills it.
  sheet.replaceSync(`
:host{
all:initial!important;
position:fixed!important;
bottom:calc(var(--saludo-y,20px) + env(safe-area-inset-bottom))!important;
${side}:calc(var(--saludo-x,20px) + env(safe-area-inset-${side}))!important;
z-index:var(--saludo-z,9000)!important;
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
box-shadow:0 0 0 1px #ffffff1f,0 2px 6px #0003,0 8px 24px #0003;
outline-offset:3px;
transition:transform .2s;
-webkit-tap-highlight-color:#0000
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
}`);

  // A page that renders its body anew takes the bubble out; it comes back. (Not at once: a page
  // that empties its body in a loop must be able to finish.)
  customElements.define(
    "saludo-bubble",
    class extends HTMLElement {
      disconnectedCallback() {
        setTimeout(place);
      }
    },
  );
  const host = document.createElement("saludo-bubble");
  host.setAttribute("role", "complementary"); // A landmark, so that nothing stands outside of one.
  host.setAttribute("aria-label", "WhatsApp");
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet, panelSheet];
  const place = () => host.isConnected || document.body.append(host);

  const link = document.createElement("a");
  link.part = "bubble";
  link.href = settings.h;
  link.target = "_blank";
  link.rel = "noopener";
  link.setAttribute("aria-label", settings.n);
  link.append(document.createElement("i"));
  root.append(link);

  // --- The form -------------------------------------------------------------------------------

  const hosted = () => edge + "/s/" + settings.s + "/opt-in?lang=" + locale;

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

  // Script, settings and WebAssembly at the same time, compiled off the main thread. A failure is
  // forgotten, so that the tap after a failed preload tries again.
  const load = () =>
    (form ||= Promise.all([
      import(edge + __FORM__),
      get("/v1/shops/" + settings.s + "?locale=" + locale).then((answer) => answer.json()),
      WebAssembly.compileStreaming(get(__FORM__.replace(/js$/, "wasm"))),
    ])
      .then(([module, shop, code]) => {
        module.default({ module: code });
        return [module, shop];
      })
      .catch((error) => {
        form = 0;
        throw error;
      }));

  const open = (restored) => {
    link.setAttribute("aria-busy", true);
    return load()
      .then(([module, shop]) => module.open(root, panelSheet, edge, shop, restored))
      .finally(() => link.removeAttribute("aria-busy"));
  };

  const openOrLeave = () =>
    allowed() ? open(false).catch(leave) : leave();
  const leave = () => {
    location.href = hosted();
  };

  if (settings.b != "chat") {
    for (const intent of ["pointerenter", "touchstart", "focus"])
      link.addEventListener(intent, () => allowed() && load().catch(() => {}), {
        once: true,
        passive: true,
      });

    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (!allowed()) {
        // The click itself opens the hosted form in a new tab: no popup blocker minds that.
        link.href = hosted();
        return;
      }
      event.preventDefault();
      if (link.getAttribute("aria-expanded") == "true") saludo.close();
      else openOrLeave();
    });
  }

  // --- The page's own script ------------------------------------------------------------------

  saludo.open = openOrLeave;
  saludo.close = () => form && form.then(([module]) => module.close());
  saludo.on = (event, heard) => host.addEventListener("saludo:" + event, heard);

  // `saludo.q.push(["open"])` works before the loader is here and after.
  const waiting = saludo.q || [];
  saludo.q = {
    push: (...calls) => calls.forEach(([name, ...values]) => saludo[name](...values)),
  };

  if (document.body) place();
  else addEventListener("DOMContentLoaded", place);
  saludo.q.push(...waiting);

  // Only the tap on "Continue" stores something. If this visit has done that, and the panel was
  // not closed since, show how it went, in the language it was asked in.
  try {
    const kept = JSON.parse(sessionStorage.getItem(keptAs));
    locale = kept.locale;
    if (kept.open) open(true).catch(() => {});
  } catch {}
})(__SETTINGS__);
