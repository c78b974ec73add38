import { labels, type Label } from "@/lib/resources";
import { TextField } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";

export const NEW_COLOR = "#64748b";

export function LabelForm({ label, onClose }: { label: Label | null; onClose: () => void }) {
  const save = labels.useSave();
  return (
    <FormDialog
      title={label ? `Edit ${label.name}` : "New label"}
      mutation={save}
      onClose={onClose}
      onSubmit={({ text, exact }) =>
        save.mutate(
          // Conversations hold the name, so another name is another label.
          label ? { id: label.id, color: exact("color") } : { name: text("name"), color: exact("color") },
          { onSuccess: onClose },
        )
      }
    >
      {!label && <TextField label="Name" name="name" required maxLength={48} />}
      <TextField label="Colour" name="color" type="color" defaultValue={label?.color ?? NEW_COLOR} />
    </FormDialog>
  );
}
