// The limit: takes the body and answers.
export default {
  async fetch(request) {
    if (request.method === "POST") await request.arrayBuffer();
    return new Response(request.method === "POST" ? "" : "0");
  },
};
