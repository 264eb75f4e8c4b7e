import { cpus, totalmem } from 'node:os';

const GIB = 2 ** 30;

export interface Hardware {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly node: string;
}

export function hardware(): Hardware {
  const cores = cpus();
  return {
    cpu: cores[0]?.model.trim() ?? 'unknown',
    cores: cores.length,
    memoryGiB: Math.round(totalmem() / GIB),
    node: process.version,
  };
}
