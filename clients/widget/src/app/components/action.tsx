import { useState } from "preact/hooks";
import { useChat } from "../context.ts";

/** Runs an action of the customer's: busy while it lasts, and whether it failed. */
export function useAction<Args extends unknown[]>(run: (...args: Args) => Promise<string | undefined>) {
  const [isBusy, setIsBusy] = useState(false);
  const [isFailed, setIsFailed] = useState(false);
  const start = async (...args: Args) => {
    setIsBusy(true);
    const code = await run(...args);
    setIsBusy(false);
    setIsFailed(code !== undefined);
  };
  return { isBusy, isFailed, run: (...args: Args) => void start(...args) };
}

export function Failure({ shown }: { shown: boolean }) {
  const { strings } = useChat();
  return shown ? (
    <p class="failure" role="alert">
      {strings.failedAction}
    </p>
  ) : null;
}
