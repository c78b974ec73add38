import type { Conversation } from "@chorus/wire";
import { ArrowLeftRight, Bot, CircleCheck, Ellipsis, RotateCcw, Undo2 } from "lucide-react";
import { useState } from "react";
import { useLocation } from "wouter";
import { onlineManager } from "@tanstack/react-query";
import { useReopen } from "@/features/conversations/api/reopen";
import { useAccept } from "@/features/escalations/api/accept";
import { useRequeue } from "@/features/escalations/api/requeue";
import { useReturnToBot } from "@/features/escalations/api/return-to-bot";
import { TransferDialog } from "@/features/escalations/components/transfer-dialog";
import { ApiError } from "@/lib/api";
import { customerName } from "@/lib/customer-name";
import { useHotkeys } from "@/lib/hotkeys";
import { useClosings, useLive } from "@/lib/live/context";
import { usePresenceOf } from "@/lib/live/presence";
import { useIsPhone } from "@/lib/media";
import { paths, type ListName } from "@/lib/paths";
import { teams, users } from "@/lib/resources";
import { useMe } from "@/lib/session";
import { toastError, toastSuccess } from "@/lib/toasts";
import { Button, IconButton } from "@/ui/button";
import { Menu, MenuItem } from "@/ui/menu";
import { useCounts } from "../shell/counts";

interface ConversationActionsProps {
  conversation: Conversation;
  list: ListName;
  onFocus: (mode: "reply" | "note") => void;
  onToggleSide: () => void;
  /** It is this agent's now: accepted, or reopened. */
  onMine: () => void;
}

export function ConversationActions({
  conversation,
  list,
  onFocus,
  onToggleSide,
  onMine,
}: ConversationActionsProps) {
  const { id, status, assignee } = conversation;
  const me = useMe();
  const { closings } = useLive();
  const [, navigate] = useLocation();
  const isPhone = useIsPhone();
  const [isTransferring, setTransferring] = useState(false);
  const leave = (text: string) => {
    toastSuccess(text);
    navigate(paths.list(list));
  };
  const accept = useAccept(id, onMine);
  const reopen = useReopen(id, onMine);
  const requeue = useRequeue(id, () => leave("Conversation returned to the queue"));
  const giveBack = useReturnToBot(id, () => leave("Conversation handed back to the bot"));

  const isMine = status === "active" && assignee?.id === me.id;
  const mayMove = isMine || (status === "active" && me.role !== "agent");
  const isOpen = status !== "closed";
  // One "Accept" at a time: an offer of another customer goes first.
  const { offered } = useCounts();
  const mayAccept = status === "waiting" && offered.every((row) => row.id === id);
  const isClosing = useClosings().includes(id);
  const end = () => {
    if (isClosing) return;
    if (!onlineManager.isOnline()) {
      toastError(new ApiError({ code: "network.unreachable" }), "Couldn't close the conversation");
      return;
    }
    closings.begin(id, customerName(conversation.customer), () => navigate(paths.conversation(list, id)));
    navigate(paths.list(list));
  };

  useHotkeys({
    a: mayAccept ? () => accept.mutate() : undefined,
    e: mayMove ? end : undefined,
    t: mayMove ? () => setTransferring(true) : undefined,
    r: isMine ? () => onFocus("reply") : undefined,
    n: () => onFocus("note"),
    i: onToggleSide,
    u: () => navigate(paths.list(list)),
  });

  return (
    <>
      {mayMove && !isPhone && (
        <>
          <IconButton label="Transfer" shortcut="t" onClick={() => setTransferring(true)}>
            <ArrowLeftRight size={17} />
          </IconButton>
          <Button onClick={end} disabled={isClosing}>
            <CircleCheck size={15} aria-hidden /> Close
          </Button>
        </>
      )}
      {status === "closed" && !isPhone && (
        <Button onClick={() => reopen.mutate()} busy={reopen.isPending}>
          <RotateCcw size={15} aria-hidden /> Reopen
        </Button>
      )}
      {(mayMove || isPhone || (status === "waiting" && me.role !== "agent")) && (
        <Menu
          align="end"
          trigger={
            <IconButton label="More">
              <Ellipsis size={17} />
            </IconButton>
          }
        >
          {mayMove && (
            <>
              <MenuItem icon={<ArrowLeftRight size={15} />} onSelect={() => setTransferring(true)}>
                Transfer
              </MenuItem>
              <MenuItem icon={<Undo2 size={15} />} onSelect={() => requeue.mutate()}>
                Return to the queue
              </MenuItem>
            </>
          )}
          {(mayMove || status === "waiting") && (
            <MenuItem icon={<Bot size={15} />} onSelect={() => giveBack.mutate()}>
              Hand back to the bot
            </MenuItem>
          )}
          {isOpen ? (
            <MenuItem icon={<CircleCheck size={15} />} onSelect={end}>
              Close
            </MenuItem>
          ) : (
            <MenuItem icon={<RotateCcw size={15} />} onSelect={() => reopen.mutate()}>
              Reopen
            </MenuItem>
          )}
        </Menu>
      )}
      {isTransferring && (
        <Transfer conversation={conversation} onClose={() => setTransferring(false)} onDone={leave} />
      )}
    </>
  );
}

interface TransferProps {
  conversation: Conversation;
  onClose: () => void;
  onDone: (text: string) => void;
}

function Transfer({ conversation, onClose, onDone }: TransferProps) {
  const people = users.useList();
  const groups = teams.useList();
  const presenceOf = usePresenceOf();
  const agents = (people.data ?? [])
    .filter((user) => user.id !== conversation.assignee?.id && !user.isDisabled)
    .map((user) => ({ id: user.id, name: user.name, presence: presenceOf(user.id) }));
  return (
    <TransferDialog
      conversationId={conversation.id}
      agents={agents}
      teams={groups.data ?? []}
      onClose={onClose}
      onDone={() => {
        onClose();
        onDone("Conversation transferred");
      }}
    />
  );
}
