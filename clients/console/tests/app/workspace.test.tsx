import type { Event } from "@chorus/wire";
import { cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Workspace } from "@/app/workspace";
import { endSession } from "@/lib/session";
import { ADA, brief, conversation, later, message, T0, waiting, withAda } from "../people.ts";
import { show } from "../render.tsx";
import { at, server } from "../server.ts";
import { openOffice, type Office } from "./office.ts";

const BAO = { kind: "customer" as const, id: "bao", name: "Bao Nguyen" };

beforeEach(() => {
  vi.spyOn(document, "hasFocus").mockReturnValue(true);
});
afterEach(() => {
  vi.restoreAllMocks();
  cleanup();
  endSession();
});

async function enter(path: string) {
  show(<Workspace />, { path });
  await screen.findByRole("navigation", { name: "Main" });
}

const isFollowed = (office: Office, id?: string) =>
  waitFor(() =>
    expect(office.heard.some((frame) => frame.type === "subscribe" && frame["conversationId"] === id)).toBe(
      true,
    ),
  );

function said(position: number, content: string): Event {
  const { position: _, ...inEvent } = message(position, { content });
  return {
    type: "message.sent",
    conversationId: "c1",
    position,
    actor: BAO,
    at: later(position),
    message: inEvent,
  };
}

test("who begins to wait appears in the queue without a reload", async () => {
  const office = openOffice([conversation({ position: 3 })]);
  await enter("/queue");
  expect(await screen.findByText("No customers are waiting")).toBeInTheDocument();
  await isFollowed(office);
  office.conversations = [waiting(T0, { position: 4 })];
  office.send({
    type: "conversation.escalated",
    feedPosition: 11,
    position: 4,
    conversationId: "c1",
    actor: BAO,
    at: later(4),
    escalationId: "e1",
  });
  const queue = await screen.findByRole("list", { name: "Queue" });
  expect(within(queue).getByText("Bao Nguyen")).toBeInTheDocument();
});

test("an open conversation shows what is said, and tells that it was read", async () => {
  const office = openOffice([withAda({ position: 4 })], { c1: [message(3, { content: "Hello?" })] });
  await enter("/mine/c1");
  const log = await screen.findByRole("log");
  expect(within(log).getByText("Hello?")).toBeInTheDocument();
  await isFollowed(office, "c1");
  office.send(said(5, "Is anybody there?"));
  expect(await within(log).findByText("Is anybody there?")).toBeInTheDocument();
  await waitFor(() => {
    const receipt = office.heard.findLast((frame) => frame.type === "receipt");
    expect(receipt).toMatchObject({ conversationId: "c1", read: 5 });
  });
});

test("a reply is shown at once as not sent, and as sent when the server has it", async () => {
  const office = openOffice([withAda({ position: 4 })], { c1: [message(3)] });
  await enter("/mine/c1");
  await isFollowed(office, "c1");
  await userEvent.type(await screen.findByRole("textbox", { name: /Reply to/ }), "On my way{Enter}");
  expect(await screen.findByText("Not sent yet")).toBeInTheDocument();
  const sent = await waitFor(() => {
    const frame = office.heard.find((one) => one.type === "message");
    expect(frame).toBeDefined();
    return frame!;
  });
  expect(sent).toMatchObject({ conversationId: "c1", content: "On my way", messageType: "text" });
  const id = sent["id"] as string;
  office.send({ type: "delivered", id, position: 5, createdAt: later(5), conversationId: "c1" });
  const { position: _, ...inEvent } = message(5, {
    id,
    role: "agent",
    authorId: ADA.id,
    content: "On my way",
  });
  const actor = { kind: "agent" as const, id: ADA.id, name: ADA.name };
  office.send({
    type: "message.sent",
    conversationId: "c1",
    position: 5,
    actor,
    at: later(5),
    message: inEvent,
  });
  await waitFor(() => expect(screen.queryByText("Not sent yet")).not.toBeInTheDocument());
  expect(within(screen.getByRole("log")).getAllByText("On my way")).toHaveLength(1);
});

test("who writes is shown, and no more when the message is there", async () => {
  const office = openOffice([withAda({ position: 4 })], { c1: [message(3)] });
  await enter("/mine/c1");
  await isFollowed(office, "c1");
  office.send({ type: "typing", state: "started", role: "customer", conversationId: "c1" });
  expect(await screen.findByText(/is writing/)).toBeInTheDocument();
  office.send(said(5, "Done"));
  await waitFor(() => expect(screen.queryByText(/is writing/)).not.toBeInTheDocument());
});

test("an offer comes up wherever the agent is, and is accepted by its button", async () => {
  const office = openOffice([waiting(T0, { position: 4 })]);
  await enter("/mine");
  await isFollowed(office);
  office.send({
    type: "escalation.offered",
    feedPosition: 11,
    position: 5,
    conversationId: "c1",
    actor: { kind: "system", id: null, name: "" },
    at: later(5),
    escalationId: "e1",
    agentId: ADA.id,
    expiresAt: new Date(Date.now() + 30_000).toISOString(),
  });
  const card = await screen.findByRole("alertdialog");
  expect(document.title).toBe("(1) Chorus");
  await userEvent.click(within(card).getByRole("button", { name: "Accept" }));
  await waitFor(() => expect(office.done).toContain("POST accept"));
});

test("a lost line is told, and told to be back", async () => {
  const office = openOffice([]);
  await enter("/queue");
  await isFollowed(office);
  office.isAway = true;
  office.drop();
  expect(await screen.findByText(/Reconnecting/, {}, { timeout: 4_000 })).toBeInTheDocument();
  office.isAway = false;
  await waitFor(() => expect(screen.queryByText(/Reconnecting/)).not.toBeInTheDocument(), { timeout: 8_000 });
}, 15_000);

