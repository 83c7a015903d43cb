/** What one operation may ask for, whichever way it comes. */
export interface QueryLimits {
  readonly tokens: number;
  /** Levels of fields inside fields. */
  readonly depth: number;
  readonly aliases: number;
  /** Fields directly under query, mutation or subscription, each as often as it is written. */
  readonly rootFields: number;
  /** Fields in all, fragments unfolded, each as often as it is written. */
  readonly fields: number;
  readonly directives: number;
  /** Rows that its nested lists may ask for together, first × first × … */
  readonly rows: number;
  /** Fields that may have to be answered together, with what each costs: see query-cost.ts. */
  readonly cost: number;
}

/** How whoever runs the server sets one of the limits, within which bounds it works, and its value where nobody does. */
export interface QueryLimitSetting {
  /** The variable of the environment. */
  readonly variable: string;
  readonly min: number;
  readonly max: number;
  readonly default: number;
}

/** The defaults are far above what a screen asks for and far below what hurts. */
export const QUERY_LIMIT_SETTINGS: Readonly<Record<keyof QueryLimits, QueryLimitSetting>> = {
  tokens: { variable: 'QUERY_MAX_TOKENS', min: 100, max: 100_000, default: 3_000 },
  depth: { variable: 'QUERY_MAX_DEPTH', min: 3, max: 100, default: 15 },
  aliases: { variable: 'QUERY_MAX_ALIASES', min: 1, max: 10_000, default: 50 },
  rootFields: { variable: 'QUERY_MAX_ROOT_FIELDS', min: 1, max: 1_000, default: 20 },
  fields: { variable: 'QUERY_MAX_FIELDS', min: 50, max: 100_000, default: 500 },
  directives: { variable: 'QUERY_MAX_DIRECTIVES', min: 1, max: 10_000, default: 50 },
  rows: { variable: 'QUERY_MAX_ROWS', min: 200, max: 10_000_000, default: 50_000 },
  cost: { variable: 'QUERY_MAX_COST', min: 1_000, max: 100_000_000, default: 500_000 },
};

export const DEFAULT_QUERY_LIMITS: QueryLimits = {
  tokens: QUERY_LIMIT_SETTINGS.tokens.default,
  depth: QUERY_LIMIT_SETTINGS.depth.default,
  aliases: QUERY_LIMIT_SETTINGS.aliases.default,
  rootFields: QUERY_LIMIT_SETTINGS.rootFields.default,
  fields: QUERY_LIMIT_SETTINGS.fields.default,
  directives: QUERY_LIMIT_SETTINGS.directives.default,
  rows: QUERY_LIMIT_SETTINGS.rows.default,
  cost: QUERY_LIMIT_SETTINGS.cost.default,
};
