import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isUnionType,
} from 'graphql';

export interface Differences {
  /** What the target has and the schema has not, by its coordinate: Type, Type.field, Type.field(arg:), Enum.VALUE. */
  readonly missing: string[];
  /** What both have and that is not the same. */
  readonly deviating: string[];
}

/** How a schema stands to the one that it is to become. What it has beyond it is its own business. */
export function compareSchemas(target: GraphQLSchema, schema: GraphQLSchema): Differences {
  const differences: Differences = { missing: [], deviating: [] };
  for (const wanted of Object.values(target.getTypeMap())) {
    if (wanted.name.startsWith('__')) continue;
    const found = schema.getType(wanted.name);
    if (!found) differences.missing.push(wanted.name);
    else compareTypes(differences, wanted, found);
  }
  return { missing: differences.missing.sort(), deviating: differences.deviating.sort() };
}

function compareTypes(differences: Differences, wanted: GraphQLNamedType, found: GraphQLNamedType): void {
  const { name } = wanted;
  if ((isObjectType(wanted) && isObjectType(found)) || (isInterfaceType(wanted) && isInterfaceType(found))) {
    compareNames(differences, `${name} implements `, wanted.getInterfaces(), found.getInterfaces());
    compareFields(differences, name, wanted.getFields(), found.getFields());
  } else if (isInputObjectType(wanted) && isInputObjectType(found)) {
    compareFields(differences, name, wanted.getFields(), found.getFields());
  } else if (isEnumType(wanted) && isEnumType(found)) {
    compareNames(differences, `${name}.`, wanted.getValues(), found.getValues());
    const names = (type: typeof wanted) => type.getValues().map((value) => value.name);
    const shared = names(wanted).filter((value) => names(found).includes(value));
    const order = names(found).filter((value) => shared.includes(value));
    if (shared.join() !== order.join()) differences.deviating.push(`${name}: values in another order`);
  } else if (isUnionType(wanted) && isUnionType(found)) {
    compareNames(differences, `${name} | `, wanted.getTypes(), found.getTypes());
  } else if (!(isScalarType(wanted) && isScalarType(found))) {
    differences.deviating.push(`${name}: another kind of type`);
  }
}

interface Named {
  readonly name: string;
}

function compareNames(
  { missing }: Differences,
  prefix: string,
  wanted: readonly Named[],
  found: readonly Named[],
): void {
  for (const { name } of wanted) {
    if (!found.some((each) => each.name === name)) missing.push(`${prefix}${name}`);
  }
}

type Field = GraphQLField<unknown, unknown> | GraphQLInputField;

function compareFields(
  differences: Differences,
  type: string,
  wanted: Readonly<Record<string, Field>>,
  found: Readonly<Record<string, Field>>,
): void {
  for (const [name, field] of Object.entries(wanted)) {
    const coordinate = `${type}.${name}`;
    const other = found[name];
    if (!other) {
      differences.missing.push(coordinate);
      continue;
    }
    compareValues(differences, coordinate, field, other);
    if ('args' in field && 'args' in other) compareArguments(differences, coordinate, field.args, other.args);
  }
}

function compareArguments(
  differences: Differences,
  field: string,
  wanted: readonly GraphQLArgument[],
  found: readonly GraphQLArgument[],
): void {
  for (const argument of wanted) {
    const coordinate = `${field}(${argument.name}:)`;
    const other = found.find(({ name }) => name === argument.name);
    if (other) compareValues(differences, coordinate, argument, other);
    else differences.missing.push(coordinate);
  }
  for (const { name, type, defaultValue } of found) {
    const required = String(type).endsWith('!') && defaultValue === undefined;
    if (required && !wanted.some((argument) => argument.name === name)) {
      differences.deviating.push(`${field}(${name}:): required here, unknown to the target`);
    }
  }
}

function compareValues(
  { deviating }: Differences,
  coordinate: string,
  wanted: Field | GraphQLArgument,
  found: Field | GraphQLArgument,
): void {
  if (String(wanted.type) !== String(found.type)) {
    deviating.push(`${coordinate}: ${found.type} instead of ${wanted.type}`);
  }
  const defaults = [wanted, found].map((value) =>
    'defaultValue' in value ? JSON.stringify(value.defaultValue) : undefined,
  );
  if (defaults[0] !== defaults[1]) {
    deviating.push(`${coordinate}: default ${defaults[1]} instead of ${defaults[0]}`);
  }
}
