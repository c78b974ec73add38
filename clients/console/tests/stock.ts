/** A noun of the tenant on the faked server: what there is of it, and what was asked. */
import { http, HttpResponse } from "msw";
import { storeTokens } from "@/lib/session";
import type { Role } from "@/lib/types";
import { ADA } from "./people.ts";
import { at, server } from "./server.ts";

type Item = { id: string } & Record<string, unknown>;

export function stock(noun: string, items: Item[], fresh: Record<string, unknown> = {}) {
  const done: unknown[] = [];
  const path = `/v1/${noun}`;
  const bodyOf = async (request: Request) => {
    const text = await request.text();
    return (text ? JSON.parse(text) : {}) as Record<string, unknown>;
  };
  server.use(
    http.get(at(path), () => HttpResponse.json({ items, nextCursor: null })),
    http.post(at(path), async ({ request }) => {
      const body = await bodyOf(request);
      done.push(["make", body]);
      const item = { ...fresh, ...body, id: `new-${items.length}` };
      items.push(item);
      return HttpResponse.json(item, { status: 201 });
    }),
    http.patch(at(`${path}/:id`), async ({ request, params }) => {
      const body = await bodyOf(request);
      done.push(["change", params["id"], body]);
      const item = items.find((one) => one.id === params["id"]);
      return HttpResponse.json(Object.assign(item ?? {}, body));
    }),
    http.delete(at(`${path}/:id`), ({ params }) => {
      done.push(["remove", params["id"]]);
      const place = items.findIndex((one) => one.id === params["id"]);
      items.splice(place, 1);
      return new HttpResponse(null, { status: 204 });
    }),
    http.all(at(`${path}/:id/:deed`), async ({ request, params }) => {
      done.push([String(params["deed"]), params["id"], await bodyOf(request)]);
      const item = items.find((one) => one.id === params["id"]);
      return HttpResponse.json(item ?? {});
    }),
  );
  return { items, done };
}

export function enterAs(role: Role): void {
  storeTokens({ accessToken: "t", expiresIn: 900, refreshToken: "r", user: { ...ADA, role } });
}
