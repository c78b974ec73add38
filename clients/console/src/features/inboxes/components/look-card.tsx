import { TextArea, TextField } from "@/ui/field";
import { FormCard } from "@/ui/form-card";
import form from "@/ui/form.module.css";
import type { InboxDetail } from "../api/get-inbox";
import { useChange } from "./use-change";

/** Those that the widget speaks: by the page around it, else by the browser. */
const LANGUAGES: Record<string, string> = {
  en: "English",
  fr: "French",
  es: "Spanish",
  pt: "Portuguese",
  de: "German",
};

export function LookCard({ inbox }: { inbox: InboxDetail }) {
  const save = useChange(inbox.id);
  const { color, botName, companyName, greeting } = inbox.settings;
  const codes = [...new Set([...Object.keys(LANGUAGES), ...Object.keys(greeting)])];
  return (
    <FormCard
      title="Appearance and texts"
      mutation={save}
      onSubmit={({ text, exact }) => {
        const greetings = codes.map((code) => [code, text(`greeting.${code}`)] as const);
        save.change(
          {
            name: text("name"),
            settings: {
              color: exact("color"),
              botName: text("botName"),
              companyName: text("companyName") || null,
              greeting: Object.fromEntries(greetings.filter(([, words]) => words !== "")),
            },
          },
          "Inbox saved",
        );
      }}
    >
      <div className={form.pair}>
        <TextField label="Name" name="name" required maxLength={100} defaultValue={inbox.name} />
        <TextField label="Colour" name="color" type="color" defaultValue={color} />
      </div>
      <div className={form.pair}>
        <TextField label="Bot name" name="botName" required maxLength={100} defaultValue={botName} />
        <TextField
          label="Company"
          name="companyName"
          maxLength={100}
          defaultValue={companyName ?? ""}
          hint="Leave empty to use your company's name."
        />
      </div>
      {codes.map((code) => (
        <TextArea
          key={code}
          label={`Greeting in ${nameOf(code)}`}
          name={`greeting.${code}`}
          rows={2}
          maxLength={500}
          lang={code}
          defaultValue={greeting[code] ?? ""}
        />
      ))}
    </FormCard>
  );
}

const nameOf = (code: string) => LANGUAGES[code] ?? code;
