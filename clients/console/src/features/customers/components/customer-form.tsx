import type { SubmitEvent } from "react";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import type { Customer } from "../api/get-customer";
import { useUpdateCustomer } from "../api/update-customer";
import styles from "./customer-panel.module.css";

export function CustomerForm({ customer, onDone }: { customer: Customer; onDone: () => void }) {
  const update = useUpdateCustomer(customer.id);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const read = (name: string) => (form.get(name) as string).trim();
    update.mutate(
      { name: read("name"), email: read("email") || null, phone: read("phone") || null },
      { onSuccess: onDone },
    );
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      {/* eslint-disable-next-line jsx-a11y/no-autofocus -- The form appears because its reader asked to edit. */}
      <TextField label="Name" name="name" defaultValue={customer.name} autoFocus maxLength={200} />
      <TextField label="E-mail" name="email" type="email" defaultValue={customer.email ?? ""} />
      <TextField label="Phone" name="phone" type="tel" defaultValue={customer.phone ?? ""} />
      <div className={styles.buttons}>
        <Button small onClick={onDone}>
          Cancel
        </Button>
        <Button small variant="primary" type="submit" busy={update.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}
