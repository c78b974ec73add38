import { BookOpen, FileText, Trash2, Upload } from "lucide-react";
import { useRef, useState } from "react";
import { fullTime } from "@/lib/time";
import { Badge } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { Confirm } from "@/ui/dialog";
import { State } from "@/ui/listing";
import { Card, Page } from "@/ui/page";
import rows from "@/ui/rows.module.css";
import { Spinner } from "@/ui/spinner";
import { useDeleteDocument } from "../api/delete-document";
import { isUnderWay, useDocuments, type KnowledgeDocument } from "../api/list-documents";
import { useUploadDocument } from "../api/upload-document";
import { TryIt } from "./try-it";

const TYPES = ".md,.markdown,.txt,.html,.htm,.pdf,.csv";

export function DocumentsPage() {
  const documents = useDocuments();
  const upload = useUploadDocument();
  const input = useRef<HTMLInputElement>(null);
  const [doomed, setDoomed] = useState<KnowledgeDocument | null>(null);
  const remove = useDeleteDocument();
  return (
    <Page
      title="Knowledge base"
      lead="The bot answers from these documents and quotes them. Upload Markdown, HTML, PDF, plain text, or CSV with questions and answers."
      action={
        <>
          <input
            ref={input}
            type="file"
            hidden
            multiple
            accept={TYPES}
            aria-label="Documents to upload"
            onChange={(event) => {
              for (const file of event.target.files ?? []) upload.mutate(file);
              event.target.value = "";
            }}
          />
          <Button variant="primary" busy={upload.isPending} onClick={() => input.current?.click()}>
            <Upload size={15} aria-hidden /> Upload
          </Button>
        </>
      }
    >
      <Card>
        <State
          query={documents}
          icon={BookOpen}
          title="Documents"
          nothing="Without documents, the bot can only hand customers over to an agent."
        />
        <ul>
          {documents.data?.map((document) => (
            <li key={document.id}>
              <Row document={document} onDelete={() => setDoomed(document)} />
            </li>
          ))}
        </ul>
      </Card>
      <TryIt />
      <Confirm
        open={doomed !== null}
        title="Delete this document?"
        confirm="Delete"
        busy={remove.isPending}
        onClose={() => setDoomed(null)}
        onConfirm={() => doomed && remove.mutate(doomed.id, { onSuccess: () => setDoomed(null) })}
      >
        The bot will no longer answer from “{doomed?.title}”.
      </Confirm>
    </Page>
  );
}

function Row({ document, onDelete }: { document: KnowledgeDocument; onDelete: () => void }) {
  return (
    <div className={rows.row}>
      <FileText size={18} aria-hidden />
      <div className={rows.text}>
        <p className={rows.title} dir="auto">
          {document.title}
        </p>
        {document.status === "failed" ? (
          <p className={rows.problem}>{document.error ?? "This document couldn't be read."}</p>
        ) : (
          <p className={rows.detail}>
            {`${document.passageCount} ${document.passageCount === 1 ? "passage" : "passages"} · `}
            {fullTime(document.createdAt)}
          </p>
        )}
        {document.status === "ready" && document.warning && (
          <p className={rows.warning}>{document.warning}</p>
        )}
      </div>
      <Status document={document} />
      <IconButton label={`Delete ${document.title}`} onClick={onDelete}>
        <Trash2 size={15} />
      </IconButton>
    </div>
  );
}

function Status({ document }: { document: KnowledgeDocument }) {
  if (document.status === "failed") return <Badge tone="danger">Failed</Badge>;
  if (isUnderWay(document)) {
    return (
      <Badge icon={<Spinner size={11} />}>
        {document.progress ? `Processing ${document.progress} %` : "Processing"}
      </Badge>
    );
  }
  return <Badge tone="success">Ready</Badge>;
}
