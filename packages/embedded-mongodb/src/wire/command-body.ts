import { MongoError } from '../errors';
import { toDoc, toTypedValue, toValue, type Doc } from '../bson/convert';
import { Elements, T, rawSlice, type RawValue } from '../bson/raw';

const EMPTY_DOCUMENT = Buffer.from([5, 0, 0, 0, 0]);

function wrongType(name: string, expected: string): never {
  throw new MongoError(
    'TypeMismatch',
    `BSON field '${name}' is the wrong type, expected ${expected}`,
  );
}

/** A command as it was sent: fields are decoded only when a command asks for them. */
export class CommandBody {
  readonly name: string;
  private readonly fields = new Map<string, RawValue>();

  /** Throws InvalidBSON. */
  constructor(
    bytes: Buffer,
    private readonly sequences: ReadonlyMap<string, RawValue[]>,
    private readonly legacyDb = 'admin',
  ) {
    const elements = new Elements(bytes);
    let first: string | undefined;
    while (elements.next()) {
      const { name } = elements;
      first ??= name;
      this.fields.set(name, elements.value());
    }
    this.name = first ?? '';
  }

  get db(): string {
    return this.has('$db') ? this.string('$db') : this.legacyDb;
  }

  names(): string[] {
    return [...this.fields.keys()];
  }

  has(name: string): boolean {
    const raw = this.fields.get(name);
    return raw !== undefined && raw.type !== T.null && raw.type !== T.undefined;
  }

  raw(name: string): RawValue | undefined {
    return this.fields.get(name);
  }

  /** As plain JavaScript. */
  value(name: string): unknown {
    const raw = this.fields.get(name);
    return raw && toValue(raw);
  }

  /** In its exact BSON types. */
  typed(name: string): unknown {
    const raw = this.fields.get(name);
    return raw && toTypedValue(raw);
  }

  /** The command's own argument, most often a collection's name. Throws InvalidNamespace. */
  collection(): string {
    const raw = this.fields.get(this.name);
    const value = raw && toValue(raw);
    if (typeof value !== 'string' || value === '') {
      throw new MongoError('InvalidNamespace', `collection name has invalid type or is empty`);
    }
    return value;
  }

  string(name: string): string {
    const value = this.value(name);
    return typeof value === 'string' ? value : wrongType(name, 'string');
  }

  number(name: string, otherwise: number): number {
    if (!this.has(name)) return otherwise;
    const value = Number(this.value(name));
    return Number.isFinite(value) ? value : wrongType(name, 'number');
  }

  boolean(name: string, otherwise = false): boolean {
    if (!this.has(name)) return otherwise;
    const value = this.value(name);
    return typeof value === 'boolean' ? value : Boolean(Number(value));
  }

  /** The bytes of a document; `{}` when it is not given. */
  document(name: string): Buffer {
    const raw = this.fields.get(name);
    if (!raw || !this.has(name)) return EMPTY_DOCUMENT;
    return raw.type === T.document ? rawSlice(raw) : wrongType(name, 'object');
  }

  doc(name: string): Doc {
    return toDoc(this.document(name));
  }

  documents(name: string): Buffer[] {
    return this.rawDocuments(name).map(rawSlice);
  }

  /** A list of documents, sent as a document sequence or as an array, where they lie in the message. */
  rawDocuments(name: string): RawValue[] {
    const sequence = this.sequences.get(name);
    if (sequence) return sequence;
    const raw = this.fields.get(name);
    if (raw?.type !== T.array) return wrongType(name, 'array');
    const list: RawValue[] = [];
    const elements = new Elements(raw.bytes, raw.start);
    while (elements.next()) {
      if (elements.type !== T.document) wrongType(`${name}.${list.length}`, 'object');
      list.push(elements.value());
    }
    return list;
  }
}
