import { useState } from "react";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Check } from "@/ui/choices";
import { Copyable } from "@/ui/copyable";
import { Confirm } from "@/ui/dialog";
import { TextArea } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { Card } from "@/ui/page";
import rows from "@/ui/rows.module.css";
import type { InboxDetail } from "../api/get-inbox";
import { useRemoveIdentitySecret, useSetIdentitySecret } from "../api/identity-secret";
import { useChange } from "./use-change";

/** Customers who are logged in to the site are known here, because the site signs who they are. */
export function IdentityCard({ inbox }: { inbox: InboxDetail }) {
  const set = useSetIdentitySecret(inbox.id);
  const remove = useRemoveIdentitySecret(inbox.id);
  const save = useChange(inbox.id);
  const [asked, setAsked] = useState<"key" | "remove" | null>(null);
  const done = () => setAsked(null);
  return (
    <Card title="Identity verification" aside={inbox.hasIdentitySecret && <Badge tone="success">On</Badge>}>
      <div className={rows.padded}>
        <p className={rows.lead}>
          Your server signs a token that identifies the logged-in customer and passes it to the chat as{" "}
          <code>identityToken</code>. Agents then see a verified name.
        </p>
        {set.data?.secret && (
          <>
            <Copyable label="Secret" text={set.data.secret} />
            <p className={rows.problem}>
              Copy this secret now. You won't see it again. Keep it on your server, never in a page.
            </p>
          </>
        )}
        {inbox.hasIdentitySecret && (
          <Check
            label="Only allow verified customers"
            checked={inbox.requiresIdentity}
            disabled={save.isPending}
            onChange={(event) => save.change({ requiresIdentity: event.target.checked }, "Inbox saved")}
          />
        )}
        <div className={rows.buttons}>
          {inbox.hasIdentitySecret && <Button onClick={() => setAsked("remove")}>Remove</Button>}
          <Button onClick={() => setAsked("key")}>{inbox.hasIdentitySecret ? "Replace" : "Set up"}</Button>
        </div>
      </div>
      {asked === "key" && (
        <FormDialog
          title={inbox.hasIdentitySecret ? "Replace the secret" : "Set up identity verification"}
          description={inbox.hasIdentitySecret && "Tokens signed with the old secret stop working."}
          save={inbox.hasIdentitySecret ? "Replace" : "Set up"}
          mutation={set}
          onClose={done}
          onSubmit={({ text }) => set.mutate(text("publicKey") || null, { onSuccess: done })}
        >
          <TextArea
            label="Public key of your site"
            name="publicKey"
            rows={5}
            maxLength={4000}
            spellCheck={false}
            placeholder="-----BEGIN PUBLIC KEY-----"
            hint="RSA, P-256 or Ed25519, in PEM format. Leave empty to create a shared secret instead."
          />
        </FormDialog>
      )}
      <Confirm
        open={asked === "remove"}
        title="Remove the secret?"
        confirm="Remove"
        busy={remove.isPending}
        onClose={done}
        onConfirm={() => remove.mutate(undefined, { onSettled: done })}
      >
        All customers of this inbox will be anonymous.
      </Confirm>
    </Card>
  );
}
