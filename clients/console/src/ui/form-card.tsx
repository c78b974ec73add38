import type { ReactNode } from "react";
import { Button } from "./button";
import { Form, type FormReader } from "./form";
import styles from "./form.module.css";
import { Card } from "./page";
import rows from "./rows.module.css";

interface FormCardProps {
  title: string;
  lead?: ReactNode;
  mutation: { error: unknown; isPending: boolean };
  onSubmit: (read: FormReader) => void;
  save?: string;
  children: ReactNode;
}

/** A form as a part of a page, saved by itself. */
export function FormCard({ title, lead, mutation, onSubmit, save = "Save", children }: FormCardProps) {
  return (
    <Card title={title}>
      <div className={rows.padded}>
        {lead && <p className={rows.lead}>{lead}</p>}
        <Form error={mutation.error} onSubmit={onSubmit}>
          {children}
          <div className={styles.buttons}>
            <Button type="submit" variant="primary" busy={mutation.isPending}>
              {save}
            </Button>
          </div>
        </Form>
      </div>
    </Card>
  );
}
