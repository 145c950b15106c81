// The worker as it is built, before a book that takes every webhook and keeps nothing: what verifying
// and reading cost by themselves. It is the main module of a bench's workerd only; nothing of it ships.
import { WorkerEntrypoint } from "cloudflare:workers";
import Inner from "./index.js";

export { Book } from "./index.js";

const book = {
  async fetch() {
    return new Response(null);
  },
};

// The worker asks for a binding by the name of its class.
class DurableObjectNamespace {
  getByName() {
    return book;
  }

  jurisdiction() {
    return this;
  }
}

const books = new DurableObjectNamespace();
let env;

export default class extends WorkerEntrypoint {
  fetch(request) {
    env ??= { ...this.env, BOOK: books };
    return new Inner(this.ctx, env).fetch(request);
  }
}
