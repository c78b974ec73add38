import type { Message, OutboxMessage } from "@chorus/wire";
import { expect, test } from "vitest";
import { entriesOf } from "../src/app/entries.ts";
import { INITIAL, lastOfOthers, unreadOf, type ChatState } from "../src/app/state.ts";
import { UNSAID } from "../../wire/tests/fake-server.ts";

const at = (minute: number) => `2026-10-01T09:${String(minute).padStart(2, "0")}:00Z`;
const message = (position: number, fields: Partial<Message> = {}): Message => ({
  ...UNSAID,
  attachments: [],
  sources: [],
  id: `m${position}`,
  position,
  createdAt: at(position),
  ...fields,
});
const row = (id: string): OutboxMessage => ({
  id,
  conversationId: "c1",
  content: "x",
  messageType: "text",
  attachmentIds: [],
  createdAt: at(30),
  state: "pending",
});
const kinds = (state: Partial<ChatState>) => entriesOf({ ...INITIAL, ...state }).map((entry) => entry.kind);

test("a run by one speaker is a group, until five minutes pass or somebody else speaks", () => {
  const messages = [1, 2, 9, 10].map((position) => message(position));
  messages.push(message(11, { role: "agent", authorName: "Ada" }));
  const shown = entriesOf({ ...INITIAL, messages }).filter((entry) => entry.kind === "message");
  expect(shown.map(({ isFirst, isLast }) => [isFirst, isLast])).toEqual([
    [true, false],
    [false, true],
    [true, false],
    [false, true],
    [true, true],
  ]);
  expect(shown.map((entry) => entry.isNewestOwn)).toEqual([false, false, false, true, false]);
});

test("each day has its line", () => {
  const messages = [message(1), message(2, { createdAt: "2026-10-02T09:00:00Z" })];
  expect(kinds({ messages })).toEqual(["day", "message", "day", "message"]);
});

test("what happened stands where it happened", () => {
  const happenings = [{ kind: "joined", name: "Ada", at: at(2), position: 2 }] as const;
  expect(kinds({ messages: [message(1), message(3)], happenings: [...happenings] })).toEqual([
    "day",
    "message",
    "happening",
    "message",
  ]);
});

test("what is on its way comes last, and once: not when it has arrived", () => {
  expect(kinds({ messages: [message(1)], outbox: [row("m1"), row("m9")] })).toEqual([
    "day",
    "message",
    "pending",
  ]);
});

test("the conversation before this one stays above a line", () => {
  expect(kinds({ earlier: [message(1)], messages: [message(2)] })).toEqual([
    "day",
    "message",
    "divider",
    "message",
  ]);
});

test("unread is what others said, after what was seen here, and not yet seen elsewhere", () => {
  const others = [1, 2, 3].map((position) => message(position, { role: "agent" }));
  const seen = message(4, { role: "agent", readAt: at(5) });
  const state = { ...INITIAL, readUpTo: 1, messages: [...others, seen, message(5)] };
  expect([unreadOf(state), lastOfOthers(state)]).toEqual([2, 4]);
});
