import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test } from "vitest";
import { UsersPage } from "@/features/users/components/users-page";
import { user } from "../../people.ts";
import { enterAs, stock } from "../../stock.ts";
import { at, refusal, server } from "../../server.ts";
import { show } from "../../render.tsx";

const INES = user({ role: "admin", languages: [] });
const KIM = user({ id: "kim", name: "Kim Sato", email: "kim@acme.test", languages: ["en", "fr"] });

beforeEach(() => {
  enterAs("admin");
  stock("teams", [{ id: "t1", name: "Returns", userIds: ["kim"] }]);
  server.use(http.get(at("/v1/presence"), () => HttpResponse.json({ items: [], isApproximate: false })));
});

async function press(name: string | RegExp) {
  await userEvent.click(await screen.findByRole("button", { name }));
}

test("everybody is listed with role and teams", async () => {
  stock("users", [INES, KIM]);
  show(<UsersPage />);
  expect(await screen.findByText("Kim Sato")).toBeInTheDocument();
  expect(await screen.findByText("kim@acme.test · Returns")).toBeInTheDocument();
  expect(screen.getByText("Administrator")).toBeInTheDocument();
});

test("an empty form says at each field what is missing, and sends nothing", async () => {
  const { done } = stock("users", [INES]);
  show(<UsersPage />);
  await press("New user");
  await press("Add");
  expect(screen.getByLabelText("Name")).toHaveFocus();
  for (const label of ["Name", "E-mail", "Password"]) {
    expect(screen.getByLabelText(label)).toHaveAccessibleDescription("Required");
  }
  await userEvent.type(screen.getByLabelText("Name"), "L");
  expect(screen.getByLabelText("Name")).toBeValid();
  expect(done).toEqual([]);
});

test("somebody new is added with a password that was made for them", async () => {
  const { done } = stock("users", [INES], { languages: [], isDisabled: false });
  show(<UsersPage />);
  await press("New user");
  await userEvent.type(screen.getByLabelText("Name"), "Lea Berg");
  await userEvent.type(screen.getByLabelText("E-mail"), "lea@acme.test");
  await userEvent.selectOptions(screen.getByLabelText("Role"), "supervisor");
  await press("Generate password");
  const password = screen.getByLabelText<HTMLInputElement>("Password").value;
  await press("Add");
  expect(await screen.findByText("lea@acme.test")).toBeInTheDocument();
  const fields = { name: "Lea Berg", email: "lea@acme.test", languages: [], role: "supervisor", password };
  expect(done).toEqual([["make", fields]]);
});

test("an address that is taken is told at its field, and stays until it is changed", async () => {
  stock("users", [INES, KIM]);
  server.use(http.patch(at("/v1/users/kim"), () => refusal("user.email_taken", 409)));
  show(<UsersPage />);
  await press("Edit Kim Sato");
  const email = await screen.findByLabelText("E-mail");
  await userEvent.clear(email);
  await userEvent.type(email, "ada@acme.test");
  await press("Save");
  expect(await screen.findByText("Another user already has this e-mail.")).toBeInTheDocument();
  expect(email).toHaveFocus();
  await userEvent.type(email, "x");
  expect(email).toHaveAccessibleDescription("Used to log in.");
});

test("what belongs to no field is told above the form", async () => {
  stock("users", [INES, KIM]);
  server.use(http.patch(at("/v1/users/kim"), () => refusal("user.last_admin", 409)));
  show(<UsersPage />);
  await press("Edit Kim Sato");
  await press("Save");
  expect(await screen.findByRole("alert")).toHaveTextContent(/last administrator/);
});

test("a password is reset", async () => {
  const { done } = stock("users", [INES, KIM]);
  show(<UsersPage />);
  await press("More for Kim Sato");
  await userEvent.click(await screen.findByRole("menuitem", { name: "Reset password" }));
  await userEvent.type(await screen.findByLabelText("Password"), "short");
  await press("Reset");
  expect(screen.getByLabelText("Password")).toHaveAccessibleDescription("Use at least 10 characters.");
  await userEvent.type(screen.getByLabelText("Password"), " but longer");
  await press("Reset");
  expect(await screen.findByText("Kim Sato has a new password")).toBeInTheDocument();
  expect(done).toEqual([["change", "kim", { password: "short but longer" }]]);
});

test("somebody is disabled after a question", async () => {
  const { done } = stock("users", [INES, KIM]);
  show(<UsersPage />);
  await press("More for Kim Sato");
  await userEvent.click(await screen.findByRole("menuitem", { name: "Disable" }));
  const dialog = await screen.findByRole("dialog", { name: "Disable Kim Sato?" });
  await userEvent.click(within(dialog).getByRole("button", { name: "Disable" }));
  await expect.poll(() => done).toEqual([["disable", "kim", {}]]);
});

test("who is disabled is enabled at once", async () => {
  const { done } = stock("users", [INES, { ...KIM, isDisabled: true }]);
  show(<UsersPage />);
  expect(await screen.findByText("Disabled")).toBeInTheDocument();
  await press("More for Kim Sato");
  await userEvent.click(await screen.findByRole("menuitem", { name: "Enable" }));
  await expect.poll(() => done).toEqual([["enable", "kim", {}]]);
});

test("nobody can disable themselves or change their own role", async () => {
  stock("users", [INES]);
  show(<UsersPage />);
  await press(`Edit ${INES.name}`);
  expect(screen.queryByLabelText("Role")).not.toBeInTheDocument();
  expect(screen.queryByRole("button", { name: /^More for/ })).not.toBeInTheDocument();
});
