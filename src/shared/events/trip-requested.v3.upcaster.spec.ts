import { specForVersion } from '#test/spec-for-version';

specForVersion('TripRequested', 3);
