import { useState } from "react";
import { teams } from "@/lib/resources";
import { Select, TextArea, TextField } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { useUpdateTenant, type EscalationRule } from "../api/tenant";

interface RuleFormProps {
  rules: EscalationRule[];
  /** The place of the rule; one past the end is a new one. */
  at: number;
  onClose: () => void;
}

/** Words or phrases, one a line or with commas; each once. */
const phrasesOf = (typed: string): string[] => [
  ...new Set(
    typed
      .split(/[\n,]+/)
      .map((phrase) => phrase.trim())
      .filter(Boolean),
  ),
];

export function RuleForm({ rules, at, onClose }: RuleFormProps) {
  const update = useUpdateTenant();
  const groups = teams.useList();
  const rule = rules[at];
  const [hasPattern, setPatterned] = useState(Boolean(rule?.pattern));
  return (
    <FormDialog
      title={rule ? "Edit rule" : "New rule"}
      mutation={update}
      onClose={onClose}
      onSubmit={({ text, exact }) => {
        const changed: EscalationRule = {
          name: text("name"),
          keywords: phrasesOf(text("keywords")),
          pattern: text("pattern") || null,
          teamId: exact("teamId") || null,
        };
        const escalationRules = rule
          ? rules.map((one, place) => (place === at ? changed : one))
          : [...rules, changed];
        update.mutate({ settings: { escalationRules } }, { onSuccess: onClose });
      }}
    >
      <TextField
        label="Name"
        name="name"
        required
        maxLength={80}
        defaultValue={rule?.name}
        hint="Shown to agents as the reason."
      />
      <TextArea
        label="Words and phrases"
        name="keywords"
        required={!hasPattern}
        rows={3}
        defaultValue={rule?.keywords.join("\n")}
        hint="One per line, such as: lawyer. Not case-sensitive."
      />
      <TextField
        label="Pattern"
        name="pattern"
        maxLength={200}
        spellCheck={false}
        autoComplete="off"
        defaultValue={rule?.pattern ?? ""}
        onChange={(event) => setPatterned(event.target.value.trim() !== "")}
        hint="Regular expression (RE2 syntax)."
      />
      {groups.data && groups.data.length > 0 && (
        <Select label="Send to" name="teamId" defaultValue={rule?.teamId ?? ""}>
          <option value="">All agents</option>
          {groups.data.map((team) => (
            <option key={team.id} value={team.id}>
              {team.name}
            </option>
          ))}
        </Select>
      )}
    </FormDialog>
  );
}
