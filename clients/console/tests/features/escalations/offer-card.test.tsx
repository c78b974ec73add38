import type { Conversation } from "@chorus/wire";
import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { expect, test, vi } from "vitest";
import { OfferCard } from "@/features/escalations/components/offer-card";
import { ADA, snapshot, T0, waiting } from "../../people.ts";
import { at, refusal, server } from "../../server.ts";
import { show } from "../../render.tsx";

function offer(secondsLeft: number, why: Partial<NonNullable<Conversation["escalation"]>> = {}) {
  const row = waiting(T0);
  const offerExpiresAt = new Date(Date.now() + secondsLeft * 1000).toISOString();
  const escalation = row.escalation && { ...row.escalation, offeredTo: ADA.id, offerExpiresAt, ...why };
  const onAccepted = vi.fn();
  show(<OfferCard conversation={{ ...row, escalation }} onAccepted={onAccepted} />);
  return onAccepted;
}

test("an offer shows who and how long, and accepting it opens it", async () => {
  server.use(http.post(at("/v1/conversations/c1/accept"), () => HttpResponse.json(snapshot(waiting(T0)))));
  const onAccepted = offer(30);
  expect(screen.getByRole("alertdialog")).toHaveTextContent("Bao Nguyen");
  expect(screen.getByText("30 s")).toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Accept" }));
  await vi.waitFor(() => expect(onAccepted).toHaveBeenCalledOnce());
});

test("what an absent agent left behind is not called a transfer", () => {
  offer(30, { reason: "agent" });
  expect(screen.getByRole("alertdialog")).toHaveAccessibleDescription("Previously with an agent");
});

test("an offer that a colleague was faster to take does not open", async () => {
  server.use(
    http.post(at("/v1/conversations/c1/accept"), () => refusal("conversation.already_assigned", 409)),
  );
  const onAccepted = offer(30);
  await userEvent.click(screen.getByRole("button", { name: "Accept" }));
  expect((await screen.findAllByText(/A colleague already took/))[0]).toBeVisible();
  expect(onAccepted).not.toHaveBeenCalled();
});

test("an offer whose time is over is not shown", () => {
  offer(-1);
  expect(screen.queryByRole("alertdialog")).not.toBeInTheDocument();
});
