import { useId, type SubmitEvent } from "react";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextArea, TextField } from "@/ui/field";
import rows from "@/ui/rows.module.css";
import type { CannedReply } from "../api/list-canned-replies";
import { useSaveCannedReply } from "../api/save-canned-reply";

export function CannedReplyForm({ reply, onClose }: { reply: CannedReply | null; onClose: () => void }) {
  const save = useSaveCannedReply();
  const formId = useId();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const read = (name: string) => (form.get(name) as string).trim();
    const fields = { shortcut: read("shortcut").replace(/^\//, ""), content: read("content") };
    save.mutate({ ...(reply && { id: reply.id }), ...fields }, { onSuccess: onClose });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={reply ? "Edit canned reply" : "New canned reply"}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" busy={save.isPending}>
            Save
          </Button>
        </>
      }
    >
      <form id={formId} className={rows.form} onSubmit={submit}>
        <TextField
          label="Shortcut"
          name="shortcut"
          required
          maxLength={33}
          pattern="/?[A-Za-z0-9][A-Za-z0-9_\-]{0,31}"
          title="Letters without accents, digits, dash and underscore"
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
      </form>
    </Dialog>
  );
}
