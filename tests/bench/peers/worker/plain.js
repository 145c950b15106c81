// What a shop's developer writes by hand: verifies Meta's signature on the raw bytes with WebCrypto,
// parses, and looks at every update. Keeps nothing.
import { updates, verified } from "./received.js";

let seen = 0;

export default {
  async fetch(request, env) {
    if (request.method !== "POST") return new Response(String(seen));
    const body = await verified(request, env);
    if (!body) return new Response("", { status: 401 });
    for (const update of updates(body)) if (update.id || update.wa_id) seen += 1;
    return new Response("");
  },
};
