import type { Brief, BriefLine, Conversation } from "@chorus/wire";
import { Cpu, FileSearch, Quote, RefreshCw, Sparkles } from "lucide-react";
import type { ReactNode } from "react";
import { errorText } from "@/lib/error-text";
import { ago, useNow } from "@/lib/time";
import { Badge } from "@/ui/badge";
import { IconButton } from "@/ui/button";
import { Section } from "@/ui/section";
import { Spinner } from "@/ui/spinner";
import { useBrief } from "../api/get-brief";
import { useMakeBrief } from "../api/make-brief";
import styles from "./brief-panel.module.css";

interface BriefPanelProps {
  conversation: Conversation;
  /** Show these messages in the thread. */
  onCite: (messageIds: string[]) => void;
}

export function BriefPanel({ conversation, onCite }: BriefPanelProps) {
  const query = useBrief(conversation);
  const make = useMakeBrief(conversation.id);
  const brief = query.data;
  const isStale = brief ? brief.isStale || conversation.messagePosition > brief.basisPosition : false;
  return (
    <Section
      name="brief"
      title="Brief"
      aside={
        <span className={styles.aside}>
          {brief && <Origin brief={brief} />}
          <IconButton label="Refresh brief" small busy={make.isPending} onClick={() => make.mutate()}>
            <RefreshCw size={14} />
          </IconButton>
        </span>
      }
    >
      {query.isLoading && (
        <p className={styles.state} role="status">
          <Spinner /> Loading brief
        </p>
      )}
      {query.isError && <p className={styles.state}>{errorText(query.error).detail}</p>}
      {(conversation.brief === null || brief === null) && (
        <p className={styles.state}>
          <FileSearch size={15} aria-hidden /> A brief is written when the customer asks for a person.
        </p>
      )}
      {brief && (
        <div className={styles.brief}>
          {isStale && (
            <p className={styles.stale} role="note">
              This brief doesn't include the latest messages.
              <button type="button" onClick={() => make.mutate()} disabled={make.isPending}>
                Refresh
              </button>
            </p>
          )}
          <Lines brief={brief} onCite={onCite} />
          <Foot brief={brief} />
        </div>
      )}
    </Section>
  );
}

function Origin({ brief }: { brief: Brief }) {
  return brief.origin === "model" ? (
    <Badge
      tone="info"
      icon={<Sparkles size={11} aria-hidden />}
      title={brief.model ?? "Written by a language model"}
    >
      Model
    </Badge>
  ) : (
    <Badge icon={<Cpu size={11} aria-hidden />} title="Written by rules: it quotes messages and adds nothing">
      Rule-based
    </Badge>
  );
}

function Foot({ brief }: { brief: Brief }) {
  const now = useNow(10_000);
  return (
    <p className={styles.foot}>
      {brief.note && <span>{brief.note} </span>}
      Written {ago(brief.madeAt, now)}
      {brief.origin === "model" && brief.model ? ` by ${brief.model}` : ""}.
    </p>
  );
}

const MOODS = { calm: "success", annoyed: "warning", angry: "danger" } as const;

function Lines({ brief, onCite }: { brief: Brief; onCite: BriefPanelProps["onCite"] }) {
  const { intent, facts, steps, openQuestion, mood, nextStep } = brief;
  return (
    <dl className={styles.lines}>
      {intent && (
        <Part title="Request" aside={mood && <Mood mood={mood} onCite={onCite} />}>
          <Line line={intent} onCite={onCite} isStrong />
        </Part>
      )}
      {openQuestion && (
        <Part title="Open question">
          <Line line={openQuestion} onCite={onCite} />
        </Part>
      )}
      {facts.length > 0 && <Several title="Facts provided" lines={facts} onCite={onCite} />}
      {steps.length > 0 && <Several title="Already tried" lines={steps} onCite={onCite} />}
      {nextStep && (
        <Part title="Suggested next step">
          <Line line={nextStep} onCite={onCite} />
        </Part>
      )}
    </dl>
  );
}

function Mood({ mood, onCite }: { mood: NonNullable<Brief["mood"]>; onCite: BriefPanelProps["onCite"] }) {
  return (
    <button type="button" className={styles.mood} onClick={() => onCite(mood.messageIds)} title={mood.text}>
      <Badge tone={MOODS[mood.value]}>{mood.value}</Badge>
    </button>
  );
}

function Part({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <div className={styles.part}>
      <dt>
        {title}
        {aside}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}

function Several({
  title,
  lines,
  onCite,
}: {
  title: string;
  lines: BriefLine[];
  onCite: BriefPanelProps["onCite"];
}) {
  return (
    <Part title={title}>
      <ul>
        {lines.map((line, index) => (
          <li key={index}>
            <Line line={line} onCite={onCite} />
          </li>
        ))}
      </ul>
    </Part>
  );
}

/** Every line leads to the messages it rests on. */
function Line({
  line,
  onCite,
  isStrong,
}: {
  line: BriefLine;
  onCite: BriefPanelProps["onCite"];
  isStrong?: boolean;
}) {
  const count = line.messageIds.length;
  return (
    <button type="button" className={styles.line} onClick={() => onCite(line.messageIds)}>
      <span className={isStrong ? styles.strong : undefined} dir="auto">
        {line.text}
      </span>
      <span className={styles.cite}>
        <Quote size={10} aria-hidden />
        {count}
        <span className="visually-hidden">
          {count === 1 ? "cited message, show it" : "cited messages, show them"}
        </span>
      </span>
    </button>
  );
}
