/** Short notices. The text of an error comes from its stable code, so that it reads well and can be translated. */
import { Toast } from "@base-ui/react/toast";
import { errorText } from "./error-text";

export const toasts = Toast.createToastManager();

export function toastError(error: unknown): void {
  const { title, detail, code } = errorText(error);
  toasts.add({ id: code, type: "error", title, description: detail, priority: "high" });
}

export function toastSuccess(title: string): void {
  toasts.add({ type: "success", title, timeout: 3500 });
}
