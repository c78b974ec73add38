import type { Message } from "@chorus/wire";
import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { Thread } from "@/features/messages/components/thread";
import type { LifeEvent } from "@/lib/live/history";
import { ADA, later, message } from "../../people.ts";
import { show } from "../../render.tsx";

const ada = { kind: "agent" as const, id: ADA.id, name: ADA.name };
const kim = { kind: "agent" as const, id: "kim", name: "Kim Sato" };
const bao = { kind: "customer" as const, id: "bao", name: "" };

const at = (position: number) => ({ position, at: later(position), conversationId: "c1" });

function thread(messages: Message[], history: LifeEvent[], hasMore = false) {
  show(
    <Thread
      conversationId="c1"
      customerName="Bao"
      messages={messages}
      history={history}
      names={{ myId: ADA.id, customer: "Bao", of: (id) => ({ kim: "Kim Sato", t1: "Returns" })[id] }}
      pending={[]}
      hasMore={hasMore}
      highlight={null}
      onSeen={vi.fn()}
      onRetry={vi.fn()}
      onDiscard={vi.fn()}
    />,
  );
  return within(screen.getByRole("log"));
}

const lines = () => [...document.querySelectorAll("[data-event] > span")].map((one) => one.textContent);

test("what happened stands between the messages, in the order in which it happened", () => {
  const log = thread(
    [message(2, { content: "Help" }), message(7, { content: "Thanks" })],
    [
      { type: "conversation.escalated", escalationId: "e", reason: "requested", actor: bao, ...at(3) },
      {
        type: "conversation.assigned",
        liveChatSessionId: "s",
        agentId: ADA.id,
        agentName: ADA.name,
        actor: ada,
        ...at(4),
      },
      { type: "conversation.transferred", escalationId: "e", toAgentId: "kim", actor: ada, ...at(5) },
      {
        type: "conversation.assigned",
        liveChatSessionId: "s",
        agentId: "kim",
        agentName: "Kim Sato",
        actor: kim,
        ...at(6),
      },
      { type: "conversation.closed", actor: bao, ...at(8) },
    ],
  );
  expect(lines()).toEqual([
    "Bao asked for an agent",
    "You accepted the conversation",
    "You transferred the conversation to Kim Sato",
    "Kim Sato accepted the conversation",
    "Bao closed the conversation",
  ]);
  const items = log.getAllByRole("listitem").map((one) => one.textContent);
  expect(items.findIndex((text) => text.includes("Help"))).toBeLessThan(
    items.findIndex((text) => text.includes("You accepted")),
  );
  expect(items.at(-1)).toContain("Bao closed");
});

test("the line tells whether an agent gave the conversation back, or was away", () => {
  const requeued = { type: "conversation.requeued" as const, escalationId: "e" };
  thread(
    [message(1, { content: "Help" })],
    [
      { ...requeued, cause: "given_back", actor: kim, ...at(3) },
      { ...requeued, cause: "agent_absent", actor: { kind: "system", id: "t", name: "" }, ...at(5) },
    ],
  );
  expect(lines()).toEqual([
    "Kim Sato returned the conversation to the queue",
    "The conversation returned to the queue because its agent was disconnected",
  ]);
});

test("a team is named, and reopening says by itself that the agent has it", () => {
  thread(
    [message(1)],
    [
      { type: "conversation.transferred", escalationId: "e", toTeamId: "t1", actor: kim, ...at(2) },
      { type: "conversation.closed", actor: kim, ...at(3) },
      { type: "conversation.reopened", actor: kim, ...at(4) },
      {
        type: "conversation.assigned",
        liveChatSessionId: "s",
        agentId: "kim",
        agentName: "Kim Sato",
        actor: kim,
        ...at(5),
      },
    ],
  );
  expect(lines()).toEqual([
    "Kim Sato transferred the conversation to the team Returns",
    "Kim Sato closed the conversation",
    "Kim Sato reopened the conversation",
  ]);
});

test("the rating is a card with the customer's comment", () => {
  const log = thread(
    [message(1)],
    [{ type: "conversation.rated", score: 2, comment: "Took a week", actor: bao, ...at(2) }],
  );
  expect(log.getByText(/rated this conversation 2 out of 5/)).toBeInTheDocument();
  expect(log.getByText("Took a week")).toBeInTheDocument();
});

test("what happened among messages that are not loaded is not shown before its place is known", () => {
  thread([message(5)], [{ type: "conversation.closed", actor: kim, ...at(3) }], true);
  expect(lines()).toEqual([]);
});

test("a day that begins with a line of this kind has its heading", () => {
  thread(
    [message(1)],
    [{ type: "conversation.closed", actor: kim, position: 2, at: later(86_400), conversationId: "c1" }],
  );
  const headings = [...document.querySelectorAll("[class*=day] > span")].map((one) => one.textContent);
  expect(headings).toHaveLength(2);
});
