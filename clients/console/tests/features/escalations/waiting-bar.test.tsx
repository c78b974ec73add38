import type { Conversation } from "@chorus/wire";
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test, vi } from "vitest";
import { WaitingBar } from "@/features/escalations/components/waiting-bar";
import { ADA, T0, waiting, withAda } from "../../people.ts";
import { show } from "../../render.tsx";
import { at, refusal, server } from "../../server.ts";
import { enterAs } from "../../stock.ts";

const escalation = waiting(T0).escalation!;
const soon = () => new Date(Date.now() + 20_000).toISOString();
const offered = () =>
  waiting(T0, { escalation: { ...escalation, offeredTo: ADA.id, offerExpiresAt: soon() } });

beforeEach(() => enterAs("agent"));

function bar(conversation: Conversation, hasOtherOffer = false) {
  const [onCite, onAccepted] = [vi.fn(), vi.fn()];
  show(<WaitingBar {...{ conversation, hasOtherOffer, onCite, onAccepted }} myId={ADA.id} />);
  return { onCite, onAccepted };
}

test("nothing is shown of a conversation that does not wait", () => {
  bar(withAda());
  expect(screen.queryByRole("button")).not.toBeInTheDocument();
});

test("why it waits is said, with what proves it", async () => {
  const told = { ...escalation, detail: "Wants a refund", evidence: ["m1", "m2"], isCallbackPromised: true };
  const { onCite } = bar(waiting(T0, { escalation: told }));
  expect(screen.getByText("Wants a refund")).toBeInTheDocument();
  expect(screen.getByText(/promised/)).toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: /Show/ }));
  expect(onCite).toHaveBeenCalledExactlyOnceWith(["m1", "m2"]);
});

test("any agent may accept, and is told when it worked", async () => {
  server.use(
    http.post(at("/v1/conversations/c1/accept"), () =>
      HttpResponse.json({ conversation: withAda(), messages: [], hasMore: false, epoch: "e" }),
    ),
  );
  const { onAccepted } = bar(waiting(T0));
  expect(screen.queryByRole("button", { name: "Decline" })).not.toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Accept" }));
  await waitFor(() => expect(onAccepted).toHaveBeenCalledOnce());
});

test("one that a colleague took is told by name of what did not happen", async () => {
  server.use(http.post(at("/v1/conversations/c1/accept"), () => refusal("escalation.not_waiting", 409)));
  const { onAccepted } = bar(waiting(T0));
  await userEvent.click(screen.getByRole("button", { name: "Accept" }));
  expect((await screen.findAllByText("Couldn't accept the conversation"))[0]).toBeVisible();
  expect(onAccepted).not.toHaveBeenCalled();
});

test("what is offered to me can be declined while its time lasts", async () => {
  const declined: string[] = [];
  server.use(
    http.post(at("/v1/conversations/c1/decline"), () => {
      declined.push("c1");
      return new HttpResponse(null, { status: 204 });
    }),
  );
  bar(offered());
  expect(screen.getByText(/\d+ s left/)).toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Decline" }));
  await waitFor(() => expect(declined).toEqual(["c1"]));
});

test("an offer whose time is over is none", () => {
  const over = { ...escalation, offeredTo: ADA.id, offerExpiresAt: "2020-01-01T00:00:00Z" };
  bar(waiting(T0, { escalation: over }));
  expect(screen.queryByRole("button", { name: "Decline" })).not.toBeInTheDocument();
  expect(screen.getByRole("button", { name: "Accept" })).toBeInTheDocument();
});

test("while another customer is offered there is no second Accept", () => {
  bar(waiting(T0), true);
  expect(screen.queryByRole("button", { name: "Accept" })).not.toBeInTheDocument();
});
