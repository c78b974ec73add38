import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test } from "vitest";
import { InboxesPage } from "@/features/inboxes/components/inboxes-page";
import { storeTokens } from "@/lib/session";
import type { Role } from "@/lib/types";
import { ADA } from "../../people.ts";
import { at, server } from "../../server.ts";
import { show } from "../../render.tsx";

const SHOP = { id: "i1", name: "Shop", channel: "web", allowedOrigins: ["https://shop.test"] };
const SNIPPET = '<script src="https://chat.test/widget/chorus.js"></script>';

beforeEach(() => {
  server.use(
    http.get(at("/v1/inboxes"), () => HttpResponse.json({ items: [SHOP], nextCursor: null })),
    http.get(at("/v1/inboxes/i1"), () => HttpResponse.json({ ...SHOP, snippet: SNIPPET })),
  );
});

function enterAs(role: Role) {
  storeTokens({ accessToken: "t", expiresIn: 900, refreshToken: "r", user: { ...ADA, role } });
  show(<InboxesPage />);
}

test("the snippet is copied as it is", async () => {
  const user = userEvent.setup();
  enterAs("supervisor");
  await screen.findByText(SNIPPET);
  await user.click(screen.getByRole("button", { name: "Copy" }));
  expect(await navigator.clipboard.readText()).toBe(SNIPPET);
  expect(await screen.findByRole("button", { name: "Copied" })).toBeInTheDocument();
});

test("an administrator names the sites that may carry the widget", async () => {
  const saved: unknown[] = [];
  server.use(
    http.patch(at("/v1/inboxes/i1"), async ({ request }) => {
      saved.push(await request.json());
      return HttpResponse.json(SHOP);
    }),
  );
  enterAs("admin");
  await userEvent.type(await screen.findByLabelText("Sites that may carry it"), "\nhttps://www.shop.test");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  await expect
    .poll(() => saved)
    .toEqual([{ allowedOrigins: ["https://shop.test", "https://www.shop.test"] }]);
});

test("a supervisor sees the sites and cannot change them", async () => {
  enterAs("supervisor");
  expect(await screen.findByLabelText("Sites that may carry it")).toHaveAttribute("readonly");
});
