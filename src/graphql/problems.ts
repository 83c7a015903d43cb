import type { ProblemCode } from '../domain/codes.ts';
import type { TransitionError } from '../domain/errors.ts';
import type { Builder } from './builder.ts';
import type { ApiContext } from './context.ts';
import { actionsOf } from './import-actions.ts';
import type { Refs } from './refs.ts';

/** Errors as data: one interface, one type for each kind of trouble that a client can do something about. */
export function addProblems(builder: Builder, refs: Refs): void {
  builder.interfaceType(refs.Problem, {
    description: 'Why a mutation did not do what was asked.',
    fields: (t) => ({
      code: t.field({
        type: refs.ProblemCode,
        description: 'Stable and never translated.',
        resolve: ({ error }) => error.code as ProblemCode,
      }),
      message: t.string({
        description:
          'A sentence for people: names the thing, shows the value, says what to do. Spanish, or English by Accept-Language.',
        resolve: ({ error }, _args, { language }) => error.text[language],
      }),
      path: t.stringList({
        nullable: true,
        description:
          'The input that it speaks of, from the field argument inwards; null when it is not about one.',
        resolve: ({ error }) => error.path && [...error.path],
      }),
    }),
  });
  addPlainProblems(builder, refs);
  addProblemsOfImports(builder, refs);
  addFileProblem(builder, refs);
}

function addPlainProblems(builder: Builder, refs: Refs): void {
  const interfaces = [refs.Problem];
  builder.objectType(refs.InvalidField, {
    description: 'One field of the input that does not do.',
    fields: (t) => ({
      path: t.stringList({ description: 'Where it stands in the input.', resolve: ({ path }) => [...path] }),
      code: t.exposeString('code', {
        description: 'What is wrong, such as UNKNOWN or IN_THE_PAST; never translated.',
      }),
      message: t.string({
        description: 'A sentence for people, in the language of the request.',
        resolve: ({ text }, _args, { language }) => text[language],
      }),
    }),
  });
  builder.objectType(refs.ValidationProblem, {
    interfaces,
    description: 'The input does not do.',
    fields: (t) => ({
      fields: t.field({
        type: [refs.InvalidField],
        description: 'Every field that does not do; at least one.',
        resolve: ({ error }) => error.fields,
      }),
    }),
  });
  builder.objectType(refs.NotFoundProblem, {
    interfaces,
    description: "There is nothing with that id: unknown, malformed or another empresa's.",
  });
  builder.objectType(refs.CredentialsProblem, {
    interfaces,
    description: 'The usuario, the contraseña or the token does not match; which of them is not said.',
  });
  builder.objectType(refs.CapacityProblem, {
    interfaces,
    description: 'Not now: too many attempts, or no room.',
    fields: (t) => ({
      retryAfterSeconds: t.int({
        description: 'Seconds to wait before trying again.',
        resolve: ({ error }) => error.retryAfterSeconds,
      }),
    }),
  });
}

function addProblemsOfImports(builder: Builder, refs: Refs): void {
  const interfaces = [refs.Problem];
  builder.objectType(refs.DuplicateProblem, {
    interfaces,
    description: 'The same file, byte for byte, is imported already.',
    fields: (t) => ({
      existing: t.prismaField({
        type: refs.Import,
        description: 'The import that holds it.',
        resolve: (query, { error }, _args, { parts }) =>
          parts.database.prisma.import.findUniqueOrThrow({ ...query, where: { id: error.existingImportId } }),
      }),
    }),
  });
  builder.objectType(refs.TransitionProblem, {
    interfaces,
    description: 'The import is not in a state that allows this.',
    fields: (t) => ({
      estado: t.field({
        type: refs.Estado,
        description: 'Its estado now.',
        resolve: ({ error }) => error.estado,
      }),
      phase: t.field({
        type: refs.ImportPhase,
        description: 'Its phase now.',
        resolve: ({ error }) => error.phase,
      }),
      actions: t.field({
        type: [refs.ImportAction],
        description: 'What this session may do with it instead.',
        resolve: ({ error }, _args, context) => actionsInstead(error, context),
      }),
    }),
  });
}

function addFileProblem(builder: Builder, refs: Refs): void {
  const interfaces = [refs.Problem];
  builder.objectType(refs.FileProblem, {
    interfaces,
    description:
      'The file does not do: refused at the upload by what its bytes are, and nothing of it is kept; or, in a preview, not readable.',
    fields: (t) => ({
      detectedFormat: t.field({
        type: refs.FileFormat,
        description: 'What its bytes are.',
        resolve: ({ error }) => error.detectedFormat,
      }),
      maxBytes: t.field({
        type: 'BigInt',
        nullable: true,
        description: 'The limit in bytes, where that is the trouble.',
        resolve: ({ error }) => (error.maxBytes === undefined ? null : BigInt(error.maxBytes)),
      }),
      hint: t.string({
        nullable: true,
        description: 'What to do about it, in the language of the request.',
        resolve: ({ error }, _args, { language }) => error.hint?.[language],
      }),
    }),
  });
  builder.objectType(refs.PeriodoClosedProblem, {
    interfaces,
    description: 'The Conciliación of the periodo is closed.',
    fields: (t) => ({
      periodo: t.field({
        type: 'Periodo',
        description: 'The periodo that is closed.',
        resolve: ({ error }) => error.periodo,
      }),
    }),
  });
}

async function actionsInstead({ importId, estado, phase }: TransitionError, context: ApiContext) {
  const { prisma } = context.parts.database;
  const row = await prisma.import.findUniqueOrThrow({ where: { id: importId } });
  return actionsOf(context, { ...row, estado, phase });
}
