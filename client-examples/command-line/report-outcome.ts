import type { ApiClient } from '../client/api-client.ts';
import { fetchOutcome, type ImportOutcomeData } from '../import-file/fetch-outcome.ts';
import type { Language } from '../import-file/language.ts';
import { outcomeLines } from '../import-file/outcome-lines.ts';
import { EXIT } from './command.ts';

/** Tells how it ended, as text or as JSON, and resolves with the exit code that says so. */
export async function reportOutcome(
  client: ApiClient,
  importId: string,
  { language, json }: { readonly language: Language; readonly json: boolean },
): Promise<number> {
  const outcome = await fetchOutcome(client, importId);
  process.stdout.write(
    json ? `${JSON.stringify(outcome)}\n` : `${outcomeLines(outcome, language).join('\n')}\n`,
  );
  return exitCodeOf(outcome);
}

/** Failed, canceled, reverted and deleted imports brought nothing in. */
function exitCodeOf({ outcome }: ImportOutcomeData): number {
  return outcome === 'SUCCEEDED' || outcome === 'SUCCEEDED_WITH_ISSUES' ? EXIT.done : EXIT.failed;
}

/** What can be done about an import that goes on at the server. */
export function howToGoOn(number: number, language: Language): string {
  return language === 'es'
    ? `La importación n.º ${number} sigue en el servidor.\n  para verla:      npx importador watch ${number}\n  para cancelarla: npx importador cancel ${number}\n`
    : `Import ${number} goes on at the server.\n  to watch it:  npx importador watch ${number}\n  to cancel it: npx importador cancel ${number}\n`;
}
