import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http } from "msw";
import { beforeEach, expect, test } from "vitest";
import { TeamsPage } from "@/features/teams/components/teams-page";
import { enterAs, stock } from "../../stock.ts";
import { at, refusal, server } from "../../server.ts";
import { show } from "../../render.tsx";

const person = (id: string, name: string) => ({ id, name, email: `${id}@acme.test`, isDisabled: false });

beforeEach(() => {
  enterAs("admin");
  stock("users", [person("kim", "Kim Sato"), person("lea", "Lea Berg")]);
});

async function press(name: string) {
  await userEvent.click(await screen.findByRole("button", { name }));
}

test("a team is made and people are put into it", async () => {
  const { done } = stock("teams", [], { userIds: [] });
  show(<TeamsPage />);
  await press("New team");
  await userEvent.type(await screen.findByLabelText("Name"), "Returns");
  await userEvent.click(await screen.findByRole("checkbox", { name: "Lea Berg" }));
  await press("Save");
  await expect
    .poll(() => done)
    .toEqual([
      ["make", { name: "Returns" }],
      ["users", "new-0", { userIds: ["lea"] }],
    ]);
});

test("a second try does not make the team twice", async () => {
  const { done } = stock("teams", [], { userIds: [] });
  server.use(http.put(at("/v1/teams/:id/users"), () => refusal("server.failed", 500), { once: true }));
  show(<TeamsPage />);
  await press("New team");
  await userEvent.type(await screen.findByLabelText("Name"), "Returns");
  await press("Save");
  await screen.findByText(/Something went wrong/);
  await press("Save");
  await expect
    .poll(() => done)
    .toEqual([
      ["make", { name: "Returns" }],
      ["change", "new-0", { name: "Returns" }],
      ["users", "new-0", { userIds: [] }],
    ]);
});

test("who is in a team is ticked, and taken out", async () => {
  const { done } = stock("teams", [{ id: "t1", name: "Returns", userIds: ["kim", "lea"] }]);
  show(<TeamsPage />);
  expect(await screen.findByText("Kim Sato, Lea Berg")).toBeInTheDocument();
  await press("Edit Returns");
  await userEvent.click(await screen.findByRole("checkbox", { name: "Kim Sato" }));
  await press("Save");
  await expect.poll(() => done.at(-1)).toEqual(["users", "t1", { userIds: ["lea"] }]);
});

test("a team that conversations belong to stays, and the reason is told", async () => {
  stock("teams", [{ id: "t1", name: "Returns", userIds: [] }]);
  server.use(http.delete(at("/v1/teams/t1"), () => refusal("team.in_use", 409)));
  show(<TeamsPage />);
  await press("Delete Returns");
  await press("Delete");
  expect((await screen.findAllByText(/This team has conversations/))[0]).toBeInTheDocument();
  expect(screen.getByText("Returns")).toBeInTheDocument();
});
