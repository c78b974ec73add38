import { useState, type SubmitEvent } from "react";
import { useMe } from "@/lib/session";
import { toastSuccess } from "@/lib/toasts";
import { Button } from "@/ui/button";
import { TextArea } from "@/ui/field";
import rows from "@/ui/rows.module.css";
import type { Inbox } from "../api/list-inboxes";
import { useUpdateInbox } from "../api/update-inbox";

/** The sites that may carry the widget; any other is refused by the server. */
export function OriginsForm({ inbox }: { inbox: Inbox }) {
  const me = useMe();
  const update = useUpdateInbox(inbox.id);
  const known = (inbox.allowedOrigins ?? []).join("\n");
  const [text, setText] = useState(known);
  const origins = text.split(/[\s,]+/).filter(Boolean);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    update.mutate({ allowedOrigins: origins }, { onSuccess: () => toastSuccess("Sites saved") });
  };
  return (
    <form className={rows.form} onSubmit={submit}>
      <TextArea
        label="Sites that may carry it"
        rows={Math.max(2, origins.length)}
        value={text}
        readOnly={me.role !== "admin"}
        placeholder="https://www.example.com"
        hint="One address a line, with https:// and without a path. Elsewhere the chat does not open."
        onChange={(event) => setText(event.target.value)}
      />
      {me.role === "admin" && origins.join("\n") !== known && (
        <div className={rows.buttons}>
          <Button type="submit" variant="primary" busy={update.isPending}>
            Save
          </Button>
        </div>
      )}
    </form>
  );
}