test("keys lead through the day: next conversation, note, transfer", async () => {
  const office = openOffice([withAda({ position: 4 })], { c1: [message(3)] });
  await enter("/mine");
  await screen.findByRole("list", { name: "My conversations" });
  await userEvent.keyboard("j");
  await screen.findByRole("log");
  await userEvent.keyboard("n");
  expect(await screen.findByRole("textbox", { name: "Private note" })).toHaveFocus();
  await userEvent.keyboard("{Escape}t");
  const dialog = await screen.findByRole("dialog", { name: "Transfer" });
  await userEvent.click(await within(dialog).findByRole("button", { name: /Kim Sato/ }));
  await userEvent.click(within(dialog).getByRole("button", { name: "Transfer to Kim Sato" }));
  await waitFor(() => expect(office.done).toContain("POST transfer"));
});

test("a conversation that is not there says so", async () => {
  openOffice([]);
  await enter("/all/gone");
  expect(await screen.findByText("Couldn't load this conversation")).toBeInTheDocument();
});

test("an offer says what the customer wants once there is a brief, and does not ask before", async () => {
  const office = openOffice([waiting(T0, { position: 4 })]);
  const asked: string[] = [];
  server.use(
    http.get(at("/livechat/summary/:id"), ({ params }) => {
      asked.push(String(params["id"]));
      return HttpResponse.json(
        brief({ intent: { text: "Wants the parcel by Saturday", messageIds: ["m2"] } }),
      );
    }),
  );
  await enter("/mine");
  await isFollowed(office);
  office.conversations = [waiting(T0, { position: 5 })];
  office.send({
    type: "escalation.offered",
    feedPosition: 11,
    position: 5,
    conversationId: "c1",
    actor: { kind: "system", id: null, name: "" },
    at: later(5),
    escalationId: "e1",
    agentId: ADA.id,
    expiresAt: new Date(Date.now() + 30_000).toISOString(),
  });
  const card = await screen.findByRole("alertdialog");
  await isFollowed(office, "c1");
  expect(asked).toEqual([]);
  office.send({
    type: "conversation.briefed",
    position: 6,
    conversationId: "c1",
    actor: { kind: "system", id: null, name: "" },
    at: later(6),
    version: 1,
    basisPosition: 4,
    origin: "rules",
  });
  expect(await within(card).findByText("Wants the parcel by Saturday")).toBeInTheDocument();
  expect(asked).toEqual(["c1"]);
});

test("agents see their own settings and nothing of the company's", async () => {
  openOffice([]);
  await enter("/settings/people");
  expect(await screen.findByRole("heading", { name: "Your account" })).toBeInTheDocument();
  const settings = within(screen.getByRole("navigation", { name: "Settings" }));
  expect(settings.getAllByRole("link").map((link) => link.textContent)).toEqual(["Your account"]);
});

test("a closed conversation can be kept open for some seconds, and nobody is told before", async () => {
  const office = openOffice([withAda({ position: 4 })], { c1: [message(3)] });
  await enter("/mine/c1");
  await screen.findByRole("log");
  await userEvent.keyboard("e");
  expect(await screen.findByText("No conversations assigned to you")).toBeInTheDocument();
  await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
  expect(await screen.findByRole("log")).toBeInTheDocument();
  expect(office.done).toEqual([]);
});

test("a customer who writes while their conversation is being closed keeps it open", async () => {
  const office = openOffice([withAda({ position: 4 })], { c1: [message(3)] });
  await enter("/mine/c1");
  await isFollowed(office, "c1");
  await userEvent.keyboard("e");
  await screen.findByRole("button", { name: "Undo" });
  office.send(said(5, "One more thing"));
  expect((await screen.findAllByText("Conversation kept open"))[0]).toBeVisible();
  expect(await screen.findByRole("list", { name: "My conversations" })).toBeInTheDocument();
  expect(office.done).toEqual([]);
});

test("while another customer is offered, the open one has no second Accept", async () => {
  const escalation = {
    ...waiting(T0).escalation!,
    offeredTo: ADA.id,
    offerExpiresAt: new Date(Date.now() + 30_000).toISOString(),
  };
  openOffice([
    waiting(T0, { id: "c1", position: 4 }),
    waiting(T0, {
      id: "c2",
      position: 4,
      escalation,
      customer: { id: "li", name: "Li Wei", email: null, isVerified: false },
    }),
  ]);
  await enter("/queue/c1");
  await screen.findByRole("alertdialog");
  expect(await screen.findByText("Accept or decline the offer above first.")).toBeInTheDocument();
  expect(screen.getAllByRole("button", { name: "Accept" })).toHaveLength(1);
});

test("the offered conversation, when it is open, carries its own Accept and Decline", async () => {
  const escalation = {
    ...waiting(T0).escalation!,
    offeredTo: ADA.id,
    offerExpiresAt: new Date(Date.now() + 30_000).toISOString(),
  };
  openOffice([waiting(T0, { position: 4, escalation })]);
  await enter("/queue/c1");
  expect(await screen.findByText(/offered to you/)).toBeInTheDocument();
  expect(screen.queryByRole("alertdialog")).not.toBeInTheDocument();
  expect(screen.getAllByRole("button", { name: "Accept" })).toHaveLength(1);
  expect(screen.getByRole("button", { name: "Decline" })).toBeInTheDocument();
});
