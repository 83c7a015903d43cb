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
  builder.objectType(refs.ApiTokenPayload, {
    description: 'An API token, shown only this once.',
    fields: (t) => ({
      token: t.exposeString('token', { description: 'For the header Authorization: Bearer ….' }),
      name: t.exposeString('name', { description: 'What it was called.' }),
      expiresAt: t.expose('expiresAt', {
        type: 'DateTime',
        nullable: true,
        description: 'Until when it is good; null = for ever.',
      }),
    }),
  });
}
