import { parentPort } from 'node:worker_threads';
import type { Load, Loaded } from './load';
import { appendAgain } from './load-appends';
import { sendCommands } from './load-commands';
import { measureLag } from './load-lag';
import { sendPings, sendUplink } from './load-pings';

function put(load: Load): Promise<Loaded> {
  switch (load.kind) {
    case 'commands':
      return sendCommands(load);
    case 'appends':
      return appendAgain(load);
    case 'lag':
      return measureLag(load);
    case 'pings':
      return sendPings(load);
    case 'uplink':
      return sendUplink(load);
  }
}

parentPort?.on('message', (load: Load) => {
  void put(load).then((loaded) => parentPort?.postMessage(loaded));
});
