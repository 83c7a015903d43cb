export interface ServerSettings {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Origins that browsers may call from, over HTTP and WebSocket. Empty: the same origin only. */
  readonly corsOrigins: readonly string[];
  /** Behind a proxy that sets X-Forwarded-For and X-Forwarded-Host: what it says is believed. */
  readonly trustProxy: boolean;
  readonly maxUploadBytes: number;
  /** No GraphiQL. */
  readonly production: boolean;
}
