export interface Entry {
  readonly key: Buffer;
  readonly value: Buffer;
}
