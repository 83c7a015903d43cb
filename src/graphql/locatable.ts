import {
  GraphQLError,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  isObjectType,
} from 'graphql';
import { ImportadorError } from '../domain/errors.ts';

/**
 * GraphQL takes any error with a path that is a list for one of its own that it has located already, and ours have one: the
 * place in the input. So what a field throws is wrapped on its way out, where fields can throw: those of the roots, and
 * those with arguments.
 */
export function makeErrorsLocatable(schema: GraphQLSchema): void {
  const roots = new Set([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (roots.has(type) || field.args.length > 0) wrap(field);
    }
  }
}

function wrap(field: GraphQLField<unknown, unknown>): void {
  if (field.resolve) field.resolve = wrapped(field.resolve);
  if (field.subscribe) field.subscribe = wrapped(field.subscribe);
}

type Resolver = GraphQLFieldResolver<unknown, unknown>;

function wrapped(resolve: Resolver): Resolver {
  return (...args) => {
    try {
      const result = resolve(...args);
      return result instanceof Promise ? result.catch(rethrow) : result;
    } catch (error) {
      return rethrow(error);
    }
  };
}

function rethrow(error: unknown): never {
  throw error instanceof ImportadorError ? new GraphQLError(error.message, { originalError: error }) : error;
}
