import userEvent from "@testing-library/user-event";
import { screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { useHotkeys } from "@/lib/hotkeys";
import { show } from "../render.tsx";

function Page({ onQueue, onAccept }: { onQueue: () => void; onAccept: () => void }) {
  useHotkeys({ "g q": onQueue, a: onAccept });
  return <input aria-label="Text" />;
}

test("letters act, sequences too, and rest while somebody types", async () => {
  const onQueue = vi.fn();
  const onAccept = vi.fn();
  show(<Page onQueue={onQueue} onAccept={onAccept} />);
  await userEvent.keyboard("gq");
  expect(onQueue).toHaveBeenCalledTimes(1);
  await userEvent.keyboard("a");
  expect(onAccept).toHaveBeenCalledTimes(1);
  await userEvent.type(screen.getByLabelText("Text"), "gqa");
  expect(onQueue).toHaveBeenCalledTimes(1);
  expect(onAccept).toHaveBeenCalledTimes(1);
});
