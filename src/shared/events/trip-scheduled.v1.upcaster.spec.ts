import { specForVersion } from '#test/spec-for-version';

specForVersion('TripScheduled', 1);
