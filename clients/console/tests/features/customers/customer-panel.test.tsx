import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test } from "vitest";
import { CustomerPanel } from "@/features/customers/components/customer-panel";
import { conversation, customer, page } from "../../people.ts";
import { at, refusal, server } from "../../server.ts";
import { enterAs } from "../../stock.ts";
import { show } from "../../render.tsx";

const BAO = customer({
  name: "Bao Nguyen",
  email: "bao@example.test",
  isVerified: true,
  attributes: { plan: "Club", orders: 14 },
});

beforeEach(() => {
  enterAs("agent");
  const earlier = conversation({ id: "c0", status: "closed" });
  server.use(
    http.get(at("/v1/customers/bao"), () => HttpResponse.json(BAO)),
    http.get(at("/v1/conversations"), () => HttpResponse.json(page([conversation(), earlier]))),
  );
});

const panel = (one = conversation()) =>
  show(<CustomerPanel conversation={one} hrefOf={(id) => `/all/${id}`} />);

test("the panel shows who it is, what the site says of them, and earlier conversations", async () => {
  panel();
  expect(await screen.findByText("Verified")).toBeInTheDocument();
  expect(screen.getByRole("link", { name: "bao@example.test" })).toBeInTheDocument();
  expect(screen.getByText("No phone")).toBeInTheDocument();
  expect(screen.getByText("Club")).toBeInTheDocument();
  expect(screen.getByText("14")).toBeInTheDocument();
  expect(await screen.findByRole("link", { name: /No messages/ })).toHaveAttribute("href", "/all/c0");
});

test("the page is a link to the site alone, which learns nothing of the console", async () => {
  panel(conversation({ page: "https://shop.test/returns" }));
  const link = await screen.findByRole("link", { name: "/returns" });
  expect(link).toHaveAttribute("href", "https://shop.test/returns");
  expect(link).toHaveAttribute("rel", "noopener noreferrer");
});

test("what is no address of the web is no link", async () => {
  panel(conversation({ page: "javascript:alert(1)" }));
  expect(await screen.findByTitle("javascript:alert(1)")).not.toHaveAttribute("href");
});

test("an agent adds what the customer told them", async () => {
  const saved: unknown[] = [];
  server.use(
    http.patch(at("/v1/customers/bao"), async ({ request }) => {
      saved.push(await request.json());
      return HttpResponse.json({ ...BAO, phone: "+33 6 12" });
    }),
  );
  panel();
  await userEvent.click(await screen.findByRole("button", { name: "Edit customer" }));
  await userEvent.type(screen.getByLabelText("Phone"), "+33 6 12");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByRole("link", { name: "+33 6 12" })).toBeInTheDocument();
  expect(saved).toEqual([{ name: "Bao Nguyen", email: "bao@example.test", phone: "+33 6 12" }]);
});

function changes(): unknown[] {
  const saved: unknown[] = [];
  server.use(
    http.patch(at("/v1/customers/bao"), async ({ request }) => {
      const change = (await request.json()) as Record<string, unknown>;
      saved.push(change);
      return HttpResponse.json({ ...BAO, ...change });
    }),
  );
  return saved;
}

test("a customer is blocked, and unblocked, after a question", async () => {
  const saved = changes();
  panel();
  await userEvent.click(await screen.findByRole("button", { name: "Block customer" }));
  expect(screen.getByRole("dialog", { name: "Block Bao Nguyen?" })).toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Block" }));
  expect(await screen.findByText("Blocked")).toBeInTheDocument();
  await userEvent.click(await screen.findByRole("button", { name: "Unblock customer" }));
  await userEvent.click(screen.getByRole("button", { name: "Unblock" }));
  expect(await screen.findByRole("button", { name: "Block customer" })).toBeInTheDocument();
  expect(saved).toEqual([{ isBlocked: true }, { isBlocked: false }]);
});

test("who thinks better of it blocks nobody", async () => {
  const saved = changes();
  panel();
  await userEvent.click(await screen.findByRole("button", { name: "Block customer" }));
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  expect(screen.queryByText("Blocked")).not.toBeInTheDocument();
  expect(saved).toEqual([]);
});

test("a refusal is told, and the customer stays as they were", async () => {
  server.use(http.patch(at("/v1/customers/bao"), () => refusal("conversation.not_assigned", 403)));
  panel();
  await userEvent.click(await screen.findByRole("button", { name: "Block customer" }));
  await userEvent.click(screen.getByRole("button", { name: "Block" }));
  expect(await screen.findByRole("button", { name: "Block customer" })).toBeInTheDocument();
  expect(screen.queryByText("Blocked")).not.toBeInTheDocument();
});

test.each([
  ["agent", false],
  ["supervisor", true],
  ["admin", true],
] as const)("of a colleague's conversation, %s may block: %s", async (role, may) => {
  enterAs(role);
  panel(conversation({ status: "active", floor: "human", assignee: { id: "ben", name: "Ben" } }));
  expect(await screen.findByText("Verified")).toBeInTheDocument();
  expect(screen.queryAllByRole("button", { name: "Block customer" })).toHaveLength(may ? 1 : 0);
});
