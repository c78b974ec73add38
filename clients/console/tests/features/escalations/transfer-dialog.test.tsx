import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test, vi } from "vitest";
import { TransferDialog } from "@/features/escalations/components/transfer-dialog";
import { show } from "../../render.tsx";
import { at, refusal, server } from "../../server.ts";
import { enterAs } from "../../stock.ts";

const AGENTS = [
  { id: "ole", name: "Ole", presence: "offline" as const },
  { id: "kim", name: "Kim", presence: "busy" as const },
  { id: "eve", name: "Eve", presence: "available" as const },
];
const TEAMS = [{ id: "t1", name: "Returns" }];

beforeEach(() => enterAs("agent"));

function dialog(answer: () => Response = () => new HttpResponse(null, { status: 204 })) {
  const asked: Record<string, unknown>[] = [];
  const [onClose, onDone] = [vi.fn(), vi.fn()];
  server.use(
    http.post(at("/v1/conversations/c1/transfer"), async ({ request }) => {
      asked.push((await request.json()) as Record<string, unknown>);
      return answer();
    }),
  );
  show(
    <TransferDialog conversationId="c1" agents={AGENTS} teams={TEAMS} onClose={onClose} onDone={onDone} />,
  );
  return { asked, onClose, onDone };
}

const targets = () =>
  within(screen.getByRole("list", { name: "Agents and teams" }))
    .queryAllByRole("button")
    .map((button) => button.textContent);

test("who can help first stands first", () => {
  dialog();
  const names = targets();
  const place = (name: string) => names.findIndex((text) => text.includes(name));
  expect([place("Eve") < place("Kim"), place("Kim") < place("Ole")]).toEqual([true, true]);
  expect(names).toHaveLength(4);
});

test("it is found by name", async () => {
  dialog();
  await userEvent.type(screen.getByRole("textbox", { name: "Find an agent or team" }), "ret");
  expect(targets()).toEqual([expect.stringContaining("Returns")]);
});

test("nothing is sent before somebody is chosen", async () => {
  const { asked, onDone } = dialog();
  expect(screen.getByRole("button", { name: "Transfer" })).toBeDisabled();
  await userEvent.click(screen.getByRole("button", { name: /Kim/ }));
  await userEvent.click(screen.getByRole("button", { name: "Transfer to Kim" }));
  await waitFor(() => expect(onDone).toHaveBeenCalledOnce());
  expect(asked).toEqual([{ agentId: "kim" }]);
});

test("a team is a target too", async () => {
  const { asked } = dialog();
  await userEvent.click(screen.getByRole("button", { name: /Returns/ }));
  await userEvent.click(screen.getByRole("button", { name: "Transfer to Returns" }));
  await waitFor(() => expect(asked).toEqual([{ teamId: "t1" }]));
});

test("a note goes along, under one id however often it is tried", async () => {
  let isAway = true;
  const { asked, onDone } = dialog(() =>
    isAway ? refusal("server.unavailable", 503) : new HttpResponse(null, { status: 204 }),
  );
  await userEvent.click(screen.getByRole("button", { name: /Kim/ }));
  await userEvent.type(screen.getByRole("textbox", { name: /note/i }), " Wants a refund ");
  const send = () => userEvent.click(screen.getByRole("button", { name: "Transfer to Kim" }));
  await send();
  await screen.findAllByText("Couldn't transfer the conversation");
  isAway = false;
  await send();
  await waitFor(() => expect(onDone).toHaveBeenCalledOnce());
  expect(asked.map(({ note }) => note)).toEqual(["Wants a refund", "Wants a refund"]);
  expect(asked[0]!["noteId"]).toBe(asked[1]!["noteId"]);
  expect(asked[0]!["noteId"]).toMatch(/^[0-9a-f-]{36}$/);
});

test("without a transfer nothing changes", async () => {
  const { asked, onClose } = dialog();
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  expect([onClose.mock.calls.length, asked]).toEqual([1, []]);
});
