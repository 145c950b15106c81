// Draws a text as a QR code into a part of the panel that holds an empty SVG path. The
// WebAssembly stands beside this script; its interface is explained in module/src/lib.rs.
const { text, encode, path, path_length, memory } = (
  await WebAssembly.instantiateStreaming(fetch(new URL(__MODULE__, import.meta.url)))
).instance.exports;

// The light border that a reader needs, in modules.
const QUIET_ZONE = 4;
// What there is room for, in bytes. No link of ours is longer.
const MAX_TEXT = 1300;

export const draw = (place, message) => {
  const bytes = new TextEncoder().encode(message);
  if (bytes.length > MAX_TEXT) return;
  new Uint8Array(memory.buffer).set(bytes, text());
  const modules = encode(bytes.length);
  if (!modules) return;
  const drawn = new Uint8Array(memory.buffer, path(), path_length());
  const side = modules + 2 * QUIET_ZONE;
  place
    .querySelector("svg")
    .setAttribute("viewBox", `-${QUIET_ZONE} -${QUIET_ZONE} ${side} ${side}`);
  place.querySelector("path").setAttribute("d", new TextDecoder().decode(drawn));
  place.hidden = false;
};
