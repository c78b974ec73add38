import { useId, type ReactNode } from "react";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { Form, type FormReader } from "./form";

interface FormDialogProps {
  title: string;
  description?: ReactNode;
  /** What the button says. */
  save?: string;
  wide?: boolean;
  mutation: { error: unknown; isPending: boolean };
  onSubmit: (read: FormReader) => void;
  onClose: () => void;
  children: ReactNode;
}

/** A form in a dialog: Enter saves, Escape leaves it. */
export function FormDialog(props: FormDialogProps) {
  const { title, description, save = "Save", wide, mutation, onSubmit, onClose, children } = props;
  const id = useId();
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      description={description}
      wide={wide === true}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={id} variant="primary" busy={mutation.isPending}>
            {save}
          </Button>
        </>
      }
    >
      <Form id={id} error={mutation.error} onSubmit={onSubmit}>
        {children}
      </Form>
    </Dialog>
  );
}
