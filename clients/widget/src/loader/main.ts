/** Puts the chat button on the page; the app itself is loaded on first opening. */
const src = (document.currentScript as HTMLScriptElement | null)?.src;
const origin = src ? new URL(src).origin : location.origin;

const button = document.createElement("button");
button.type = "button";
button.textContent = "Chat";
button.addEventListener("click", () => {
  const frame = document.createElement("iframe");
  frame.title = "Chat";
  frame.src = `${origin}/widget/widget.html`;
  button.replaceWith(frame);
});
document.body.append(button);
