import { expect, test } from "vitest";
import { groupsFor } from "@/app/routes/settings-sections";

const namesFor = (role: Parameters<typeof groupsFor>[0]) =>
  groupsFor(role).flatMap(({ sections }) => sections.map(({ name }) => name));

test("each role sees the sections whose calls the server would not refuse it", () => {
  expect(namesFor("agent")).toEqual(["account"]);
  expect(namesFor("supervisor")).toEqual(["account", "knowledge", "replies", "labels", "usage"]);
  expect(namesFor("admin")).toEqual(
    expect.arrayContaining(["people", "teams", "inboxes", "general", "api-keys"]),
  );
});
