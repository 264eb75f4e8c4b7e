import type { Build } from '../read-models';

/** How far the answer had followed the log: everything up to `position`, which was recorded at `time`. */
export interface AsOf {
  readonly position: string | null;
  readonly time: string | null;
}

export function asOfBuild(build: Build | undefined): AsOf {
  return { position: build?.position ?? null, time: build?.time ?? null };
}
