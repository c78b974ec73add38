import { Zap } from "lucide-react";
import { cannedReplies } from "@/lib/resources";
import { Listing } from "@/ui/listing";
import { CannedReplyForm } from "./canned-reply-form";

export function CannedRepliesPage() {
  return (
    <Listing
      title="Canned replies"
      lead="Texts that are needed again and again. Agents type “/” in a conversation and choose one."
      icon={Zap}
      noun="canned reply"
      query={cannedReplies.useList()}
      nothing="Write the answer you gave three times today."
      nameOf={(reply) => reply.shortcut}
      form={(reply, onClose) => <CannedReplyForm reply={reply} onClose={onClose} />}
      removal={{
        mutation: cannedReplies.useRemove(),
        text: (reply) => `Nobody will find “/${reply.shortcut}” any more.`,
      }}
    >
      {(reply) => ({ title: `/${reply.shortcut}`, detail: reply.content })}
    </Listing>
  );
}
