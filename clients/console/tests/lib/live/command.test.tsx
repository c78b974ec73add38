import { onlineManager } from "@tanstack/react-query";
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { afterEach, expect, test } from "vitest";
import { usePutLabels } from "@/features/conversations/api/put-labels";
import { useDecline } from "@/features/escalations/api/decline";
import { useTransfer } from "@/features/escalations/api/transfer";
import { labels } from "@/lib/resources";
import { at, server } from "../../server.ts";
import { show } from "../../render.tsx";

afterEach(() => onlineManager.setOnline(true));

function Buttons() {
  const decline = useDecline("c1");
  const transfer = useTransfer("c1");
  const put = usePutLabels("c1");
  const remove = labels.useRemove();
  return (
    <>
      <button onClick={() => decline.mutate()}>decline</button>
      <button onClick={() => transfer.mutate({ agentId: "kim" })}>transfer</button>
      <button onClick={() => put.mutate(["refund"])}>labels</button>
      <button onClick={() => remove.mutate("l1")}>delete</button>
    </>
  );
}

/** The network is gone: a request fails, as it does in a browser, and the browser says so. */
function cutLine() {
  const asked: string[] = [];
  server.use(
    http.all(at("/v1/*"), ({ request }) => {
      asked.push(new URL(request.url).pathname);
      return onlineManager.isOnline() ? new HttpResponse(null, { status: 204 }) : HttpResponse.error();
    }),
  );
  onlineManager.setOnline(false);
  return asked;
}

test.each([
  ["decline", "Couldn't decline the offer"],
  ["transfer", "Couldn't transfer the conversation"],
  ["labels", "Couldn't change the labels"],
  ["delete", "Couldn't delete it"],
])("%s pressed offline fails at once and is not done later", async (name, failed) => {
  const asked = cutLine();
  show(<Buttons />);
  await userEvent.click(screen.getByRole("button", { name }));
  expect((await screen.findAllByText(failed))[0]).toBeVisible();
  const before = asked.length;
  onlineManager.setOnline(true);
  await waitFor(() => expect(screen.getAllByText(/can't be reached/)[0]).toBeVisible());
  expect(asked).toHaveLength(before);
});
