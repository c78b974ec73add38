import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { expect, test } from "vitest";
import { AccountPage } from "@/features/account/components/account-page";
import { enterAs } from "../../stock.ts";
import { at, refusal, server } from "../../server.ts";
import { show } from "../../render.tsx";

async function change(present: string, next: string) {
  await userEvent.type(screen.getByLabelText("Current password"), present);
  await userEvent.type(screen.getByLabelText("New password"), next);
  await userEvent.click(screen.getByRole("button", { name: "Change password" }));
}

test("one's own password is changed, and the fields are empty again", async () => {
  enterAs("agent");
  const asked: unknown[] = [];
  server.use(
    http.put(at("/v1/me/password"), async ({ request }) => {
      asked.push(await request.json());
      return new HttpResponse(null, { status: 204 });
    }),
  );
  show(<AccountPage />);
  await change("old enough to know", "a new and long one");
  expect(await screen.findByText("Password changed")).toBeInTheDocument();
  expect(screen.getByLabelText("New password")).toHaveValue("");
  expect(asked).toEqual([{ currentPassword: "old enough to know", newPassword: "a new and long one" }]);
});

test("a wrong current password is told at its field", async () => {
  enterAs("agent");
  server.use(http.put(at("/v1/me/password"), () => refusal("user.wrong_password", 422)));
  show(<AccountPage />);
  await change("wrong", "a new and long one");
  await screen.findByText("Incorrect current password.");
  expect(screen.getByLabelText("Current password")).toHaveFocus();
});
