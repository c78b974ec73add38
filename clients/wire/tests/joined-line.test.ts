/** A follower's side of a shared line, message by message. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createJoinedLine } from "../src/joined-line.ts";
import type { FromLeader, ToLeader } from "../src/tab-talk.ts";

const ended: number[] = [];
const said: ToLeader[] = [];
const heard: string[] = [];

function join() {
  const line = createJoinedLine({
    id: "me",
    auth: { type: "auth" },
    say: (message) => said.push(message),
    onFrame: (frame) => heard.push(frame.type),
    onEvent: (event) => heard.push(event.type),
    onEnd: (code) => ended.push(code),
    onDeaf: () => heard.push("deaf"),
  });
  const hear = (name: string, message: Partial<FromLeader>) =>
    line.hear({ line: name, ...message } as FromLeader);
  const frame = { type: "welcome", connectionId: "x", epoch: "e", heartbeatSeconds: 25 } as const;
  return { line, hear, welcome: () => hear("a.1", { say: "frame", to: "me", frame }) };
}

beforeEach(() => {
  vi.useFakeTimers();
  ended.length = said.length = heard.length = 0;
});
afterEach(() => vi.useRealTimers());

test("the voice of another line than its own means that the leader changed", () => {
  const { hear, welcome } = join();
  welcome();
  hear("a.1", { say: "here", to: "me", isPolling: false });
  expect(ended).toEqual([]);
  hear("b.1", { say: "here", to: "me", isPolling: false });
  expect(ended).toEqual([4902]);
});

test("what another line says of itself is not its own affair, but an event is an event", () => {
  const { hear, welcome } = join();
  welcome();
  hear("old.7", { say: "end", code: 1012 });
  hear("old.7", { say: "frame", frame: { type: "typing", state: "started" } });
  const rated = { type: "conversation.rated", conversationId: "c1", position: 1, score: 5 };
  hear("old.7", { say: "frame", frame: rated as never });
  expect([ended, heard]).toEqual([[], ["welcome", "conversation.rated"]]);
});

test("what is for another tab is not heard", () => {
  const { hear } = join();
  hear("a.1", { say: "frame", to: "you", frame: { type: "pong" } });
  hear("a.1", { say: "here", to: "you", isPolling: true });
  expect([ended, heard]).toEqual([[], []]);
});

test("a silent leader is asked after 5 s and given up 3 s later", () => {
  const { welcome } = join();
  welcome();
  vi.advanceTimersByTime(7_900);
  expect([said.at(-1), ended]).toEqual([{ from: "me", say: "ask", isUrgent: false }, []]);
  vi.advanceTimersByTime(200);
  expect([heard.at(-1), ended]).toEqual(["deaf", [4900]]);
});
