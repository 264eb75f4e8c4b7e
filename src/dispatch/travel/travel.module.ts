import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { Metrics } from '../../shared/metrics/metrics';
import { SystemClock } from '../../write/process/clock';
import { ByDistance } from './by-distance';
import { MatrixService } from './matrix-service';
import { SpeedTable } from './speed-table';
import { TravelChain } from './travel-chain';
import { TravelTimes } from './travel-times';

/** Of a large city by day, lights and all. */
const CITY_KMH = 17;

/** How long ways take. */
@Module({})
export class TravelModule implements OnApplicationShutdown {
  constructor(
    @Inject(MatrixService) private readonly matrix: MatrixService | null,
    { registry }: Metrics,
    chain: TravelChain,
  ) {
    const registers = [registry];
    new Counter({
      ...{ name: 'hailstream_travel_times_total', help: 'Travel times by their source', registers },
      labelNames: ['source'],
      collect() {
        this.reset();
        for (const [source, count] of chain.counts) this.inc({ source }, count);
      },
    });
    new Gauge({
      ...{ name: 'hailstream_travel_degraded', help: '1: the matrix is not asked', registers },
      collect() {
        this.set(Number(chain.isDegraded));
      },
    });
  }

  /** @param matrixUrl of a service that speaks OSRM's table API */
  static asking(matrixUrl: string | undefined): DynamicModule {
    const matrix = matrixUrl === undefined ? null : new MatrixService(matrixUrl);
    return {
      module: TravelModule,
      providers: [
        { provide: MatrixService, useValue: matrix },
        { provide: SpeedTable, useFactory: () => new SpeedTable() },
        {
          provide: TravelChain,
          useFactory: (speeds: SpeedTable) =>
            new TravelChain({
              ...{ speeds, byDistance: new ByDistance(CITY_KMH), clock: new SystemClock() },
              ...(matrix && { matrix }),
            }),
          inject: [SpeedTable],
        },
        { provide: TravelTimes, useExisting: TravelChain },
      ],
      exports: [TravelTimes, TravelChain, SpeedTable],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.matrix?.close();
  }
}
