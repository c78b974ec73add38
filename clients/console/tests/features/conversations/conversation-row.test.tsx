import type { Conversation } from "@chorus/wire";
import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { ConversationRow } from "@/features/conversations/components/conversation-row";
import { ADA, later, T0, waiting, withAda } from "../../people.ts";
import { show } from "../../render.tsx";

type Said = NonNullable<Conversation["lastMessage"]>;

const said = (change: Partial<Said>): Said => ({
  id: "m",
  role: "customer",
  messageType: "text",
  authorId: "bao",
  authorName: "",
  preview: "",
  at: T0,
  position: 2,
  ...change,
});

function row(conversation: Conversation) {
  show(
    <ConversationRow
      conversation={conversation}
      href="/x"
      isOpen={false}
      isOwnList={false}
      myId={ADA.id}
      seenPosition={99}
      now={Date.parse(later(60))}
      sortedBy={() => T0}
    />,
  );
  return screen.getByRole("link");
}

test("a colleague's note in my conversation bears the colleague's name and is marked", () => {
  const lastMessage = said({
    role: "agent",
    messageType: "note",
    authorId: "kim",
    authorName: "Kim Sato",
    preview: "Call the bank",
  });
  const text = row(withAda({ lastMessage })).textContent;
  expect(text).toContain("NoteKim: Call the bank");
  expect(text).not.toContain("You:");
});

test("what I wrote is mine, also where a colleague has the conversation now", () => {
  const lastMessage = said({ role: "agent", authorId: ADA.id, authorName: ADA.name, preview: "On it" });
  const conversation = withAda({ lastMessage, assignee: { id: "kim", name: "Kim Sato" } });
  expect(row(conversation).textContent).toContain("You: On it");
});

test("who waits is known by their own words, not by the bot's", () => {
  const conversation = waiting(T0, {
    customer: { id: "u1", name: "", email: null, isVerified: false },
    language: "fr",
    lastMessage: said({ role: "bot", authorName: "Bot", preview: "I am handing you over to a person now." }),
    lastCustomerMessage: said({ preview: "Mon colis est cassé" }),
  });
  const shown = row(conversation).textContent;
  expect(shown).toContain("Mon colis est cassé");
  expect(shown).not.toContain("handing you over");
  expect(shown).toMatch(/Customer \d{5}/);
  expect(shown).toContain("FR");
});

test("the page that the customer wrote on is named by its path", () => {
  const shown = row(waiting(T0, { page: "https://shop.test/caf%C3%A9/returns" }));
  expect(shown.textContent).toContain("/café/returns");
  expect(screen.getByTitle("https://shop.test/caf%C3%A9/returns")).toHaveAttribute("dir", "ltr");
});

test.each([
  ["https://shop.test/", "shop.test"],
  ["https://shop.test/a%E2%80%AEb", "/a%E2%80%AEb"],
  ["https://shop.test/100%", "/100%"],
])("%s is shown as %s", (page, expected) => {
  row(waiting(T0, { page }));
  expect(screen.getByTitle(page).textContent).toBe(`On page ${expected}`);
});

test("a transfer's note does not hide what the customer asks for", () => {
  const conversation = waiting(T0, {
    lastMessage: said({
      role: "agent",
      messageType: "note",
      authorName: "Kim Sato",
      preview: "please take it",
    }),
    lastCustomerMessage: said({ preview: "Where is my order?" }),
  });
  expect(row(conversation).textContent).toContain("Where is my order?");
});
