import type pg from 'pg';

/** Plain SQL outside any transaction: each statement on whichever connection is free, or on the one given. */
export function onPool(pool: Pick<pg.ClientBase, 'query'>): Pick<Sql, 'query'> {
  return {
    query: async <R extends object>(text: string, values: readonly unknown[] = []) =>
      (await pool.query<R>(text, [...values])).rows,
  };
}

/**
 * Plain SQL on one connection inside one transaction. Values come as value-types.ts says: numeric and local dates as
 * text, int8 as bigint, timestamptz as Date.
 */
export interface Sql {
  query<R extends object>(text: string, values?: readonly unknown[]): Promise<R[]>;
  /** The transaction's connection, for what is not a query, such as copyInto. */
  readonly client: pg.PoolClient;
}
