import { describe, expect, test } from "vitest";
import { readToApp, readToPage, wrap, type ToApp, type ToPage } from "../src/protocol.ts";

const TO_PAGE: ToPage[] = [
  { type: "ready" },
  { type: "close" },
  { type: "gone" },
  { type: "identity" },
  { type: "page" },
  { type: "unread", count: 3 },
  { type: "look", color: "#2f6f4f", ink: "#ffffff", title: "Juniper & Oak" },
];
const TO_APP: ToApp[] = [
  { type: "hello", isOpen: true, takesFocus: false, language: "fr", identityToken: "jwt" },
  { type: "hello", isOpen: true, takesFocus: false, language: "ar", isRtl: true },
  { type: "opened" },
  { type: "closed" },
  { type: "hello", isOpen: false, takesFocus: false, isRenewable: true },
  { type: "identify", identityToken: "jwt" },
  { type: "identify", identityToken: "jwt", isRenewable: true },
  { type: "identity" },
  { type: "identity", identityToken: "jwt" },
  { type: "page" },
  { type: "page", page: "https://shop.test/returns" },
  { type: "shutdown" },
];
const STRANGE = [
  undefined,
  null,
  7,
  "ready",
  [],
  {},
  { type: "ready" },
  { chorus: 2, type: "ready" },
  { chorus: 1 },
];

test.each(TO_PAGE)("the page understands %o", (message) =>
  expect(readToPage(wrap(message))).toEqual(message),
);
test.each(TO_APP)("the app understands %o", (message) => expect(readToApp(wrap(message))).toEqual(message));

describe("what others post", () => {
  test.each(STRANGE)("%o is passed over", (data) => {
    expect([readToPage(data), readToApp(data)]).toEqual([undefined, undefined]);
  });

  test("fields of a wrong kind never come through", () => {
    expect(readToPage({ chorus: 1, type: "unread", count: "9" })).toBeUndefined();
    const style = { chorus: 1, type: "look", color: "red;background:url(//evil)", ink: "#fff", title: "" };
    expect(readToPage(style)).toBeUndefined();
    expect(readToPage({ ...style, color: "#ffffff", ink: "#000000", title: 7 })).toMatchObject({ title: "" });
    expect(readToApp({ chorus: 1, type: "identify" })).toBeUndefined();
    for (const page of ["javascript:alert(1)", "null/srcdoc", `https://shop.test/${"a".repeat(2_000)}`, 7])
      expect(readToApp({ chorus: 1, type: "page", page })).toEqual({ type: "page" });
    expect(readToApp({ chorus: 1, type: "hello", isOpen: "yes", language: {} })).toEqual({
      type: "hello",
      isOpen: false,
      takesFocus: false,
    });
  });
});
