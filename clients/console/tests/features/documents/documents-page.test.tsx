import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { expect, test, vi } from "vitest";
import { DocumentsPage } from "@/features/documents/components/documents-page";
import { knowledge } from "../../people.ts";
import { at, refusal, server } from "../../server.ts";
import { show } from "../../render.tsx";

const SHIPPING = knowledge();
const BROKEN = knowledge({
  id: "d2",
  title: "Prices",
  status: "failed",
  error: "There is no column “answer”.",
});

function shelf(documents: object[]) {
  server.use(http.get(at("/v1/documents"), () => HttpResponse.json({ items: documents, nextCursor: null })));
}

test("documents show how far they are, and why one failed", async () => {
  shelf([SHIPPING, BROKEN]);
  show(<DocumentsPage />);
  expect(await screen.findByText("Ready")).toBeInTheDocument();
  expect(screen.getByText("Failed")).toBeInTheDocument();
  expect(screen.getByText("There is no column “answer”.")).toBeInTheDocument();
});

test("a document shows its progress, and what was left out of it", async () => {
  const warning = "Left out: row 3, which has no answer.";
  shelf([
    { ...SHIPPING, warning },
    { ...SHIPPING, id: "d3", status: "pending", progress: 42 },
  ]);
  show(<DocumentsPage />);
  expect(await screen.findByText(warning)).toBeVisible();
  expect(screen.getByText("Processing 42 %")).toBeVisible();
});

test("a document is deleted after a question", async () => {
  shelf([SHIPPING]);
  const gone = vi.fn();
  server.use(
    http.delete(at("/v1/documents/d1"), () => {
      gone();
      return new HttpResponse(null, { status: 204 });
    }),
  );
  show(<DocumentsPage />);
  await userEvent.click(await screen.findByRole("button", { name: "Delete Shipping" }));
  shelf([]);
  await userEvent.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Delete" }));
  expect(await screen.findByText("No documents yet")).toBeInTheDocument();
  expect(gone).toHaveBeenCalledOnce();
});

test("an upload goes to the server, and a refusal is told", async () => {
  shelf([]);
  server.use(http.post(at("/v1/documents"), () => refusal("document.unsupported", 415)));
  show(<DocumentsPage />);
  await screen.findByText("No documents yet");
  const file = new File(["# Hi"], "hi.md", { type: "text/markdown" });
  await userEvent.upload(screen.getByLabelText("Documents to upload"), file);
  expect((await screen.findAllByText(/file type isn't supported/))[0]).toBeVisible();
});

test("a question can be tried: the passages and what the bot would say", async () => {
  shelf([]);
  server.use(
    http.post(at("/v1/documents/search"), () =>
      HttpResponse.json({
        items: [
          { documentId: "d1", title: "Shipping", heading: "Refunds", text: "Within five days.", score: 0.81 },
        ],
        fit: "sure",
        method: "meaning",
        answer: "Refunds take five days.",
      }),
    ),
  );
  show(<DocumentsPage />);
  await userEvent.type(screen.getByLabelText("Question"), "How long?{Enter}");
  expect(await screen.findByText("Shipping › Refunds")).toBeInTheDocument();
  expect(screen.getByText("Refunds take five days.")).toBeInTheDocument();
});

test("a question that nothing answers says what the bot would do", async () => {
  shelf([]);
  server.use(
    http.post(at("/v1/documents/search"), () =>
      HttpResponse.json({ items: [], fit: "none", method: "words", answer: null }),
    ),
  );
  show(<DocumentsPage />);
  await userEvent.type(screen.getByLabelText("Question"), "Moon?{Enter}");
  expect(await screen.findByText(/would say that it doesn't know/)).toBeInTheDocument();
});
