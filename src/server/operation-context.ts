import type { ApiContext } from '../graphql/context.ts';
import type { Client } from './client.ts';

/** What every operation finds in its context, whichever way it came. */
export type OperationContext = ApiContext & { readonly client: Client };
