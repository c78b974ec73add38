/** How the console calls for attention, and when it keeps quiet. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { askPermission, notices, notify, showCount } from "@/features/notifications/notices";

class FakeNotification {
  static permission = "granted";
  static answer = "granted";
  static requestPermission = () => Promise.resolve(FakeNotification.answer);
  static shown: FakeNotification[] = [];
  onclick: (() => void) | null = null;
  isClosed = false;
  constructor(
    readonly title: string,
    readonly options: { tag: string; body: string },
  ) {
    FakeNotification.shown.push(this);
  }
  close(): void {
    this.isClosed = true;
  }
}

const notice = { tag: "c1", title: "Bao", body: "Hello?", onOpen: vi.fn() };
let tones = 0;

beforeEach(() => {
  FakeNotification.shown = [];
  FakeNotification.permission = FakeNotification.answer = "granted";
  tones = 0;
  notice.onOpen.mockClear();
  vi.stubGlobal("Notification", FakeNotification);
  vi.spyOn(document, "hasFocus").mockReturnValue(false);
  vi.spyOn(window, "focus").mockReturnValue();
  notices.set({ sound: false, desktop: true });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

class FakeAudio {
  currentTime = 0;
  destination = {};
  createOscillator() {
    tones += 1;
    const tone = { frequency: { value: 0 }, connect: (next: unknown) => next, start: noop, stop: noop };
    return tone;
  }
  createGain() {
    return {
      gain: { setValueAtTime: noop, exponentialRampToValueAtTime: noop },
      connect: (next: unknown) => next,
    };
  }
  close = () => Promise.resolve();
}
const noop = () => undefined;

describe("a notice on the desktop", () => {
  test("is shown while the window is not looked at, and leads to the conversation", () => {
    notify(notice);
    const [shown] = FakeNotification.shown;
    expect([shown?.title, shown?.options]).toEqual(["Bao", { tag: "c1", body: "Hello?" }]);
    shown?.onclick?.();
    expect(notice.onOpen).toHaveBeenCalledOnce();
    expect(shown?.isClosed).toBe(true);
  });

  test.each([
    ["the window has the focus", () => vi.spyOn(document, "hasFocus").mockReturnValue(true)],
    ["it is switched off", () => notices.set({ sound: false, desktop: false })],
    ["the browser does not allow it", () => (FakeNotification.permission = "denied")],
  ])("is not shown when %s", (_, arrange) => {
    arrange();
    notify(notice);
    expect(FakeNotification.shown).toEqual([]);
  });
});

describe("the sound", () => {
  test("is two tones, where it is switched on", () => {
    vi.stubGlobal("AudioContext", FakeAudio);
    notify(notice);
    expect(tones).toBe(0);
    notices.set({ sound: true, desktop: false });
    notify(notice);
    expect(tones).toBe(2);
  });

  test("a browser that plays nothing is no reason to fail", () => {
    vi.stubGlobal("AudioContext", () => {
      throw new Error("not allowed");
    });
    notices.set({ sound: true, desktop: true });
    expect(() => notify(notice)).not.toThrow();
    expect(FakeNotification.shown).toHaveLength(1);
  });
});

describe("the permission", () => {
  beforeEach(() => notices.set({ sound: true, desktop: false }));

  test("is asked for, and remembered when it is given", async () => {
    await askPermission(true);
    expect(notices.get()).toEqual({ sound: true, desktop: true });
  });

  test("that is refused leaves the notices off", async () => {
    FakeNotification.answer = "denied";
    await askPermission(true);
    expect(notices.get().desktop).toBe(false);
  });

  test("is not needed to switch them off", async () => {
    notices.set({ sound: true, desktop: true });
    FakeNotification.answer = "denied";
    await askPermission(false);
    expect(notices.get()).toEqual({ sound: true, desktop: false });
  });
});

test("the title counts what waits, so that it can be read in a tab", () => {
  showCount(2);
  expect(document.title).toMatch(/^\(2\) /);
  showCount(0);
  expect(document.title).not.toMatch(/\d/);
});
