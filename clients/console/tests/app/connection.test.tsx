import { cleanup, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { ConnectionBanner } from "@/app/shell/connection-banner";
import { LiveProvider } from "@/lib/live/context";
import { endSession } from "@/lib/session";
import { show } from "../render.tsx";
import { openOffice } from "./office.ts";

afterEach(() => {
  vi.restoreAllMocks();
  cleanup();
  endSession();
});

test("a lost line is told, and who asks to try again waits no longer", async () => {
  const office = openOffice([]);
  show(
    <LiveProvider>
      <ConnectionBanner />
    </LiveProvider>,
  );
  vi.spyOn(Math, "random").mockReturnValue(1_000);
  office.isAway = true;
  const again = await screen.findByRole("button", { name: "Try again" }, { timeout: 4_000 });
  office.isAway = false;
  await userEvent.click(again);
  await waitFor(() => expect(screen.getByRole("status")).toBeEmptyDOMElement(), { timeout: 4_000 });
}, 15_000);
