import { type GraphQLFieldResolver, type GraphQLSchema, isObjectType } from 'graphql';
import type { ApiTokenScope } from '../domain/codes.ts';
import { requireScope } from '../domain/session.ts';
import type { ApiContext } from './context.ts';

/** The fields through which an API token comes to what its scopes are about; node looks for itself. */
export const FIELD_SCOPES: Readonly<Record<string, ApiTokenScope>> = {
  'Query.import': 'IMPORTS',
  'Query.imports': 'IMPORTS',
  'Query.importCounts': 'IMPORTS',
  'Query.previewImport': 'ISSUES',
  'Subscription.importProgress': 'IMPORTS',
  'Subscription.importsChanged': 'IMPORTS',
  'Subscription.importCountsChanged': 'IMPORTS',
  'Import.charges': 'CHARGES',
  'Import.issues': 'ISSUES',
  'Import.issueCounts': 'ISSUES',
  'Import.rejectedRowsFile': 'ISSUES',
};

type Resolver = GraphQLFieldResolver<unknown, ApiContext>;

/**
 * Makes the fields refuse an API token without their scope. Throws for a field that the schema does not have, and for one
 * without a resolver, which nothing would guard.
 */
export function guardScopes(schema: GraphQLSchema): void {
  for (const [coordinate, scope] of Object.entries(FIELD_SCOPES)) {
    const [typeName = '', fieldName = ''] = coordinate.split('.');
    const type = schema.getType(typeName);
    const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
    if (!field) throw new Error(`There is no field ${coordinate} to guard`);
    // Of a subscription its beginning, and not again each change.
    if (field.subscribe) field.subscribe = guarded(field.subscribe, scope);
    else if (field.resolve) field.resolve = guarded(field.resolve, scope);
    else
      throw new Error(`${coordinate} has no resolver to guard; give it one, or take it out of FIELD_SCOPES`);
  }
}

function guarded(resolve: Resolver, scope: ApiTokenScope): Resolver {
  return async (root, args, context, info) => {
    requireScope(await context.session(), scope);
    return resolve(root, args, context, info);
  };
}
