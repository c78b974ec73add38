import type { Conversation } from "@chorus/wire";
import { Ban, RotateCcw } from "lucide-react";
import { useState } from "react";
import { cx } from "@/lib/cx";
import { useMe } from "@/lib/session";
import { toastSuccess } from "@/lib/toasts";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/dialog";
import type { Customer } from "../api/get-customer";
import { useUpdateCustomer } from "../api/update-customer";
import styles from "./customer-panel.module.css";

interface BlockCustomerProps {
  customer: Customer;
  conversation: Conversation;
}

/** Turns a customer away, or lets them come again. To block closes what is open, so it takes the right to do that. */
export function BlockCustomer({ customer, conversation }: BlockCustomerProps) {
  const me = useMe();
  const update = useUpdateCustomer(customer.id);
  const [isAsked, setAsked] = useState(false);
  const { assignee, status } = conversation;
  const isOthers = status !== "closed" && assignee !== null && assignee.id !== me.id;
  if (isOthers && me.role === "agent") return null;
  const name = customer.name || "this customer";
  const { isBlocked } = customer;
  const verb = isBlocked ? "Unblock" : "Block";
  const change = () =>
    update.mutate(
      { isBlocked: !isBlocked },
      {
        onSuccess: () => toastSuccess(isBlocked ? "Customer unblocked" : "Customer blocked"),
        onSettled: () => setAsked(false),
      },
    );
  return (
    <div className={cx(styles.buttons, styles.apart)}>
      <Button small onClick={() => setAsked(true)}>
        {isBlocked ? <RotateCcw size={14} aria-hidden /> : <Ban size={14} aria-hidden />} {verb} customer
      </Button>
      <Confirm
        open={isAsked}
        title={`${verb} ${name}?`}
        confirm={verb}
        busy={update.isPending}
        onClose={() => setAsked(false)}
        onConfirm={change}
      >
        {isBlocked
          ? "They can write to you again. Closed conversations stay closed."
          : "Blocking closes their open conversations and stops new ones. Past messages are kept. You can unblock them later."}
      </Confirm>
    </div>
  );
}
