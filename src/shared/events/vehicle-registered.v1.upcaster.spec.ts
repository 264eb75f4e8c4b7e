import { specForVersion } from '#test/spec-for-version';

specForVersion('VehicleRegistered', 1);
