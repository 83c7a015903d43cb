import type { ProviderSettings } from '../access/provider.ts';
import type { QueryLimits } from '../domain/query-limits.ts';
import type { RateLimits } from '../domain/rate-limits.ts';

export interface ServerSettings {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Origins that browsers may call from, over HTTP and WebSocket. Empty: the same origin only. */
  readonly corsOrigins: readonly string[];
  /** Behind a proxy that sets X-Forwarded-For, -Host and -Proto: what it says is believed. */
  readonly trustProxy: boolean;
  /** Where clients reach this server; undefined: as each request names it. */
  readonly publicUrl: string | undefined;
  readonly maxUploadBytes: number;
  /** From the moment that it is to stop until it refuses connections. */
  readonly drainMs: number;
  /** No GraphiQL, no introspection, no hints at names. */
  readonly production: boolean;
  readonly queryLimits: QueryLimits;
  readonly rateLimits: RateLimits;
  /** The company's own log-in, whose tokens are believed. */
  readonly oidc: ProviderSettings | undefined;
  /** Whether the Visor is served. */
  readonly visor: boolean;
}
