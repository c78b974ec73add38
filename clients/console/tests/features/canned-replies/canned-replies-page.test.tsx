import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { expect, test } from "vitest";
import { CannedRepliesPage } from "@/features/canned-replies/components/canned-replies-page";
import { T0 } from "../../people.ts";
import { at, server } from "../../server.ts";
import { show } from "../../render.tsx";

const HELLO = { id: "1", shortcut: "hello", content: "Hello there", updatedAt: T0 };

function shelf(replies: object[]) {
  const items = replies.map((reply) => ({ ...HELLO, ...reply }));
  server.use(http.get(at("/v1/canned-replies"), () => HttpResponse.json({ items, nextCursor: null })));
}

test("a new reply is saved without the slash that people type before it", async () => {
  shelf([]);
  const saved: unknown[] = [];
  server.use(
    http.post(at("/v1/canned-replies"), async ({ request }) => {
      const body = await request.json();
      saved.push(body);
      shelf([{ id: "1", shortcut: "hello", content: "Hello there" }]);
      return HttpResponse.json(HELLO, { status: 201 });
    }),
  );
  show(<CannedRepliesPage />);
  await userEvent.click(await screen.findByRole("button", { name: "New canned reply" }));
  const dialog = await screen.findByRole("dialog");
  await userEvent.type(within(dialog).getByLabelText("Shortcut"), "/hello");
  await userEvent.type(within(dialog).getByLabelText("Text"), "Hello there");
  await userEvent.click(within(dialog).getByRole("button", { name: "Save" }));
  expect(await screen.findByText("/hello")).toBeInTheDocument();
  expect(saved).toEqual([{ shortcut: "hello", content: "Hello there" }]);
});

test("a reply is changed in place", async () => {
  shelf([{ id: "1", shortcut: "bye", content: "Bye" }]);
  const saved: unknown[] = [];
  server.use(
    http.patch(at("/v1/canned-replies/1"), async ({ request }) => {
      saved.push(await request.json());
      return HttpResponse.json(HELLO);
    }),
  );
  show(<CannedRepliesPage />);
  await userEvent.click(await screen.findByRole("button", { name: "Edit bye" }));
  await userEvent.type(await screen.findByLabelText("Text"), " for now");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  await expect.poll(() => saved).toEqual([{ shortcut: "bye", content: "Bye for now" }]);
});
