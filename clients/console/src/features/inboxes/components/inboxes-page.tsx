import { Globe } from "lucide-react";
import { paths } from "@/lib/paths";
import { inboxes, type Inbox } from "@/lib/resources";
import { Badge } from "@/ui/badge";
import { Listing } from "@/ui/listing";
import { NewInboxForm } from "./new-inbox-form";

export function InboxesPage() {
  return (
    <Listing
      title="Inboxes"
      lead="Where customers write to you. Create one inbox per site."
      icon={Globe}
      noun="inbox"
      query={inboxes.useList()}
      nothing="Create one to get the snippet for your site."
      nameOf={(inbox) => inbox.name}
      form={(_, onClose) => <NewInboxForm onClose={onClose} />}
      hrefOf={(inbox) => paths.inbox(inbox.id)}
    >
      {(inbox) => ({
        mark: <Globe size={18} aria-hidden />,
        title: inbox.name,
        detail: inbox.allowedOrigins.join(", ") || "No sites yet",
        aside: <StateOf inbox={inbox} />,
      })}
    </Listing>
  );
}

function StateOf({ inbox }: { inbox: Inbox }) {
  if (!inbox.isEnabled) return <Badge tone="danger">Off</Badge>;
  if (inbox.allowedOrigins.length === 0) return <Badge tone="warning">Not installed</Badge>;
  return <Badge tone="success">On</Badge>;
}
