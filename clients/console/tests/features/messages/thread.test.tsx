import type { Message } from "@chorus/wire";
import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { expect, test, vi } from "vitest";
import { Thread, type Highlight } from "@/features/messages/components/thread";
import type { ConversationState } from "@/lib/live/conversation-state";
import { keys } from "@/lib/live/keys";
import { makeQueryClient } from "@/lib/query-client";
import { skipToken, useQuery } from "@tanstack/react-query";
import { ADA, later, message, withAda } from "../../people.ts";
import { at, server } from "../../server.ts";
import { show } from "../../render.tsx";

function Held({ highlight }: { highlight: Highlight | null }) {
  const { data } = useQuery<ConversationState>({ queryKey: keys.conversation("c1"), queryFn: skipToken });
  return (
    <Thread
      conversationId="c1"
      customerName="Bao"
      messages={data?.messages ?? []}
      pending={[]}
      hasMore={data?.hasMore ?? false}
      history={[]}
      names={{ myId: ADA.id, customer: "Bao", of: () => undefined }}
      highlight={highlight}
      onSeen={vi.fn()}
      onRetry={vi.fn()}
      onDiscard={vi.fn()}
    />
  );
}

function thread(messages: Message[], { hasMore = false, highlight = null as Highlight | null } = {}) {
  const client = makeQueryClient();
  const state: ConversationState = { conversation: withAda(), messages, hasMore, epoch: "e" };
  client.setQueryData(keys.conversation("c1"), state);
  return show(<Held highlight={highlight} />, { client });
}

function olderPage(items: Message[], hasMore = false) {
  const asked: (string | null)[] = [];
  server.use(
    http.get(at("/v1/conversations/c1/messages"), ({ request }) => {
      asked.push(new URL(request.url).searchParams.get("before"));
      return HttpResponse.json({ items, hasMore });
    }),
  );
  return asked;
}

const texts = () => screen.getAllByText(/^Message \d+$/).map((element) => element.textContent);

test("earlier messages are fetched before the first one and stand above it", async () => {
  const asked = olderPage([message(1), message(2)]);
  thread([message(3), message(4)], { hasMore: true });
  await userEvent.click(screen.getByRole("button", { name: "Load earlier messages" }));
  expect(await screen.findByText("Message 1")).toBeInTheDocument();
  expect(asked).toEqual(["3"]);
  expect(texts()).toEqual(["Message 1", "Message 2", "Message 3", "Message 4"]);
  expect(screen.queryByRole("button", { name: "Load earlier messages" })).not.toBeInTheDocument();
});

test("a cited message that is not loaded is fetched and marked", async () => {
  olderPage([message(1), message(2)]);
  thread([message(3)], { hasMore: true, highlight: { messageIds: ["m2"], nonce: 1 } });
  const cited = await screen.findByText("Message 2");
  expect(cited.closest("[class*=highlight]")).not.toBeNull();
  expect(screen.getByText("Message 3").closest("[class*=highlight]")).toBeNull();
});

test("messages of one author in a row share one heading", () => {
  thread([
    message(1),
    message(2),
    message(3, { role: "agent", authorId: "kim", authorName: "Kim" }),
    message(4, { role: "agent", authorId: "kim", authorName: "Kim", createdAt: later(4000) }),
  ]);
  expect(screen.getAllByText("Bao")).toHaveLength(1);
  expect(screen.getAllByText("Kim")).toHaveLength(2);
});

test("each day begins with its name", () => {
  thread([message(1), message(2, { createdAt: later(2 * 86_400) })]);
  expect(screen.getByText(/Monday/)).toBeInTheDocument();
  expect(screen.getByText(/Wednesday/)).toBeInTheDocument();
});
