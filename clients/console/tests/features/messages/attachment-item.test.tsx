import type { Attachment } from "@chorus/wire";
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { AttachmentItem, sizeText } from "@/features/messages/components/attachment-item";
import { enterAs } from "../../stock.ts";
import { show } from "../../render.tsx";
import { at, refusal, server } from "../../server.ts";

const SLIP: Attachment = { id: "f1", name: "slip.pdf", mediaType: "application/pdf", sizeBytes: 2_300 };
const PHOTO: Attachment = { id: "f2", name: "parcel.png", mediaType: "image/png", sizeBytes: 9 };
const bytes = (text: string, type: string) => new HttpResponse(text, { headers: { "Content-Type": type } });

class FakeReader {
  result = "data:image/png;base64,cG5n";
  onload: () => void = () => undefined;
  readAsDataURL(): void {
    queueMicrotask(() => this.onload());
  }
}

beforeEach(() => enterAs("agent"));
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test.each([
  [0, "0 B"],
  [1023, "1023 B"],
  [2_300, "2 KB"],
  [26_214_400, "25.0 MB"],
])("%i bytes are %s", (size, text) => {
  expect(sizeText(size)).toBe(text);
});

test("a file is fetched with the token and saved under its name", async () => {
  const saved: string[] = [];
  const tokens: (string | null)[] = [];
  URL.createObjectURL = () => "blob:1";
  URL.revokeObjectURL = () => undefined;
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
    saved.push(`${this.download} ${this.href}`);
  });
  server.use(
    http.get(at("/v1/attachments/f1"), ({ request }) => {
      tokens.push(request.headers.get("Authorization"));
      return bytes("pdf", "application/octet-stream");
    }),
  );
  show(<AttachmentItem attachment={SLIP} />);
  await userEvent.click(screen.getByRole("button", { name: /slip\.pdf/ }));
  await waitFor(() => expect(saved).toEqual(["slip.pdf blob:1"]));
  expect(tokens).toEqual(["Bearer t"]);
  expect(screen.getByRole("button", { name: /slip\.pdf/ })).toBeEnabled();
});

test("a file that is gone says which one was not downloaded", async () => {
  server.use(http.get(at("/v1/attachments/f1"), () => refusal("attachment.not_found", 404)));
  show(<AttachmentItem attachment={SLIP} />);
  await userEvent.click(screen.getByRole("button", { name: /slip\.pdf/ }));
  expect((await screen.findAllByText(/“slip\.pdf”/))[0]).toBeVisible();
});

test("a picture is shown, and larger when it is pressed", async () => {
  // The blobs of jsdom and of fetch are not of one kind.
  vi.stubGlobal("FileReader", FakeReader);
  server.use(http.get(at("/v1/attachments/f2"), () => bytes("png", "application/octet-stream")));
  show(<AttachmentItem attachment={PHOTO} />);
  expect(screen.getByRole("status", { name: /parcel\.png/ })).toBeInTheDocument();
  await userEvent.click(await screen.findByRole("button", { name: /parcel\.png/ }));
  const dialog = await screen.findByRole("dialog", { name: "parcel.png" });
  expect(within(dialog).getByRole("img", { name: "parcel.png" })).toHaveAttribute(
    "src",
    expect.stringMatching(/^data:/),
  );
  expect(within(dialog).getByRole("button", { name: /parcel\.png/ })).toBeInTheDocument();
});

test("a picture that cannot be loaded is a file like any other", async () => {
  server.use(http.get(at("/v1/attachments/f2"), () => refusal("attachment.not_found", 404)));
  show(<AttachmentItem attachment={PHOTO} />);
  expect(await screen.findByRole("button", { name: /parcel\.png/ }, { timeout: 4_000 })).toHaveTextContent(
    "9 B",
  );
});
