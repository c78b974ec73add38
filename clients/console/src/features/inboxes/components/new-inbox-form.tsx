import { useLocation } from "wouter";
import { paths } from "@/lib/paths";
import { inboxes } from "@/lib/resources";
import { TextField } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { OriginsField, originsOf } from "./origins";

/** What is needed to begin; its page, which opens then, has the rest. */
export function NewInboxForm({ onClose }: { onClose: () => void }) {
  const save = inboxes.useSave();
  const [, navigate] = useLocation();
  return (
    <FormDialog
      title="New inbox"
      save="Create inbox"
      mutation={save}
      onClose={onClose}
      onSubmit={({ text }) =>
        save.mutate(
          { name: text("name"), allowedOrigins: originsOf(text("allowedOrigins")) },
          { onSuccess: ({ id }) => navigate(paths.inbox(id)) },
        )
      }
    >
      <TextField
        label="Name"
        name="name"
        required
        maxLength={100}
        hint="Visible to agents, not to customers."
      />
      <OriginsField />
    </FormDialog>
  );
}
