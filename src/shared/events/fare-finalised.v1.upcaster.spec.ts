import { specForVersion } from '#test/spec-for-version';

specForVersion('FareFinalised', 1);
