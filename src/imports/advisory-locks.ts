/** First halves of two-part advisory locks, whose second one is an import's id. Any numbers of our own that differ. */
export const ADVISORY_LOCKS = {
  /** Held by the transaction that stores an import's charges. */
  STORES_CHARGES: 7_236_003,
  /** Held by the transaction that changes what an import has stored: brings corrected rows in, or takes all out. */
  CHANGES_STORED: 7_236_004,
  /** Held by the transaction that ends a canceled import. */
  ENDS_CANCELING: 7_236_005,
} as const;
