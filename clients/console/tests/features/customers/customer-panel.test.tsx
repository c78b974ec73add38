import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test } from "vitest";
import { CustomerPanel } from "@/features/customers/components/customer-panel";
import { conversation, T0 } from "../../people.ts";
import { at, server } from "../../server.ts";
import { show } from "../../render.tsx";

const BAO = {
  id: "bao",
  name: "Bao Nguyen",
  email: "bao@example.test",
  phone: null,
  isVerified: true,
  attributes: { plan: "Club", orders: 14 },
  createdAt: T0,
};

beforeEach(() => {
  const earlier = conversation({ id: "c0", status: "closed" });
  server.use(
    http.get(at("/v1/customers/bao"), () => HttpResponse.json(BAO)),
    http.get(at("/v1/conversations"), () =>
      HttpResponse.json({ items: [conversation(), earlier], nextCursor: null, feedPosition: 1, epoch: "e" }),
    ),
  );
});

const panel = () => show(<CustomerPanel conversation={conversation()} hrefOf={(id) => `/all/${id}`} />);

test("the panel shows who it is, what the site says of them, and earlier conversations", async () => {
  panel();
  expect(await screen.findByText("Verified")).toBeInTheDocument();
  expect(screen.getByRole("link", { name: "bao@example.test" })).toBeInTheDocument();
  expect(screen.getByText("No phone")).toBeInTheDocument();
  expect(screen.getByText("Club")).toBeInTheDocument();
  expect(screen.getByText("14")).toBeInTheDocument();
  expect(await screen.findByRole("link", { name: /No messages/ })).toHaveAttribute("href", "/all/c0");
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
