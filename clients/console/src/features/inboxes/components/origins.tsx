import { TextArea } from "@/ui/field";

/** One a line, or with commas, as people paste them; each once. */
export const originsOf = (typed: string): string[] => [...new Set(typed.split(/[\s,]+/).filter(Boolean))];

/** The sites that may carry the widget; any other is refused by the server. */
export function OriginsField({ origins = [] }: { origins?: string[] }) {
  return (
    <TextArea
      label="Allowed sites"
      name="allowedOrigins"
      rows={Math.max(2, origins.length)}
      defaultValue={origins.join("\n")}
      placeholder="https://www.example.com"
      spellCheck={false}
      hint="One per line, with https:// and without a path. The chat opens only on these sites."
    />
  );
}
