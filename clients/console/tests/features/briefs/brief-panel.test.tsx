import type { Brief } from "@chorus/wire";
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { expect, test, vi } from "vitest";
import { BriefPanel } from "@/features/briefs/components/brief-panel";
import { brief, conversation } from "../../people.ts";
import { at, refusal, server } from "../../server.ts";
import { show } from "../../render.tsx";

const BRIEF = brief({
  intent: { text: "Wants the parcel by Saturday", messageIds: ["m2", "m4"] },
  facts: [{ text: "Order 4471-B", messageIds: ["m2"] }],
  mood: { text: "I need it!", messageIds: ["m4"], value: "annoyed" },
  note: "No language model is configured.",
});

function panel(change: Partial<Brief>, messagePosition = 7) {
  server.use(http.get(at("/livechat/summary/c1"), () => HttpResponse.json({ ...BRIEF, ...change })));
  const onCite = vi.fn();
  const mark = { version: 1, basisPosition: 7, origin: "rules" as const };
  show(<BriefPanel conversation={conversation({ messagePosition, brief: mark })} onCite={onCite} />);
  return onCite;
}

test("every line leads to the messages that it rests on", async () => {
  const onCite = panel({});
  await userEvent.click(await screen.findByRole("button", { name: /Wants the parcel/ }));
  expect(onCite).toHaveBeenLastCalledWith(["m2", "m4"]);
  await userEvent.click(screen.getByRole("button", { name: /Order 4471-B/ }));
  expect(onCite).toHaveBeenLastCalledWith(["m2"]);
});

test("a brief made by rules says so, and why", async () => {
  panel({});
  expect(await screen.findByText("Rule-based")).toBeInTheDocument();
  expect(screen.getByText(/No language model is configured/)).toBeInTheDocument();
});

test("a brief by a model names it", async () => {
  panel({ origin: "model", model: "small-1", note: null });
  expect(await screen.findByText("Model")).toBeInTheDocument();
  expect(screen.getByText(/by small-1/)).toBeInTheDocument();
});

test("newer messages make it stale, and it can be renewed", async () => {
  const made = vi.fn();
  server.use(
    http.post(at("/v1/conversations/c1/brief"), () => {
      made();
      return HttpResponse.json({ ...BRIEF, version: 2 });
    }),
  );
  panel({}, 9);
  const stale = await screen.findByRole("note");
  await userEvent.click(within(stale).getByRole("button", { name: "Refresh" }));
  await vi.waitFor(() => expect(made).toHaveBeenCalledOnce());
});

test("a conversation without a brief says when one is made", async () => {
  server.use(http.get(at("/livechat/summary/c1"), () => refusal("brief.not_found", 404)));
  show(<BriefPanel conversation={conversation()} onCite={vi.fn()} />);
  expect(await screen.findByText(/A brief is written when/)).toBeInTheDocument();
});
