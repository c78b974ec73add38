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
    <Card title="Status">
      <div className={rows.padded}>
        <Check
          label="Customers can write to this inbox"
          hint="When off, the widget is hidden on your site. Existing conversations are kept."
          checked={inbox.isEnabled}
          disabled={save.isPending}
          onChange={(event) =>
            save.change(
              { isEnabled: event.target.checked },
              event.target.checked ? "Inbox turned on" : "Inbox turned off",
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
        The snippet on your site will stop working. An inbox with conversations can't be deleted, only turned
        off.
      </Confirm>
    </Card>
  );
}
