import type { Conversation } from "@chorus/wire";
import { cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http } from "msw";
import { afterEach, describe, expect, test } from "vitest";
import { ConversationHeader } from "@/features/conversations/components/conversation-header";
import { ConversationList } from "@/features/conversations/components/conversation-list";
import { Preview } from "@/features/conversations/components/preview";
import { StatusBadge } from "@/features/conversations/components/status-badge";
import { LiveProvider } from "@/lib/live/context";
import { endSession } from "@/lib/session";
import { openOffice } from "../../app/office.ts";
import { ADA, conversation, later, message, T0, waiting, withAda } from "../../people.ts";
import { show } from "../../render.tsx";
import { at, refusal, server } from "../../server.ts";

afterEach(() => {
  cleanup();
  endSession();
});

const bao = (id: string, change: Partial<Conversation> = {}) =>
  withAda({ id, customer: { id, name: `Customer ${id}`, email: null, isVerified: false }, ...change });
const said = (position: number, change: object = {}): NonNullable<Conversation["lastMessage"]> => {
  const { id, role, messageType, authorId, authorName } = message(position);
  return {
    id,
    role,
    messageType,
    authorId,
    authorName,
    preview: `Said ${position}`,
    at: later(position),
    position,
    ...change,
  };
};

function list(view: "queue" | "mine" | "all") {
  show(
    <LiveProvider>
      <ConversationList
        filter={{ view }}
        label="Conversations"
        hrefOf={(id) => `/${view}/${id}`}
        empty={<p>Nothing here</p>}
      />
    </LiveProvider>,
  );
}
const rows = async () =>
  within(await screen.findByRole("list", { name: "Conversations" }))
    .getAllByRole("link")
    .map((link) => link.getAttribute("href"));

describe("a list", () => {
  test("of the queue has the longest wait first", async () => {
    openOffice([waiting(later(60), { id: "c2" }), waiting(T0, { id: "c1" })]);
    list("queue");
    expect(await rows()).toEqual(["/queue/c1", "/queue/c2"]);
  });

  test("of mine has the newest words first", async () => {
    openOffice([bao("c1", { lastMessage: said(1) }), bao("c2", { lastMessage: said(9) })]);
    list("mine");
    expect(await rows()).toEqual(["/mine/c2", "/mine/c1"]);
  });

  test("says that there is nothing", async () => {
    openOffice([]);
    list("mine");
    expect(await screen.findByText("Nothing here")).toBeInTheDocument();
  });

  test("that does not load is asked for again", async () => {
    openOffice([bao("c1")]);
    let isAway = true;
    server.use(
      http.get(at("/v1/conversations"), () => (isAway ? refusal("server.unavailable", 503) : undefined)),
    );
    list("mine");
    const again = await screen.findByRole("button", { name: /Try again/ });
    isAway = false;
    await userEvent.click(again);
    expect(await rows()).toEqual(["/mine/c1"]);
  });
});

describe("who has it", () => {
  test.each([
    [conversation(), "Bot"],
    [waiting(T0), "Waiting"],
    [withAda(), "You"],
    [withAda({ assignee: { id: "kim", name: "Kim Sato" } }), "Kim Sato"],
    [withAda({ assignee: null }), "Agent"],
    [conversation({ status: "closed" }), "Closed"],
    [conversation({ status: "closed", rating: { score: 4, comment: "" } }), "ClosedRated 4/5"],
  ])("is said in a word (%#)", (row, text) => {
    const { container } = show(<StatusBadge conversation={row} myId={ADA.id} />);
    expect(container.textContent.trim()).toBe(text);
  });
});

describe("what was said", () => {
  const agent = { role: "agent", authorId: "kim", authorName: "Kim Sato" };

  test.each([
    [{ lastMessage: null }, "No messages yet"],
    [{ lastMessage: said(1), lastCustomerMessage: said(1) }, "Said 1"],
    [{ lastMessage: said(2, agent), lastCustomerMessage: said(1) }, "Kim: Said 2"],
    [{ lastMessage: said(2, { ...agent, authorId: ADA.id }), lastCustomerMessage: said(1) }, "You: Said 2"],
    // What the customer wants stands before what the bot answered.
    [{ lastMessage: said(2, { role: "bot", authorName: "Juni" }), lastCustomerMessage: said(1) }, "Said 1"],
    [{ lastMessage: said(2, { role: "bot", authorName: "Juni" }) }, "Juni: Said 2"],
    [{ lastMessage: said(2, { ...agent, messageType: "note" }) }, "NoteKim: Said 2"],
    [{ lastMessage: said(1, { messageType: "attachment", preview: "" }) }, "File"],
  ])("is one line (%#)", (change, text) => {
    const { container } = show(<Preview conversation={withAda(change)} myId={ADA.id} />);
    expect(container.textContent).toBe(text);
  });

  test("of one that waits is the customer's", () => {
    const row = waiting(T0, { lastMessage: said(2, agent), lastCustomerMessage: said(1) });
    const { container } = show(<Preview conversation={row} myId={ADA.id} />);
    expect(container.textContent).toBe("Said 1");
  });
});

test("the header says who it is, where they write, and leads back", async () => {
  let toggled = 0;
  show(
    <ConversationHeader
      conversation={withAda()}
      myId={ADA.id}
      inboxName="Shop"
      backHref="/mine"
      isSideShown
      onToggleSide={() => (toggled += 1)}
      actions={<button>Act</button>}
    />,
  );
  expect(screen.getByRole("heading", { name: "Bao Nguyen" })).toBeInTheDocument();
  expect(screen.getByText("Shop · Web")).toBeInTheDocument();
  expect(screen.getByRole("link", { name: "Back to the list" })).toHaveAttribute("href", "/mine");
  await userEvent.click(screen.getByRole("button", { name: /Brief and customer/, pressed: true }));
  expect(toggled).toBe(1);
});
