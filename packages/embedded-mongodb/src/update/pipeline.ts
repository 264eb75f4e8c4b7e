import { Aggregator } from 'mingo/aggregator';
import { MongoError } from '../errors';
import { equalValues } from '../bson/compare';
import { toDoc, toTypedDoc, type Doc } from '../bson/convert';
import { toExactDoc } from '../aggregate/exact-numbers';
import { keepsTypes } from '../aggregate/exact-pipelines';
import { exactContext, languageOptions } from '../query/language';

const ALLOWED = new Set([
  '$addFields',
  '$set',
  '$project',
  '$unset',
  '$replaceRoot',
  '$replaceWith',
]);

function checkStages(stages: readonly unknown[]): void {
  for (const stage of stages) {
    const [name = ''] = Object.keys(stage as object);
    if (!ALLOWED.has(name)) {
      throw new MongoError('InvalidOptions', `${name} is not allowed to be used within an update`);
    }
  }
}

/** An update by an aggregation pipeline. */
export class PipelineUpdate {
  private readonly aggregator: Aggregator;
  private readonly exact: boolean;

  constructor(stages: readonly unknown[], variables: Doc) {
    checkStages(stages);
    this.exact = keepsTypes(stages as Doc[]);
    const context = this.exact ? { context: exactContext } : {};
    this.aggregator = new Aggregator(stages as Doc[], {
      ...languageOptions(variables),
      ...context,
    });
  }

  /** The document afterwards. What the pipeline left as it was keeps its exact BSON type in any case. */
  apply(before: Buffer): Doc {
    if (this.exact) return this.aggregator.run<Doc>([toExactDoc(before)])[0] ?? {};
    const plain = toDoc(before);
    const [after = {}] = this.aggregator.run<Doc>([toDoc(before)]);
    const typed = toTypedDoc(before);
    for (const [name, value] of Object.entries(after)) {
      if (Object.hasOwn(plain, name) && equalValues(plain[name], value)) after[name] = typed[name];
    }
    return after;
  }
}
