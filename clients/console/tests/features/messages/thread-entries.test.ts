import { describe, expect, test } from "vitest";
import { entriesOf } from "@/features/messages/components/thread-entries";
import type { LifeEvent } from "@/lib/live/history";
import { ADA, later, message } from "../../people.ts";

const agent = { kind: "agent" as const, id: ADA.id, name: ADA.name };
const common = { conversationId: "c1", actor: agent };
const assigned = (position: number): LifeEvent => ({
  ...common,
  type: "conversation.assigned",
  position,
  at: later(position),
  agentId: ADA.id,
  agentName: ADA.name,
  liveChatSessionId: "s1",
});
const reopened = (position: number): LifeEvent => ({
  ...common,
  type: "conversation.reopened",
  position,
  at: later(position),
});
const escalated = (position: number, reason: "agent" | "requested"): LifeEvent => ({
  ...common,
  type: "conversation.escalated",
  position,
  at: later(position),
  escalationId: "e1",
  reason,
});
const keys = (entries: ReturnType<typeof entriesOf>) => entries.map((entry) => entry.key);
const groups = (entries: ReturnType<typeof entriesOf>) =>
  entries.map((entry) => entry.kind === "message" && entry.startsGroup);

describe("lines of a thread", () => {
  test("messages and events stand in the order of their positions", () => {
    expect(keys(entriesOf([message(1), message(4)], [assigned(3)], false))).toEqual(["m1", "life-3", "m4"]);
  });

  test("events among messages that are not loaded are not shown", () => {
    const history = [escalated(2, "requested"), assigned(6)];
    expect(keys(entriesOf([message(5)], history, true))).toEqual(["m5", "life-6"]);
    expect(keys(entriesOf([message(5)], history, false))).toEqual(["life-2", "m5", "life-6"]);
  });

  test.each([
    ["reopened", [reopened(2), assigned(3)]],
    ["took over from the bot", [escalated(2, "agent"), assigned(3)]],
  ])("who %s has it: it is not said twice", (_, history) => {
    expect(keys(entriesOf([], history, false))).toEqual(["life-2"]);
  });

  test("an assignment after a request is an event of its own", () => {
    expect(keys(entriesOf([], [escalated(2, "requested"), assigned(3)], false))).toEqual([
      "life-2",
      "life-3",
    ]);
  });
});

describe("groups", () => {
  const ada = { role: "agent" as const, authorId: ADA.id };

  test("one author within five minutes is one group", () => {
    const messages = [message(1), message(2), message(3, { createdAt: later(600) })];
    expect(groups(entriesOf(messages, [], false))).toEqual([true, false, true]);
  });

  test("another author, a note, or an event between begins a new one", () => {
    const note = message(3, { ...ada, messageType: "note" });
    expect(groups(entriesOf([message(1), message(2, ada), note], [], false))).toEqual([true, true, true]);
    expect(groups(entriesOf([message(1), message(3)], [assigned(2)], false))).toEqual([true, false, true]);
  });

  test("a new day is marked, and begins a new group", () => {
    const entries = entriesOf([message(1), message(2, { createdAt: later(86_400) })], [], false);
    expect(entries.map((entry) => entry.startsDay)).toEqual([true, true]);
    expect(groups(entries)).toEqual([true, true]);
  });
});
