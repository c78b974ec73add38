import { useState } from "react";
import { useLocation } from "wouter";
import { paths } from "@/lib/paths";
import { inboxes } from "@/lib/resources";
import { Button } from "@/ui/button";
import { Check } from "@/ui/choices";
import { Confirm } from "@/ui/dialog";
import { Card } from "@/ui/page";
import rows from "@/ui/rows.module.css";
import type { InboxDetail } from "../api/get-inbox";
import { useChange } from "./use-change";

/** Off for a while, or for good. */
export function RetireCard({ inbox }: { inbox: InboxDetail }) {
  const save = useChange(inbox.id);
  const remove = inboxes.useRemove();
  const [isAsked, setAsked] = useState(false);
  const [, navigate] = useLocation();
  return (
    <Card title="In use">
      <div className={rows.padded}>
        <Check
          label="Customers can write to this inbox"
          hint="Off, the chat does not open on your site. Its conversations stay."
          checked={inbox.isEnabled}
          disabled={save.isPending}
          onChange={(event) =>
            save.change(
              { isEnabled: event.target.checked },
              event.target.checked ? "Inbox is on" : "Inbox is off",
            )
          }
        />
        <div className={rows.buttons}>
          <Button onClick={() => setAsked(true)}>Delete inbox</Button>
        </div>
      </div>
      <Confirm
        open={isAsked}
        title="Delete this inbox?"
        confirm="Delete"
        busy={remove.isPending}
        onClose={() => setAsked(false)}
        onConfirm={() =>
          remove.mutate(inbox.id, {
            onSuccess: () => navigate(paths.settings("inboxes")),
            onSettled: () => setAsked(false),
          })
        }
      >
        The snippet on your site stops working. An inbox that has conversations can only be switched off.
      </Confirm>
    </Card>
  );
}
