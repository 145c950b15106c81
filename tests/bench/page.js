// Runs in every page before its own script, in pages with the tag and without: what it costs is in
// both. `window.bench` holds what was seen.
(() => {
  const bench = (window.bench = { longTasks: [], shifts: [], bubble: null, tap: null });
  const watch = (type, keep) =>
    new PerformanceObserver((list) => keep(list.getEntries())).observe({ type, buffered: true });
  watch("longtask", (tasks) => bench.longTasks.push(...tasks.map((task) => task.duration)));
  watch("layout-shift", (shifts) => bench.shifts.push(...shifts.map((shift) => shift.value)));

  // Without an observer of the page, which would itself be script time: the promise is settled
  // right behind the script that defined the element, which then stands in the page or waits for
  // a body.
  customElements.whenDefined("saludo-bubble").then(() => {
    const note = () => {
      if (document.querySelector("saludo-bubble")) bench.bubble = performance.now();
      else addEventListener("DOMContentLoaded", note, { once: true });
    };
    note();
  });

  const part = (name) =>
    document.querySelector("saludo-bubble")?.shadowRoot.querySelector(`[part=${name}]`);

  // Whether a finger on its middle would reach it.
  const isUsable = (it) => {
    if (!it?.checkVisibility({ visibilityProperty: true }) || it.disabled) return false;
    const box = it.getBoundingClientRect();
    const hit = it.getRootNode().elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return it.contains(hit) || !!it.closest("label")?.contains(hit);
  };

  // Times the next tap: from the moment the finger came down to the end of the first frame in
  // which the named part is usable.
  bench.timeTapUntil = (name) => {
    const tap = (bench.tap = { finger: null, usable: null });
    const once = { once: true, capture: true, passive: true };
    addEventListener(
      "touchstart",
      ({ timeStamp: start }) => {
        addEventListener("touchend", (event) => (tap.finger = event.timeStamp - start), once);
        const look = () => {
          if (!isUsable(part(name))) return requestAnimationFrame(look);
          const { port1, port2 } = new MessageChannel(); // Its message comes after the frame.
          port1.onmessage = () => (tap.usable = performance.now() - start);
          port2.postMessage(0);
        };
        requestAnimationFrame(look);
      },
      once,
    );
  };

  // A fixed piece of work.
  bench.work = () => {
    let sum = 0;
    for (let i = 0; i < 1e7; i++) sum += Math.sqrt(i);
    return sum;
  };
})();
