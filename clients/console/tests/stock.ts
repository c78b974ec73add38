/** A noun of the tenant on the faked server: what there is of it, and what was asked. */
import type { Role, Schemas } from "@chorus/wire";
import { http, HttpResponse } from "msw";
import { storeTokens } from "@/lib/session";
import { ADA, inbox, T0, user } from "./people.ts";
import { at, server } from "./server.ts";

interface Nouns {
  users: Schemas["UserRead"];
  teams: Schemas["TeamRead"];
  labels: Schemas["LabelRead"];
  "canned-replies": Schemas["CannedReplyRead"];
  inboxes: Schemas["InboxRead"];
  "api-keys": Schemas["ApiKeyRead"];
}

const BLANK: Nouns = {
  users: user(),
  teams: { id: "", name: "", userIds: [] },
  labels: { id: "", name: "", color: "#64748b" },
  "canned-replies": { id: "", shortcut: "", content: "", updatedAt: T0 },
  inboxes: inbox(),
  "api-keys": { id: "", name: "", scopes: [], createdAt: T0, lastUsedAt: null },
};
/** Those that come on one page. */
const UNPAGED = ["teams", "api-keys"];

/** `fresh`: what the server adds to a new one. */
export function stock<Noun extends keyof Nouns>(
  noun: Noun,
  known: (Partial<Nouns[Noun]> & { id: string })[],
  fresh: object = {},
) {
  const done: unknown[] = [];
  const path = `/v1/${noun}`;
  const bodyOf = async (request: Request) => {
    const text = await request.text();
    return (text ? JSON.parse(text) : {}) as Record<string, unknown>;
  };
  /** What was asked, without what is never answered, such as a password. */
  const shown = (body: object) =>
    Object.fromEntries(Object.entries(body).filter(([name]) => name in BLANK[noun]));
  const items: Nouns[Noun][] = known.map((one) => ({ ...BLANK[noun], ...shown(one) }));
  const find = (id: unknown) => items.find((one) => one.id === id);
  server.use(
    http.get(at(path), () =>
      HttpResponse.json({ items, ...(!UNPAGED.includes(noun) && { nextCursor: null }) }),
    ),
    http.post(at(path), async ({ request }) => {
      const body = await bodyOf(request);
      done.push(["make", body]);
      const item = { ...BLANK[noun], ...shown(body), id: `new-${items.length}` };
      items.push(item);
      return HttpResponse.json({ ...item, ...fresh }, { status: 201 });
    }),
    http.patch(at(`${path}/:id`), async ({ request, params }) => {
      const body = await bodyOf(request);
      done.push(["change", params["id"], body]);
      const item: object = find(params["id"]) ?? BLANK[noun];
      const settings = "settings" in item && { settings: Object.assign({}, item.settings, body["settings"]) };
      Object.assign(item, shown(body), settings);
      return HttpResponse.json({ ...item, ...fresh });
    }),
    http.delete(at(`${path}/:id`), ({ params }) => {
      done.push(["remove", params["id"]]);
      items.splice(
        items.findIndex((one) => one.id === params["id"]),
        1,
      );
      return new HttpResponse(null, { status: 204 });
    }),
    http.all(at(`${path}/:id/:deed`), async ({ request, params }) => {
      done.push([String(params["deed"]), params["id"], await bodyOf(request)]);
      if (request.method === "DELETE") return new HttpResponse(null, { status: 204 });
      return HttpResponse.json(find(params["id"]) ?? BLANK[noun]);
    }),
  );
  return { items, done };
}

export function enterAs(role: Role): void {
  storeTokens({ accessToken: "t", expiresIn: 900, refreshToken: "r", user: { ...ADA, role } });
}
