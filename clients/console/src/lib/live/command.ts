/**
 * Something done to a conversation. It happens now or not at all: offline it fails at once and says so. The event brings the
 * change while the socket is open; without a socket everything is fetched again.
 */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ApiError } from "@/lib/api";
import { useLiveIfAny } from "./context";
import { keys } from "./keys";

/**
 * `failed` heads the error: "The conversation was not closed". `onDone` is called even when the component is gone by
 * then: the event may have taken it off the screen.
 */
export function useCommand<Input = void, Answer = unknown>(
  conversationId: string,
  failed: string,
  run: (input: Input) => Promise<Answer>,
  onDone?: (answer: Answer) => void,
) {
  const client = useQueryClient();
  const live = useLiveIfAny();
  const refresh = () => {
    void client.invalidateQueries({ queryKey: keys.conversation(conversationId) });
    void client.invalidateQueries({ queryKey: keys.lists });
  };
  return useMutation({
    mutationFn: run,
    meta: { failed },
    onSuccess: (answer) => {
      if (live?.connection().state !== "open") refresh();
      onDone?.(answer);
    },
    // A refusal usually means that what is on the screen is old; an answer that was lost may have been a yes.
    onError: (error) => error instanceof ApiError && [0, 403, 404, 409].includes(error.status) && refresh(),
  });
}
