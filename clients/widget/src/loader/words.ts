/** What the button says before there is an app that speaks: its name, and that there is no chat. */
type Words = [label: string, failed: string];
const ENGLISH: Words = ["Chat with us", "The chat is not available right now."];
const WORDS: Record<string, Words> = {
  fr: ["Discuter", "Le chat n’est pas disponible pour le moment."],
  es: ["Chatear", "El chat no está disponible en este momento."],
  pt: ["Conversar", "O chat não está disponível no momento."],
  de: ["Mit uns chatten", "Der Chat ist zurzeit nicht erreichbar."],
};

export function wordsOf(language: string): { label: string; failed: string } {
  const [label, failed] = WORDS[language.slice(0, 2).toLowerCase()] ?? ENGLISH;
  return { label, failed };
}
