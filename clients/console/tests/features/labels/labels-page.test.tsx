import { fireEvent, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { LabelsPage } from "@/features/labels/components/labels-page";
import { enterAs, stock } from "../../stock.ts";
import { show } from "../../render.tsx";

async function press(name: string) {
  await userEvent.click(await screen.findByRole("button", { name }));
}

test("a label is made with its colour, recoloured and deleted", async () => {
  enterAs("supervisor");
  const { done } = stock("labels", []);
  show(<LabelsPage />);
  await press("New label");
  await userEvent.type(await screen.findByLabelText("Name"), "refund");
  await press("Save");
  await press("Edit refund");
  expect(screen.queryByLabelText("Name")).not.toBeInTheDocument();
  fireEvent.change(screen.getByLabelText("Colour"), { target: { value: "#b91c1c" } });
  await press("Save");
  await press("Delete refund");
  await press("Delete");
  await expect
    .poll(() => done)
    .toEqual([
      ["make", { name: "refund", color: "#64748b" }],
      ["change", "new-0", { color: "#b91c1c" }],
      ["remove", "new-0"],
    ]);
});
