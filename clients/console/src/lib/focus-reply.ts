/** Where the cursor goes next: into the reply of a conversation that was just accepted, once it is on the screen. */
let wanted: string | null = null;

/** null: nowhere. */
export function focusReplyIn(conversationId: string | null): void {
  wanted = conversationId;
}

/** True once. */
export function takeFocus(conversationId: string): boolean {
  const isWanted = wanted === conversationId;
  if (isWanted) wanted = null;
  return isWanted;
}
