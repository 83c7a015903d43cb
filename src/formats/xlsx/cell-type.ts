/** What a cell's t= says it holds. */
export const CELL_TYPE = { NUMBER: 0, SHARED: 1, TEXT: 2, INLINE: 3, BOOLEAN: 4, ERROR: 5, DATE: 6 } as const;
