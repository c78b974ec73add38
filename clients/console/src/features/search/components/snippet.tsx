import { Fragment } from "react";
import styles from "./search-results.module.css";

/** A piece of a message with the words found marked: as the server marked them, else as they were typed. */
export function Snippet({ text, query }: { text: string; query: string }) {
  return (
    <span className={styles.snippet} dir="auto">
      {parts(text, query).map((part, index) =>
        part.isMarked ? <mark key={index}>{part.text}</mark> : <Fragment key={index}>{part.text}</Fragment>,
      )}
    </span>
  );
}

interface Part {
  text: string;
  isMarked: boolean;
}

export function parts(text: string, query: string): Part[] {
  if (/<(mark|b)>/.test(text)) {
    return split(text, /<(?:mark|b)>(.*?)<\/(?:mark|b)>/g);
  }
  const words = query.split(/\s+/).filter(Boolean).map(escape);
  return words.length === 0
    ? [{ text, isMarked: false }]
    : split(text, new RegExp(`(${words.join("|")})`, "gi"));
}

/** Splitting by one group puts what matched at the odd places. */
function split(text: string, by: RegExp): Part[] {
  return text
    .split(by)
    .map((part, index) => ({ text: part, isMarked: index % 2 === 1 }))
    .filter((part) => part.text !== "");
}

const escape = (word: string) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
