import { runPlantilla } from './run-plantilla.ts';

process.exitCode = await runPlantilla(process.argv.slice(2));
