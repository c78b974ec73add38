import { Eye, EyeOff } from "lucide-react";
import { useState, type ComponentProps } from "react";
import { TextField } from "./field";
import styles from "./password-field.module.css";

type Props = Omit<ComponentProps<typeof TextField>, "type" | "icon"> & { isShownAtFirst?: boolean };

/** A password that one can look at while typing. */
export function PasswordField({ isShownAtFirst = false, ...rest }: Props) {
  const [isShown, setShown] = useState(isShownAtFirst);
  return (
    <TextField
      {...rest}
      type={isShown ? "text" : "password"}
      className={styles.input}
      spellCheck={false}
      after={
        <button
          type="button"
          className={styles.eye}
          onClick={() => setShown(!isShown)}
          aria-label={isShown ? "Hide password" : "Show password"}
          aria-pressed={isShown}
        >
          {isShown ? <EyeOff size={16} /> : <Eye size={16} />}
        </button>
      }
    />
  );
}
