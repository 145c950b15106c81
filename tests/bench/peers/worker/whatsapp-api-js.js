// The npm package whatsapp-api-js as its documentation sets it up for a worker, counting what its
// callbacks are told.
import { WhatsAppAPI } from "whatsapp-api-js/middleware/cloudflare";

let api;
let seen = 0;

function made(env) {
  api = new WhatsAppAPI({
    token: env.WHATSAPP_ACCESS_TOKEN,
    appSecret: env.WHATSAPP_APP_SECRET,
    webhookVerifyToken: env.WHATSAPP_VERIFY_TOKEN,
    v: "v23.0",
  });
  api.on.message = () => {
    seen += 1;
  };
  api.on.status = () => {
    seen += 1;
  };
  return api;
}

export default {
  async fetch(request, env) {
    if (request.method !== "POST") return new Response(String(seen));
    return new Response("", { status: await (api ?? made(env)).handle_post(request) });
  },
};
