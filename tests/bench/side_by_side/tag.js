// Runs in every page of the comparison before its own script: notes when the bubble of this page
// (`SELECTOR`, looked for in `ROOT` and the shadow root of what is found there) can be seen, and the
// page's largest contentful paint.
(() => {
  bench.lcp = null;
  new PerformanceObserver((list) => {
    bench.lcp = list.getEntries().at(-1).startTime;
  }).observe({ type: "largest-contentful-paint", buffered: true });

  const seen = () => {
    let found = document;
    for (const selector of __SELECTORS__) {
      found = (found.shadowRoot ?? found).querySelector(selector);
      if (!found) return false;
    }
    return found.getBoundingClientRect().width > 0 && found.checkVisibility();
  };
  const look = () => {
    if (!seen()) return requestAnimationFrame(look);
    const { port1, port2 } = new MessageChannel(); // Its message comes after the frame.
    port1.onmessage = () => (bench.bubble = performance.now());
    port2.postMessage(0);
  };
  if (__SELECTORS__.length) requestAnimationFrame(look);
})();
