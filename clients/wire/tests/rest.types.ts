/** What the compiler refuses: a wrong path, parameter, body or use of an answer. Checked by tsc, never run. */
import { createApi, ofConversation } from "../src/index.ts";

const api = createApi({ baseUrl: "" });

export const REFUSED = {
  path: () =>
    // @ts-expect-error -- there is no such path
    api.get("/v1/stickers"),
  method: () =>
    // @ts-expect-error -- the path has no such method
    api.put("/v1/labels", { body: { name: "a" } }),
  missingPathParameter: () =>
    // @ts-expect-error -- which conversation?
    api.post("/v1/conversations/{conversation_id}/accept"),
  wrongPathParameter: () =>
    // @ts-expect-error -- it is called conversation_id
    api.get("/v1/conversations/{conversation_id}", { params: { path: { id: "c" } } }),
  missingQueryParameter: () =>
    // @ts-expect-error -- search for what?
    api.get("/v1/search"),
  unknownQueryParameter: () =>
    // @ts-expect-error -- it is called q
    api.get("/v1/search", { params: { query: { q: "a", text: "a" } } }),
  wrongQueryParameter: () =>
    // @ts-expect-error -- no view of conversations
    api.get("/v1/conversations", { params: { query: { view: "spam" } } }),
  missingBody: () =>
    // @ts-expect-error -- a label needs a name
    api.post("/v1/labels", { body: { color: "#000000" } }),
  unknownField: () =>
    // @ts-expect-error -- a label has no size
    api.post("/v1/labels", { body: { name: "a", size: 1 } }),
  bodyTooMany: () =>
    // @ts-expect-error -- accepting takes no body
    api.post("/v1/conversations/{conversation_id}/accept", { params: ofConversation("c"), body: {} }),
  wrongAnswer: async () => {
    const { items } = await api.get("/v1/labels");
    // @ts-expect-error -- a label has no size
    const sizes: number[] = items.map(({ size }) => Number(size));
    return sizes;
  },
  noAnswer: () =>
    api
      .delete("/v1/labels/{label_id}", { params: { path: { label_id: "l" } } })
      // @ts-expect-error -- nothing comes back
      .then(({ id }: { id: string }) => id),
};
