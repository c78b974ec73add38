import type { Schemas } from "@chorus/wire";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/lib/api";
import { useMe } from "@/lib/session";
import { toastSuccess } from "@/lib/toasts";
import { Avatar } from "@/ui/avatar";
import { FormCard } from "@/ui/form-card";
import { Card, Page } from "@/ui/page";
import { PasswordField } from "@/ui/password-field";
import rows from "@/ui/rows.module.css";

/** One's own page; all else about a person is for administrators to change. */
export function AccountPage() {
  const me = useMe();
  return (
    <Page title="Your account" lead="Ask an administrator to change your name, e-mail or role.">
      <Card>
        <div className={rows.row}>
          <Avatar name={me.name} seed={me.id} size={36} />
          <div className={rows.text}>
            <p className={rows.title}>{me.name}</p>
            <p className={rows.detail}>{me.email}</p>
          </div>
        </div>
      </Card>
      <PasswordCard />
    </Page>
  );
}

function PasswordCard() {
  // Another key empties the fields.
  const [attempt, setAttempt] = useState(0);
  const put = useMutation({
    mutationFn: (body: Schemas["PasswordUpdate"]) => api.put("/v1/me/password", { body }),
    onSuccess: () => {
      setAttempt(attempt + 1);
      toastSuccess("Password changed");
    },
    meta: { isErrorShown: true },
  });
  return (
    <FormCard
      key={attempt}
      title="Password"
      save="Change password"
      mutation={put}
      onSubmit={({ exact }) =>
        put.mutate({ currentPassword: exact("currentPassword"), newPassword: exact("password") })
      }
    >
      <PasswordField
        label="Current password"
        name="currentPassword"
        required
        autoComplete="current-password"
      />
      <PasswordField
        label="New password"
        name="password"
        required
        minLength={10}
        maxLength={256}
        autoComplete="new-password"
        hint="At least 10 characters. You will be logged out on all other devices."
      />
    </FormCard>
  );
}
