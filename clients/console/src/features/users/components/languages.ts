/** Languages as an administrator types them: "en, fr, pt-BR". */
const ONE = "[a-zA-Z]{2}(-[a-zA-Z]{2})?";
export const LANGUAGES_PATTERN = `\\s*(${ONE}([\\s,;]+${ONE})*)?[\\s,;]*`;

/** Each once, as the server spells them. */
export function languagesOf(typed: string): string[] {
  const codes = typed.split(/[\s,;]+/).filter(Boolean);
  return [...new Set(codes.map(spelt))];
}

function spelt(code: string): string {
  const [language = "", region] = code.split("-");
  return region ? `${language.toLowerCase()}-${region.toUpperCase()}` : language.toLowerCase();
}
