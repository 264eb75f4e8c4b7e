import { WireReader } from '../protobuf/wire-reader';
import { messageField, numberField, uint64Field } from '../protobuf/wire-writer';

const ID_FIELD_SIZE = 40;
const ID_TEXT_AT = 4;
const COMMIT_POSITION = 3;

function structuredId(text: string): Buffer {
  const hex = text.replaceAll('-', '');
  const half = (at: number) => BigInt(`0x${hex.slice(at, at + 16)}`);
  return messageField(1, messageField(1, uint64Field(1, half(0)), uint64Field(2, half(16))));
}

function withStructuredId(recorded: Buffer): Buffer[] {
  const id = recorded.toString('latin1', ID_TEXT_AT, ID_FIELD_SIZE);
  return [structuredId(id), recorded.subarray(ID_FIELD_SIZE)];
}

/** The same `ReadResp` of an event with its ids as two numbers, the form that some clients ask for. */
export function withStructuredIds(response: Buffer): Buffer {
  const message = new WireReader(response);
  message.next();
  const readEvent = message.message();
  const parts: Buffer[] = [];
  while (readEvent.next()) {
    const { field } = readEvent;
    if (field === COMMIT_POSITION) parts.push(numberField(field, readEvent.number()));
    else parts.push(messageField(field, ...withStructuredId(readEvent.bytes())));
  }
  return messageField(1, ...parts);
}
