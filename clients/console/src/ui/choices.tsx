import { Search } from "lucide-react";
import { useId, useState, type InputHTMLAttributes, type ReactNode } from "react";
import styles from "./choices.module.css";
import { TextField } from "./field";
import { useProblem } from "./problems";

export interface Choice {
  value: string;
  label: string;
  detail?: ReactNode;
}

interface ChoicesProps {
  legend: string;
  name: string;
  options: Choice[];
  chosen?: readonly string[];
  hint?: ReactNode;
  /** Said where there is nothing to choose from. */
  nothing?: string;
}

/** With more than this one looks for a name rather than at all of them. */
const MANY = 8;

/** Several of several. Those that the search hides stay chosen. */
export function Choices({ legend, name, options, chosen = [], hint, nothing }: ChoicesProps) {
  const [query, setQuery] = useState("");
  const id = useId();
  const problem = useProblem(name);
  const isHidden = (option: Choice) => !option.label.toLowerCase().includes(query.trim().toLowerCase());
  return (
    <fieldset className={styles.group} aria-describedby={problem || hint ? id : undefined}>
      <legend className={styles.legend}>{legend}</legend>
      {options.length > MANY && (
        <TextField
          label={`Find in ${legend.toLowerCase()}`}
          bare
          type="search"
          placeholder="Find"
          icon={<Search size={15} aria-hidden />}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
        />
      )}
      {options.length > 0 ? (
        <div className={styles.options}>
          {options.map((option) => (
            <div key={option.value} hidden={isHidden(option)}>
              <Check
                name={name}
                value={option.value}
                label={option.label}
                hint={option.detail}
                defaultChecked={chosen.includes(option.value)}
              />
            </div>
          ))}
        </div>
      ) : (
        nothing && <p className={styles.hint}>{nothing}</p>
      )}
      {(problem || hint) && (
        <p id={id} className={problem ? styles.problem : styles.hint} role={problem ? "alert" : undefined}>
          {problem ?? hint}
        </p>
      )}
    </fieldset>
  );
}

interface CheckProps extends InputHTMLAttributes<HTMLInputElement> {
  label: string;
  hint?: ReactNode;
}

/** Yes or no. */
export function Check({ label, hint, ...rest }: CheckProps) {
  const id = useId();
  return (
    <label className={styles.check}>
      <input
        type="checkbox"
        aria-labelledby={`${id}-label`}
        aria-describedby={hint ? `${id}-hint` : undefined}
        {...rest}
      />
      <span className={styles.words}>
        <span id={`${id}-label`}>{label}</span>
        {hint && (
          <span id={`${id}-hint`} className={styles.hint}>
            {hint}
          </span>
        )}
      </span>
    </label>
  );
}
