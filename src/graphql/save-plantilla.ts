import { savePlantilla } from '../catalog/save-plantilla.ts';
import { parsePeriodo } from '../domain/periodo.ts';
import type { Builder } from './builder.ts';
import { answer } from './errors.ts';
import { rowId } from './global-id.ts';
import type { Refs } from './refs.ts';
import { RESULTS, type Results } from './results.ts';

export function addSavePlantilla(builder: Builder, refs: Refs, results: Results): void {
  const SavePlantillaInput = builder.inputType('SavePlantillaInput', {
    description:
      "The next version of one of the empresa's plantillas; docs/plantillas.md explains the definition.",
    fields: (t) => ({
      operadorId: t.id({ required: true, description: 'Whose deliverable it describes.' }),
      code: t.string({
        required: true,
        description:
          'Small letters, digits and dashes. One that is known makes its next version; the code of a built-in plantilla hides that one from the empresa.',
      }),
      name: t.string({ required: true, description: 'As people read it.' }),
      validFrom: t.field({
        type: 'Periodo',
        description:
          'First periodo in force; left out: of all periodos. Of several versions in force the highest counts.',
      }),
      definition: t.field({
        type: 'JSON',
        required: true,
        description: 'The layout; every mistake is answered with its path.',
      }),
    }),
  });
  builder.objectType(refs.PlantillaPayload, {
    description: 'The plantilla as it was saved.',
    fields: (t) => ({
      plantilla: t.prismaField({
        type: refs.Plantilla,
        description: 'The new version.',
        resolve: (query, { plantillaId }, _args, { parts }) =>
          parts.database.prisma.plantilla.findUniqueOrThrow({ ...query, where: { id: plantillaId } }),
      }),
    }),
  });
  builder.mutationField('savePlantilla', (t) =>
    t.field({
      type: results.SavePlantillaResult,
      description:
        'Saves a new version each time; imports keep the version that they were scheduled with. ADMIN only.',
      args: { input: t.arg({ type: SavePlantillaInput, required: true, description: 'What to save.' }) },
      resolve: (_root, { input }, { parts, session }) =>
        answer(RESULTS.SavePlantillaResult.problems, async () =>
          savePlantilla(parts, await session(), {
            ...input,
            operadorId: rowId('Operador', input.operadorId),
            validFrom: input.validFrom == null ? null : parsePeriodo(input.validFrom),
          }),
        ),
    }),
  );
}
