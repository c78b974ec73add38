import { cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";
import { Workspace } from "@/app/workspace";
import { endSession } from "@/lib/session";
import { ADA, later, message, T0, waiting } from "../people.ts";
import { show } from "../render.tsx";
import { openOffice, type Office } from "./office.ts";

afterEach(() => {
  cleanup();
  endSession();
});

const follows = ({ heard }: Office) =>
  heard.filter((frame) => frame.type === "subscribe").map((frame) => frame["conversationId"]);

test("accepting fetches nothing that its event brings", async () => {
  const office = openOffice([waiting(T0, { position: 4 })], { c1: [message(3)] });
  show(<Workspace />, { path: "/queue/c1" });
  for (const id of [undefined, "c1"]) await waitFor(() => expect(follows(office)).toContain(id));
  const [lists, fetched] = [office.listed.length, office.fetched.length];
  await userEvent.click(await screen.findByRole("button", { name: "Accept" }));
  await waitFor(() => expect(office.done).toContain("POST accept"));
  office.send({
    type: "conversation.assigned",
    feedPosition: 11,
    position: 5,
    conversationId: "c1",
    actor: { kind: "agent", id: ADA.id, name: ADA.name },
    at: later(5),
    liveChatSessionId: "s1",
    agentId: ADA.id,
    agentName: ADA.name,
  });
  const mine = await screen.findByRole("list", { name: "My conversations" });
  expect(within(mine).getByText("Bao Nguyen")).toBeInTheDocument();
  expect(office.fetched).toHaveLength(fetched);
  // Opening "My conversations" asks for that list; the others are not asked for again.
  expect(office.listed.slice(lists).filter((view) => view !== "mine")).toEqual([]);
});
