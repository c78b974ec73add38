import type { Schemas } from "@chorus/wire";
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { expect, test } from "vitest";
import { TenantPage } from "@/features/tenant/components/tenant-page";
import { currentSession } from "@/lib/session";
import { T0 } from "../../people.ts";
import { enterAs, stock } from "../../stock.ts";
import { at, server } from "../../server.ts";
import { show } from "../../render.tsx";

const LEGAL = { name: "Legal", keywords: ["lawyer", "court"], pattern: null, teamId: "t1" };

const DEFAULTS: Schemas["TenantSettings"] = {
  modelTokensPerDay: null,
  absentAgentSeconds: null,
  escalationRules: null,
  attachmentKinds: null,
  keepPhotoMetadata: null,
};

function office(settings: object) {
  enterAs("admin");
  stock("teams", [{ id: "t1", name: "Lawyers", userIds: [] }]);
  let tenant = {
    id: "acme",
    name: "Acme",
    slug: "acme",
    tier: "free",
    settings: { ...DEFAULTS, ...settings },
    createdAt: T0,
  };
  const asked: unknown[] = [];
  server.use(
    http.get(at("/v1/tenant"), () => HttpResponse.json(tenant)),
    http.patch(at("/v1/tenant"), async ({ request }) => {
      const change = (await request.json()) as Partial<typeof tenant>;
      asked.push(change);
      tenant = { ...tenant, ...change, settings: { ...tenant.settings, ...change.settings } };
      return HttpResponse.json(tenant);
    }),
  );
  show(<TenantPage />);
  return asked;
}

const inCard = async (heading: string) => {
  const title = await screen.findByRole("heading", { name: heading });
  const card = title.closest("section");
  if (!card) throw new Error(`${heading} stands in no card`);
  return within(card);
};

test("a rule is added behind the others, with the phrases one by one", async () => {
  const asked = office({ escalationRules: [LEGAL] });
  expect(await screen.findByText("“lawyer”, “court” · to Lawyers")).toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "New rule" }));
  const dialog = within(await screen.findByRole("dialog", { name: "New rule" }));
  await userEvent.type(dialog.getByLabelText("Name"), "Press");
  await userEvent.type(dialog.getByLabelText("Words and phrases"), "journalist\nnews desk, journalist");
  await userEvent.click(dialog.getByRole("button", { name: "Save" }));
  const rule = { name: "Press", keywords: ["journalist", "news desk"], pattern: null, teamId: null };
  await expect.poll(() => asked).toEqual([{ settings: { escalationRules: [LEGAL, rule] } }]);
  expect(await screen.findByText("Press")).toBeInTheDocument();
});

test("the kinds of file are chosen, and whether photos keep their place", async () => {
  const asked = office({});
  const files = await inCard("Files");
  expect(files.getByLabelText("ZIP")).not.toBeChecked();
  for (const kind of ["HEIC", "Word (DOCX)", "ZIP"]) await userEvent.click(files.getByLabelText(kind));
  await userEvent.click(files.getByLabelText("Keep location and time in photos"));
  await userEvent.click(files.getByRole("button", { name: "Save" }));
  const kinds = ["jpeg", "png", "webp", "gif", "pdf", "text", "xlsx", "pptx", "odt", "ods", "odp", "zip"];
  await expect.poll(() => asked).toEqual([{ settings: { attachmentKinds: kinds, keepPhotoMetadata: true } }]);
});

test("a rule needs words or a pattern", async () => {
  const asked = office({});
  await userEvent.click(await screen.findByRole("button", { name: "New rule" }));
  const dialog = within(await screen.findByRole("dialog"));
  await userEvent.type(dialog.getByLabelText("Name"), "Orders");
  await userEvent.click(dialog.getByRole("button", { name: "Save" }));
  expect(dialog.getByLabelText("Words and phrases")).toBeInvalid();
  await userEvent.type(dialog.getByLabelText("Pattern"), "AB-\\d+");
  await userEvent.click(dialog.getByRole("button", { name: "Save" }));
  await expect.poll(() => asked).toHaveLength(1);
});

test("a rule is deleted, the others stay", async () => {
  const asked = office({ escalationRules: [LEGAL, { ...LEGAL, name: "Press" }] });
  await userEvent.click(await screen.findByRole("button", { name: "Delete Press" }));
  await userEvent.click(await screen.findByRole("button", { name: "Delete" }));
  await expect.poll(() => asked).toEqual([{ settings: { escalationRules: [LEGAL] } }]);
});

test("another name is everywhere at once, and an emptied limit is the default", async () => {
  const asked = office({ modelTokensPerDay: 500 });
  const name = await inCard("Name");
  await userEvent.clear(name.getByLabelText("Company"));
  await userEvent.type(name.getByLabelText("Company"), "Acme & Co");
  await userEvent.click(name.getByRole("button", { name: "Save" }));
  await expect.poll(() => currentSession()?.user.tenantName).toBe("Acme & Co");
  const model = await inCard("Language model");
  await userEvent.clear(model.getByLabelText("Tokens per day"));
  await userEvent.click(model.getByRole("button", { name: "Save" }));
  await expect.poll(() => asked).toEqual([{ name: "Acme & Co" }, { settings: { modelTokensPerDay: null } }]);
});

test("the time until an absent agent's conversations go back is set, within bounds", async () => {
  const asked = office({});
  const absence = await inCard("Disconnected agents");
  const seconds = absence.getByLabelText("Delay in seconds");
  expect(seconds).toHaveAttribute("min", "60");
  expect(seconds).toHaveAttribute("max", "3600");
  await userEvent.type(seconds, "300");
  await userEvent.click(absence.getByRole("button", { name: "Save" }));
  await expect.poll(() => asked).toEqual([{ settings: { absentAgentSeconds: 300 } }]);
});
