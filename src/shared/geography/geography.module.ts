import { Module } from '@nestjs/common';
import { PickupLocator } from './pickup-locator';
import { ZoneMap } from './zone-map';

@Module({
  providers: [{ provide: ZoneMap, useFactory: () => ZoneMap.ofNewYork() }, PickupLocator],
  exports: [ZoneMap, PickupLocator],
})
export class GeographyModule {}
