import { newId, type PresenceStatus } from "@chorus/wire";
import { Search, UsersRound } from "lucide-react";
import { useState } from "react";
import { cx } from "@/lib/cx";
import { Avatar } from "@/ui/avatar";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextArea, TextField } from "@/ui/field";
import { useTransfer, type Transfer } from "../api/transfer";
import styles from "./transfer-dialog.module.css";

interface TransferDialogProps {
  conversationId: string;
  agents: { id: string; name: string; presence: PresenceStatus }[];
  teams: { id: string; name: string }[];
  onClose: () => void;
  onDone: () => void;
}

interface Target {
  key: string;
  name: string;
  to: Transfer;
  presence?: PresenceStatus;
}

const WORDS: Record<PresenceStatus, string> = {
  available: "Available",
  busy: "Busy",
  away: "Away",
  offline: "Offline",
};
/** As of every message and note. */
const NOTE_MAX = 8_000;
const ORDER: PresenceStatus[] = ["available", "busy", "away", "offline"];

export function TransferDialog({ conversationId, agents, teams, onClose, onDone }: TransferDialogProps) {
  const transfer = useTransfer(conversationId, onDone);
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState<Target | null>(null);
  const [note, setNote] = useState("");
  // One id for all tries: an answer that was lost does not make two notes.
  const [noteId] = useState(newId);
  const targets = targetsOf(agents, teams).filter((one) =>
    one.name.toLowerCase().includes(query.trim().toLowerCase()),
  );

  const isTooLong = Array.from(note.trim()).length > NOTE_MAX;

  const submit = () => {
    if (!chosen) return;
    transfer.mutate({ ...chosen.to, ...(note.trim() && { note: note.trim(), noteId }) });
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title="Transfer"
      description="The customer waits until someone accepts."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            disabled={!chosen || isTooLong}
            busy={transfer.isPending}
            onClick={submit}
          >
            {chosen ? `Transfer to ${chosen.name}` : "Transfer"}
          </Button>
        </>
      }
    >
      <div className={styles.body}>
        <TextField
          label="Find an agent or team"
          bare
          placeholder="Find an agent or team"
          icon={<Search size={15} />}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
        <ul className={styles.targets} aria-label="Agents and teams">
          {targets.map((target) => (
            <li key={target.key}>
              <button
                type="button"
                aria-pressed={chosen?.key === target.key}
                className={cx(styles.target, chosen?.key === target.key && styles.chosen)}
                onClick={() => setChosen(target)}
              >
                {target.presence ? (
                  <Avatar name={target.name} seed={target.key} size={28} presence={target.presence} />
                ) : (
                  <span className={styles.team}>
                    <UsersRound size={15} aria-hidden />
                  </span>
                )}
                <span className={styles.name} dir="auto">
                  {target.name}
                </span>
                <span className={styles.state}>{target.presence ? WORDS[target.presence] : "Team"}</span>
              </button>
            </li>
          ))}
          {targets.length === 0 && <li className={styles.none}>No match</li>}
        </ul>
        <TextArea
          label="Note for the new agent (not visible to the customer)"
          rows={2}
          error={isTooLong ? `At most ${NOTE_MAX.toLocaleString("en")} characters.` : null}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </div>
    </Dialog>
  );
}

function targetsOf(agents: TransferDialogProps["agents"], teams: TransferDialogProps["teams"]): Target[] {
  const people = agents
    .toSorted((a, b) => ORDER.indexOf(a.presence) - ORDER.indexOf(b.presence) || a.name.localeCompare(b.name))
    .map(({ id, name, presence }) => ({ key: id, name, presence, to: { agentId: id } }));
  const groups = teams.map(({ id, name }) => ({ key: id, name, to: { teamId: id } }));
  return [...groups, ...people];
}
