/** Of what people read. Spanish unless asked otherwise. */
export type Language = 'es' | 'en';

/** One text in both. */
export type Words = Readonly<Record<Language, string>>;
