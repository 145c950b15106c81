// Verifying and parsing in plain JavaScript, for the workers that do it by hand.
const encoder = new TextEncoder();
const decoder = new TextDecoder();
let key;

// The parsed body, or nothing where the signature is wrong.
export async function verified(request, env) {
  const header = request.headers.get("X-Hub-Signature-256") ?? "";
  if (!/^sha256=[0-9a-f]{64}$/.test(header)) return null;
  const body = await request.arrayBuffer();
  key ??= crypto.subtle.importKey(
    "raw",
    encoder.encode(env.WHATSAPP_APP_SECRET),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["verify"],
  );
  const signature = new Uint8Array(32);
  for (let i = 0; i < 32; i++) signature[i] = parseInt(header.substr(7 + 2 * i, 2), 16);
  if (!(await crypto.subtle.verify("HMAC", await key, signature, body))) return null;
  return JSON.parse(decoder.decode(body));
}

// Every update of a body.
export function* updates(body) {
  for (const entry of body.entry ?? []) {
    for (const { value } of entry.changes ?? []) {
      for (const list of ["messages", "statuses", "user_preferences", "message_echoes"]) {
        yield* value?.[list] ?? [];
      }
    }
  }
}
