/** The fakes of the clients' tests can say only what the server can: this is the check that holds them to it. */
import { expect, test } from "vitest";
import { recordExchange, takeViolations, violationsOf } from "./contract.ts";

const LABEL = { id: "l1", name: "refund", color: "#64748b" };

test("what the document allows is no violation", () => {
  const page = { items: [LABEL], nextCursor: null };
  expect(violationsOf({ method: "GET", url: "/v1/labels?limit=5", status: 200, answered: page })).toEqual([]);
  expect(violationsOf({ method: "DELETE", url: "/v1/labels/l1", status: 204 })).toEqual([]);
  const error = { code: "label.not_found", message: "No.", retryable: false };
  expect(violationsOf({ method: "GET", url: "/v1/labels/l1", status: 404, answered: { error } })).toEqual([]);
});

test.each([
  ["an unknown path", { method: "GET", url: "/v1/stickers", status: 200 }, /not in the OpenAPI/],
  ["an unknown method", { method: "PATCH", url: "/v1/labels", status: 200 }, /not in the OpenAPI/],
  ["an undocumented status", { method: "POST", url: "/v1/labels", status: 204 }, /no documented status/],
  ["an unknown parameter", { method: "GET", url: "/v1/teams?limit=1", status: 429 }, /no parameter limit/],
  ["a parameter out of bounds", { method: "GET", url: "/v1/labels?limit=999", status: 429 }, /limit=999/],
  ["a parameter that is missing", { method: "GET", url: "/v1/search", status: 429 }, /needs the parameter q/],
  ["a body that is missing", { method: "GET", url: "/v1/labels/l1", status: 200 }, /lacks its body/],
  ["a body too many", { method: "DELETE", url: "/v1/labels/l1", status: 204, answered: {} }, /has no body/],
  [
    "an answer that lacks a field",
    { method: "GET", url: "/v1/labels/l1", status: 200, answered: { id: "l1", name: "refund" } },
    /'color'/,
  ],
  [
    "an answer with a field too many",
    { method: "GET", url: "/v1/labels/l1", status: 200, answered: { ...LABEL, size: 1 } },
    /size/,
  ],
  [
    "a request that breaks a rule",
    { method: "POST", url: "/v1/labels", asked: { name: "" }, status: 429 },
    /was asked: \/name/,
  ],
  [
    "a body for a route without one",
    { method: "POST", url: "/v1/users/u/enable", asked: {}, status: 429 },
    /no body/,
  ],
])("%s is a violation", (_, exchange, expected) => {
  expect(violationsOf(exchange).join("\n")).toMatch(expected);
});

test("violations wait until they are taken, each once", () => {
  recordExchange({ method: "GET", url: "/v1/stickers", status: 200 });
  recordExchange({ method: "GET", url: "/v1/stickers", status: 200 });
  expect(takeViolations()).toHaveLength(1);
  expect(takeViolations()).toEqual([]);
});
