// The worker as it is built, and around it what counts that Cloudflare bills: requests to the worker
// and to its book, rows that SQLite read and wrote, alarms that were set. It is the main module of a
// bench's workerd only; nothing of it ships.
import { WorkerEntrypoint } from "cloudflare:workers";
import Inner, { Book as InnerBook } from "./index.js";

// In workerd the worker and its books share an isolate, and so this.
const counts = {
  // From outside. What the worker asks itself through its own binding is not billed.
  requests: 0,
  own_requests: 0,
  // Calls and alarms of a book.
  book_requests: 0,
  alarms: 0,
  alarms_set: 0,
  statements: 0,
  rows_read: 0,
  rows_written: 0,
};

// A cursor knows its rows once it is at its end, which it is when the next statement begins.
let last;
function fold() {
  if (last) {
    counts.rows_read += last.rowsRead;
    counts.rows_written += last.rowsWritten;
    last = undefined;
  }
}

let isCounting = false;
function count(storage) {
  if (isCounting) return;
  isCounting = true;
  const sql = Object.getPrototypeOf(storage.sql);
  const { exec } = sql;
  sql.exec = function (...values) {
    fold();
    counts.statements += 1;
    last = exec.apply(this, values);
    return last;
  };
  const storages = Object.getPrototypeOf(storage);
  const { setAlarm } = storages;
  storages.setAlarm = function (...values) {
    counts.alarms_set += 1;
    return setAlarm.apply(this, values);
  };
}

export class Book {
  constructor(ctx, env) {
    count(ctx.storage);
    this.storage = ctx.storage;
    this.inner = new InnerBook(ctx, env);
  }

  async fetch(request) {
    if (new URL(request.url).pathname === "/_counts") {
      fold();
      return Response.json({ ...counts, book_bytes: this.storage.sql.databaseSize });
    }
    counts.book_requests += 1;
    return this.inner.fetch(request);
  }

  async alarm(info) {
    counts.alarms += 1;
    return this.inner.alarm(info);
  }
}

export default class extends WorkerEntrypoint {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    // One shop, by its name: workerd has no jurisdictions.
    if (pathname === "/_counts") return this.env.BOOK.getByName("demo").fetch("http://book/_counts");
    if (pathname.startsWith("/_internal/")) counts.own_requests += 1;
    else counts.requests += 1;
    return new Inner(this.ctx, this.env).fetch(request);
  }
}
