import { cannedReplies, type CannedReply } from "@/lib/resources";
import { TextArea, TextField } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";

export function CannedReplyForm({ reply, onClose }: { reply: CannedReply | null; onClose: () => void }) {
  const save = cannedReplies.useSave();
  return (
    <FormDialog
      title={reply ? "Edit canned reply" : "New canned reply"}
      mutation={save}
      onClose={onClose}
      onSubmit={({ text }) => {
        const fields = { shortcut: text("shortcut").replace(/^\//, ""), content: text("content") };
        save.mutate(reply ? { id: reply.id, ...fields } : fields, { onSuccess: onClose });
      }}
    >
      <TextField
        label="Shortcut"
        name="shortcut"
        required
        maxLength={33}
        pattern="/?[A-Za-z0-9][A-Za-z0-9_\-]{0,31}"
        title="Use letters without accents, digits, hyphens and underscores."
        defaultValue={reply?.shortcut}
        hint="What agents type after the slash."
      />
      <TextArea
        label="Text"
        name="content"
        required
        rows={6}
        maxLength={8000}
        defaultValue={reply?.content}
        hint={"{{customer}} and {{agent}} are replaced by their names."}
      />
    </FormDialog>
  );
}
