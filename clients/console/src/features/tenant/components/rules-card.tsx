import { Pencil, Plus, Trash2, Workflow } from "lucide-react";
import { useState } from "react";
import { teams } from "@/lib/resources";
import { Button, IconButton } from "@/ui/button";
import { Confirm } from "@/ui/dialog";
import { Empty } from "@/ui/empty";
import { Card } from "@/ui/page";
import rows from "@/ui/rows.module.css";
import { useUpdateTenant, type EscalationRule } from "../api/tenant";
import { RuleForm } from "./rule-form";

/** Which rule, by its place in the list; one past the end is a new one. */
type Asked = { what: "edit" | "remove"; at: number };

export function RulesCard({ rules }: { rules: EscalationRule[] }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const remove = useUpdateTenant();
  const groups = teams.useList();
  const done = () => setAsked(null);
  const detailOf = ({ keywords, pattern, teamId }: EscalationRule) =>
    [
      keywords.map((word) => `“${word}”`).join(", "),
      pattern && `/${pattern}/`,
      teamId && `to ${groups.data?.find((team) => team.id === teamId)?.name ?? "a deleted team"}`,
    ]
      .filter(Boolean)
      .join(" · ");
  return (
    <Card
      title="Hand-over rules"
      aside={
        <Button small onClick={() => setAsked({ what: "edit", at: rules.length })}>
          <Plus size={14} aria-hidden /> New rule
        </Button>
      }
    >
      {rules.length === 0 && (
        <Empty icon={Workflow} title="No hand-over rules yet">
          Messages that contain certain words go straight to an agent, before the bot answers.
        </Empty>
      )}
      <ul aria-label="Rules">
        {rules.map((rule, at) => (
          <li key={at}>
            <div className={rows.row}>
              <div className={rows.text}>
                <p className={rows.title}>{titleOf(rule)}</p>
                <p className={rows.detail}>{detailOf(rule)}</p>
              </div>
              <IconButton label={`Edit ${titleOf(rule)}`} onClick={() => setAsked({ what: "edit", at })}>
                <Pencil size={15} />
              </IconButton>
              <IconButton label={`Delete ${titleOf(rule)}`} onClick={() => setAsked({ what: "remove", at })}>
                <Trash2 size={15} />
              </IconButton>
            </div>
          </li>
        ))}
      </ul>
      {asked?.what === "edit" && <RuleForm rules={rules} at={asked.at} onClose={done} />}
      <Confirm
        open={asked?.what === "remove"}
        title="Delete this rule?"
        confirm="Delete"
        busy={remove.isPending}
        onClose={done}
        onConfirm={() =>
          remove.mutate(
            { settings: { escalationRules: rules.filter((_, at) => at !== asked?.at) } },
            { onSettled: done },
          )
        }
      >
        The bot will answer these messages like any others.
      </Confirm>
    </Card>
  );
}

const titleOf = (rule: EscalationRule) => rule.name || rule.keywords[0] || "Unnamed rule";
