// The same by hand, and every update is kept once in a Durable Object's SQLite before the answer.
// Nothing is acted on.
import { DurableObject } from "cloudflare:workers";
import { updates, verified } from "./received.js";

export class Book extends DurableObject {
  constructor(state, env) {
    super(state, env);
    this.sql = state.storage.sql;
    this.sql.exec("CREATE TABLE IF NOT EXISTS updates (key TEXT PRIMARY KEY, body TEXT NOT NULL)");
  }

  keep(rows) {
    this.ctx.storage.transactionSync(() => {
      for (const [key, body] of rows) {
        this.sql.exec("INSERT OR IGNORE INTO updates (key, body) VALUES (?, ?)", key, body);
      }
    });
  }

  count() {
    return this.sql.exec("SELECT count(*) AS n FROM updates").one().n;
  }
}

// What makes two updates the same one.
const keyOf = (update) =>
  update.status
    ? `${update.id} ${update.status} ${update.recipient_id}`
    : (update.id ?? `${update.wa_id} ${update.value} ${update.timestamp}`);

export default {
  async fetch(request, env) {
    const book = env.BOOK.get(env.BOOK.idFromName("book"));
    if (request.method !== "POST") return new Response(String(await book.count()));
    const body = await verified(request, env);
    if (!body) return new Response("", { status: 401 });
    const rows = [];
    for (const update of updates(body)) rows.push([keyOf(update), JSON.stringify(update)]);
    await book.keep(rows);
    return new Response("");
  },
};
