import type { Shape } from '../shared/events/upcast';

/** The step that is laid out, and where the event is declared. */
export interface Step {
  readonly from: Shape;
  /** Of the declaration, without its ending. */
  readonly module: string;
  /** The exported list that the declaration stands in. */
  readonly list: string;
}

/** The files of a new version, formatted as the project's formatter leaves them. */
export function scaffoldOf({ from: { type, version }, module, list }: Step) {
  const name = `${kebab(type)}.v${version}.upcaster`;
  const constant = `${type.charAt(0).toLowerCase()}${type.slice(1)}V${version}`;
  const upcaster = `import type { DataOf } from './event';
import type { ${list} } from './${module}';
import { upcaster } from './upcast';

type Today = DataOf<typeof ${list}, '${type}'>;

/** As it was written in version ${version}: leave out of today's fields what is new, add what is gone. */
type ${type}V${version} = Today;

/** Say here what changed and why. */
export const ${constant} = upcaster<${type}V${version}>(
  { type: '${type}', version: ${version} },
  [{ type: '${type}', version: ${version + 1} }],
  (old) => [{ ...old } satisfies Today],
);
`;
  const spec = `import { specForVersion } from '#test/spec-for-version';

specForVersion('${type}', ${version});
`;
  return {
    constant,
    upcaster: { name: `${name}.ts`, text: upcaster },
    spec: { name: `${name}.spec.ts`, text: spec },
  };
}

const kebab = (type: string) => type.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();
