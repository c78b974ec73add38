import { useId } from "react";
import type {
  InputHTMLAttributes,
  ReactNode,
  Ref,
  SelectHTMLAttributes,
  TextareaHTMLAttributes,
} from "react";
import { cx } from "@/lib/cx";
import styles from "./field.module.css";
import { useProblem } from "./problems";

interface Labelled {
  label: string;
  hint?: ReactNode;
  error?: string | null | undefined;
  /** The label is for screen readers only. */
  bare?: boolean;
}

function Frame({ id, label, hint, error, bare, children }: Labelled & { id: string; children: ReactNode }) {
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={bare ? "visually-hidden" : styles.label}>
        {label}
      </label>
      {children}
      {error ? (
        <p className={styles.error} id={`${id}-note`} role="alert">
          {error}
        </p>
      ) : (
        hint && (
          <p className={styles.hint} id={`${id}-note`}>
            {hint}
          </p>
        )
      )}
    </div>
  );
}

/**
 * In a form the bound is checked when it is sent, by `data-max`: the browser's own would cut what is pasted, in silence.
 */
function bounded({ name, maxLength }: { name?: string | undefined; maxLength?: number | undefined }) {
  return name && maxLength ? { maxLength: undefined, "data-max": maxLength } : {};
}

const described = (id: string, { hint, error }: Labelled) => ({
  "aria-describedby": error || hint ? `${id}-note` : undefined,
  "aria-invalid": error ? true : undefined,
});

/** What may be written in any language. */
const TEXT_TYPES = new Set(["text", "search"]);

type InputProps = Labelled &
  InputHTMLAttributes<HTMLInputElement> & {
    icon?: ReactNode;
    /** Inside the box, behind what is typed. */
    after?: ReactNode;
    ref?: Ref<HTMLInputElement>;
  };

export function TextField(props: InputProps) {
  const { label, hint, error, bare = false, icon, after, className, ...rest } = props;
  const id = useId();
  const problem = useProblem(rest.name);
  const labelled = { label, hint, error: error ?? problem, bare };
  return (
    <Frame id={id} {...labelled}>
      <div className={styles.box}>
        {icon && <span className={styles.icon}>{icon}</span>}
        <input
          id={id}
          {...described(id, labelled)}
          dir={TEXT_TYPES.has(rest.type ?? "text") ? "auto" : undefined}
          {...rest}
          {...bounded(rest)}
          className={cx(styles.input, icon ? styles.withIcon : undefined, className)}
        />
        {after}
      </div>
    </Frame>
  );
}

export function TextArea({
  label,
  hint,
  error,
  bare = false,
  className,
  ...rest
}: Labelled & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const id = useId();
  const problem = useProblem(rest.name);
  const labelled = { label, hint, error: error ?? problem, bare };
  return (
    <Frame id={id} {...labelled}>
      <textarea
        id={id}
        rows={4}
        {...described(id, labelled)}
        dir="auto"
        {...rest}
        {...bounded(rest)}
        className={cx(styles.input, styles.area, className)}
      />
    </Frame>
  );
}

export function Select({
  label,
  hint,
  error,
  bare = false,
  className,
  children,
  ...rest
}: Labelled & SelectHTMLAttributes<HTMLSelectElement>) {
  const id = useId();
  const problem = useProblem(rest.name);
  const labelled = { label, hint, error: error ?? problem, bare };
  return (
    <Frame id={id} {...labelled}>
      <select
        id={id}
        {...described(id, labelled)}
        {...rest}
        className={cx(styles.input, styles.select, className)}
      >
        {children}
      </select>
    </Frame>
  );
}
