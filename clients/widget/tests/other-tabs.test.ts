/** Another tab of the same browser, which the storage tells of. */
import { beforeEach, expect, test, vi } from "vitest";
import { hearLogOut } from "../src/app/other-tabs.ts";

const leave = vi.fn();
const key = "chorus.device.in1";
const hear = (told: StorageEventInit) => window.dispatchEvent(new StorageEvent("storage", told));

beforeEach(() => leave.mockClear());
hearLogOut("in1", leave);

test("whoever logs out there is not gone on with here", () => {
  hear({ key, oldValue: "of A", newValue: null });
  expect(leave).toHaveBeenCalledOnce();
});

test.each<StorageEventInit>([
  { key, newValue: "of A, newer" },
  { key: "chorus.device.in2", newValue: null },
  { key: "chorus.owner.in1", newValue: null },
])("anything else is no log-out: %j", (told) => {
  hear(told);
  expect(leave).not.toHaveBeenCalled();
});
