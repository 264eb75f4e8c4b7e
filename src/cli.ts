#!/usr/bin/env -S node --max-semi-space-size=64
// Of what a reading of the log makes, most lives for a batch or two: with V8's 16 MiB for the young it is copied over and over.
import 'reflect-metadata';
import { runCommandLine } from './cli/command-line';

runCommandLine(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
