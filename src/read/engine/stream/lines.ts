import { Injectable, Optional, type BeforeApplicationShutdown } from '@nestjs/common';
import { ProblemException } from '../../../shared/http/problem';
import { Line } from './line';

const MOST_LINES = 5000;

/** The streams that are open in this process: so many and no more, and none outlives it. */
@Injectable()
export class Lines implements BeforeApplicationShutdown {
  private readonly open = new Set<Line>();
  private isStopping = false;

  constructor(@Optional() private readonly most = MOST_LINES) {}

  /** @throws ProblemException 503 when too many are open, or the process stops */
  expectRoom(): void {
    if (this.open.size < this.most && !this.isStopping) return;
    throw overloaded('Too many streams are open here');
  }

  /** @param left once, when the client is gone or the line has ended */
  line(left: () => void): Line {
    const line: Line = new Line(() => {
      this.open.delete(line);
      left();
    });
    this.open.add(line);
    if (this.isStopping) line.cut('SERVER_STOPPING');
    return line;
  }

  beforeApplicationShutdown(): void {
    this.isStopping = true;
    for (const line of this.open) line.cut('SERVER_STOPPING');
  }
}

/** What is remembered of the log passes the read model again and again. */
export function outpaced(): ProblemException {
  return overloaded('The log moves faster than this read model');
}

function overloaded(detail: string): ProblemException {
  return new ProblemException({ status: 503, code: 'OVERLOADED', detail });
}
