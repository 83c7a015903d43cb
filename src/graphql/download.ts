import type { Builder } from './builder.ts';
import type { ApiContext, LinkedThing } from './context.ts';
import type { DownloadOf, Refs } from './refs.ts';

export function addDownload(builder: Builder, refs: Refs): void {
  builder.objectType(refs.Download, {
    description: 'A file to fetch with GET, without a session: whoever holds the url may, until it expires.',
    fields: (t) => ({
      url: t.expose('url', { type: 'URL', description: 'Absolute and signed.' }),
      name: t.exposeString('name', { description: 'The name under which it is to be saved.' }),
      bytes: t.expose('bytes', {
        type: 'BigInt',
        nullable: true,
        description: 'Its size; null where it is made while it is sent.',
      }),
      expiresAt: t.expose('expiresAt', {
        type: 'DateTime',
        description: 'From then on the url leads nowhere; ask for the field again.',
      }),
    }),
  });
}

/** The Download of a thing under that name. */
export function downloadOf(
  { download }: Pick<ApiContext, 'download'>,
  thing: LinkedThing,
  { name, bytes = null }: { readonly name: string; readonly bytes?: bigint | null },
): DownloadOf {
  return { ...download(thing), name, bytes };
}
