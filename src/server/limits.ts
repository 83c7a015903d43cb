import {
  type ASTNode,
  type ASTVisitor,
  type FieldNode,
  GraphQLError,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { RequestError } from '../domain/errors.ts';
import { type Message, message } from '../domain/message.ts';
import type { QueryLimits } from '../domain/query-limits.ts';
import { type Measure, measureSelection } from './measure-selection.ts';
import { costOf, type ListFields, rowsOf } from './query-cost.ts';

/** More than one of the few directives that there are is a mistake or an attack: each would be an error of its own. */
const MAX_DIRECTIVES_IN_ONE_PLACE = 5;

/** Validation rules, so that they hold for every transport and are judged once for each document. */
export function limitRules(limits: QueryLimits, lists: ListFields): ValidationRule[] {
  const rules: [limit: number, measure: Measure, text: (found: number) => Message][] = [
    [limits.depth, { ofField: depthOf, together: Math.max }, (n) => tooDeep(n, limits.depth)],
    [
      limits.fields,
      { ofField: (_, below) => 1 + below, together: add },
      (n) => tooMany('campos', 'fields', n, limits.fields),
    ],
    [
      limits.aliases,
      { ofField: aliasesOf, together: add },
      (n) => tooMany('alias', 'aliases', n, limits.aliases),
    ],
    [
      limits.rootFields,
      { ofField: () => 1, together: add },
      (n) => tooMany('campos en la raíz', 'fields at its root', n, limits.rootFields),
    ],
    [
      limits.rows,
      { ofField: (field, below) => rowsOf(lists, field, below), together: add },
      (n) => tooManyRows(n, limits.rows),
    ],
    [
      limits.cost,
      { ofField: (field, below) => costOf(lists, field, below), together: add },
      (n) => tooDear(n, limits.cost),
    ],
  ];
  return [
    ...rules.map(
      ([limit, measure, text]) =>
        (context: ValidationContext) =>
          judged(context, limit, measure, text),
    ),
    (context) => countDirectives(context, limits.directives),
  ];
}

/** Refuses what tells the schema: in production it is no secret, but nobody needs to be shown around. */
export function noIntrospection(context: ValidationContext): ASTVisitor {
  return {
    Field(node) {
      if (node.name.value !== '__schema' && node.name.value !== '__type') return;
      context.reportError(refused(node, 'INTROSPECTION_DISABLED', NO_INTROSPECTION));
    },
  };
}

const NO_INTROSPECTION = message(
  'Este servidor no describe su esquema; está en schema/schema.graphql, en el código fuente',
  'This server does not describe its schema; it is in schema/schema.graphql, in the source',
);

function judged(
  context: ValidationContext,
  limit: number,
  measure: Measure,
  text: (found: number) => Message,
): ASTVisitor {
  return {
    OperationDefinition(operation) {
      const found = measureSelection(context, operation.selectionSet, measure);
      if (found > limit) context.reportError(refused(operation, 'QUERY_TOO_COMPLEX', text(found)));
      return false;
    },
  };
}

function countDirectives(context: ValidationContext, limit: number): ASTVisitor {
  let all = 0;
  let reported = false;
  return {
    enter(node) {
      const here = 'directives' in node ? (node.directives?.length ?? 0) : 0;
      all += here;
      if (reported || (here <= MAX_DIRECTIVES_IN_ONE_PLACE && all <= limit)) return;
      reported = true;
      const text =
        here > MAX_DIRECTIVES_IN_ONE_PLACE
          ? tooMany('directivas en un lugar', 'directives in one place', here, MAX_DIRECTIVES_IN_ONE_PLACE)
          : tooMany('directivas', 'directives', all, limit);
      context.reportError(refused(node, 'QUERY_TOO_COMPLEX', text));
    },
  };
}

function refused(node: ASTNode, code: RequestError['code'], text: Message): GraphQLError {
  return new GraphQLError(text.en, { nodes: node, originalError: new RequestError(code, text) });
}

function depthOf({ name }: FieldNode, below: number): number {
  return name.value.startsWith('__') ? 0 : 1 + below;
}

function aliasesOf({ alias }: FieldNode, below: number): number {
  return (alias ? 1 : 0) + below;
}

function add(one: number, other: number): number {
  return one + other;
}

function tooDeep(found: number, limit: number): Message {
  return message(
    `La consulta tiene ${found} niveles; se admiten ${limit}`,
    `The query is ${found} levels deep; at most ${limit} are allowed`,
  );
}

function tooMany(es: string, en: string, found: number, limit: number): Message {
  return message(
    `La consulta tiene ${found} ${es}; se admiten ${limit}: divídala en varias`,
    `The query has ${found} ${en}; at most ${limit} are allowed: divide it into several`,
  );
}

function tooManyRows(found: number, limit: number): Message {
  return message(
    `Las listas de la consulta piden hasta ${found} filas juntas; se admiten ${limit}: pida páginas más pequeñas`,
    `The lists of the query ask for up to ${found} rows together; at most ${limit} are allowed: ask for smaller pages`,
  );
}

function tooDear(found: number, limit: number): Message {
  return message(
    `La consulta puede costar ${found}; se admite ${limit}: pida menos campos, páginas más pequeñas o menos listas dentro de listas`,
    `The query may cost ${found}; at most ${limit} is allowed: ask for fewer fields, smaller pages or fewer lists inside lists`,
  );
}
