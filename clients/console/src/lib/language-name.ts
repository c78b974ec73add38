const names = new Intl.DisplayNames(undefined, { type: "language" });

/** "Brazilian Portuguese" for pt-BR; a code that no browser knows stays as it is. */
export function languageName(code: string): string {
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}
