import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { ApiKeysPage } from "@/features/api-keys/components/api-keys-page";
import { T0 } from "../../people.ts";
import { enterAs, stock } from "../../stock.ts";
import { show } from "../../render.tsx";

async function press(name: string) {
  await userEvent.click(await screen.findByRole("button", { name }));
}

test("a new key is shown once, to be copied", async () => {
  enterAs("admin");
  const secret = { key: "chk_1_s3cret", clientId: "1", clientSecret: "s3cret", lastUsedAt: null };
  const { done } = stock("api-keys", [], secret);
  const user = userEvent.setup();
  show(<ApiKeysPage />);
  await press("New API key");
  await user.type(await screen.findByLabelText("Name"), "Warehouse");
  await user.click(screen.getByRole("checkbox", { name: "Read customers" }));
  await user.click(screen.getByRole("button", { name: "Create key" }));
  expect(await screen.findByText("chk_1_s3cret")).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Copy key" }));
  expect(await navigator.clipboard.readText()).toBe("chk_1_s3cret");
  await user.click(screen.getByRole("button", { name: "I've copied the key" }));
  expect(screen.queryByText("chk_1_s3cret")).not.toBeInTheDocument();
  expect(done).toEqual([["make", { name: "Warehouse", scopes: ["customers:read"] }]]);
});

test("a key is revoked after a question, and cannot be edited", async () => {
  enterAs("admin");
  const key = { id: "k1", name: "Warehouse", scopes: ["kb:read"], createdAt: T0, lastUsedAt: null };
  const { done } = stock("api-keys", [key]);
  show(<ApiKeysPage />);
  await press("Revoke Warehouse");
  await press("Revoke");
  await expect.poll(() => done).toEqual([["remove", "k1"]]);
  expect(screen.queryByRole("button", { name: "Edit Warehouse" })).not.toBeInTheDocument();
});
