import type { SubmitEvent } from "react";
import { ApiError } from "@/lib/api";
import { errorText } from "@/lib/error-text";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { PasswordField } from "@/ui/password-field";
import { Logo } from "@/ui/logo";
import { useLogIn } from "../api/log-in";
import styles from "./log-in-page.module.css";

export function LogInPage() {
  const logIn = useLogIn();

  const needsTenant =
    (logIn.error instanceof ApiError && logIn.error.code === "auth.tenant_required") ||
    Boolean(logIn.variables?.tenant);

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const tenant = text(form, "tenant").trim();
    logIn.mutate({
      email: text(form, "email").trim(),
      password: text(form, "password"),
      ...(tenant && { tenant }),
    });
  };

  return (
    <main className={styles.page}>
      <form className={styles.card} onSubmit={submit} aria-labelledby="log-in-title">
        <Logo size={34} />
        <div>
          <h1 className={styles.title} id="log-in-title">
            Log in to Chorus
          </h1>
          <p className={styles.lead}>Answer the customers who need a person.</p>
        </div>
        {logIn.error && (
          <p className={styles.error} role="alert">
            {errorText(logIn.error).detail}
          </p>
        )}
        <TextField
          label="E-mail"
          name="email"
          type="email"
          autoComplete="username"
          required
          ref={focusOnce}
        />
        <PasswordField label="Password" name="password" autoComplete="current-password" required />
        {needsTenant && (
          <TextField
            label="Company"
            name="tenant"
            required
            hint="The short name from your invitation."
            ref={focusOnce}
          />
        )}
        <Button type="submit" variant="primary" wide busy={logIn.isPending}>
          Log in
        </Button>
      </form>
    </main>
  );
}

/** The page has one thing to do; its first field may have the focus. */
function focusOnce(input: HTMLInputElement | null): void {
  input?.focus();
}

function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}
