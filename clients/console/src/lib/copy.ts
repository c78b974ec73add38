/** Text to the clipboard; also over plain HTTP, where the browser has no clipboard for scripts. */
export async function copyText(text: string): Promise<void> {
  // Typed as always there; without a secure context it is not.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (clipboard) {
    await clipboard.writeText(text);
    return;
  }
  const area = document.createElement("textarea");
  area.value = text;
  area.setAttribute("readonly", "");
  area.style.position = "fixed";
  area.style.opacity = "0";
  (document.querySelector("[role=dialog]") ?? document.body).append(area);
  area.select();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the one way that works there, in every browser
  document.execCommand("copy");
  area.remove();
}
