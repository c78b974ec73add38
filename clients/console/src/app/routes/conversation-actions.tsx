import { ArrowLeftRight, Bot, CircleCheck, Ellipsis, RotateCcw, Undo2 } from "lucide-react";
import { useState } from "react";
import { useLocation } from "wouter";
import { useClose } from "@/features/conversations/api/close";
import { useReopen } from "@/features/conversations/api/reopen";
import { useAccept } from "@/features/escalations/api/accept";
import { useRequeue } from "@/features/escalations/api/requeue";
import { useReturnToBot } from "@/features/escalations/api/return-to-bot";
import { TransferDialog } from "@/features/escalations/components/transfer-dialog";
import { useHotkeys } from "@/lib/hotkeys";
import { useLightOf } from "@/lib/live/presence";
import { useIsPhone } from "@/lib/media";
import { paths, type ListName } from "@/lib/paths";
import { teams, users } from "@/lib/resources";
import { useMe } from "@/lib/session";
import { toastSuccess } from "@/lib/toasts";
import type { Conversation } from "@/lib/types";
import { Button, IconButton } from "@/ui/button";
import { Menu, MenuItem } from "@/ui/menu";

interface ConversationActionsProps {
  conversation: Conversation;
  list: ListName;
  onFocus: (mode: "reply" | "note") => void;
  onToggleSide: () => void;
  onAccepted: () => void;
}

export function ConversationActions({
  conversation,
  list,
  onFocus,
  onToggleSide,
  onAccepted,
}: ConversationActionsProps) {
  const { id, status, assignee } = conversation;
  const me = useMe();
  const [, navigate] = useLocation();
  const isPhone = useIsPhone();
  const [isTransferring, setTransferring] = useState(false);
  const leave = (text: string) => {
    toastSuccess(text);
    navigate(paths.list(list));
  };
  const accept = useAccept(id, onAccepted);
  const close = useClose(id, () => leave("Conversation closed"));
  const reopen = useReopen(id);
  const requeue = useRequeue(id, () => leave("Back in the queue"));
  const giveBack = useReturnToBot(id, () => leave("The bot goes on"));

  const isMine = status === "active" && assignee?.id === me.id;
  const mayMove = isMine || (status === "active" && me.role !== "agent");
  const isOpen = status !== "closed";
  const end = () => close.mutate();

  useHotkeys({
    a: status === "waiting" ? () => accept.mutate() : undefined,
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
          <Button onClick={end} busy={close.isPending}>
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
  const lightOf = useLightOf();
  const agents = (people.data ?? [])
    .filter((user) => user.id !== conversation.assignee?.id && !user.isDisabled)
    .map((user) => ({ id: user.id, name: user.name, light: lightOf(user.id) }));
  return (
    <TransferDialog
      conversationId={conversation.id}
      agents={agents}
      teams={groups.data ?? []}
      onClose={onClose}
      onDone={() => {
        onClose();
        onDone("Transferred");
      }}
    />
  );
}
