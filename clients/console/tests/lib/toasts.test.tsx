import { act, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { ApiError } from "@/lib/api";
import { errorText } from "@/lib/error-text";
import { toastError, toastSuccess } from "@/lib/toasts";
import { show } from "../render.tsx";

test("a known code has words of its own, an unknown one those of the server", () => {
  expect(errorText(new ApiError({ code: "limit.reached", message: "no" })).detail).not.toBe("no");
  expect(errorText(new ApiError({ code: "a.new_one", message: "As the server says." }))).toEqual({
    title: "Something went wrong",
    detail: "As the server says.",
    code: "a.new_one",
  });
});

test.each([new Error("broken"), "broken"])(
  "what is no refusal is told as a fault of the page (%s)",
  (error) => {
    expect(errorText(error).code).toBe("client.failed");
  },
);

test("the same refusal twice is one toast, headed by what did not happen", async () => {
  show(<p />);
  act(() => {
    toastError(new ApiError({ code: "server.busy" }), "The label was not created");
    toastError(new ApiError({ code: "server.busy" }), "The label was not created");
  });
  await screen.findAllByText("The label was not created");
  expect(document.querySelectorAll("[data-kind=error]")).toHaveLength(1);
});

test("a success is told in one line", async () => {
  show(<p />);
  act(() => toastSuccess("Inbox saved"));
  expect((await screen.findAllByText("Inbox saved"))[0]).toBeVisible();
});
