import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { expect, test } from "vitest";
import type { Role } from "@chorus/wire";
import { LabelFilter } from "@/features/conversations/components/label-filter";
import { LabelPicker } from "@/features/conversations/components/label-picker";
import { withAda } from "../../people.ts";
import { show } from "../../render.tsx";
import { at, refusal, server } from "../../server.ts";
import { enterAs, stock } from "../../stock.ts";

const LABELS = [
  { id: "l1", name: "refund", color: "#aa0000" },
  { id: "l2", name: "repair", color: "#00aa00" },
];

function picker(labels: string[], role: Role = "supervisor") {
  enterAs(role);
  const stocked = stock("labels", [...LABELS], { color: "#64748b" });
  const put: string[][] = [];
  server.use(
    http.put(at("/v1/conversations/c1/labels"), async ({ request }) => {
      const body = (await request.json()) as { labels: string[] };
      put.push(body.labels);
      return HttpResponse.json(body);
    }),
  );
  show(<LabelPicker conversation={withAda({ labels })} />);
  return { ...stocked, put };
}

async function typing(text: string) {
  await userEvent.click(screen.getByRole("button", { name: /Add label/ }));
  const field = await screen.findByRole("textbox", { name: /label/ });
  await screen.findByRole("button", { name: "repair" });
  await userEvent.type(field, text);
}

test("a label is taken off by its own button", async () => {
  const { put } = picker(["refund", "vip"]);
  await userEvent.click(screen.getByRole("button", { name: "Remove label vip" }));
  await waitFor(() => expect(put).toEqual([["refund"]]));
});

test("a known one is found by a part of its name, and put on by Enter", async () => {
  const { put } = picker(["refund"]);
  await typing("PAI{Enter}");
  await waitFor(() => expect(put).toEqual([["refund", "repair"]]));
});

test("chosen again it is taken off", async () => {
  const { put } = picker(["refund"]);
  await typing("ref");
  await userEvent.click(screen.getByRole("button", { name: "refund", pressed: true }));
  await waitFor(() => expect(put).toEqual([[]]));
});

test("a supervisor makes a new one where it is needed", async () => {
  const { put, done } = picker([]);
  await typing("exchange{Enter}");
  await waitFor(() => expect(put).toEqual([["exchange"]]));
  expect(done).toEqual([["make", { name: "exchange" }]]);
});

test("agents choose from what there is", async () => {
  const { put, done } = picker([], "agent");
  await typing("exchange");
  expect(screen.queryByRole("button", { name: /exchange/ })).not.toBeInTheDocument();
  await userEvent.keyboard("{Enter}");
  expect([put, done]).toEqual([[], []]);
});

test("a name that the server refuses is told, and put on nothing", async () => {
  const { put } = picker([]);
  server.use(http.post(at("/v1/labels"), () => refusal("label.name_taken", 409)));
  await typing("exchange{Enter}");
  expect((await screen.findAllByText(/Couldn't create/))[0]).toBeVisible();
  expect(put).toEqual([]);
});

test("a list is filtered by one label, or by none", async () => {
  enterAs("agent");
  stock("labels", [...LABELS]);
  const chosen: string[] = [];
  show(<LabelFilter value="refund" onChange={(label) => void chosen.push(label)} />);
  await userEvent.click(screen.getByRole("button", { name: /refund/ }));
  const menu = within(await screen.findByRole("menu"));
  expect(menu.getByRole("menuitemradio", { name: "refund", checked: true })).toBeInTheDocument();
  await userEvent.click(menu.getByRole("menuitemradio", { name: "All labels" }));
  expect(chosen).toEqual([""]);
});
