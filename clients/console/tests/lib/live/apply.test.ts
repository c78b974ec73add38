import type { Conversation, Event } from "@chorus/wire";
import { QueryClient } from "@tanstack/react-query";
import { waitFor } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { expect, test } from "vitest";
import { applyToCache } from "@/lib/live/apply";
import type { ConversationState } from "@/lib/live/conversation-state";
import { keys } from "@/lib/live/keys";
import { rowsOf, type ListData } from "@/lib/live/lists";
import { ADA, later, message, snapshot, waiting, withAda } from "../../people.ts";
import { at, server } from "../../server.ts";

const BAO = { kind: "customer" as const, id: "bao", name: "Bao" };

function said(position: number, change: object = {}): Event {
  const { position: _, ...inEvent } = message(position);
  return {
    type: "message.sent",
    conversationId: "c1",
    position,
    actor: BAO,
    at: later(position),
    message: inEvent,
    ...change,
  };
}

function assigned(position: number, feedPosition?: number): Event {
  return {
    type: "conversation.assigned",
    conversationId: "c1",
    position,
    actor: { kind: "agent", id: ADA.id, name: ADA.name },
    at: later(position),
    liveChatSessionId: "s1",
    agentId: ADA.id,
    agentName: ADA.name,
    ...(feedPosition !== undefined && { feedPosition }),
  };
}

function clientWith(
  state: Conversation | null,
  queue: Conversation[] = [],
  mine: Conversation[] = [],
): QueryClient {
  const client = new QueryClient();
  const list = (view: "queue" | "mine", items: Conversation[]) =>
    client.setQueryData<ListData>(keys.list({ view }), {
      pages: [{ items, nextCursor: null, count: null, feedPosition: 1, epoch: "e" }],
      pageParams: [null],
    });
  list("queue", queue);
  list("mine", mine);
  if (state) {
    const open: ConversationState = { conversation: state, messages: [], hasMore: false, epoch: "e" };
    client.setQueryData(keys.conversation("c1"), open);
  }
  return client;
}

const stateIn = (client: QueryClient) => client.getQueryData<ConversationState>(keys.conversation("c1"));
const rows = (client: QueryClient, view: "queue" | "mine") =>
  rowsOf(client.getQueryData<ListData>(keys.list({ view })));

test("the next event reaches the open conversation and its row", () => {
  const client = clientWith(withAda({ position: 4 }), [], [withAda({ position: 4 })]);
  expect(applyToCache(client, ADA.id, said(5))).toBe("applied");
  expect(stateIn(client)?.messages.map((one) => one.content)).toEqual(["Message 5"]);
  expect(rows(client, "mine")[0]?.lastMessage?.preview).toBe("Message 5");
});

test("what was applied before changes nothing", () => {
  const client = clientWith(withAda({ position: 5 }), [], [withAda({ position: 5 })]);
  const before = stateIn(client);
  expect(applyToCache(client, ADA.id, said(5))).toBe("known");
  expect(stateIn(client)).toBe(before);
});

test("a jump in the open conversation is told and not passed over", () => {
  const client = clientWith(withAda({ position: 4 }));
  expect(applyToCache(client, ADA.id, said(7))).toBe("gap");
  expect(stateIn(client)?.conversation.position).toBe(4);
});

test("the feed's copy may run ahead: the list follows it, the open conversation waits for its own stream", () => {
  const client = clientWith(waiting(later(0), { position: 4 }), [waiting(later(0), { position: 4 })]);
  expect(applyToCache(client, ADA.id, assigned(6, 30))).toBe("known");
  expect(stateIn(client)?.conversation.status).toBe("waiting");
  expect(rows(client, "queue")).toEqual([]);
  expect(rows(client, "mine").map((row) => row.id)).toEqual(["c1"]);
});

test("a conversation that no list has is fetched when an event could bring it in", async () => {
  const fresh = withAda({ position: 6 });
  server.use(http.get(at("/v1/conversations/c1"), () => HttpResponse.json(snapshot(fresh))));
  const client = clientWith(null);
  expect(applyToCache(client, ADA.id, assigned(6, 30))).toBe("applied");
  await waitFor(() => expect(rows(client, "mine").map((row) => row.id)).toEqual(["c1"]));
});

test("a fetched row older than what was heard meanwhile is fetched again", async () => {
  const answers = [waiting(later(0), { position: 5 }), withAda({ position: 6 })];
  server.use(http.get(at("/v1/conversations/c1"), () => HttpResponse.json(snapshot(answers.shift()!))));
  const client = clientWith(null);
  applyToCache(client, ADA.id, assigned(6, 30));
  await waitFor(() => expect(rows(client, "mine").map((row) => row.id)).toEqual(["c1"]));
  expect(rows(client, "queue")).toEqual([]);
});

test("what happens to conversations of others asks nobody", () => {
  const client = clientWith(null);
  expect(applyToCache(client, ADA.id, { ...assigned(6, 30), agentId: "kim" } as Event)).toBe("applied");
  expect(rows(client, "mine")).toEqual([]);
});
