import { Toast as Base } from "@base-ui/react/toast";
import { CircleCheck, Info, TriangleAlert, X } from "lucide-react";
import { toasts } from "@/lib/toasts";
import { IconButton } from "./button";
import styles from "./toast.module.css";

const ICONS = { error: TriangleAlert, success: CircleCheck, info: Info };

function Stack() {
  const { toasts: shown } = Base.useToastManager();
  return shown.map((toast) => {
    const kind = toast.type === "error" || toast.type === "success" ? toast.type : "info";
    const Icon = ICONS[kind];
    return (
      <Base.Root
        key={toast.id}
        toast={toast}
        className={styles.toast}
        data-kind={kind}
        swipeDirection="right"
      >
        <Base.Content className={styles.content}>
          <Icon size={17} className={styles.icon} aria-hidden />
          <div className={styles.text}>
            <Base.Title className={styles.title} dir="auto" />
            <Base.Description className={styles.description} dir="auto" />
          </div>
          <Base.Action className={styles.action} />
          <Base.Close render={<IconButton label="Dismiss" small quiet />}>
            <X size={14} />
          </Base.Close>
        </Base.Content>
      </Base.Root>
    );
  });
}

/** Where short notices appear. Anything may add one through `lib/toasts`. */
export function Toaster() {
  return (
    <Base.Provider toastManager={toasts} timeout={6000} limit={3}>
      <Base.Portal>
        <Base.Viewport className={styles.viewport}>
          <Stack />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  );
}
