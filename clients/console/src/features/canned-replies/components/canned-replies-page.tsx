import { Pencil, Plus, Trash2, Zap } from "lucide-react";
import { useState } from "react";
import { errorText } from "@/lib/error-text";
import { Button, IconButton } from "@/ui/button";
import { Confirm } from "@/ui/dialog";
import { Empty } from "@/ui/empty";
import { Card, Page } from "@/ui/page";
import rows from "@/ui/rows.module.css";
import { SkeletonList } from "@/ui/skeleton";
import { useDeleteCannedReply } from "../api/delete-canned-reply";
import { useCannedReplies, type CannedReply } from "../api/list-canned-replies";
import { CannedReplyForm } from "./canned-reply-form";

export function CannedRepliesPage() {
  const replies = useCannedReplies();
  const remove = useDeleteCannedReply();
  const [edited, setEdited] = useState<CannedReply | "new" | null>(null);
  const [doomed, setDoomed] = useState<CannedReply | null>(null);
  return (
    <Page
      title="Canned replies"
      lead="Texts that are needed again and again. Agents type “/” in a conversation and choose one."
      action={
        <Button variant="primary" onClick={() => setEdited("new")}>
          <Plus size={15} aria-hidden /> New reply
        </Button>
      }
    >
      <Card>
        {replies.isPending && <SkeletonList rows={3} label="Loading canned replies" />}
        {replies.isError && (
          <Empty icon={Zap} title="The replies did not load">
            {errorText(replies.error).detail}
          </Empty>
        )}
        {replies.data?.length === 0 && (
          <Empty icon={Zap} title="No canned replies yet">
            Write the answer you gave three times today.
          </Empty>
        )}
        <ul>
          {replies.data?.map((reply) => (
            <li key={reply.id}>
              <div className={rows.row}>
                <div className={rows.text}>
                  <p className={rows.title}>/{reply.shortcut}</p>
                  <p className={rows.detail}>{reply.content}</p>
                </div>
                <IconButton label={`Edit ${reply.shortcut}`} onClick={() => setEdited(reply)}>
                  <Pencil size={15} />
                </IconButton>
                <IconButton label={`Delete ${reply.shortcut}`} onClick={() => setDoomed(reply)}>
                  <Trash2 size={15} />
                </IconButton>
              </div>
            </li>
          ))}
        </ul>
      </Card>
      {edited && <CannedReplyForm reply={edited === "new" ? null : edited} onClose={() => setEdited(null)} />}
      <Confirm
        open={doomed !== null}
        title="Delete this reply?"
        confirm="Delete"
        busy={remove.isPending}
        onClose={() => setDoomed(null)}
        onConfirm={() => doomed && remove.mutate(doomed.id, { onSuccess: () => setDoomed(null) })}
      >
        Nobody will find “/{doomed?.shortcut}” any more.
      </Confirm>
    </Page>
  );
}
