/** Files on their way: they outlive the composer, wait for the connection, and go once. */
import { act, renderHook, waitFor } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { forgetUploads, MAX_FILES, useUploads } from "@/lib/live/uploads";
import { toasts } from "@/lib/toasts";
import { enterAs } from "../../stock.ts";
import { at, refusal, server } from "../../server.ts";

const file = (name: string, size = 3) => new File(["x".repeat(size)], name, { type: "text/plain" });
const attachment = (id: string) => ({ id, name: `${id}.txt`, mediaType: "text/plain", sizeBytes: 3 });
const told: (string | undefined)[] = [];
let count = 0;

/** The server takes every file, or answers as told. */
function taking(answer?: () => Response | undefined) {
  server.use(
    http.post(at("/v1/conversations/:id/attachments"), () => {
      count += 1;
      return answer?.() ?? HttpResponse.json(attachment(`f${count}`), { status: 201 });
    }),
  );
}

beforeEach(() => {
  enterAs("agent");
  count = 0;
  told.length = 0;
  vi.spyOn(toasts, "add").mockImplementation(({ description }) => {
    told.push(description as string);
    return "";
  });
});

const tray = (id = "c1") => renderHook(() => useUploads(id)).result;
const states = (result: ReturnType<typeof tray>) => result.current.uploads.map((one) => one.state);

test("a file is uploaded at once, and taken by the message", async () => {
  taking();
  const result = tray();
  act(() => result.current.add([file("a.txt")]));
  expect([states(result), result.current.isBusy]).toEqual([["uploading"], true]);
  await waitFor(() => expect(states(result)).toEqual(["ready"]));
  act(() => expect(result.current.take()).toEqual(["f1"]));
  expect(result.current.uploads).toEqual([]);
});

test("each conversation has its own, and finds them again", async () => {
  taking();
  const result = tray("c1");
  act(() => result.current.add([file("a.txt")]));
  expect(tray("c2").current.uploads).toEqual([]);
  await waitFor(() => expect(states(tray("c1"))).toEqual(["ready"]));
});

describe("what cannot be uploaded is told and left out", () => {
  test.each([
    ["an empty file", [file("a.txt", 0)]],
    ["a file of more than 25 MB", [Object.defineProperty(file("a.txt"), "size", { value: 26_214_401 })]],
  ])("%s", (_, files) => {
    taking();
    const result = tray();
    act(() => result.current.add(files));
    expect([result.current.uploads, told.length, count]).toEqual([[], 1, 0]);
  });

  test("more files than a message can have", () => {
    taking();
    const result = tray();
    act(() => result.current.add(Array.from({ length: MAX_FILES + 1 }, (_, index) => file(`${index}.txt`))));
    expect([result.current.uploads.length, told.length]).toEqual([MAX_FILES, 1]);
  });

  test("a kind that the server refuses", async () => {
    taking(() => refusal("attachment.type_refused", 415));
    const result = tray();
    act(() => result.current.add([file("virus.exe")]));
    await waitFor(() => expect(told).toHaveLength(1));
    expect(result.current.uploads).toEqual([]);
  });
});

describe("without a connection", () => {
  test("a file waits, and goes when the network is back", async () => {
    let isAway = true;
    taking(() => (isAway ? refusal("server.unavailable", 503) : undefined));
    const result = tray();
    act(() => result.current.add([file("a.txt")]));
    await waitFor(() => expect(states(result)).toEqual(["waiting"]));
    isAway = false;
    act(() => void window.dispatchEvent(new Event("online")));
    await waitFor(() => expect(states(result)).toEqual(["ready"]));
    expect(count).toBe(2);
  });

  test("a file that was removed meanwhile is not told of", async () => {
    taking(() => refusal("attachment.type_refused", 415));
    const result = tray();
    act(() => result.current.add([file("a.txt")]));
    act(() => result.current.remove(result.current.uploads[0]!.key));
    await waitFor(() => expect(count).toBe(1));
    expect([result.current.uploads, told]).toEqual([[], []]);
  });
});

describe("a message that waits for its files", () => {
  test("goes once the last of them is there", async () => {
    taking();
    const result = tray();
    const fire = vi.fn();
    act(() => result.current.add([file("a.txt"), file("b.txt")]));
    act(() => result.current.arm(fire));
    expect([result.current.isArmed, fire.mock.calls.length]).toEqual([true, 0]);
    await waitFor(() => expect(fire).toHaveBeenCalledOnce());
    expect(result.current.isArmed).toBe(false);
  });

  test("goes at once when all are there, and can be held back before", async () => {
    taking();
    const result = tray();
    const fire = vi.fn();
    act(() => result.current.add([file("a.txt")]));
    act(() => result.current.arm(fire));
    act(() => result.current.disarm());
    await waitFor(() => expect(states(result)).toEqual(["ready"]));
    expect(fire).not.toHaveBeenCalled();
    act(() => result.current.arm(fire));
    expect(fire).toHaveBeenCalledOnce();
  });

  test("does not go without a file that was refused", async () => {
    taking(() => refusal("attachment.type_refused", 415));
    const result = tray();
    const fire = vi.fn();
    act(() => result.current.add([file("a.txt")]));
    act(() => result.current.arm(fire));
    await waitFor(() => expect(told).toHaveLength(1));
    expect([fire.mock.calls.length, result.current.isArmed]).toEqual([0, false]);
  });
});

test("leaving the page is held up while a file is on its way", async () => {
  taking();
  const leaves = () => {
    const event = new Event("beforeunload", { cancelable: true });
    window.dispatchEvent(event);
    return !event.defaultPrevented;
  };
  const result = tray();
  expect(leaves()).toBe(true);
  act(() => result.current.add([file("a.txt")]));
  expect(leaves()).toBe(false);
  await waitFor(() => expect(states(result)).toEqual(["ready"]));
  expect(leaves()).toBe(true);
});

test("at the log-out they are gone", () => {
  taking();
  const result = tray();
  act(() => result.current.add([file("a.txt")]));
  act(() => forgetUploads());
  expect(result.current.uploads).toEqual([]);
});
