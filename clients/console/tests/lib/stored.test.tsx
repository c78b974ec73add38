/** What a browser remembers, in this tab and in the others. */
import { act, screen } from "@testing-library/react";
import { beforeEach, describe, expect, test } from "vitest";
import { isUnread, markSeen, useSeen } from "@/lib/seen";
import { createStored } from "@/lib/stored";
import { applyTheme, setTheme, useTheme } from "@/lib/theme";
import { focusReplyIn, takeFocus } from "@/lib/focus-reply";
import { withAda } from "../people.ts";
import { show } from "../render.tsx";

/** Another tab wrote this. */
function elsewhere(key: string, value: unknown): void {
  localStorage.setItem(key, JSON.stringify(value));
  act(() => void window.dispatchEvent(new StorageEvent("storage", { key })));
}

describe("a stored value", () => {
  const stored = createStored("chorus.test", { sound: false });

  function Shown() {
    return <p>{stored.use().sound ? "on" : "off"}</p>;
  }

  test("is the initial one until it is set, and then survives a reload", () => {
    expect(stored.get()).toEqual({ sound: false });
    stored.set({ sound: true });
    expect(createStored("chorus.test", { sound: false }).get()).toEqual({ sound: true });
  });

  test("is shown as it is set, here or in another tab", () => {
    show(<Shown />);
    act(() => stored.set({ sound: true }));
    expect(screen.getByText("on")).toBeInTheDocument();
    elsewhere("chorus.test", { sound: false });
    expect(screen.getByText("off")).toBeInTheDocument();
    elsewhere("chorus.other", { sound: true });
    expect(screen.getByText("off")).toBeInTheDocument();
  });

  test("that cannot be read is the initial one", () => {
    localStorage.setItem("chorus.broken", "{");
    expect(createStored("chorus.broken", 7).get()).toBe(7);
  });
});

describe("what was seen", () => {
  const last = { role: "customer" as const, position: 5 };
  const unread = withAda({ lastMessage: { ...last, preview: "", at: "2026-03-02T09:00:00Z" } as never });

  function Seen() {
    return <p>{isUnread(unread, useSeen()) ? "unread" : "read"}</p>;
  }

  test("a customer's newest message is unread until it was looked at", () => {
    show(<Seen />);
    expect(screen.getByText("unread")).toBeInTheDocument();
    act(() => markSeen("c1", 4));
    expect(screen.getByText("unread")).toBeInTheDocument();
    act(() => markSeen("c1", 5));
    expect(screen.getByText("read")).toBeInTheDocument();
  });

  test("an older position does not make it unread again", () => {
    markSeen("c9", 8);
    markSeen("c9", 3);
    expect(JSON.parse(localStorage.getItem("chorus.seen")!)).toMatchObject({ c9: 8 });
  });

  test("only the newest 400 conversations are remembered", () => {
    for (let index = 0; index < 410; index += 1) markSeen(`n${index}`, 1);
    const kept = Object.keys(JSON.parse(localStorage.getItem("chorus.seen")!) as object);
    expect(kept.length).toBeLessThanOrEqual(401);
    expect([kept.includes("n409"), kept.includes("n0")]).toEqual([true, false]);
  });

  test("what an agent wrote last is never unread", () => {
    expect(isUnread(withAda({ lastMessage: { role: "agent", position: 5 } as never }), {})).toBe(false);
    expect(isUnread(withAda({ lastMessage: null }), {})).toBe(false);
  });
});

describe("the appearance", () => {
  beforeEach(() => setTheme("system"));

  function Theme() {
    return <p>{useTheme()}</p>;
  }

  test("is put on the page and remembered", () => {
    show(<Theme />);
    expect(document.documentElement.dataset["theme"]).toBeUndefined();
    act(() => setTheme("dark"));
    expect([document.documentElement.dataset["theme"], screen.getByText("dark")]).toBeTruthy();
    expect(localStorage.getItem("chorus.theme")).toBe("dark");
  });

  test("a value that nobody knows is that of the system", () => {
    localStorage.setItem("chorus.theme", "sepia");
    applyTheme();
    expect(document.documentElement.dataset["theme"]).toBeUndefined();
  });
});

test("the reply of an accepted conversation takes the focus once, and no other does", () => {
  focusReplyIn("c1");
  expect([takeFocus("c2"), takeFocus("c1"), takeFocus("c1")]).toEqual([false, true, false]);
});
