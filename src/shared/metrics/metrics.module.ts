import { Controller, Get, Global, Header, Module } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Public } from '../identity/roles';
import { Metrics } from './metrics';

@ApiTags('health')
@Public()
@Controller('metrics')
class MetricsController {
  constructor(private readonly metrics: Metrics) {
    metrics.countProcess();
  }

  @Get()
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiProduces('text/plain')
  @ApiOperation({ summary: 'What this process counts, as Prometheus reads it' })
  all(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}

@Global()
@Module({ controllers: [MetricsController], providers: [Metrics], exports: [Metrics] })
export class MetricsModule {}
