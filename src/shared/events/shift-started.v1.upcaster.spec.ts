import { specForVersion } from '#test/spec-for-version';

specForVersion('ShiftStarted', 1);
