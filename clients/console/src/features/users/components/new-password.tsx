import { useState } from "react";
import { makePassword } from "@/lib/password";
import { Button } from "@/ui/button";
import { PasswordField } from "@/ui/password-field";
import { useSettle } from "@/ui/problems";
import styles from "./new-password.module.css";

export const PASSWORD_MIN = 10;
const PASSWORD_MAX = 256;

/** A password for somebody else, shown because it has to be passed on. */
export function NewPassword() {
  const [password, setPassword] = useState("");
  const settle = useSettle();
  const make = () => {
    setPassword(makePassword());
    settle("password");
  };
  return (
    <div className={styles.row}>
      <PasswordField
        label="Password"
        name="password"
        required
        minLength={PASSWORD_MIN}
        maxLength={PASSWORD_MAX}
        autoComplete="new-password"
        isShownAtFirst
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        hint={`At least ${PASSWORD_MIN} characters. Share it with the user; they can change it under Settings, Your account.`}
      />
      <Button onClick={make}>Generate password</Button>
    </div>
  );
}
