import { inject } from 'vitest';

/** What a whole run has once, each part of which starts when it is asked for first: see global-setup.ts. */
export interface RunParts {
  cluster: { readonly maintenance: string; readonly template: string };
  threads: { readonly folder: string };
}

export async function askForRun<Name extends keyof RunParts>(name: Name): Promise<RunParts[Name]> {
  const response = await fetch(`${inject('runUrl')}/${name}`);
  if (!response.ok) throw new Error(`The run of the tests has no ${name}: ${await response.text()}`);
  return (await response.json()) as RunParts[Name];
}
