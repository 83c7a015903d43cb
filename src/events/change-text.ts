import type { ImportChanged } from './changes.ts';

/** Well below what NOTIFY takes, 8,000 bytes. */
const TEXT = /^([0-9a-f]{16}) (\d{1,10}) (\d{1,10}) ([LP]) (\d{1,19})$/;

/** A change as it travels: who sent it, empresa, import, L or P, sequence. */
export function writeChange(sender: string, change: ImportChanged): string {
  const { empresaId, importId, kind, sequence } = change;
  return `${sender} ${empresaId} ${importId} ${kind === 'LOGGED' ? 'L' : 'P'} ${sequence}`;
}

/** Undefined: it is not one of ours. Whoever can reach the carrier can send anything. */
export function readChange(text: string): { sender: string; change: ImportChanged } | undefined {
  const [, sender, empresaId, importId, kind, sequence] = TEXT.exec(text) ?? [];
  if (!sender || !sequence) return undefined;
  return {
    sender,
    change: {
      empresaId: Number(empresaId),
      importId: Number(importId),
      kind: kind === 'L' ? 'LOGGED' : 'PROGRESS',
      sequence: BigInt(sequence),
    },
  };
}
