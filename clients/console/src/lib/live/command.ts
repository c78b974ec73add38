/** Something done to a conversation. Its event brings the change; the fetch afterwards covers a lost one. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ApiError } from "@/lib/api";
import { keys } from "./keys";

/** `onDone` is called even when the component is gone by then: the event may have taken it off the screen. */
export function useCommand<Input = void>(
  conversationId: string,
  run: (input: Input) => Promise<unknown>,
  onDone?: () => void,
) {
  const client = useQueryClient();
  const refresh = () => {
    void client.invalidateQueries({ queryKey: keys.conversation(conversationId) });
    void client.invalidateQueries({ queryKey: keys.lists });
  };
  return useMutation({
    mutationFn: run,
    onSuccess: () => {
      refresh();
      onDone?.();
    },
    // A refusal usually means that what is on the screen is old.
    onError: (error) => error instanceof ApiError && [403, 404, 409].includes(error.status) && refresh(),
  });
}
