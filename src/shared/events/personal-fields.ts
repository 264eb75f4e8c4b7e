import { declarations } from './history';
import { oldPersonalFields } from './old-personal-fields';
import { personalFieldsIn, type PersonalField } from './personal';
import { shapeName, type Shape } from './upcast';

const fields = new Map<string, readonly PersonalField[]>([
  ...declarations.map((each) => [shapeName(each), personalFieldsIn(each.schema)] as const),
  ...Object.entries(oldPersonalFields),
]);

/** What of an event in this shape, today's or an old one, is personal. */
export function personalFieldsOf(shape: Shape): readonly PersonalField[] {
  return fields.get(shapeName(shape)) ?? [];
}
