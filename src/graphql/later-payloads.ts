import type { Builder } from './builder.ts';
import type { Refs } from './refs.ts';

/** The payloads of unions whose mutations are still to come: clients may write their fragments already. */
export function addLaterPayloads(builder: Builder, refs: Refs): void {
  builder.objectType(refs.StagedUpload, {
    description: 'Where to send the bytes of a resumable upload (tus).',
    fields: (t) => ({
      url: t.expose('url', { type: 'URL', description: 'Send the bytes here.' }),
      expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'Until when it takes them.' }),
    }),
  });
}
