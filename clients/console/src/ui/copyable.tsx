import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { copyText } from "@/lib/copy";
import { Button } from "./button";
import styles from "./copyable.module.css";

const SHOWN_MS = 2_000;

/** Text to be used elsewhere: shown as it is, and copied by one press. */
export function Copyable({ label, text }: { label: string; text: string }) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return (
    <div className={styles.copyable} role="group" aria-label={label}>
      <p className={styles.label}>{label}</p>
      <div className={styles.box}>
        {/* Long lines are scrolled by keyboard, too. */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <pre className={styles.code} tabIndex={0}>
          <code>{text}</code>
        </pre>
        <Button
          small
          aria-label={isCopied ? `${label}: copied` : `Copy ${label.toLowerCase()}`}
          onClick={() => void copyText(text).then(() => setCopied(true))}
        >
          {isCopied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
          {isCopied ? "Copied" : "Copy"}
        </Button>
      </div>
      <span className="visually-hidden" role="status">
        {isCopied && "Copied"}
      </span>
    </div>
  );
}
