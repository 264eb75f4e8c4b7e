// One life of the role "process", wired as in production, that ends with kill -9 before or after the so manieth append:
// a process's note, a listed timer, a command's event, a checkpoint, whatever that one is.
import 'reflect-metadata';
import process from 'node:process';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import portModule from '../../dist/src/shared/event-store/event-store.js';
import eventStoreModule from '../../dist/src/shared/event-store/eventstoredb.event-store.js';
import historyModule from '../../dist/src/shared/events/history.js';
import metricsModule from '../../dist/src/shared/metrics/metrics.module.js';
import commandPathModule from '../../dist/src/write/command-path.module.js';
import strategyModule from '../../dist/src/write/dispatch/strategy.module.js';
import processModule from '../../dist/src/write/process.module.js';

const { url, diesAt, before } = JSON.parse(process.argv[2]);
const store = new eventStoreModule.EventStoreDBEventStore(url, historyModule.history);
let appends = 0;

const die = () => {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
};

/** @param diesAt the append at which this life ends; none for a life that nobody disturbs */
async function append(...args) {
  appends += 1;
  const isLast = appends === diesAt;
  if (isLast && before) return die();
  // Whatever came of it: a lost race is a step as well.
  const settled = store.append(...args);
  return isLast ? settled.then(die, die) : settled;
}

const mortal = new Proxy(store, {
  get: (target, name) => (name === 'append' ? append : bound(target, name)),
});

function bound(target, name) {
  const value = target[name];
  return typeof value === 'function' ? value.bind(target) : value;
}

const { EventStore } = portModule;
class StoreModule {}
Module({ providers: [{ provide: EventStore, useValue: mortal }], exports: [EventStore] })(
  StoreModule,
);

const context = await NestFactory.createApplicationContext(
  {
    module: class Life {},
    imports: [
      { module: StoreModule, global: true },
      metricsModule.MetricsModule,
      commandPathModule.CommandPathModule.remembering(),
      strategyModule.StrategyModule.following(),
      processModule.ProcessModule,
    ],
  },
  { logger: ['error'] },
);
process.on('SIGTERM', () => {
  void context.close().then(() => process.exit(0));
});
