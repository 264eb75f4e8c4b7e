import { Long } from 'bson';
import { isDoc } from '../bson/compare';
import { toBytes, type Doc } from '../bson/convert';
import type { DatabaseNode } from '../node';
import type { Collection } from '../storage/collection';
import { storageStats } from '../storage/collection-stats';

type Statistics = (node: DatabaseNode, collection: Collection, wanted: unknown) => Doc[];

const $collStats: Statistics = (node, collection, wanted) => {
  const { ns } = collection;
  const asked = isDoc(wanted) ? wanted : {};
  return [
    {
      ns,
      host: node.address,
      localTime: new Date(),
      ...(asked.storageStats ? { storageStats: storageStats(collection) } : {}),
      ...(asked.count ? { count: collection.count } : {}),
    },
  ];
};

const $indexStats: Statistics = (node, collection) =>
  [collection.primary, ...collection.indexes].map(({ name, spec, reads }) => ({
    name,
    key: spec.key,
    host: node.address,
    accesses: { ops: Long.fromNumber(reads), since: new Date(node.startedAt) },
    spec,
  }));

const statistics = new Map<string, Statistics>([
  ['$collStats', $collStats],
  ['$indexStats', $indexStats],
]);

/** Whether a stage tells about the collection instead of reading it: it can only be the first one. */
export function isStatistics(stage: string): boolean {
  return statistics.has(stage);
}

/** What such a stage gives. */
export function statisticsOf(
  node: DatabaseNode,
  collection: Collection,
  stage: string,
  operand: unknown,
): Buffer[] {
  return (statistics.get(stage)?.(node, collection, operand) ?? []).map(toBytes);
}
