/** Short notices. The text of an error comes from its stable code, so that it reads well and can be translated. */
import { Toast } from "@base-ui/react/toast";
import { errorText } from "./error-text";

export const toasts = Toast.createToastManager();

/** `failed` says what did not happen, and is the heading. */
export function toastError(error: unknown, failed?: string): void {
  const { title, detail, code } = errorText(error);
  toasts.add({
    id: failed ? `${code} ${failed}` : code,
    type: "error",
    title: failed ?? title,
    description: detail,
    priority: "high",
  });
}

export function toastSuccess(title: string): void {
  toasts.add({ type: "success", title, timeout: 3500 });
}
