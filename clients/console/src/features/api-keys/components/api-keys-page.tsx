import { KeyRound } from "lucide-react";
import { PREFIX } from "@/lib/prefix";
import { apiKeys } from "@/lib/resources";
import { fullTime } from "@/lib/time";
import { Badge } from "@/ui/badge";
import { Listing } from "@/ui/listing";
import { ApiKeyForm } from "./api-key-form";

export function ApiKeysPage() {
  return (
    <Listing
      title="API keys"
      lead={
        <>
          Let your own programs use Chorus. See the{" "}
          <a href={`${PREFIX}/docs`} target="_blank" rel="noreferrer">
            API reference
          </a>
          .
        </>
      }
      icon={KeyRound}
      noun="API key"
      query={apiKeys.useList()}
      nothing="Create one key per integration, with only the scopes it needs."
      nameOf={(key) => key.name}
      form={(_, onClose) => <ApiKeyForm onClose={onClose} />}
      isFixed
      removal={{
        verb: "Revoke",
        mutation: apiKeys.useRemove(),
        text: (key) => `Programs that use “${key.name}” lose access within seconds. This can't be undone.`,
      }}
    >
      {(key) => ({
        mark: <KeyRound size={18} aria-hidden />,
        title: key.name,
        detail: `${key.lastUsedAt ? `Last used ${fullTime(key.lastUsedAt)}` : "Never used"} · ${key.scopes.join(", ")}`,
        aside: <Badge>{key.scopes.length === 1 ? "1 scope" : `${key.scopes.length} scopes`}</Badge>,
      })}
    </Listing>
  );
}
