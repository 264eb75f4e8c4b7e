/** Bytes that `value` takes as a varint. */
export function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) size++;
  return size;
}

/** Writes `value` as a varint at `at`; returns where it ends. */
export function writeVarint(into: Buffer, value: number, at: number): number {
  let rest = value;
  while (rest >= 0x80000000) {
    into[at++] = (rest % 128) | 0x80;
    rest = Math.floor(rest / 128);
  }
  while (rest >= 128) {
    into[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  into[at++] = rest;
  return at;
}

function header(field: number, wire: number, value: number): Buffer {
  const tag = field * 8 + wire;
  const bytes = Buffer.allocUnsafe(varintSize(tag) + varintSize(value));
  writeVarint(bytes, value, writeVarint(bytes, tag, 0));
  return bytes;
}

export function numberField(field: number, value: number): Buffer {
  return header(field, 0, value);
}

export function uint64Field(field: number, value: bigint): Buffer {
  const bytes = [field * 8];
  let rest = BigInt.asUintN(64, value);
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(rest)]);
}

export function bytesField(field: number, content: Uint8Array): Buffer {
  return Buffer.concat([header(field, 2, content.length), content]);
}

export function textField(field: number, content: string): Buffer {
  return bytesField(field, Buffer.from(content, 'utf8'));
}

export function messageField(field: number, ...content: Uint8Array[]): Buffer {
  return bytesField(field, Buffer.concat(content));
}
