import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test } from "vitest";
import { InboxPage } from "@/features/inboxes/components/inbox-page";
import { InboxesPage } from "@/features/inboxes/components/inboxes-page";
import { inboxDetail } from "../../people.ts";
import { enterAs, stock } from "../../stock.ts";
import { at, refusal, server } from "../../server.ts";
import { show } from "../../render.tsx";

const SNIPPET = '<script src="https://chat.test/widget/chorus.js"></script>';
const SHOP = inboxDetail({ id: "i1", allowedOrigins: ["https://shop.test"], snippet: SNIPPET });

beforeEach(() => enterAs("admin"));

function open(change: Partial<typeof SHOP> = {}) {
  const shop = { ...SHOP, ...change };
  const found = stock("inboxes", [shop], { snippet: SNIPPET });
  server.use(http.get(at("/v1/inboxes/i1"), () => HttpResponse.json(shop)));
  const shown = show(<InboxPage id="i1" />);
  return { ...found, ...shown };
}

async function press(name: string) {
  await userEvent.click(await screen.findByRole("button", { name }));
}

test("a new inbox leads to its page", async () => {
  const { done } = stock("inboxes", [], { snippet: SNIPPET });
  const { history } = show(<InboxesPage />);
  await press("New inbox");
  await userEvent.type(await screen.findByLabelText("Name"), "Shop");
  await userEvent.type(screen.getByLabelText("Allowed sites"), "https://shop.test, https://www.shop.test");
  await press("Create inbox");
  await expect.poll(() => history.at(-1)).toBe("/settings/inboxes/new-0");
  expect(done).toEqual([
    ["make", { name: "Shop", allowedOrigins: ["https://shop.test", "https://www.shop.test"] }],
  ]);
});

test("the snippet is copied as it is", async () => {
  const user = userEvent.setup();
  open();
  await screen.findByText(SNIPPET);
  await user.click(screen.getByRole("button", { name: "Copy snippet" }));
  expect(await navigator.clipboard.readText()).toBe(SNIPPET);
  expect(await screen.findByRole("button", { name: "Snippet: copied" })).toBeInTheDocument();
});

test("an address that is none is told at its field", async () => {
  open();
  server.use(http.patch(at("/v1/inboxes/i1"), () => refusal("inbox.bad_origin", 422)));
  const sites = await screen.findByLabelText("Allowed sites");
  await userEvent.type(sites, "\nnonsense");
  await userEvent.click(screen.getAllByRole("button", { name: "Save" })[0]!);
  await expect.poll(() => sites).toHaveAccessibleDescription(/https:\/\/ and no path/);
});

test("looks and greetings are saved; an emptied greeting is none", async () => {
  const { done } = open();
  await userEvent.clear(await screen.findByLabelText("Greeting in English"));
  await userEvent.type(screen.getByLabelText("Greeting in French"), "Bonjour !");
  await userEvent.click(screen.getAllByRole("button", { name: "Save" })[1]!);
  const settings = { color: "#2563eb", botName: "Bot", companyName: null, greeting: { fr: "Bonjour !" } };
  await expect.poll(() => done).toEqual([["change", "i1", { name: "Shop", settings }]]);
});

test("a secret for signed identities is shown once", async () => {
  open();
  server.use(http.post(at("/v1/inboxes/i1/identity-secret"), () => HttpResponse.json({ secret: "s3cret" })));
  await press("Set up");
  await userEvent.click((await screen.findAllByRole("button", { name: "Set up" })).at(-1)!);
  expect(await screen.findByText("s3cret")).toBeInTheDocument();
});

test("with a secret, the chat can be kept for known customers, and the secret be removed", async () => {
  const { done } = open({ hasIdentitySecret: true });
  await userEvent.click(await screen.findByLabelText(/Only allow verified customers/));
  await press("Remove");
  await userEvent.click((await screen.findAllByRole("button", { name: "Remove" })).at(-1)!);
  await expect
    .poll(() => done)
    .toEqual([
      ["change", "i1", { requiresIdentity: true }],
      ["identity-secret", "i1", {}],
    ]);
});

test("an inbox with conversations stays, and is switched off instead", async () => {
  const { done } = open();
  server.use(http.delete(at("/v1/inboxes/i1"), () => refusal("inbox.in_use", 409)));
  await press("Delete inbox");
  await press("Delete");
  expect((await screen.findAllByText(/Turn it off instead/))[0]).toBeInTheDocument();
  await userEvent.click(screen.getByLabelText("Customers can write to this inbox"));
  await expect.poll(() => done).toEqual([["change", "i1", { isEnabled: false }]]);
});
