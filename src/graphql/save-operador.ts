import { saveOperador } from '../catalog/save-operador.ts';
import type { Builder } from './builder.ts';
import { answer } from './errors.ts';
import { rowId } from './global-id.ts';
import type { Refs } from './refs.ts';
import { RESULTS, type Results } from './results.ts';

export function addSaveOperador(builder: Builder, refs: Refs, results: Results): void {
  const SaveOperadorInput = builder.inputType('SaveOperadorInput', {
    description: "An operador of the empresa's own.",
    fields: (t) => ({
      id: t.id({
        description: 'Left out: a new one. Built-in ones are not changed: make one of the same code.',
      }),
      code: t.string({
        required: true,
        description:
          'Small letters, digits and dashes, such as claro-pe. The code of a built-in operador hides that one from the empresa, with its plantillas.',
      }),
      name: t.string({ required: true, description: 'As people read it.' }),
      country: t.string({ required: true, description: 'ISO 3166-1, two letters.' }),
      currency: t.string({
        required: true,
        description: 'ISO 4217, three letters; stays once there are imports, as does the code.',
      }),
      timeZone: t.string({ required: true, description: 'IANA name, such as America/Lima.' }),
      active: t.boolean({
        required: true,
        defaultValue: true,
        description: 'May be chosen for new imports.',
      }),
    }),
  });
  builder.objectType(refs.OperadorPayload, {
    description: 'The operador as it is now.',
    fields: (t) => ({
      operador: t.prismaField({
        type: refs.Operador,
        description: 'The operador.',
        resolve: (query, { operadorId }, _args, { parts }) =>
          parts.database.prisma.operador.findUniqueOrThrow({ ...query, where: { id: operadorId } }),
      }),
    }),
  });
  builder.mutationField('saveOperador', (t) =>
    t.field({
      type: results.SaveOperadorResult,
      description: "Makes an operador of the empresa's own, or replaces what is said of one. ADMIN only.",
      args: { input: t.arg({ type: SaveOperadorInput, required: true, description: 'What to save.' }) },
      resolve: (_root, { input }, { parts, session }) =>
        answer(RESULTS.SaveOperadorResult.problems, async () =>
          saveOperador(parts, await session(), {
            ...input,
            operadorId: input.id == null ? undefined : rowId('Operador', input.id),
          }),
        ),
    }),
  );
}
