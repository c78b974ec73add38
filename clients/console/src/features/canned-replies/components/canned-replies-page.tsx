import { Zap } from "lucide-react";
import { cannedReplies } from "@/lib/resources";
import { Listing } from "@/ui/listing";
import { CannedReplyForm } from "./canned-reply-form";

export function CannedRepliesPage() {
  return (
    <Listing
      title="Canned replies"
      lead="Saved texts for common questions. Agents type “/” in a reply to insert one."
      icon={Zap}
      noun="canned reply"
      query={cannedReplies.useList()}
      nothing="Create one for each answer you give often."
      nameOf={(reply) => reply.shortcut}
      form={(reply, onClose) => <CannedReplyForm reply={reply} onClose={onClose} />}
      removal={{
        mutation: cannedReplies.useRemove(),
        text: (reply) => `Agents can no longer use “/${reply.shortcut}”.`,
      }}
    >
      {(reply) => ({ title: `/${reply.shortcut}`, detail: reply.content })}
    </Listing>
  );
}
