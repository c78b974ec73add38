import { Button } from "@/ui/button";
import { Choices } from "@/ui/choices";
import { Copyable } from "@/ui/copyable";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import form from "@/ui/form.module.css";
import { useCreateApiKey } from "../api/create-api-key";
import { SCOPES } from "./scopes";

export function ApiKeyForm({ onClose }: { onClose: () => void }) {
  const create = useCreateApiKey();
  if (create.data) return <Made made={create.data} onClose={onClose} />;
  return (
    <FormDialog
      title="New API key"
      save="Create key"
      wide
      mutation={create}
      onClose={onClose}
      onSubmit={({ text, all }) => create.mutate({ name: text("name"), scopes: all("scopes") })}
    >
      <TextField label="Name" name="name" required maxLength={100} hint="What will use this key." />
      <Choices legend="Scopes" name="scopes" options={SCOPES} />
    </FormDialog>
  );
}

interface MadeProps {
  made: { name: string; key: string; clientId: string; clientSecret: string };
  onClose: () => void;
}

function Made({ made, onClose }: MadeProps) {
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={made.name}
      description="Copy this key now. You won't see it again. Keep it on your server."
      footer={
        <Button variant="primary" onClick={onClose}>
          I've copied the key
        </Button>
      }
    >
      <div className={form.form}>
        <Copyable label="Key" text={made.key} />
        <Copyable label="Client ID" text={made.clientId} />
        <Copyable label="Client secret" text={made.clientSecret} />
      </div>
    </Dialog>
  );
}
