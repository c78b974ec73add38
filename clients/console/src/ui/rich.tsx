import { Fragment } from "react";
import styles from "./rich.module.css";

const ADDRESS = /(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]])/g;

/**
 * Text as it was typed: line breaks stay, each line runs in its own direction, web addresses become links, nothing else
 * is interpreted.
 */
export function Rich({ text }: { text: string }) {
  return (
    <p className={styles.rich} dir="auto">
      {text.split(ADDRESS).map((part, index) =>
        index % 2 === 1 && isSafe(part) ? (
          <a key={index} href={part} target="_blank" rel="noreferrer noopener">
            {part}
          </a>
        ) : (
          <Fragment key={index}>{part}</Fragment>
        ),
      )}
    </p>
  );
}

/** https://bank.example@evil.example shows one host and leads to another. */
function isSafe(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { username, password } = new URL(address);
  return !username && !password;
}
