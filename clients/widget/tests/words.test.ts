/** Links, colours, languages, storage: small things with a rule each. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { segmentsOf } from "../src/app/links.ts";
import { readStored, writeStored } from "../src/app/storage.ts";
import { loadStrings, pickLanguage } from "../src/app/strings/index.ts";
import { contrast, DARK_GROUND, LIGHT_GROUND, themeOf } from "../src/app/theme.ts";
import { initialsOf } from "../src/app/components/header.tsx";
import { sizeOf } from "../src/app/components/files.tsx";

afterEach(() => vi.restoreAllMocks());

describe("links", () => {
  const hrefs = (text: string) => segmentsOf(text).flatMap((segment) => segment.href ?? []);

  test.each([
    ["See https://a.example/x.", "https://a.example/x"],
    ["(https://a.example/x_(y))", "https://a.example/x_(y)"],
    ["“https://a.example/?q=1&r=2”!", "https://a.example/?q=1&r=2"],
    ["HTTP://A.example", "http://a.example/"],
    ["Look at www.a.example/x, please", "https://www.a.example/x"],
    ["WWW.A.example", "https://www.a.example/"],
    ["Write to bao+shop@mail.a.example.", "mailto:bao%2Bshop@mail.a.example"],
    ["(ask@a.example)", "mailto:ask@a.example"],
  ])("%s", (text, href) => expect(hrefs(text)).toEqual([href]));

  test.each([
    "javascript:alert(1)",
    "data:text/html,x",
    "ftp://a.example",
    "a.example",
    "https://",
    "file:///etc",
    "www.",
    "www.a",
    "www.bank.example@evil.example",
    "bao@home",
    "@a.example",
    "mailto:",
    "ä".repeat(3),
    `${"a".repeat(70)}@a.example`,
  ])("%s is only text", (text) => expect(segmentsOf(text)).toEqual([{ text }]));

  test("an address that shows one host and leads to another is only text", () => {
    expect(hrefs("https://bank.example@evil.example/")).toEqual([]);
  });

  test.each([
    "a".repeat(200_000),
    "a@".repeat(100_000),
    "www.".repeat(50_000),
    "a.".repeat(100_000),
    "(".repeat(9),
  ])("the search is linear in the text", (text) => {
    const began = performance.now();
    hrefs(text);
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  test("nothing of the text is lost", () => {
    const text = "a https://a.example, b https://b.example\nc";
    expect(
      segmentsOf(text)
        .map((segment) => segment.text)
        .join(""),
    ).toBe(text);
    expect(hrefs(text)).toEqual(["https://a.example/", "https://b.example/"]);
  });
});

describe("colours", () => {
  test.each(["#ffffff", "#000000", "#ffee00", "#2f6f4f", "#808080", "#ff0000", "#7777ff", "#00ff99"])(
    "%s becomes readable everywhere",
    (color) => {
      const { accent, ink, onLight, onDark } = themeOf(color);
      expect(contrast(accent, ink)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(onLight, LIGHT_GROUND)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(onDark, DARK_GROUND)).toBeGreaterThanOrEqual(4.5);
    },
  );

  test("a readable colour is left alone, and what is no colour is replaced", () => {
    expect(themeOf("#2F6F4F")).toMatchObject({ accent: "#2f6f4f", ink: "#ffffff", onLight: "#2f6f4f" });
    expect(themeOf("red").accent).toBe("#1f5f4a");
  });
});

describe("languages", () => {
  test.each([
    [["fr-CA", "en"], "fr"],
    [["it", "es-419"], "es"],
    [[undefined, "PT"], "pt"],
    [["de-AT"], "de"],
    [["it"], "en"],
    [[], "en"],
  ])("of %o it speaks %s", (wishes, language) => expect(pickLanguage(wishes)).toBe(language));

  test.each(["en", "fr", "es", "pt", "de"] as const)("%s has every sentence", async (language) => {
    const strings = await loadStrings(language);
    const texts = [...Object.values(strings)].map((text) =>
      typeof text === "function" ? text(2 as never, 3) : text,
    );
    expect(texts.every((text) => text.length > 0)).toBe(true);
    expect(strings.placeInQueue(1)).not.toBe(strings.placeInQueue(2));
    expect(strings.stars(9)).toBe("");
  });
});

test("storage that is blocked lasts as long as the page", () => {
  vi.spyOn(Storage.prototype, "getItem").mockImplementation(() => {
    throw new DOMException("denied", "SecurityError");
  });
  vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
    throw new DOMException("denied", "SecurityError");
  });
  writeStored("key", "value");
  expect(readStored("key")).toBe("value");
  writeStored("key", null);
  expect(readStored("key")).toBeNull();
});

test.each([
  ["Ada Moreau", "AM"],
  ["Ada", "A"],
  ["ada maria de moreau", "AM"],
  ["", ""],
])("the initials of %s are %s", (name, initials) => expect(initialsOf(name)).toBe(initials));

test("sizes are read by people", () => {
  expect([sizeOf(100, "en"), sizeOf(2400, "en"), sizeOf(3_500_000, "en")]).toEqual([
    "1 kB",
    "2 kB",
    "3.3 MB",
  ]);
});
