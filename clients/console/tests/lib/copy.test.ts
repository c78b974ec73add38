import { afterEach, expect, test, vi } from "vitest";
import { copyText } from "@/lib/copy";

afterEach(() => {
  vi.unstubAllGlobals();
  document.body.innerHTML = "";
});

const withoutClipboard = () => vi.stubGlobal("navigator", {});

test("the clipboard of a secure page is used where there is one", async () => {
  const writeText = vi.fn(() => Promise.resolve());
  vi.stubGlobal("navigator", { clipboard: { writeText } });
  await copyText("snippet");
  expect(writeText).toHaveBeenCalledExactlyOnceWith("snippet");
});

test("over plain HTTP the text is selected and copied, inside of the dialog that holds the focus", async () => {
  withoutClipboard();
  document.body.innerHTML = '<div role="dialog"></div>';
  const dialog = document.querySelector("[role=dialog]")!;
  const copied: (string | undefined)[] = [];
  Object.assign(document, {
    execCommand: () => copied.push(dialog.querySelector("textarea")?.value),
  });
  await copyText("snippet");
  expect(copied).toEqual(["snippet"]);
  expect(document.querySelector("textarea")).toBeNull();
});
