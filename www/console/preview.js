// What stands in for the network in the editor's preview. The loader that follows is the shop's own
// with what is typed in the editor; its panel is in this page, and nothing that is done in it is
// posted, stored or counted.

(() => {
  const here = location.origin;

  // The loader asks where it came from, and whether this visit begins here.
  Object.defineProperty(document, "currentScript", {
    value: { src: location.href, dataset: {} },
  });
  Object.defineProperty(document, "referrer", { value: "" });

  // The panel, for which the loader asks by XMLHttpRequest.
  window.XMLHttpRequest = class {
    open(_, address) {
      this.panel = address.includes("&inline") ? "inline" : "panel";
    }
    send() {
      this.response = document.getElementById(this.panel).content.cloneNode(true);
      setTimeout(() => this.onload());
    }
  };

  // The form's files are the only ones that are fetched. An opt-in is taken for posted, and no
  // message ever comes.
  const fetched = window.fetch;
  window.fetch = (request, init) => {
    const address = new URL(request.url || request, here);
    if (address.origin == here && address.pathname.startsWith("/w/")) return fetched(request, init);
    const method = init?.method || request.method || "GET";
    if (method.toUpperCase() != "POST") return new Promise(() => {});
    return Promise.resolve(Response.json({ state: "requested" }, { status: 201 }));
  };
  navigator.sendBeacon = () => true;

  for (const storage of ["sessionStorage", "localStorage"])
    Object.defineProperty(window, storage, {
      get() {
        throw new DOMException("the preview keeps nothing", "SecurityError");
      },
    });

  // Links lead nowhere.
  addEventListener("click", (event) => {
    if (event.composedPath().some((node) => node.localName == "a")) event.preventDefault();
  });

  // Whoever types in the editor keeps the keyboard until they come here by themselves.
  const focus = HTMLElement.prototype.focus;
  HTMLElement.prototype.focus = () => {};
  for (const event of ["pointerdown", "keydown"])
    addEventListener(event, () => (HTMLElement.prototype.focus = focus), { once: true, capture: true });

  addEventListener("DOMContentLoaded", () => {
    const show = document.body.dataset.show;
    if (show == "panel") window.saludo.open();
    if (show == "form") window.saludo.optIn();
  });
})();
