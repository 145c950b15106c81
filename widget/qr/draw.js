// Draws a text as a QR code into a part of the panel that holds an empty SVG path. The
// WebAssembly stands beside this script; its interface is explained in module/src/lib.rs.
const { text, encode, path, path_length, memory } = (
  await WebAssembly.instantiateStreaming(fetch(new URL(__MODULE__, import.meta.url)))
).instance.exports;

// The light border that a reader needs, in modules.
const QUIET_ZONE = 4;
// What there is room for, in bytes. No link of ours is longer.
const MAX_TEXT = 1300;
// How large a code becomes, in CSS pixels, as long as the window is high enough: a hand's breadth
// from a screen a camera reads it easily. Its card's edge is taken off the panel's width.
const LARGE = 264;
const OF_HEIGHT = 0.34;
const CARD = 26;
// A module of less, in CSS pixels, is too fine for many cameras.
const FINE = 2;

export const draw = (place, message) => {
  const bytes = new TextEncoder().encode(message);
  if (bytes.length > MAX_TEXT) return;
  new Uint8Array(memory.buffer).set(bytes, text());
  const modules = encode(bytes.length);
  if (!modules) return;
  const drawn = new Uint8Array(memory.buffer, path(), path_length());
  const side = modules + 2 * QUIET_ZONE;
  place.hidden = false;
  place.closest("[part=panel]").dataset.qr = ""; // The style sheet shows the words that go with it.
  // Each module has a whole number of the screen's own pixels. Edges in between would be grey, and
  // at three pixels a module that is enough for some codes not to be read.
  const pixels = (size) => Math.floor((size * devicePixelRatio) / side);
  const wanted = Math.max(
    pixels(Math.min(LARGE, innerHeight * OF_HEIGHT)),
    Math.ceil(FINE * devicePixelRatio),
  );
  const room = place.clientWidth - CARD;
  const module = room > 0 ? Math.max(Math.min(wanted, pixels(room)), 1) : wanted;
  const size = (module * side) / devicePixelRatio;
  const svg = place.querySelector("svg");
  // Black on white on any ground, and the card's edge comes on top of the size. Written here, so
  // that the style sheet, which every panel loads, does without.
  svg.style.cssText =
    "box-sizing:content-box;padding:12px;background:#fff;forced-color-adjust:none";
  for (const [name, value] of [
    ["viewBox", `-${QUIET_ZONE} -${QUIET_ZONE} ${side} ${side}`],
    ["width", size],
    ["height", size],
    ["shape-rendering", "crispEdges"],
  ])
    svg.setAttribute(name, value);
  place.querySelector("path").setAttribute("d", new TextDecoder().decode(drawn));
};
