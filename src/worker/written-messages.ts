/** What a thread that writes a file says of it, and hears. */
export type WrittenMessage =
  | { readonly kind: 'taken' }
  /** To be answered with 'more'. */
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'end' };

export interface MoreRequest {
  readonly kind: 'more';
}
