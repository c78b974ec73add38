import { Globe } from "lucide-react";
import { errorText } from "@/lib/error-text";
import { paths } from "@/lib/paths";
import { Copyable } from "@/ui/copyable";
import { Empty } from "@/ui/empty";
import { FormCard } from "@/ui/form-card";
import { Card, Page } from "@/ui/page";
import rows from "@/ui/rows.module.css";
import { Loading } from "@/ui/spinner";
import { useInbox, type InboxDetail } from "../api/get-inbox";
import { IdentityCard } from "./identity-card";
import { LookCard } from "./look-card";
import { OriginsField, originsOf } from "./origins";
import { RetireCard } from "./retire-card";
import { useChange } from "./use-change";

export function InboxPage({ id }: { id: string }) {
  const query = useInbox(id);
  if (query.data) return <Loaded inbox={query.data} />;
  if (query.isPending) return <Loading label="Loading inbox" />;
  return (
    <Empty icon={Globe} title="Couldn't load this inbox">
      {errorText(query.error).detail}
    </Empty>
  );
}

function Loaded({ inbox }: { inbox: InboxDetail }) {
  const save = useChange(inbox.id);
  return (
    <Page
      title={inbox.name}
      back={{ href: paths.settings("inboxes"), label: "Inboxes" }}
      lead="Install the widget on your site and choose its appearance."
    >
      {inbox.snippet && (
        <Card title="Installation">
          <div className={rows.padded}>
            <p className={rows.lead}>
              Paste this snippet before the closing body tag of every page that should show the chat.
            </p>
            <Copyable label="Snippet" text={inbox.snippet} />
          </div>
        </Card>
      )}
      <FormCard
        title="Sites"
        mutation={save}
        onSubmit={({ text }) =>
          save.change({ allowedOrigins: originsOf(text("allowedOrigins")) }, "Sites saved")
        }
      >
        <OriginsField key={inbox.allowedOrigins.join()} origins={inbox.allowedOrigins} />
      </FormCard>
      <LookCard inbox={inbox} />
      <IdentityCard inbox={inbox} />
      <RetireCard inbox={inbox} />
    </Page>
  );
}
