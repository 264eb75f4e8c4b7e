import { Query } from 'mingo/query';
import { toDoc, toTypedDoc, type Doc } from '../bson/convert';
import { checkNesting } from '../bson/validate';
import { filterShape, isEmptyFilter, type FilterShape } from './conditions';
import { languageOptions } from './language';
import { rawTest, type Verdict } from './raw-test';

function mentions(value: unknown, operator: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(
    ([name, inner]) => name === operator || mentions(inner, operator),
  );
}

function compiled({ $comment, ...filter }: Doc, variables: Doc): Query {
  return new Query(filter, languageOptions(variables));
}

/** A filter, ready to be tested against stored documents. */
export class Matcher {
  readonly shape: FilterShape;
  private readonly test: (document: Buffer) => Verdict;
  private readonly decode: (document: Buffer) => Doc;
  private query: Query | undefined;

  /** Throws MongoError or mingo's own error when the filter is not one. */
  constructor(
    private readonly filter: Buffer,
    private readonly variables: Doc = {},
  ) {
    checkNesting(filter);
    this.shape = filterShape(filter);
    this.test = rawTest(this.shape.conditions);
    this.decode = toDoc;
    if (this.shape.exact) return;
    const decoded = toDoc(filter);
    // Only $type and $jsonSchema tell an int from a double or a long: decoding them apart is slower.
    if (mentions(decoded, '$type') || mentions(decoded, '$jsonSchema')) this.decode = toTypedDoc;
    this.query = compiled(decoded, variables);
  }

  get matchesAll(): boolean {
    return isEmptyFilter(this.shape);
  }

  matches(document: Buffer): boolean {
    const verdict = this.test(document);
    if (verdict === false) return false;
    if (verdict && this.shape.exact) return true;
    this.query ??= compiled(toDoc(this.filter), this.variables);
    return this.query.test(this.decode(document));
  }
}
