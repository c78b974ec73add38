import { Check, Choices } from "@/ui/choices";
import { toastSuccess } from "@/lib/toasts";
import { FormCard } from "@/ui/form-card";
import { useUpdateTenant, type FileKind, type Tenant } from "../api/tenant";

/** In the order in which a person looks for them; the server knows the same. */
const KINDS: { value: FileKind; label: string; detail?: string }[] = [
  { value: "jpeg", label: "JPEG" },
  { value: "png", label: "PNG" },
  { value: "heic", label: "HEIC", detail: "iPhone photos. They are converted to JPEG." },
  { value: "webp", label: "WebP" },
  { value: "gif", label: "GIF" },
  { value: "pdf", label: "PDF" },
  { value: "text", label: "Plain text", detail: "TXT, CSV, LOG, Markdown, JSON, YAML." },
  { value: "docx", label: "Word (DOCX)" },
  { value: "xlsx", label: "Excel (XLSX)" },
  { value: "pptx", label: "PowerPoint (PPTX)" },
  { value: "odt", label: "OpenDocument text (ODT)" },
  { value: "ods", label: "OpenDocument spreadsheet (ODS)" },
  { value: "odp", label: "OpenDocument presentation (ODP)" },
  { value: "zip", label: "ZIP", detail: "Archives that contain programs are always refused." },
];
const BY_DEFAULT = KINDS.map((kind) => kind.value).filter((kind) => kind !== "zip");

export function FilesCard({ tenant }: { tenant: Tenant }) {
  const update = useUpdateTenant();
  const { attachmentKinds, keepPhotoMetadata } = tenant.settings;
  return (
    <FormCard
      title="Files"
      lead="File types that customers and agents can send. Files are always downloaded, never opened in the page."
      mutation={update}
      onSubmit={({ all, has }) => {
        const kinds = KINDS.map((kind) => kind.value).filter((kind) => all("attachmentKinds").includes(kind));
        update.mutate(
          { settings: { attachmentKinds: kinds, keepPhotoMetadata: has("keepPhotoMetadata") } },
          { onSuccess: () => toastSuccess("Files saved") },
        );
      }}
    >
      <Choices
        legend="Allowed file types"
        name="attachmentKinds"
        options={KINDS}
        chosen={attachmentKinds ?? BY_DEFAULT}
      />
      <Check
        name="keepPhotoMetadata"
        label="Keep location and time in photos"
        hint="When off, location, time and device are removed from photos before they are stored."
        defaultChecked={keepPhotoMetadata ?? false}
      />
    </FormCard>
  );
}
