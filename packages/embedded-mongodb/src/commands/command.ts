import type { DatabaseNode } from '../node';
import { MongoError } from '../errors';
import type { Namespace } from '../storage/namespace';
import type { CommandBody } from '../wire/command-body';
import type { Reply } from '../wire/reply';

/** Carries out one command. What it throws becomes the protocol's error answer. */
export type Command = (command: CommandBody, node: DatabaseNode) => Reply | Promise<Reply>;
export type Commands = Readonly<Record<string, Command>>;

export function namespaceOf(command: CommandBody): Namespace {
  return { db: command.db, name: command.collection() };
}

/** 'db.collection' in two parts. */
export function parseNamespace(ns: string): Namespace {
  const dot = ns.indexOf('.');
  if (dot < 1) throw new MongoError('InvalidNamespace', `Invalid namespace specified '${ns}'`);
  return { db: ns.slice(0, dot), name: ns.slice(dot + 1) };
}
