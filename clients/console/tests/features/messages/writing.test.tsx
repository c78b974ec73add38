/** What the composer keeps and tells while somebody writes. */
import { act, renderHook, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FileTray } from "@/features/messages/components/file-tray";
import { isTooLong, lengthOf, TextLimit } from "@/features/messages/components/text-limit";
import { takeDraft, useDraft } from "@/features/messages/components/use-draft";
import { useTypingSignal } from "@/features/messages/components/use-typing-signal";
import type { Upload } from "@/lib/live/uploads";
import { show } from "../../render.tsx";

describe("drafts", () => {
  test("reply and note of each conversation are apart, and survive", () => {
    const reply = renderHook(() => useDraft("c1", "reply"));
    const note = renderHook(() => useDraft("c1", "note"));
    act(() => reply.result.current[1]("Half a sen"));
    expect([reply.result.current[0], note.result.current[0]]).toEqual(["Half a sen", ""]);
    reply.unmount();
    expect(renderHook(() => useDraft("c1", "reply")).result.current[0]).toBe("Half a sen");
    expect(renderHook(() => useDraft("c2", "reply")).result.current[0]).toBe("");
  });

  test("an empty one is no draft, and one that is taken is gone", () => {
    const { result } = renderHook(() => useDraft("c3", "reply"));
    act(() => result.current[1]("x"));
    act(() => result.current[1](""));
    expect(localStorage.getItem("chorus.drafts")).not.toContain("c3");
    act(() => result.current[1]("to send"));
    act(() => expect(takeDraft("c3", "reply")).toBe("to send"));
    expect(result.current[0]).toBe("");
    expect(takeDraft("c3", "reply")).toBe("");
  });
});

describe("typing", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  function writing() {
    const told: string[] = [];
    const { result, unmount } = renderHook(() => useTypingSignal((state) => void told.push(state)));
    return { told, typed: () => result.current.typed(), stop: () => result.current.stop(), unmount };
  }

  test("is told at the first key and then every three seconds at most", () => {
    const send = vi.fn();
    const { result } = renderHook(() => useTypingSignal(send));
    for (let key = 0; key < 7; key += 1) {
      result.current.typed();
      vi.advanceTimersByTime(1_000);
    }
    expect(send.mock.calls.map(([state]) => state as string)).toEqual(["started", "started"]);
  });

  test("ends after a pause, once", () => {
    const send = vi.fn();
    const { result } = renderHook(() => useTypingSignal(send));
    result.current.typed();
    vi.advanceTimersByTime(10_000);
    expect(send.mock.calls.flat()).toEqual(["started", "stopped"]);
    result.current.stop();
    expect(send).toHaveBeenCalledTimes(2);
  });

  test("ends when the message is sent or the conversation is left", () => {
    const { told, typed, stop, unmount } = writing();
    typed();
    stop();
    expect(told).toEqual(["started", "stopped"]);
    typed();
    unmount();
    expect(told.at(-1)).toBe("stopped");
  });
});

describe("the length", () => {
  test("counts characters, not UTF-16 units", () => {
    expect(lengthOf("😀".repeat(8_000))).toBe(8_000);
    expect([isTooLong("😀".repeat(8_000)), isTooLong("😀".repeat(8_001))]).toEqual([false, true]);
  });

  test("is shown near the limit only, and beyond it as an alert", () => {
    const shown = show(<TextLimit id="limit" text={"a".repeat(7_000)} />);
    expect(shown.container.querySelector("#limit")).toBeNull();
    shown.unmount();
    const near = show(<TextLimit id="limit" text={"a".repeat(7_800)} />);
    expect(screen.getByText(/7,800/)).toBeInTheDocument();
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
    near.unmount();
    show(<TextLimit id="limit" text={"a".repeat(8_002)} />);
    expect(screen.getByRole("alert")).toHaveTextContent(/^2 characters/);
  });
});

describe("files of the next reply", () => {
  const file = new File(["x"], "slip.pdf");
  const upload = (state: Upload["state"], name = "slip.pdf"): Upload => ({ key: name, name, file, state });
  const tray = (uploads: Upload[], { isArmed = false, isNote = false } = {}) => {
    const [onRemove, onCancel] = [vi.fn(), vi.fn()];
    show(<FileTray {...{ uploads, isArmed, isNote, onRemove, onCancel }} />);
    return { onRemove, onCancel };
  };

  test("are listed, and each can be removed", async () => {
    const { onRemove } = tray([upload("ready"), upload("uploading", "photo.png")]);
    expect(screen.getAllByRole("listitem").map((item) => item.textContent)).toEqual([
      "slip.pdf",
      "photo.png",
    ]);
    await userEvent.click(screen.getByRole("button", { name: "Remove photo.png" }));
    expect(onRemove).toHaveBeenCalledExactlyOnceWith("photo.png");
  });

  test("that wait for the connection say so", () => {
    tray([upload("waiting")]);
    expect(screen.getByRole("status")).toHaveTextContent(/connection/);
  });

  test("that a message waits for can be held back", async () => {
    const { onCancel } = tray([upload("uploading")], { isArmed: true });
    await userEvent.click(screen.getByRole("button", { name: /send/ }));
    expect(onCancel).toHaveBeenCalledOnce();
  });

  test("stay for the reply while a note is written", () => {
    tray([upload("ready")], { isNote: true, isArmed: true });
    expect(screen.getByRole("status")).toHaveTextContent(/reply/);
    expect(screen.getAllByRole("button")).toHaveLength(1);
  });

  test("nothing is shown without files", () => {
    tray([]);
    expect(screen.queryByRole("list")).not.toBeInTheDocument();
  });
});
