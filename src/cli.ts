#!/usr/bin/env node
import 'reflect-metadata';
import { runCommandLine } from './cli/command-line';

runCommandLine(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
