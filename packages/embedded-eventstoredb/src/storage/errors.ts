/** A data directory that this node will not open; the message is one clear line. */
export class DataDirectoryRefused extends Error {
  constructor(
    readonly reason: 'in-use' | 'newer-format' | 'older-format' | 'damaged' | 'unusable',
    readonly directory: string,
    readonly explanation: string,
  ) {
    super(`cannot open the data directory ${directory}: ${explanation}`);
    this.name = 'DataDirectoryRefused';
  }
}

/** A directory that a backup is not written to; the message is one clear line. */
export class BackupRefused extends Error {
  constructor(
    readonly directory: string,
    readonly explanation: string,
  ) {
    super(`cannot back up to ${directory}: ${explanation}`);
    this.name = 'BackupRefused';
  }
}
