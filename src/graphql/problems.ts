import type { ProblemCode } from '../domain/codes.ts';
import type { TransitionError } from '../domain/errors.ts';
import { actionsFor } from '../domain/import-state.ts';
import type { Builder } from './builder.ts';
import type { ApiContext } from './context.ts';
import type { Refs } from './refs.ts';

/** Errors as data: one interface, one type for each kind of trouble that a client can do something about. */
export function addProblems(builder: Builder, refs: Refs): void {
  builder.interfaceType(refs.Problem, {
    description: 'Why a mutation did not do what was asked.',
    fields: (t) => ({
      code: t.field({
        type: refs.ProblemCode,
        description: 'Stable and never translated.',
        resolve: (problem) => problem.code as ProblemCode,
      }),
      message: t.string({
        description:
          'A sentence for people: names the thing, shows the value, says what to do. Spanish, or English by Accept-Language.',
        resolve: (problem, _args, { language }) => problem.text[language],
      }),
      path: t.stringList({
        nullable: true,
        description:
          'The input that it speaks of, from the field argument inwards; null when it is not about one.',
        resolve: (problem) => problem.path && [...problem.path],
      }),
    }),
  });
  addPlainProblems(builder, refs);
  addProblemsOfImports(builder, refs);
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
        resolve: ({ fields }) => fields,
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
      retryAfterSeconds: t.exposeInt('retryAfterSeconds', {
        description: 'Seconds to wait before trying again.',
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
        resolve: (query, { existingImportId }, _args, { parts }) =>
          parts.database.prisma.import.findUniqueOrThrow({ ...query, where: { id: existingImportId } }),
      }),
    }),
  });
  builder.objectType(refs.TransitionProblem, {
    interfaces,
    description: 'The import is not in a state that allows this.',
    fields: (t) => ({
      estado: t.expose('estado', { type: refs.Estado, description: 'Its estado now.' }),
      phase: t.expose('phase', { type: refs.ImportPhase, description: 'Its phase now.' }),
      actions: t.field({
        type: [refs.ImportAction],
        description: 'What this session may do with it instead.',
        resolve: (problem, _args, context) => actionsInstead(problem, context),
      }),
    }),
  });
  builder.objectType(refs.FileProblem, {
    interfaces,
    description: 'The file was refused at the upload, by what its bytes are; nothing of it is kept.',
    fields: (t) => ({
      detectedFormat: t.expose('detectedFormat', {
        type: refs.FileFormat,
        description: 'What its bytes are.',
      }),
      maxBytes: t.field({
        type: 'BigInt',
        nullable: true,
        description: 'The limit in bytes, where that is the trouble.',
        resolve: ({ maxBytes }) => (maxBytes === undefined ? null : BigInt(maxBytes)),
      }),
      hint: t.string({
        nullable: true,
        description: 'What to do about it, in the language of the request.',
        resolve: ({ hint }, _args, { language }) => hint?.[language],
      }),
    }),
  });
  builder.objectType(refs.PeriodoClosedProblem, {
    interfaces,
    description: 'The Conciliación of the periodo is closed.',
    fields: (t) => ({
      periodo: t.expose('periodo', { type: 'Periodo', description: 'The periodo that is closed.' }),
    }),
  });
}

async function actionsInstead({ importId, estado, phase }: TransitionError, { parts, session }: ApiContext) {
  const { outcome, createdById } = await parts.database.prisma.import.findUniqueOrThrow({
    where: { id: importId },
    select: { outcome: true, createdById: true },
  });
  return actionsFor({ estado, phase, outcome }, createdById, await session());
}
