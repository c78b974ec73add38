import type { Schemas } from "@chorus/wire";
import { QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { keys } from "@/lib/live/keys";
import { notePresence } from "@/lib/live/presence";

function known(): QueryClient {
  const client = new QueryClient();
  const items = ["ada", "ben", "sam"].map((userId) => ({
    userId,
    status: "away" as const,
    isConnected: true,
  }));
  client.setQueryData<Schemas["PresenceList"]>(keys.presence, { items, isApproximate: false });
  return client;
}

function lights(client: QueryClient): Record<string, string> {
  const { items } = client.getQueryData<Schemas["PresenceList"]>(keys.presence)!;
  return Object.fromEntries(items.map((row) => [row.userId, row.status]));
}

test("one who comes is available", () => {
  const client = known();
  notePresence(client, { type: "presence", status: "online", userId: "ada" });
  expect(lights(client)).toEqual({ ada: "available", ben: "away", sam: "away" });
});

test("those who go together are gone together", () => {
  const client = known();
  notePresence(client, { type: "presence", status: "offline", userIds: ["ada", "sam", "ines"] });
  expect(lights(client)).toEqual({ ada: "offline", ben: "away", sam: "offline", ines: "offline" });
  const { items } = client.getQueryData<Schemas["PresenceList"]>(keys.presence)!;
  expect(items.filter((row) => row.isConnected).map((row) => row.userId)).toEqual(["ben"]);
});

test("a customer's presence is no colleague's", () => {
  const client = known();
  notePresence(client, { type: "presence", status: "online", customerId: "bao" });
  expect(lights(client)).toEqual({ ada: "away", ben: "away", sam: "away" });
});
