import { useEffect, useRef, useState, type ReactNode, type SubmitEvent } from "react";
import { controlsOf, problemsIn, refusedBy, type Problems } from "@/lib/problems";
import styles from "./form.module.css";
import { ProblemsContext } from "./problems";

interface FormProps {
  id?: string;
  /** What the server said of the last attempt; shown at the field it is about. */
  error: unknown;
  onSubmit: (read: FormReader) => void;
  children: ReactNode;
}

export interface FormReader {
  /** Without spaces around it. */
  text: (name: string) => string;
  /** As typed. */
  exact: (name: string) => string;
  all: (name: string) => string[];
  has: (name: string) => boolean;
}

/** Fields find their problems by their name; nothing is sent before the browser's own rules are met. */
export function Form({ id, error, onSubmit, children }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [found, setFound] = useState<Problems>({});
  const [names, setNames] = useState<string[]>([]);
  const [changed, setChanged] = useState<{ since: unknown; names: string[] }>({ since: null, names: [] });
  const refused = refusedBy(error, names);

  // Where the refusal stands is where one goes on typing.
  useEffect(() => {
    const controls = form.current ? controlsOf(form.current) : [];
    const { fields } = refusedBy(
      error,
      controls.map((control) => control.name),
    );
    controls.find((control) => fields[control.name])?.focus();
  }, [error]);

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    // A dialog is a portal: to React, its form lies inside the form that opened it.
    event.stopPropagation();
    const element = event.currentTarget;
    const problems = problemsIn(element);
    setFound(problems);
    setNames(controlsOf(element).map((control) => control.name));
    const first = controlsOf(element).find((control) => problems[control.name]);
    if (first) first.focus();
    else onSubmit(reader(new FormData(element)));
  };
  const settle = (name: string) => {
    if (name === "") return;
    setFound(({ [name]: _settled, ...others }) => others);
    setChanged((known) => ({ since: error, names: [...(known.since === error ? known.names : []), name] }));
  };

  const stillRefused = Object.entries(refused.fields).filter(
    ([name]) => changed.since !== error || !changed.names.includes(name),
  );
  return (
    <ProblemsContext value={{ problems: { ...Object.fromEntries(stillRefused), ...found }, settle }}>
      <form
        ref={form}
        id={id}
        className={styles.form}
        noValidate
        onSubmit={submit}
        onInput={(event) => settle((event.target as HTMLInputElement).name)}
      >
        {refused.rest && (
          <p className={styles.refused} role="alert">
            {refused.rest}
          </p>
        )}
        {children}
      </form>
    </ProblemsContext>
  );
}

function reader(data: FormData): FormReader {
  const all = (name: string) => data.getAll(name).filter((value) => typeof value === "string");
  const exact = (name: string) => all(name)[0] ?? "";
  return { all, exact, text: (name) => exact(name).trim(), has: (name) => data.has(name) };
}
