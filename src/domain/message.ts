/** The languages in which the product speaks to people; Spanish unless the client asks for English. */
export const LANGUAGES = ['es', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** A sentence for people, written in every language at the place that knows what it says. Codes are never translated. */
export type Message = Readonly<Record<Language, string>>;

export function message(es: string, en: string): Message {
  return { es, en };
}
