/** Where an S3 store is, and as whom it is asked. */
export interface S3Settings {
  readonly bucket: string;
  /** Before every key, with a slash at its end; '' for none. */
  readonly prefix: string;
  readonly region: string;
  /** Undefined: Amazon's for the region. */
  readonly endpoint: string | undefined;
  /** https://endpoint/bucket/key instead of https://bucket.endpoint/key. */
  readonly pathStyle: boolean;
  /** Undefined: the machine's role, or whatever else the AWS client finds. */
  readonly credentials:
    | { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string }
    | undefined;
}
