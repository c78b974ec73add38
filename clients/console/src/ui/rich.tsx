import { Fragment } from "react";
import styles from "./rich.module.css";

const ADDRESS = /(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]])/g;

/** Text as it was typed: line breaks stay, web addresses become links, nothing else is interpreted. */
export function Rich({ text }: { text: string }) {
  return (
    <p className={styles.rich}>
      {text.split(ADDRESS).map((part, index) =>
        index % 2 === 1 ? (
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
