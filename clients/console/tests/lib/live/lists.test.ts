import type { Conversation } from "@chorus/wire";
import { QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { keys, type ListFilter } from "@/lib/live/keys";
import { belongs, insertWhereMissing, patchLists, rowsOf, type ListData } from "@/lib/live/lists";
import { ADA, conversation, later, waiting, withAda } from "../../people.ts";

function clientWith(lists: [ListFilter, Conversation[], string?][]): QueryClient {
  const client = new QueryClient();
  for (const [filter, items, nextCursor] of lists) {
    const page = { items, nextCursor: nextCursor ?? null, count: null, feedPosition: 1, epoch: "e" };
    client.setQueryData<ListData>(keys.list(filter), { pages: [page], pageParams: [null] });
  }
  return client;
}

const idsIn = (client: QueryClient, filter: ListFilter) =>
  rowsOf(client.getQueryData<ListData>(keys.list(filter))).map((row) => row.id);

test("an accepted conversation leaves the queue and enters the agent's own list", () => {
  const client = clientWith([
    [{ view: "queue" }, [waiting(later(0))]],
    [{ view: "mine" }, []],
  ]);
  const { isKnown } = patchLists(client, ADA.id, "c1", () => withAda());
  expect(isKnown).toBe(true);
  expect(idsIn(client, { view: "queue" })).toEqual([]);
  expect(idsIn(client, { view: "mine" })).toEqual(["c1"]);
});

test("a conversation that a colleague accepted enters nobody else's list", () => {
  const client = clientWith([
    [{ view: "queue" }, [waiting(later(0))]],
    [{ view: "mine" }, []],
  ]);
  patchLists(client, ADA.id, "c1", () => withAda({ assignee: { id: "kim", name: "Kim" } }));
  expect(idsIn(client, { view: "mine" })).toEqual([]);
});

test("a list without the conversation says so", () => {
  const client = clientWith([[{ view: "queue" }, []]]);
  expect(patchLists(client, ADA.id, "c1", (row) => row).isKnown).toBe(false);
});

test("who waits newly stands at the end of the queue", () => {
  const client = clientWith([[{ view: "queue" }, [waiting(later(0))]]]);
  insertWhereMissing(client, ADA.id, waiting(later(9), { id: "c2" }));
  expect(idsIn(client, { view: "queue" })).toEqual(["c1", "c2"]);
});

test("a queue that is not loaded to its end gets nobody out of turn", () => {
  const client = clientWith([[{ view: "queue" }, [waiting(later(0))], "more"]]);
  insertWhereMissing(client, ADA.id, waiting(later(9), { id: "c2" }));
  expect(idsIn(client, { view: "queue" })).toEqual(["c1"]);
});

test("filters by label and customer hold for events as well", () => {
  const row = conversation({ labels: ["refund"] });
  expect(belongs(row, { view: "all", label: "refund" }, ADA.id)).toBe(true);
  expect(belongs(row, { view: "all", label: "bug" }, ADA.id)).toBe(false);
  expect(belongs(row, { view: "open", customerId: "clara" }, ADA.id)).toBe(false);
  expect(belongs(row, { view: "closed" }, ADA.id)).toBe(false);
});
